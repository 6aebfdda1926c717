"""The small site of `make_site`, written once for all the tests of a module."""

from copy import deepcopy

import pytest

from tests import people
from tests.contracts.site import make_site


@pytest.fixture(scope="module")
def written_site(module_db):
    return make_site(people.ruth())


@pytest.fixture
def site(written_site, db):
    """A copy of its own for each test, which may change what it holds."""
    return deepcopy(written_site)

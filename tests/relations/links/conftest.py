"""The internet that the tests of links ask."""

import pytest

from tests.relations.links.internet import Internet


@pytest.fixture
def internet():
    internet = Internet()
    yield internet
    internet.close()

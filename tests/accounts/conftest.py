"""What the tests of signing in share."""

import pytest
from django.utils import timezone
from time_machine import travel


@pytest.fixture
def clock():
    """The time, which stands still but where a test shifts it."""
    with travel(timezone.now(), tick=False) as traveller:
        yield traveller

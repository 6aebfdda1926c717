"""An index of its own for each test that is about the index itself."""

import pytest

from search import catching
from search.catching import state


@pytest.fixture
def index(tmp_path, settings, monkeypatch):
    """The state of an index in a folder of the test, which nobody has written yet."""
    settings.SEARCH_DIR = tmp_path / "search"
    monkeypatch.setattr(catching, "LOCK_WAIT", 0.05)
    monkeypatch.setattr(catching, "RETRY_SECONDS", 0)
    state.shelf = state.seen = None
    state.refused_until = state.failures = 0
    yield state
    state.shelf = state.seen = None
    state.refused_until = state.failures = 0

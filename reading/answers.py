"""The index, as one request asks it."""

from collections.abc import Iterable
from datetime import datetime

from publishing.changes.position import Position, current_position
from search.catching import state
from search.matching import Matching, matching_at
from search.questions import Answers


def position_of(request) -> Position:
    """Return the position of the record that a request reads at. At most one query a request."""
    position = getattr(request, "position", None)
    if position is None:
        position = request.position = current_position()
    return position


def kept_for(request) -> tuple[str, datetime | None]:
    """Return under what is kept what holds at the moment of a request: the key of the position of
    the record, and the moment, None for now."""
    return position_of(request).key, request.moment if request.at else None


def answers_for(request, types: Iterable[str]) -> Answers | None:
    """Return what the index says at the moment of a request of some types, by their names; None
    while it is being built. What is answered late, from an older index, is kept by no cache."""
    position = position_of(request)
    searcher = state.searcher(position)
    if not state.is_at(position):
        request.answered_late = True
    return Answers(searcher, request.moment, types, kept_for(request)) if searcher else None


def matching_for(request, types: Iterable[str]) -> Matching:
    """Return how words are matched for a request, at its moment."""
    return matching_at(*kept_for(request), types)

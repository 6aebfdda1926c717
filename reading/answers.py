"""The index, as one request asks it."""

from collections.abc import Iterable, Mapping
from typing import Any

from publishing.changes.position import Position, current_position
from search.catching import state
from search.documents import searched_types
from search.matching import Matching
from search.names import names_at
from search.questions import Answers
from search.thesaurus import thesaurus_at


def position_of(request) -> Position:
    """Return the position of the record that a request reads at. At most one query a request."""
    position = getattr(request, "position", None)
    if position is None:
        position = request.position = current_position()
    return position


def answers_for(request, types: Iterable[str]) -> Answers | None:
    """Return what the index says at the moment of a request of some types, by their names; None
    while it is being built. What is answered late, from an older index, is kept by no cache."""
    position = position_of(request)
    searcher = state.searcher(position)
    if not state.is_at(position):
        request.answered_late = True
    return Answers(searcher, request.moment, types) if searcher else None


def matching_for(request, types: Iterable[str]) -> Matching:
    """Return how words are matched for a request: with the names and synonyms of now, and at its
    moment of what is published."""
    known: dict[str, Any] = searched_types()
    facets: dict[str, float] = {}
    for name in types:
        named: Mapping[str, float] = known[name].searched.named
        facets |= named
    key, at = position_of(request).key, request.moment if request.at else None
    return Matching(names_at(key, at), thesaurus_at(key), facets)

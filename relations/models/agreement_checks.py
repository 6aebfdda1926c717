"""What the parties, events and rules of an agreement say that cannot all be, each by its row."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from relations.models.agreement_facts import Rows, party_key
from relations.register.course import review_doubt
from relations.register.life import Life
from relations.register.terms import repeated
from relations.register.vocabulary import contradictory_event


def contradictions(life: Life, rows: Rows) -> Iterator[tuple[Any, str]]:
    """Yield what cannot be, with the row that says it: of two that exclude each other the later."""
    facts = life.facts
    by_act: dict[Any, Any] = {act: row for row, act in rows.acts()}
    told = None
    for step in life.intervals[-1].steps:
        if step.contradictory:
            found = [row for basis in step.basis if (row := by_act.get(basis)) is not None]
            told = found[-1] if found else None
            yield told, str(step.words)
    for review in life.course.reviews:
        if doubt := review_doubt(review):
            yield by_act.get(review.acts[-1]), str(doubt)
    for event in rows.events:
        party = party_key(event)
        if party and party not in facts.parties:
            words = gettext("“%(party)s” acts in an event and is not among the parties.")
            yield event, words % {"party": event.country or event.organization}
        reason = contradictory_event(facts.vocabulary, event.kind)
        if reason and event is not told:
            yield event, str(reason)
    for event in _twice(rows.events):
        yield event, gettext("The same event is there twice.")
    for rule in repeated(rows.rules):
        yield rule, gettext("There can be one rule of this kind.")


def _twice(events: list[Any]) -> Iterator[Any]:
    """The events that say nothing but what another one says."""
    seen = set()
    names = ("kind", "happened_on", "country_id", "organization_id", "stance", "place", "outcome")
    for event in events:
        said = tuple(getattr(event, name) for name in names)
        if said in seen:
            yield event
        seen.add(said)

"""What an edition or a working copy of an agreement says, as the facts its life follows from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import slugify

from relations.register.facts import Act, Days, Facts, Rule, Span, Supersession, days_of
from relations.register.vocabulary import Anchor, EventKind, Outcome, RuleKind, Unit

PREFETCHED = (
    "parties__country",
    "parties__organization",
    "events__country",
    "events__organization",
    "rules",
)
# The dates of a party's own, each as what it did on that day.
PARTY_DATES = {
    "signed_on": EventKind.SIGNED,
    "ratified_on": EventKind.RATIFIED,
    "in_force_on": EventKind.ENTERED_INTO_FORCE,
    "withdrawn_on": EventKind.WITHDREW,
}


def rules_of(source: Any) -> list[Any]:
    """Return the rules of an edition or a working copy in one shape: its parts, or rows like them
    for an edition that was sealed with six columns. Prefetch `rules`."""
    typed = source.typed_rules() if hasattr(source, "typed_rules") else []
    return [*source.rules.all(), *(source.rules.model(**columns) for columns in typed)]


def facts_of(source: Any, superseded_by: Iterable[Supersession] = ()) -> Facts:
    """Return the facts of an edition or a working copy. Prefetch `PREFETCHED`."""
    keys = Keys()
    return Facts(
        source.kind,
        source.binding,
        tuple(dict.fromkeys(party_key(party) for party in source.parties.all())),
        tuple(_acts(source)),
        tuple(_rule(row, keys.of_rule(row)) for row in rules_of(source)),
        tuple(superseded_by),
    )


def party_key(row: Any) -> str:
    """Name the party that a row is, or acts for: by its code, its address or its name."""
    if row.country_id:
        return row.country.code
    if row.organization_id:
        return row.organization.slug
    return getattr(row, "name_en", "") or getattr(row, "name_es", "")


# What happens to an agreement again and again, and is told apart by its year first.
REPEATED = frozenset({EventKind.MET, EventKind.REVIEWED, EventKind.AMENDED, EventKind.RELATED})


class Keys:
    """Names for events and rules that have no identity of their own over editions.

    What is like none before it is named by what it is alone; then by its place among its like. So
    a name stays when something else is added, and when a day is corrected.
    """

    def __init__(self) -> None:
        self.given: Counter[str] = Counter()

    def name(self, *terms: str) -> str:
        key = "-".join(filter(None, terms))
        self.given[key] += 1
        return f"{key}-{self.given[key]}"

    def of_event(self, event: Any) -> str:
        """An event is known by its kind and party; of what happens again and again, by its year
        too, since otherwise an earlier meeting that is added would rename all later ones."""
        year = event.happened_on[:4] if event.kind in REPEATED else ""
        return self.name("event", event.kind, party_key(event), year)

    def of_rule(self, row: Any) -> str:
        """A rule is known by its kind and the clause where it stands."""
        return self.name(row.kind, slugify(row.citation))


def _acts(source: Any) -> Iterator[Act]:
    keys = Keys()
    for event in source.events.all():
        if on := _day(event.happened_on):
            yield Act(
                EventKind(event.kind),
                on,
                party_key(event),
                _day(event.until),
                Outcome(event.stance) if event.stance else None,
                keys.of_event(event),
            )
    for party in source.parties.all():
        for column, kind in PARTY_DATES.items():
            on = _day(getattr(party, column))
            if on:
                yield Act(kind, on, party_key(party), key=f"{column}-{party_key(party)}")


def _rule(row: Any, key: str) -> Rule:
    return Rule(
        RuleKind(row.kind),
        _span(row.amount, row.unit),
        _day(row.day),
        Anchor(row.anchor) if row.anchor else Anchor.IN_FORCE,
        _span(row.every_amount, row.every_unit),
        _span(row.notice_amount, row.notice_unit),
        row.parties or 0,
        row.before,
        row.owed_by,
        row.about,
        row.citation,
        key,
    )


def _span(amount: int | None, unit: str) -> Span | None:
    return Span(amount, Unit(unit)) if amount else None


def _day(code: str) -> Days | None:
    """The days that a code names; None for none, and for what was written over an erased one."""
    try:
        return days_of(code) if code else None
    except ValueError:
        return None

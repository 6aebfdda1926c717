"""What an edition or a working copy of an agreement says, as the facts its life follows from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.text import slugify

from publishing.languages import translated_columns
from relations.register.facts import Act, Days, Facts, Rule, Span, Supersession, days_of
from relations.register.terms import TERMS
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
        return self.name("event", event.kind, party_id(event), year)

    def of_rule(self, row: Any) -> str:
        """A rule is known by its kind and the clause where it stands; of those of which there can
        be several, by what is owed too, so that none takes the name of one that is left out."""
        about = _first(row, "about") if TERMS[RuleKind(row.kind)].several else ""
        return self.name(row.kind, slugify(row.citation), slugify(about)[:60])


class Rows(NamedTuple):
    """The parts of an agreement that its life follows from, saved or not."""

    parties: list[Any]
    events: list[Any]
    rules: list[Any]

    def acts(self) -> Iterator[tuple[Any, Act]]:
        """Yield each act with the row that records it: an event, or a party for its own dates."""
        keys = Keys()
        for event in self.events:
            if on := _day(event.happened_on):
                yield (
                    event,
                    Act(
                        EventKind(event.kind),
                        on,
                        party_key(event),
                        _day(event.until),
                        Outcome(event.stance) if event.stance else None,
                        keys.of_event(event),
                        event.outcome,
                        event.party_name,
                        party_id(event),
                    ),
                )
        for party in self.parties:
            for column, kind in PARTY_DATES.items():
                if on := _day(getattr(party, column)):
                    whose = {"party_name": party.party_name, "party_id": party_id(party)}
                    key = f"{column}-{party_id(party)}"
                    yield party, Act(kind, on, party_key(party), key=key, **whose)


def rows_of(source: Any) -> Rows:
    """Return the rows of an edition or a working copy. Prefetch `PREFETCHED`."""
    return Rows([*source.parties.all()], [*source.events.all()], rules_of(source))


def facts_of(
    source: Any, superseded_by: Iterable[Supersession] = (), rows: Rows | None = None
) -> Facts:
    """Return the facts of an edition or a working copy, by its own rows or by others in their
    place. Prefetch `PREFETCHED`."""
    rows, keys = rows or rows_of(source), Keys()
    return Facts(
        source.kind,
        source.binding,
        tuple(dict.fromkeys(party_key(party) for party in rows.parties)),
        tuple(act for _row, act in rows.acts()),
        tuple(rule_of(row, keys.of_rule(row)) for row in rows.rules),
        tuple(superseded_by),
    )


def party_key(row: Any) -> str:
    """Name the party that a row is, or acts for: by its code, its address or its name."""
    if row.country_id:
        return row.country.code
    if row.organization_id:
        return row.organization.slug
    return _first(row, "name")


def party_id(row: Any) -> str:
    """Name the party that a row is, or acts for, by what stays when it is renamed; others, which
    have their name alone, by that."""
    if row.country_id:
        return f"country-{row.country_id}"
    return f"organization-{row.organization_id}" if row.organization_id else party_key(row)


def _first(row: Any, name: str) -> str:
    """A text of a row in the first language of the site that has it, whoever reads; empty where
    it has none of that name."""
    texts = (getattr(row, column, "") for column in translated_columns(name))
    return next(filter(None, texts), "")


def rule_of(row: Any, key: str = "") -> Rule:
    """Return the rule that a row records."""
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

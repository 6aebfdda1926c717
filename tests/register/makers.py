"""What golden lives are made of: acts, lengths, treaties, and rules that several share."""

from relations.register.facts import (
    Act,
    Facts,
    Rule,
    Span,
    days_of,
)
from relations.register.vocabulary import Anchor, EventKind, Outcome, RuleKind, Unit

E = EventKind
YEARS, MONTHS, DAYS = Unit.YEARS, Unit.MONTHS, Unit.DAYS
TWO, THREE = ("US", "MX"), ("US", "MX", "CA")


def act(kind, on, party="", **more):
    return Act(kind, days_of(on), party, **more)


def years(amount):
    return Span(amount, YEARS)


def months(amount):
    return Span(amount, MONTHS)


def binding(*acts, rules=(), parties=TWO, **more):
    return Facts("treaty", "binding", parties, acts, tuple(rules), **more)


def review(on, **outcomes):
    """What each party said at a review."""
    return [
        act(E.REVIEWED, on, party, outcome=Outcome(outcome)) for party, outcome in outcomes.items()
    ]


TERM_OF_16 = (
    Rule(RuleKind.TERM, years(16)),
    Rule(RuleKind.DECISION, years(16), anchor=Anchor.REVIEW),
    Rule(RuleKind.REVIEW, on=days_of("2026-07-01"), every=years(6)),
    Rule(RuleKind.REFUSED, years(1)),
)
THREE_SIGNED = (act(E.SIGNED, "2018-11-30"), act(E.ENTERED_INTO_FORCE, "2020-07-01"))
ALL = {"US": "confirmed", "MX": "confirmed", "CA": "confirmed"}
IN_FORCE_2000 = (act(E.SIGNED, "2000-01-01"), act(E.ENTERED_INTO_FORCE, "2000-01-01"))
TEN_YEARS = (Rule(RuleKind.TERM, years(10)),)
TACIT = (
    Rule(RuleKind.TERM, years(5)),
    Rule(RuleKind.RENEWAL, years(5), notice=months(6)),
)

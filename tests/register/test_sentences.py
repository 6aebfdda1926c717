"""Each rule reads as a sentence."""

from dataclasses import replace
from datetime import date

import pytest

from relations.register.facts import Act, Facts, Rule, Span, days_of
from relations.register.life import life_of
from relations.register.sentences import rule_rows, rule_sentence
from relations.register.terms import TERMS
from relations.register.vocabulary import Anchor, EventKind, RuleKind, Unit


def years(amount):
    return Span(amount, Unit.YEARS)


def months(amount):
    return Span(amount, Unit.MONTHS)


DAY = days_of("2026-07-01")
SENTENCES = {
    Rule(RuleKind.ENTRY, Span(90, Unit.DAYS), anchor=Anchor.NOTIFIED): (
        "Enters into force 90 days after the last notification."
    ),
    Rule(RuleKind.ENTRY, anchor=Anchor.RATIFIED, parties=2): (
        "Enters into force on the last ratification. 2 parties must have acted."
    ),
    Rule(RuleKind.TERM, years(16)): "Ends 16 years after the entry into force.",
    Rule(RuleKind.TERM, on=days_of("2036-07")): "Ends July 2036.",
    Rule(RuleKind.RENEWAL, years(5), notice=months(6)): (
        "Renews itself, again and again, for 5 years, unless notice is given 6 months before the "
        "end."
    ),
    Rule(RuleKind.DECISION, years(16), anchor=Anchor.REVIEW): (
        "The parties may decide on a new term of 16 years, counted from each review."
    ),
    Rule(RuleKind.DECISION, years(16), anchor=Anchor.UNSTATED, owed_by="the ministers"): (
        "The ministers may decide on a new term of 16 years; from which day it counts is not "
        "stated."
    ),
    Rule(RuleKind.REVIEW, on=DAY, every=years(6), citation="Art. 34.7"): (
        "First review: July 1, 2026, then every 6 years. (Art. 34.7)"
    ),
    Rule(RuleKind.REVIEW, years(1), every=years(1)): (
        "First reviewed one year after the entry into force, then every year."
    ),
    Rule(RuleKind.REVIEW, every=months(18)): (
        "Reviewed every 18 months; when it is first is not stated."
    ),
    Rule(RuleKind.REFUSED, years(1)): (
        "After a review at which a new term was not confirmed, it is reviewed every year."
    ),
    Rule(RuleKind.WITHDRAWAL, months(6)): "A withdrawal takes effect 6 months after the notice.",
    Rule(
        RuleKind.DUTY,
        Span(180, Unit.DAYS),
        anchor=Anchor.REVIEW,
        before=True,
        owed_by="the Trade Representative",
        about="Report to Congress",
    ): "Report to Congress: owed by the Trade Representative 180 days before each review.",
}


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES.items())
def test_a_rule_reads_as_a_sentence(rule, sentence):
    assert rule_sentence(rule) == sentence


@pytest.mark.parametrize("kind", RuleKind)
def test_every_kind_has_terms_and_reads_as_something_where_they_lack(kind):
    assert kind in TERMS
    assert rule_sentence(Rule(kind))


TERM = Rule(RuleKind.TERM, years(5), citation="Art. 9")
RENEWAL = Rule(RuleKind.RENEWAL, years(5))
UNCOUNTED = Rule(RuleKind.TERM, years(5), anchor=Anchor.NOTIFIED, citation="Art. 9")
CONTRARY = Rule(RuleKind.TERM, years(5), on=days_of("2010-01-01"))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((), ""),
        ((TERM,), "June 1, 1995"),
        ((TERM, RENEWAL), "renews itself until notice is given"),
        ((UNCOUNTED,), "The term counts from the last notification (Art. 9), and that day is not "
         "recorded."),
        ((CONTRARY,), "The rule of the term names January 1, 2010; its length gives June 1, 1995."),
        ((replace(TERM, span=years(9000)),), "not derived (Art. 9)"),
    ],
)  # fmt: skip
def test_the_end_is_said_as_far_as_it_is_recorded(rules, said):
    begun = Act(EventKind.ENTERED_INTO_FORCE, days_of("1990-06-01"))
    life = life_of(Facts("treaty", "binding", (), (begun,), rules))
    _label, words = next(rule_rows(life, date(1991, 1, 1)))
    assert words == said

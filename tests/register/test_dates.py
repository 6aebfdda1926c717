"""The dates that follow from rules, what is unknown of them, and what holds for every life."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relations.models.agreement_checks import contradictions
from relations.models.agreement_facts import Rows
from relations.register.dates import DateKind, dates_of, every_date
from relations.register.facts import Act, Days, Facts, Rule, Span, Supersession, days_of
from relations.register.life import life_of
from relations.register.unknowns import unknowns
from relations.register.vocabulary import (
    Anchor,
    EventKind,
    Outcome,
    RuleKind,
    Status,
    Unit,
    Vocabulary,
)
from tests.register.lives import LIVES
from tests.register.makers import (
    ALL,
    TACIT,
    TERM_OF_16,
    THREE,
    THREE_SIGNED,
    act,
    binding,
    review,
)

DUTIES = (
    Rule(RuleKind.DUTY, Span(270, Unit.DAYS), anchor=Anchor.REVIEW, before=True,
         owed_by="Trade Representative", about="Notice in the Federal Register", key="notice"),
    Rule(RuleKind.DUTY, Span(20, Unit.DAYS), anchor=Anchor.REVIEW,
         owed_by="Trade Representative", about="Briefing of Congress", key="briefing"),
)  # fmt: skip


def dates(facts, day):
    due = dates_of(life_of(facts), date.fromisoformat(day))
    return [(each.on.code, each.kind.value) for each in due]


def trilateral(*more, rules=TERM_OF_16):
    return binding(*THREE_SIGNED, *more, rules=rules, parties=THREE)


def test_before_a_review_only_that_review_is_derived():
    assert dates(trilateral(), "2026-06-30") == [("2026-07-01", "review"), ("2036-07-01", "end")]


def test_a_review_of_which_nothing_is_recorded_says_so_on_every_later_day():
    for day in ("2026-07-02", "2031-01-01"):
        first = dates_of(life_of(trilateral()), date.fromisoformat(day))[0]
        assert str(first.words) == "Review date passed on July 1, 2026; outcome not recorded"
    assert dates(trilateral(), "2026-07-02") == [("2026-07-01", "review"), ("2036-07-01", "end")]


def test_after_a_refusal_reviews_follow_every_year_until_the_end():
    found = dates(trilateral(*review("2026-07-01", US="not_confirmed")), "2026-07-06")
    assert found == [
        *((f"{year}-07-01", "review") for year in range(2027, 2036)),
        ("2036-07-01", "end"),
    ]


def test_after_a_confirmation_the_next_review_and_the_new_end():
    found = dates(trilateral(*review("2026-07-01", **ALL)), "2026-07-06")
    assert found == [("2032-07-01", "review"), ("2042-07-01", "end")]


@pytest.mark.parametrize(
    "said", [{"US": "confirmed"}, {"US": "confirmed", "MX": "not_stated", "CA": "confirmed"}]
)
def test_some_parties_make_no_outcome(said):
    found = dates(trilateral(*review("2026-07-01", **said)), "2026-07-06")
    assert found == [("2026-07-01", "review"), ("2036-07-01", "end")]


def test_contradictory_outcomes_of_one_party_are_no_outcome():
    facts = trilateral(*review("2026-07-01", **ALL), *review("2026-07-01", US="not_confirmed"))
    assert dates(facts, "2026-07-06")[0] == ("2026-07-01", "review")


def test_duties_are_counted_from_each_review():
    facts = trilateral(rules=(*TERM_OF_16, *DUTIES))
    assert dates(facts, "2025-01-01") == [
        ("2025-10-04", "duty"),
        ("2026-07-01", "review"),
        ("2026-07-21", "duty"),
        ("2036-07-01", "end"),
    ]


def test_a_term_that_renews_itself_tells_the_last_day_for_notice():
    facts = binding(
        act(EventKind.SIGNED, "1990-01-01"),
        act(EventKind.ENTERED_INTO_FORCE, "1990-06-01"),
        rules=TACIT,
    )
    assert dates(facts, "2021-01-01") == [("2024-12-01", "notice"), ("2025-06-01", "end")]


def test_partial_dates_give_ranges():
    facts = binding(
        act(EventKind.SIGNED, "2000"),
        act(EventKind.ENTERED_INTO_FORCE, "2001-06"),
        rules=[Rule(RuleKind.TERM, Span(10, Unit.YEARS))],
    )
    assert dates(facts, "2005-01-01") == [("2011-06", "end")]


def test_nothing_is_due_after_the_end():
    facts = trilateral(act(EventKind.TERMINATED, "2024-01-01"))
    assert dates(facts, "2024-06-01") == []


def test_what_is_revived_after_its_end_has_dates_again():
    begun = act(EventKind.ENTERED_INTO_FORCE, "2000-01-01")
    revived, met = act(EventKind.REVIVED, "2012"), act(EventKind.MET, "2024-06-01")
    ten_years = [Rule(RuleKind.TERM, Span(10, Unit.YEARS))]
    assert dates(binding(begun, met, rules=ten_years), "2013-01-01") == []
    facts = binding(begun, revived, met, rules=ten_years)
    assert dates(facts, "2013-01-01") == [("2024-06-01", "event")]
    ended = act(EventKind.TERMINATED, "2022")
    assert dates(replace(facts, acts=(*facts.acts, ended)), "2013-01-01") == [("2022", "event")]


def test_a_review_every_day_stops_at_500_and_says_so():
    rules = [
        Rule(RuleKind.TERM, Span(16, Unit.YEARS)),
        Rule(RuleKind.REVIEW, on=days_of("2020-07-01"), every=Span(1, Unit.DAYS)),
    ]
    life = life_of(trilateral(rules=rules))
    due = every_date(life)
    assert len([each for each in due if each.kind != DateKind.EVENT]) == 500
    assert due[-1].on.code == "2036-07-01"
    assert str(life.course.open_reviews) == "The rule yields more than 500 reviews."


def test_terms_beyond_500_are_said_to_be_not_derived():
    rules = [
        Rule(RuleKind.TERM, Span(1, Unit.DAYS)),
        Rule(RuleKind.RENEWAL, Span(1, Unit.DAYS)),
    ]
    life = life_of(binding(act(EventKind.ENTERED_INTO_FORCE, "2000-01-01"), rules=rules))
    assert len(every_date(life)) == 500 + len(life.facts.acts)
    assert list(unknowns(life, {}, date(2026, 1, 1))) == [
        "The rules yield more than 500 dates; those after them are not derived."
    ]


def test_what_no_rule_states_is_said_with_its_clause():
    rules = [
        Rule(RuleKind.DECISION, Span(16, Unit.YEARS), anchor=Anchor.UNSTATED, citation="Art. 7"),
        Rule(RuleKind.REVIEW, every=Span(6, Unit.YEARS), citation="Art. 8"),
        Rule(RuleKind.TERM, Span(5, Unit.YEARS), anchor=Anchor.NOTIFIED, citation="Art. 9"),
    ]
    said = list(unknowns(life_of(trilateral(rules=rules)), {}, date(2026, 1, 1)))
    assert said == [
        "The end is not derived. The term counts from the last notification (Art. 9), and that day "
        "is not recorded.",
        "New term: 16 years, counted from a day that the clause does not name: not derived "
        "(Art. 7)",
        "Reviews: the day of the first is not stated. Not derived. (Art. 8)",
    ]


def test_an_event_of_the_whole_and_of_its_parties_is_one_date():
    facts = trilateral(
        act(EventKind.ENTERED_INTO_FORCE, "2020-07-01", "US"),
        act(EventKind.ENTERED_INTO_FORCE, "2021-01-01", "MX"),
        rules=(),
    )
    assert dates(facts, "2019-01-01") == [("2020-07-01", "event"), ("2021-01-01", "event")]


def test_what_was_past_when_nothing_more_was_known_is_past_on_every_day():
    life = life_of(trilateral())
    for day in ("2020-01-01", "2026-07-02", "2035-01-01"):
        due = dates_of(life, date.fromisoformat(day), date(2026, 7, 2))
        words = [str(each.words) for each in due if each.kind == DateKind.REVIEW]
        assert words == ["Review date passed on July 1, 2026; outcome not recorded"]


@pytest.mark.parametrize("first", ["0001", "0001-01", "0001-01-01"])
def test_the_first_days_of_the_calendar_have_none_before_them(first):
    begun = act(EventKind.ENTERED_INTO_FORCE, first)
    (*_before, last) = life_of(binding(begun)).intervals
    assert last.status == Status.IN_FORCE
    replaced = binding(begun, superseded_by=(Supersession("New", days_of(first)),))
    assert life_of(replaced).intervals[-1].status == Status.SUPERSEDED


def test_no_notice_comes_in_time_that_was_due_before_the_calendar():
    rules = [
        Rule(RuleKind.TERM, Span(5, Unit.YEARS)),
        Rule(RuleKind.RENEWAL, Span(5, Unit.YEARS), notice=Span(100, Unit.YEARS)),
    ]
    begun = act(EventKind.ENTERED_INTO_FORCE, "0005-06-01")
    notice = act(EventKind.NOTICE, "0006-01-01", "US")
    assert ("0010-06-01", "end") in dates(binding(begun, rules=rules), "0006-01-01")
    life = life_of(binding(begun, notice, rules=rules))
    assert life.course.end == days_of("0110-06-01")


# Properties, of lives at random.

CALENDAR = st.dates(date(1990, 1, 1), date(2040, 12, 31))
EDGES = st.sampled_from([days_of(code) for code in ("0001", "0001-01-01", "9999", "9999-12-31")])
DAYS = EDGES | st.builds(
    lambda day, more: Days(day, day + timedelta(more)),
    CALENDAR,
    st.sampled_from([0, 0, 0, 30, 364]),
)
ACTS = st.builds(
    Act, st.sampled_from(EventKind), DAYS, st.sampled_from(["", "", "US", "MX"]),
    outcome=st.sampled_from([None, *Outcome]),
)  # fmt: skip
SPANS = st.builds(Span, st.integers(0, 400), st.sampled_from(Unit))
RULES = st.builds(
    Rule, st.sampled_from(RuleKind), SPANS | st.none(), DAYS | st.none(),
    st.sampled_from(Anchor), SPANS | st.none(), SPANS | st.none(), st.integers(0, 3),
)  # fmt: skip
FACTS = st.builds(
    Facts, st.sampled_from(["treaty", "memorandum", "dialogue"]),
    st.sampled_from(["binding", "non_binding", ""]), st.just(("US", "MX")),
    st.lists(ACTS, max_size=8).map(tuple), st.lists(RULES, max_size=5).map(tuple),
    st.lists(st.builds(Supersession, st.just("New"), DAYS), max_size=2).map(tuple),
)  # fmt: skip
UNRELATED = st.builds(
    Act,
    st.sampled_from([EventKind.MET, EventKind.AMENDED, EventKind.REGISTERED, EventKind.PUBLISHED]),
    DAYS,
)  # fmt: skip
NON_BINDING = {None, Status.IN_EFFECT, Status.ENDED}


@given(FACTS)
def test_every_day_has_one_status_or_a_reason(facts):
    intervals = life_of(facts).intervals
    assert intervals[0].first in (None, date.min)
    assert intervals[-1].last is None
    for one, following in pairwise(intervals):
        assert following.first == one.last + timedelta(1)
        assert one.first is None or one.first <= one.last
    for each in intervals:
        assert (each.status is None) == bool(each.reason and str(each.reason))


@given(FACTS, st.randoms())
def test_the_order_in_which_events_are_recorded_changes_nothing(facts, random):
    shuffled = list(facts.acts)
    random.shuffle(shuffled)
    other = replace(facts, acts=tuple(shuffled))
    statuses = [
        [(each.first, each.status) for each in life_of(one).intervals] for one in (facts, other)
    ]
    assert statuses[0] == statuses[1]


@given(FACTS, st.lists(UNRELATED, max_size=3))
def test_unrelated_events_change_nothing(facts, unrelated):
    other = replace(facts, acts=(*facts.acts, *unrelated))
    assert [(each.first, each.status) for each in life_of(facts).intervals] == [
        (each.first, each.status) for each in life_of(other).intervals
    ]


@given(FACTS, CALENDAR)
def test_dates_never_fail_and_stay_bounded(facts, day):
    assert len(dates_of(life_of(facts), day)) <= 500 + 2 * len(facts.acts)


@given(FACTS)
def test_the_vocabulary_is_kept(facts):
    statuses = {each.status for each in life_of(facts).intervals}
    if facts.vocabulary in (Vocabulary.MEETING, Vocabulary.UNKNOWN):
        assert statuses == {None}
    elif facts.vocabulary == Vocabulary.NON_BINDING:
        assert statuses <= NON_BINDING
    else:
        assert not statuses & {Status.IN_EFFECT, Status.ENDED, Status.WITHDRAWN}


def test_each_golden_life_keeps_its_contradictions_apart():
    contradictory = {
        name
        for name, (facts, _table) in LIVES.items()
        if list(contradictions(life_of(facts), Rows([], [], [])))
    }
    assert contradictory == {
        "in force before the signature",
        "two entries into force",
        "terminated, then in force",
        "revived without a suspension",
        "contradictory outcomes at a review",
    }

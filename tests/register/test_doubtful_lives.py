"""Golden lives of agreements of which what is recorded is doubtful, or says less than it seems.

All are invented; what each table says follows from its events and rules by hand.
"""

from datetime import date

import pytest

from relations.register.dates import DateKind, dates_of, every_date
from relations.register.facts import Facts, Rule, Span, Supersession, days_of
from relations.register.life import life_of
from relations.register.parties import party_life
from relations.register.unknowns import unknowns
from relations.register.vocabulary import Anchor, EventKind, RuleKind, Unit
from tests.register.makers import (
    IN_FORCE_2000,
    TACIT,
    TEN_YEARS,
    THREE,
    act,
    binding,
    months,
    review,
    years,
)

E = EventKind
RENEWED = (*TEN_YEARS, Rule(RuleKind.RENEWAL, years(10), notice=months(6)))
WITHDRAWAL = Rule(RuleKind.WITHDRAWAL, months(12))
SIGNED_1990 = act(E.SIGNED, "1990-01-01")
NOTICE_OF_US = act(E.NOTICE, "2008-03-01", "US")
SINCE_JUNE_2000 = (act(E.SIGNED, "2000-06-01"), act(E.ENTERED_INTO_FORCE, "2000-06-01"))
WHOLE = ""
SUSPENDED_BY_BOTH = binding(
    *IN_FORCE_2000,
    act(E.SUSPENDED, "2001-01-01", "US"),
    act(E.SUSPENDED, "2001-02-01", "MX"),
    act(E.REVIVED, "2002-01-01", "US"),
    act(E.REVIVED, "2003-01-01", "MX"),
)


def superseded(on, *acts, rules=()):
    by = (Supersession("Its successor", days_of(on)),)
    return Facts("treaty", "binding", ("US", "MX"), acts, tuple(rules), by)


# The status on each day, of the agreement as a whole and of parties.
LIVES = {
    "in force for one of three": (
        binding(SIGNED_1990, act(E.ENTERED_INTO_FORCE, "1995-01-01", "US"), parties=THREE),
        {
            WHOLE: {"1994-12-31": "signed", "1995-01-01": None, "2020-01-01": None},
            "US": {"1994-12-31": "signed", "1995-01-01": None},
            "MX": {"1994-12-31": "signed", "1995-01-01": None},
        },
    ),
    "in force for one of two": (
        binding(SIGNED_1990, act(E.ENTERED_INTO_FORCE, "1995-01-01", "US"), rules=TEN_YEARS),
        {
            WHOLE: {"1995-01-01": None, "2020-01-01": None},
            "US": {"1995-01-01": None},
            "MX": {"1994-12-31": "signed", "1995-01-01": None},
        },
    ),
    "in force for one of two, and by rule for both": (
        binding(
            SIGNED_1990,
            act(E.ENTERED_INTO_FORCE, "1990-01-31", "US"),
            rules=[Rule(RuleKind.ENTRY, months(1), anchor=Anchor.SIGNED)],
        ),
        {WHOLE: {"1990-01-31": "signed", "1990-02-01": "in-force"}},
    ),
    "in force for one of two, terminated": (
        binding(
            SIGNED_1990,
            act(E.ENTERED_INTO_FORCE, "1995-01-01", "US"),
            act(E.TERMINATED, "2001-01-01"),
        ),
        {WHOLE: {"2000-01-01": None, "2001-01-01": "terminated"}},
    ),
    "renewed by itself, notice by one of three": (
        binding(*IN_FORCE_2000, NOTICE_OF_US, rules=(*RENEWED, WITHDRAWAL), parties=THREE),
        {
            WHOLE: {"2009-12-31": "in-force", "2010-01-01": "in-force", "2040-01-01": "in-force"},
            "US": {"2009-03-01": "withdrawn", "2040-01-01": "withdrawn"},
        },
    ),
    "renewed by itself, notice by one of three, and no rule of withdrawal": (
        binding(*IN_FORCE_2000, NOTICE_OF_US, rules=RENEWED, parties=THREE),
        {
            WHOLE: {"2010-01-01": "in-force", "2040-01-01": "in-force"},
            "US": {"2008-03-01": None, "2040-01-01": None},
        },
    ),
    "renewed by itself, notice by two of three": (
        binding(
            *IN_FORCE_2000,
            NOTICE_OF_US,
            act(E.NOTICE, "2017-01-01", "MX"),
            rules=RENEWED,
            parties=THREE,
        ),
        {WHOLE: {"2010-01-01": "in-force", "2019-12-31": "in-force", "2020-01-01": "expired"}},
    ),
    "renewed by itself, notice by one of three of which another has left": (
        binding(
            *IN_FORCE_2000,
            act(E.WITHDREW, "2005-01-01", "CA"),
            NOTICE_OF_US,
            rules=RENEWED,
            parties=THREE,
        ),
        {WHOLE: {"2009-12-31": "in-force", "2010-01-01": "expired"}},
    ),
    "renewed by itself, notice by one of three, of which another leaves later": (
        binding(
            *IN_FORCE_2000,
            NOTICE_OF_US,
            act(E.WITHDREW, "2035-01-01", "CA"),
            rules=RENEWED,
            parties=THREE,
        ),
        {WHOLE: {"2030-01-01": "in-force", "2040-01-01": "expired"}},
    ),
    "notice against a renewal taken back after the end": (
        binding(
            *SINCE_JUNE_2000,
            act(E.NOTICE, "2004-10-01", "US"),
            act(E.NOTICE_REVOKED, "2006-01-01", "US"),
            rules=TACIT,
        ),
        {WHOLE: {"2005-05-31": "in-force", "2005-06-01": "expired", "2007-01-01": "expired"}},
    ),
    "notice against a renewal perhaps taken back before the end": (
        binding(
            *SINCE_JUNE_2000,
            act(E.NOTICE, "2004-10-01", "US"),
            act(E.NOTICE_REVOKED, "2005", "US"),
            rules=TACIT,
        ),
        {WHOLE: {"2005-05-31": "in-force", "2005-06-01": None, "2007-01-01": None}},
    ),
    "notice against a renewal taken back in time": (
        binding(
            *SINCE_JUNE_2000,
            act(E.NOTICE, "2004-10-01", "US"),
            act(E.NOTICE_REVOKED, "2005-01-01", "US"),
            rules=TACIT,
        ),
        {WHOLE: {"2005-06-01": "in-force", "2030-01-01": "in-force"}},
    ),
    "superseded, and its end not derived later": (
        superseded("2005-03-01", *IN_FORCE_2000, rules=[Rule(RuleKind.TERM, on=days_of("2010"))]),
        {
            WHOLE: {
                "2005-02-28": "in-force",
                "2005-03-01": "superseded",
                "2010-06-01": "superseded",
                "2011-01-01": "superseded",
            }
        },
    ),
    "its end not derived, superseded later": (
        superseded(
            "2015-03-01",
            *IN_FORCE_2000,
            rules=[Rule(RuleKind.TERM, years(10), anchor=Anchor.UNSTATED)],
        ),
        {WHOLE: {"2009-12-31": "in-force", "2010-01-01": None, "2015-03-01": "superseded"}},
    ),
    "superseded before it was signed": (
        superseded("1990-03-01", *SINCE_JUNE_2000),
        {WHOLE: {"1990-03-01": None, "2000-06-01": None, "2010-01-01": None}},
    ),
    "superseded in the year of its signature": (
        superseded("2000", *SINCE_JUNE_2000),
        {WHOLE: {"1999-12-31": None, "2000-06-01": None, "2000-12-31": "superseded"}},
    ),
    "acceded to after it had ended": (
        binding(
            *IN_FORCE_2000,
            act(E.WITHDREW, "2005-01-01", "US"),
            act(E.ACCEDED, "2010-01-01", "US"),
            act(E.ENTERED_INTO_FORCE, "2010-02-01", "US"),
        ),
        {
            WHOLE: {"2005-01-01": "terminated", "2011-01-01": "terminated"},
            "US": {"2005-01-01": "withdrawn", "2010-01-01": None, "2010-02-01": None},
            "MX": {"2011-01-01": "terminated"},
        },
    ),
    "signed after it had ended": (
        binding(
            *IN_FORCE_2000,
            act(E.WITHDREW, "2005-01-01", "US"),
            act(E.SIGNED, "2010-01-01", "US"),
        ),
        {"US": {"2009-12-31": "withdrawn", "2010-01-01": None}},
    ),
    "suspended by both of two, revived by one": (
        SUSPENDED_BY_BOTH,
        {
            WHOLE: {"2002-06-01": "suspended", "2003-01-01": "in-force"},
            "US": {"2002-06-01": "suspended", "2003-01-01": "in-force"},
            "MX": {"2002-06-01": "suspended", "2003-01-01": "in-force"},
        },
    ),
    "revived by the one of two that suspended it": (
        binding(
            *IN_FORCE_2000,
            act(E.SUSPENDED, "2001-01-01", "US"),
            act(E.REVIVED, "2002-01-01", "US"),
        ),
        {
            "US": {"2001-06-01": "suspended", "2002-01-01": "in-force"},
            "MX": {"2001-06-01": "suspended", "2002-01-01": "in-force"},
        },
    ),
    "extended until a day before its end": (
        binding(
            *IN_FORCE_2000,
            act(E.EXTENDED, "2002-07-01", until=days_of("2001-06-01")),
            rules=TEN_YEARS,
        ),
        {WHOLE: {"2001-05-31": "in-force", "2001-06-01": None, "2010-06-01": None}},
    ),
    "extended, without a term, until a day before that": (
        binding(*IN_FORCE_2000, act(E.EXTENDED, "2002-07-01", until=days_of("2001-06-01"))),
        {WHOLE: {"2001-05-31": "in-force", "2001-06-01": None, "2010-06-01": None}},
    ),
    "extended until a day, after it had ended": (
        binding(
            *IN_FORCE_2000,
            act(E.EXTENDED, "2011-06-01", until=days_of("2015-01-01")),
            rules=TEN_YEARS,
        ),
        {WHOLE: {"2009-12-31": "in-force", "2010-01-01": None, "2012-01-01": None}},
    ),
    "a new term that would end before the old one": (
        binding(
            *IN_FORCE_2000,
            *review("2002-01-01", US="confirmed", MX="confirmed"),
            rules=(
                *TEN_YEARS,
                Rule(RuleKind.REVIEW, on=days_of("2002-01-01")),
                Rule(RuleKind.DECISION, years(5), anchor=Anchor.REVIEW),
            ),
        ),
        {WHOLE: {"2006-12-31": "in-force", "2007-01-01": None, "2011-01-01": None}},
    ),
}


@pytest.mark.parametrize("name", LIVES)
def test_life(name):
    facts, tables = LIVES[name]
    whole = life_of(facts)
    for party, table in tables.items():
        life = party_life(whole, party) if party else whole
        found = {day: life.on(date.fromisoformat(day)) for day in table}
        statuses = {day: each.status and each.status.value for day, each in found.items()}
        assert (party, statuses) == (party, table)
        assert all(bool(each.status) != bool(str(each.reason or "")) for each in found.values())


def test_one_party_that_it_is_in_force_for_is_named():
    facts, _tables = LIVES["in force for one of three"]
    assert str(life_of(facts).on(date(2000, 1, 1)).reason) == (
        "Its entry into force on January 1, 1995 is recorded of one party alone."
    )


def test_what_superseded_it_too_early_is_named():
    facts, _tables = LIVES["superseded before it was signed"]
    assert str(life_of(facts).on(date(2001, 1, 1)).reason) == (
        "“Its successor” takes its place on March 1, 1990, before anything that is recorded of it."
    )


def test_a_revival_is_no_entry_into_force():
    due = every_date(life_of(SUSPENDED_BY_BOTH))
    assert [each for each in due if each.kind == DateKind.ENTRY] == []


def test_no_end_is_derived_from_what_contradicts_itself():
    facts = binding(
        act(E.ENTERED_INTO_FORCE, "2020-01-01"),
        act(E.ENTERED_INTO_FORCE, "2021-01-01"),
        rules=[Rule(RuleKind.TERM, years(16))],
    )
    life = life_of(facts)
    assert [each.kind for each in dates_of(life, date(2026, 1, 1))] == []
    assert list(unknowns(life, {}, date(2026, 1, 1))) == [
        f"The end is not derived. {life.on(date(2026, 1, 1)).reason}"
    ]


def test_what_only_follows_from_rules_is_not_confirmed():
    facts = binding(
        *IN_FORCE_2000,
        act(E.NOTICE, "2008-01-01", "US"),
        *review("2002-01-01", US="confirmed"),
        rules=(
            *TEN_YEARS,
            WITHDRAWAL,
            Rule(RuleKind.REVIEW, on=days_of("2002-01-01"), every=years(2)),
            Rule(RuleKind.DUTY, months(1), anchor=Anchor.REVIEW, about="Report", key="report"),
        ),
    )
    due = every_date(life_of(facts))
    assert {(each.kind.value, each.confirmed) for each in due} == {
        ("event", True),
        ("review", False),
        ("duty", False),
        ("withdrawal", False),
    }


def test_a_withdrawal_that_is_recorded_is_confirmed():
    facts = binding(*IN_FORCE_2000, act(E.WITHDREW, "2008-01-01", "US"))
    due = every_date(life_of(facts))
    assert [each.confirmed for each in due if each.kind == DateKind.WITHDRAWAL] == [True]


def of_kind(kind, facts, number):
    due = every_date(life_of(facts))
    return [each.on.code for each in due if each.kind == kind][:number]


def test_month_ends_do_not_drift_from_review_to_review():
    facts = binding(
        *IN_FORCE_2000,
        rules=[Rule(RuleKind.REVIEW, on=days_of("2019-08-31"), every=months(6))],
    )
    assert of_kind(DateKind.REVIEW, facts, 4) == [
        "2019-08-31",
        "2020-02-29",
        "2020-08-31",
        "2021-02-28",
    ]


def test_leap_days_do_not_drift_from_term_to_term():
    facts = binding(
        act(E.SIGNED, "2020-02-29"),
        act(E.ENTERED_INTO_FORCE, "2020-02-29"),
        rules=[Rule(RuleKind.TERM, years(1)), Rule(RuleKind.RENEWAL, months(12))],
    )
    ends = of_kind(DateKind.END, facts, 8)
    assert (ends[0], ends[3], ends[7]) == ("2021-02-28", "2024-02-29", "2028-02-29")


def test_a_notice_ends_a_term_on_the_day_that_is_listed():
    facts = binding(
        act(E.SIGNED, "2020-02-29"),
        act(E.ENTERED_INTO_FORCE, "2020-02-29"),
        act(E.NOTICE, "2023-06-01", "US"),
        rules=[Rule(RuleKind.TERM, years(1)), Rule(RuleKind.RENEWAL, years(1))],
    )
    assert life_of(facts).course.end == days_of("2024-02-29")


def test_a_duty_before_the_end_follows_each_term():
    rules = [
        *TACIT,
        *(
            Rule(RuleKind.DUTY, months(6), anchor=Anchor.END, before=True, about=key, key=key)
            for key in ("report", "audit")
        ),
    ]
    facts = binding(*IN_FORCE_2000, rules=rules)
    due = dates_of(life_of(facts), date(2013, 1, 1))
    assert sorted((each.on.code, each.key) for each in due if each.kind == DateKind.DUTY) == [
        ("2014-07-01", "audit-3"),
        ("2014-07-01", "report-3"),
    ]


def test_many_recorded_events_leave_room_for_what_follows_from_rules():
    parties = tuple(f"P{number}" for number in range(200))
    kinds = ((E.SIGNED, "1999-06-01"), (E.RATIFIED, "2000-06-01"), (E.ACCEPTED, "2000-07-01"))
    acts = [act(kind, on, party) for kind, on in kinds for party in parties]
    facts = binding(
        *acts, IN_FORCE_2000[1], rules=[Rule(RuleKind.TERM, years(50))], parties=parties
    )
    assert [each.on.code for each in dates_of(life_of(facts), date(2020, 1, 1))] == ["2050-01-01"]


def test_no_rule_takes_the_room_of_another_and_what_is_left_out_is_said():
    duty = Rule(RuleKind.DUTY, months(1), anchor=Anchor.REVIEW, about="Report", key="report")
    rules = [Rule(RuleKind.REVIEW, on=days_of("2001-01-01"), every=Span(1, Unit.DAYS)), duty]
    life = life_of(binding(*IN_FORCE_2000, rules=(*rules, Rule(RuleKind.TERM, years(50)))))
    due = every_date(life)
    assert {each.kind.value for each in due} == {"event", "review", "duty", "end"}
    assert len([each for each in due if each.kind != DateKind.EVENT]) == 500
    words = "The rules yield more than 500 dates; those after them are not derived."
    assert words in list(unknowns(life, {}, date(2001, 6, 1)))


def test_after_a_revival_the_end_and_what_comes_are_not_derived():
    rules = [Rule(RuleKind.TERM, years(5))]
    facts = binding(*IN_FORCE_2000, act(E.REVIVED, "2006-01-01"), rules=rules)
    life = life_of(facts)
    assert list(unknowns(life, {}, date(2007, 1, 1))) == [
        "The end is not derived. The term after the revival of January 1, 2006 is not recorded."
    ]
    assert list(unknowns(life, {}, date(2004, 1, 1))) == []

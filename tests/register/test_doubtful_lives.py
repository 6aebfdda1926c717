"""Golden lives of agreements of which what is recorded is doubtful, or says less than it seems.

All are invented; what each table says follows from its events and rules by hand.
"""

from datetime import date

import pytest

from relations.register.dates import DateKind, dates_of, every_date
from relations.register.facts import Facts, Rule, Supersession, days_of
from relations.register.life import life_of
from relations.register.parties import party_life
from relations.register.unknowns import unknowns
from relations.register.vocabulary import Anchor, EventKind, RuleKind
from tests.register.test_lives import (
    IN_FORCE_2000,
    TACIT,
    TEN_YEARS,
    THREE,
    act,
    binding,
    months,
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

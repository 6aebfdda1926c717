"""Golden lives of agreements of which what is recorded is doubtful, or says less than it seems.

All are invented; what each table says follows from its events and rules by hand.
"""

from datetime import date

import pytest

from relations.register.facts import Rule
from relations.register.life import life_of
from relations.register.parties import party_life
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

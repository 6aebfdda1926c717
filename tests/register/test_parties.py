"""Golden lives of single parties, as tables of day and status."""

from datetime import date

import pytest
from hypothesis import given

from relations.register.facts import Facts, Rule
from relations.register.life import life_of
from relations.register.parties import party_life
from relations.register.vocabulary import EventKind, RuleKind
from tests.register.makers import IN_FORCE_2000, THREE, THREE_SIGNED, act, binding, months
from tests.register.test_dates import CALENDAR, FACTS

E = EventKind
RATIFIED_BY_TWO = (
    act(E.SIGNED, "2018-11-30"),
    act(E.RATIFIED, "2019-06-01", "MX"),
    act(E.RATIFIED, "2020-01-01", "US"),
    act(E.ENTERED_INTO_FORCE, "2020-07-01"),
)

LIVES = {
    "both of two, by what befell the whole": (
        binding(act(E.SIGNED, "2000-01-01"), act(E.ENTERED_INTO_FORCE, "2001-01-01")),
        {"MX": {"1999-01-01": None, "2000-06-01": "signed", "2001-01-01": "in-force"}},
    ),
    "three, each with dates of its own": (
        binding(
            *THREE_SIGNED,
            *(act(E.SIGNED, "2018-11-30", party) for party in THREE),
            act(E.ENTERED_INTO_FORCE, "2020-07-01", "US"),
            act(E.ENTERED_INTO_FORCE, "2020-07-01", "MX"),
            act(E.ENTERED_INTO_FORCE, "2021-01-01", "CA"),
            parties=THREE,
        ),
        {
            "US": {"2020-06-30": "signed", "2020-07-01": "in-force"},
            "CA": {"2020-07-01": "signed", "2020-12-31": "signed", "2021-01-01": "in-force"},
        },
    ),
    "one of three, of which nothing of its own is recorded": (
        binding(*THREE_SIGNED, parties=THREE),
        {"CA": {"2019-01-01": "signed", "2020-07-01": None}},
    ),
    "two of three ratified": (
        binding(*RATIFIED_BY_TWO, parties=THREE),
        {"US": {"2020-07-01": "in-force"}, "CA": {"2020-07-01": "signed", "2030-01-01": "signed"}},
    ),
    "acceded later, from a day that is not recorded": (
        binding(*RATIFIED_BY_TWO, act(E.ACCEDED, "2023-01-01", "CA"), parties=THREE),
        {"CA": {"2022-12-31": "signed", "2023-01-01": None, "2030-01-01": None}},
    ),
    "ratification withdrawn before the entry into force": (
        binding(
            act(E.SIGNED, "2018-11-30"),
            act(E.RATIFIED, "2019-06-01", "MX"),
            act(E.UNRATIFIED, "2019-09-01", "MX"),
            act(E.RATIFIED, "2020-01-01", "US"),
            act(E.RATIFIED, "2020-01-01", "CA"),
            act(E.ENTERED_INTO_FORCE, "2020-07-01"),
            parties=THREE,
        ),
        {"MX": {"2019-07-01": "signed", "2020-07-01": "signed"}, "US": {"2020-07-01": "in-force"}},
    ),
    "one of three withdraws after notice": (
        binding(
            *RATIFIED_BY_TWO,
            act(E.RATIFIED, "2020-01-01", "CA"),
            act(E.NOTICE, "2025-01-31", "CA"),
            parties=THREE,
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {
            "CA": {"2025-07-30": "in-force", "2025-07-31": "withdrawn", "2040-01-01": "withdrawn"},
            "US": {"2025-07-31": "in-force"},
        },
    ),
    "withdrawn and back: a new accession": (
        binding(
            *RATIFIED_BY_TWO,
            act(E.WITHDREW, "2022-01-01", "MX"),
            act(E.ACCEDED, "2024-01-01", "MX"),
            act(E.ENTERED_INTO_FORCE, "2024-02-01", "MX"),
            parties=THREE,
        ),
        {
            "MX": {
                "2022-01-01": "withdrawn",
                "2023-12-31": "withdrawn",
                "2024-01-15": None,
                "2024-02-01": "in-force",
            },
        },
    ),
    "notice, and no rule that says when it takes effect": (
        binding(*RATIFIED_BY_TWO, act(E.NOTICE, "2024-08-31", "US"), parties=THREE),
        {"US": {"2024-08-30": "in-force", "2024-08-31": None}, "MX": {"2030-01-01": "in-force"}},
    ),
    "suspended for one of three": (
        binding(
            *RATIFIED_BY_TWO,
            act(E.SUSPENDED, "2024-01-01", "MX"),
            act(E.REVIVED, "2025-01-01", "MX"),
            parties=THREE,
        ),
        {
            "MX": {"2024-06-01": "suspended", "2025-01-01": "in-force"},
            "US": {"2024-06-01": "in-force"},
        },
    ),
    "provisionally applied by one": (
        binding(
            act(E.SIGNED, "2018-11-30"),
            act(E.APPLIED, "2019-01-01", "MX"),
            act(E.UNAPPLIED, "2019-06-01", "MX"),
            parties=THREE,
        ),
        {
            "MX": {"2019-03-01": "provisional", "2019-06-01": "signed"},
            "US": {"2019-03-01": "signed"},
        },
    ),
    "one of two terminates": (
        binding(*IN_FORCE_2000, act(E.TERMINATED, "2010-01-01", "MX")),
        {"MX": {"2010-01-01": "withdrawn"}, "US": {"2010-01-01": "terminated"}},
    ),
    "in force for one before the agreement": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2002-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01", "US"),
        ),
        {"US": {"2000-06-01": "signed", "2001-06-01": None}},
    ),
    "only the year of its signature": (
        binding(act(E.SIGNED, "1972", "US"), act(E.SIGNED, "1972", "MX")),
        {"US": {"1971-12-31": None, "1972-06-01": None, "1973-01-01": "signed"}},
    ),
    "expired for all": (
        binding(*IN_FORCE_2000, rules=[Rule(RuleKind.TERM, on=act(E.MET, "2010-01-01").on)]),
        {"US": {"2009-12-31": "in-force", "2010-01-01": "expired"}},
    ),
    "joined a declaration later": (
        Facts(
            "principles", "non_binding", THREE,
            (
                act(E.SIGNED, "2020-10-13"),
                act(E.SIGNED, "2020-10-13", "US"),
                act(E.SIGNED, "2021-12-09", "MX"),
            ),
        ),
        {
            "US": {"2020-10-13": "in-effect"},
            "MX": {"2021-12-08": None, "2021-12-09": "in-effect"},
            "CA": {"2022-01-01": None},
        },
    ),
    "declaration adopted by all": (
        Facts("declaration", "non_binding", THREE, (act(E.ADOPTED, "2022-06-10"),)),
        {"MX": {"2022-06-09": None, "2022-06-10": "in-effect"}},
    ),
    "left a declaration of all, and came back": (
        Facts(
            "declaration", "non_binding", THREE,
            (
                act(E.ADOPTED, "2000-01-01"),
                act(E.WITHDREW, "2001-01-01", "US"),
                act(E.SIGNED, "2003-01-01", "US"),
            ),
        ),
        {
            "US": {"2000-06-01": "in-effect", "2002-01-01": "withdrawn", "2003-01-01": "in-effect"},
            "MX": {"2000-06-01": "in-effect", "2004-01-01": "in-effect"},
        },
    ),
    "standing body": (
        Facts("body", "", THREE, (act(E.MET, "2022-06-10"),)),
        {"MX": {"2023-01-01": None}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_life_of_a_party(name):
    facts, tables = LIVES[name]
    life = life_of(facts)
    for party, table in tables.items():
        found = {day: party_life(life, party).on(date.fromisoformat(day)) for day in table}
        assert {day: each.status and each.status.value for day, each in found.items()} == table
        assert all(bool(each.status) != bool(each.reason) for each in found.values())


@given(FACTS, CALENDAR)
def test_every_party_has_one_status_or_a_reason_on_every_day(facts, day):
    life = life_of(facts)
    for party in facts.parties:
        standing = party_life(life, party).on(day)
        assert (standing.status is None) == bool(standing.reason and str(standing.reason))

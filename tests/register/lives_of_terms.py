"""Golden lives: terms, extensions and renewals, with the status by day."""

from relations.register.facts import Rule, days_of
from relations.register.vocabulary import Anchor, RuleKind
from tests.register.makers import (
    IN_FORCE_2000,
    TEN_YEARS,
    THREE,
    THREE_SIGNED,
    E,
    act,
    binding,
    years,
)

TERMS = {
    "fixed term": (
        binding(
            act(E.SIGNED, "2000-02-10"), act(E.ENTERED_INTO_FORCE, "2001-03-01"), rules=TEN_YEARS
        ),
        {
            "2000-02-09": None,
            "2000-02-10": "signed",
            "2001-02-28": "signed",
            "2001-03-01": "in-force",
            "2011-02-28": "in-force",
            "2011-03-01": "expired",
            "2050-01-01": "expired",
        },
    ),
    "fixed term from a leap day": (
        binding(
            act(E.SIGNED, "2024-02-29"),
            act(E.ENTERED_INTO_FORCE, "2024-02-29"),
            rules=[Rule(RuleKind.TERM, years(1))],
        ),
        {
            "2024-02-28": None,
            "2024-02-29": "in-force",
            "2025-02-27": "in-force",
            "2025-02-28": "expired",
        },
    ),
    "extended by decision, counted from a day the clause does not name": (
        binding(
            *THREE_SIGNED,
            act(E.EXTENDED, "2030-01-01"),
            parties=THREE,
            rules=[
                Rule(RuleKind.TERM, years(16)),
                Rule(RuleKind.DECISION, years(16), anchor=Anchor.UNSTATED),
            ],
        ),
        {"2036-06-30": "in-force", "2036-07-01": None, "2060-01-01": None},
    ),
    "extended until a day": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.EXTENDED, "2009-06-01", until=days_of("2015-01-01")),
            rules=TEN_YEARS,
        ),
        {"2010-01-01": "in-force", "2014-12-31": "in-force", "2015-01-01": "expired"},
    ),
    "extended after it had ended": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.EXTENDED, "2011-06-01"),
            rules=[*TEN_YEARS, Rule(RuleKind.DECISION, years(5), anchor=Anchor.END)],
        ),
        {"2009-12-31": "in-force", "2010-01-01": None, "2012-01-01": None},
    ),
    "a term counted from a day that no rule names": (
        binding(*IN_FORCE_2000, rules=[Rule(RuleKind.TERM, years(10), anchor=Anchor.UNSTATED)]),
        {"2009-12-31": "in-force", "2010-01-01": None, "2030-01-01": None},
    ),
    "a term counted from the last notification": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.NOTIFIED, "2000-03-01", "US"),
            act(E.NOTIFIED, "2000-06-01", "MX"),
            act(E.ENTERED_INTO_FORCE, "2000-06-01"),
            rules=[Rule(RuleKind.TERM, years(10), anchor=Anchor.NOTIFIED)],
        ),
        {"2010-05-31": "in-force", "2010-06-01": "expired"},
    ),
    "a term whose day is not the one that its length gives": (
        binding(*IN_FORCE_2000, rules=[Rule(RuleKind.TERM, years(10), on=days_of("2012-01-01"))]),
        {"2009-12-31": "in-force", "2010-01-01": None, "2030-01-01": None},
    ),
    "termination announced for a day ahead": (
        binding(*IN_FORCE_2000, act(E.TERMINATED, "2090-01-01")),
        {"2089-12-31": "in-force", "2090-01-01": "terminated"},
    ),
    "terminated, then in force": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.TERMINATED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01"),
        ),
        {"1999-06-01": "signed", "2000-06-01": None, "2002-01-01": None},
    ),
    "a term and no entry into force": (
        binding(act(E.SIGNED, "1999-01-01"), rules=[Rule(RuleKind.TERM, on=days_of("2009-01-01"))]),
        {"2008-12-31": "signed", "2009-01-01": None},
    ),
    "a term of ten thousand years": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.ENTERED_INTO_FORCE, "1999-01-01"),
            rules=[Rule(RuleKind.TERM, years(10000))],
        ),
        {"2008-12-31": "in-force"},
    ),
}

"""Golden lives: signatures, ratifications, notices and withdrawals of single parties, with the
status by day."""

from relations.register.facts import Rule, Span
from relations.register.vocabulary import Anchor, RuleKind
from tests.register.makers import (
    DAYS,
    IN_FORCE_2000,
    TACIT,
    THREE,
    THREE_SIGNED,
    E,
    act,
    binding,
    months,
)

PARTIES = {
    "tacit renewal, no notice": (
        binding(act(E.SIGNED, "1990-01-01"), act(E.ENTERED_INTO_FORCE, "1990-06-01"), rules=TACIT),
        {"1995-06-01": "in-force", "2025-06-01": "in-force"},
    ),
    "tacit renewal, notice in time": (
        binding(
            act(E.SIGNED, "1990-01-01"),
            act(E.ENTERED_INTO_FORCE, "1990-06-01"),
            act(E.NOTICE, "1999-11-30", "MX"),
            rules=TACIT,
        ),
        {"1995-06-01": "in-force", "2000-05-31": "in-force", "2000-06-01": "expired"},
    ),
    "tacit renewal, notice too late for one term": (
        binding(
            act(E.SIGNED, "1990-01-01"),
            act(E.ENTERED_INTO_FORCE, "1990-06-01"),
            act(E.NOTICE, "1999-12-02", "MX"),
            rules=TACIT,
        ),
        {"2000-06-01": "in-force", "2005-05-31": "in-force", "2005-06-01": "expired"},
    ),
    "tacit renewal, notice of a month around the last day": (
        binding(
            act(E.SIGNED, "1990-01-01"),
            act(E.ENTERED_INTO_FORCE, "1990-06-01"),
            act(E.NOTICE, "1999-12", "MX"),
            rules=TACIT,
        ),
        {"2000-05-31": "in-force", "2000-06-01": None, "2010-01-01": None},
    ),
    "in force after two of three ratified": (
        binding(
            act(E.SIGNED, "2010-05-05"),
            act(E.RATIFIED, "2011-01-01", "CA"),
            act(E.ACCEPTED, "2012-01-31", "MX"),
            parties=THREE,
            rules=[Rule(RuleKind.ENTRY, months(1), anchor=Anchor.RATIFIED, parties=2)],
        ),
        {"2012-02-28": "signed", "2012-02-29": "in-force"},
    ),
    "trilateral, signed by one after the other": (
        binding(
            act(E.SIGNED, "2018-11-30", "US"),
            act(E.SIGNED, "2018-11-30", "CA"),
            act(E.SIGNED, "2018-12-05", "MX"),
            act(E.ENTERED_INTO_FORCE, "2020-07-01"),
            parties=THREE,
        ),
        {"2018-12-04": None, "2018-12-05": "signed", "2020-07-01": "in-force"},
    ),
    "withdrawal of one of three": (
        binding(
            *THREE_SIGNED,
            act(E.NOTICE, "2025-01-31", "CA"),
            parties=THREE,
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {"2025-07-31": "in-force", "2040-01-01": "in-force"},
    ),
    "withdrawal of one of two, after notice": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.NOTICE, "2024-08-31", "US"),
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {"2024-08-31": "in-force", "2025-02-27": "in-force", "2025-02-28": "terminated"},
    ),
    "notice taken back": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.NOTICE, "2024-08-31", "US"),
            act(E.NOTICE_REVOKED, "2024-10-01", "US"),
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {"2025-03-01": "in-force"},
    ),
    "withdrawn and back, of three": (
        binding(
            *THREE_SIGNED,
            act(E.WITHDREW, "2022-01-01", "CA"),
            act(E.WITHDREW, "2023-01-01", "MX"),
            act(E.ACCEDED, "2024-01-01", "CA"),
            parties=THREE,
        ),
        # One party alone has no agreement, and one that comes back does not revive it.
        {"2022-06-01": "in-force", "2023-01-01": "terminated", "2025-01-01": "terminated"},
    ),
    # What one party does, and what is not known.
    "back before the other left, of three": (
        binding(
            *THREE_SIGNED,
            act(E.WITHDREW, "2022-01-01", "CA"),
            act(E.ACCEDED, "2022-06-01", "CA"),
            act(E.WITHDREW, "2023-01-01", "MX"),
            parties=THREE,
        ),
        {"2022-03-01": "in-force", "2023-06-01": "in-force", "2040-01-01": "in-force"},
    ),
    "notice, and no rule that says when it takes effect": (
        binding(*IN_FORCE_2000, act(E.NOTICE, "2024-08-31", "US")),
        {"2024-08-30": "in-force", "2024-08-31": None, "2030-01-01": None},
    ),
    "notice without such a rule, by one of three": (
        binding(*THREE_SIGNED, act(E.NOTICE, "2024-08-31", "US"), parties=THREE),
        {"2030-01-01": "in-force"},
    ),
    "notice taken back after it had taken effect": (
        binding(
            *IN_FORCE_2000,
            act(E.NOTICE, "2024-01-01", "US"),
            act(E.NOTICE_REVOKED, "2025-01-01", "US"),
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {"2024-06-30": "in-force", "2024-07-01": "terminated", "2026-01-01": "terminated"},
    ),
    "notice perhaps taken back in time": (
        binding(
            *IN_FORCE_2000,
            act(E.NOTICE, "2024-01-01", "US"),
            act(E.NOTICE_REVOKED, "2024", "US"),
            rules=[Rule(RuleKind.WITHDRAWAL, months(6))],
        ),
        {"2024-06-30": "in-force", "2024-07-01": None, "2026-01-01": None},
    ),
    "terminated by one of two": (
        binding(*IN_FORCE_2000, act(E.TERMINATED, "2010-01-01", "MX")),
        {"2009-12-31": "in-force", "2010-01-01": "terminated"},
    ),
    "terminated by one of three": (
        binding(*THREE_SIGNED, act(E.TERMINATED, "2024-01-01", "MX"), parties=THREE),
        {"2025-01-01": "in-force"},
    ),
    "suspended by both of two, one after the other": (
        binding(
            *IN_FORCE_2000,
            act(E.SUSPENDED, "2005-01-01", "US"),
            act(E.SUSPENDED, "2006-01-01", "MX"),
            act(E.REVIVED, "2007-01-01", "US"),
            act(E.REVIVED, "2008-01-01", "MX"),
        ),
        {
            "2004-12-31": "in-force",
            "2005-01-01": "suspended",
            "2007-06-01": "suspended",
            "2008-01-01": "in-force",
        },
    ),
    "suspended for one of three": (
        binding(*THREE_SIGNED, act(E.SUSPENDED, "2024-01-01", "MX"), parties=THREE),
        {"2025-01-01": "in-force"},
    ),
    "ratification withdrawn before the entry into force": (
        binding(
            act(E.SIGNED, "2010-01-01"),
            act(E.RATIFIED, "2011-01-01", "US"),
            act(E.UNRATIFIED, "2011-06-01", "US"),
            act(E.RATIFIED, "2012-01-01", "MX"),
            act(E.RATIFIED, "2013-01-01", "US"),
            rules=[Rule(RuleKind.ENTRY, Span(30, DAYS), anchor=Anchor.RATIFIED)],
        ),
        {"2012-06-01": "signed", "2013-01-30": "signed", "2013-01-31": "in-force"},
    ),
    "ratification withdrawn after the entry into force": (
        binding(
            act(E.SIGNED, "2010-01-01"),
            act(E.RATIFIED, "2011-01-01", "US"),
            act(E.RATIFIED, "2012-01-01", "MX"),
            act(E.UNRATIFIED, "2014-06-01", "US"),
            rules=[Rule(RuleKind.ENTRY, Span(30, DAYS), anchor=Anchor.RATIFIED)],
        ),
        {"2012-01-31": "in-force", "2015-01-01": "in-force"},
    ),
    "in force for one party later than for the first two": (
        binding(
            act(E.SIGNED, "2010-01-01"),
            act(E.ENTERED_INTO_FORCE, "2012-01-01", "US"),
            act(E.ENTERED_INTO_FORCE, "2012-01-01", "CA"),
            act(E.ENTERED_INTO_FORCE, "2014-01-01", "MX"),
            parties=THREE,
        ),
        {"2011-12-31": "signed", "2012-01-01": "in-force"},
    ),
    "in force for two parties on different days": (
        binding(
            act(E.SIGNED, "2010-01-01"),
            act(E.ENTERED_INTO_FORCE, "2012-01-01", "US"),
            act(E.ENTERED_INTO_FORCE, "2012-02-01", "MX"),
        ),
        {"2011-12-31": "signed", "2012-01-15": None, "2012-02-01": "in-force"},
    ),
    "provisionally applied by all, one after the other": (
        binding(
            act(E.SIGNED, "2010-01-01"),
            act(E.APPLIED, "2011-01-01", "US"),
            act(E.APPLIED, "2012-01-01", "MX"),
            act(E.UNAPPLIED, "2013-01-01", "US"),
        ),
        {"2011-06-01": "signed", "2012-01-01": "provisional", "2013-01-01": "signed"},
    ),
}

"""Golden lives: agreements of every shape, as tables of day and status.

All are invented but those that name a treaty; what each table says follows from its events and
rules by hand.
"""

from relations.register.facts import (
    Act,
    Facts,
    Rule,
    Span,
    Supersession,
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

LIVES = {
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
    "exchange of notes": (
        binding(
            act(E.SIGNED, "2010-05-05"),
            act(E.NOTIFIED, "2010-09-01", "US"),
            act(E.NOTIFIED, "2011-01-15", "MX"),
            rules=[Rule(RuleKind.ENTRY, Span(90, DAYS), anchor=Anchor.NOTIFIED)],
        ),
        {"2010-09-01": "signed", "2011-04-14": "signed", "2011-04-15": "in-force"},
    ),
    "exchange of notes, one still missing": (
        binding(
            act(E.SIGNED, "2010-05-05"),
            act(E.NOTIFIED, "2010-09-01", "US"),
            rules=[Rule(RuleKind.ENTRY, Span(90, DAYS), anchor=Anchor.NOTIFIED)],
        ),
        {"2030-01-01": "signed"},
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
    "provisional application": (
        binding(
            act(E.SIGNED, "2015-03-01"),
            act(E.APPLIED, "2015-06-01"),
            act(E.UNAPPLIED, "2016-06-01"),
            act(E.ENTERED_INTO_FORCE, "2018-01-01"),
        ),
        {
            "2015-05-31": "signed",
            "2015-06-01": "provisional",
            "2016-06-01": "signed",
            "2018-01-01": "in-force",
        },
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
    "supersession": (
        Facts(
            "trade",
            "binding",
            THREE,
            (act(E.SIGNED, "1992-12-17"), act(E.ENTERED_INTO_FORCE, "1994-01-01")),
            superseded_by=(Supersession("Its successor", days_of("2020-07-01")),),
        ),
        {
            "1993-12-31": "signed",
            "1994-01-01": "in-force",
            "2020-06-30": "in-force",
            "2020-07-01": "superseded",
        },
    ),
    "superseded and ended on one day": (
        Facts(
            "trade",
            "binding",
            THREE,
            (act(E.SIGNED, "1992-12-17"), act(E.ENTERED_INTO_FORCE, "1994-01-01")),
            (Rule(RuleKind.TERM, on=days_of("2020-07-01")),),
            (Supersession("Its successor", days_of("2020-07-01")),),
        ),
        {"2020-06-30": "in-force", "2020-07-01": "superseded"},
    ),
    "review confirmed by all": (
        binding(*THREE_SIGNED, *review("2026-07-01", **ALL), rules=TERM_OF_16, parties=THREE),
        {"2036-07-01": "in-force", "2042-06-30": "in-force", "2042-07-01": "expired"},
    ),
    "review not confirmed by one": (
        binding(
            *THREE_SIGNED,
            *review("2026-07-01", US="not_confirmed"),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-06-30": "in-force", "2036-07-01": "expired"},
    ),
    "review not recorded for years": (
        binding(*THREE_SIGNED, rules=TERM_OF_16, parties=THREE),
        {"2031-01-01": "in-force", "2036-06-30": "in-force", "2036-07-01": "expired"},
    ),
    "refused, then confirmed at a yearly review": (
        binding(
            *THREE_SIGNED,
            *review("2026-07-01", US="not_confirmed"),
            *review("2028-07-01", **ALL),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-07-01": "in-force", "2044-06-30": "in-force", "2044-07-01": "expired"},
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
    "suspended and resumed": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01"),
            act(E.SUSPENDED, "2005-01-01"),
            act(E.REVIVED, "2006-01-01"),
            act(E.SUSPENDED, "2008-01-01"),
            act(E.TERMINATED, "2009-01-01"),
        ),
        {
            "2004-12-31": "in-force",
            "2005-01-01": "suspended",
            "2006-01-01": "in-force",
            "2008-06-01": "suspended",
            "2009-01-01": "terminated",
        },
    ),
    "amended, met and registered: the same": (
        binding(
            act(E.SIGNED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01"),
            act(E.AMENDED, "2003-01-01"),
            act(E.MET, "2004-01-01"),
            act(E.REGISTERED, "1999-01-01"),
        ),
        {
            "1999-06-01": None,
            "2000-06-01": "signed",
            "2003-01-01": "in-force",
            "2030-01-01": "in-force",
        },
    ),
    "lapsed memorandum": (
        Facts(
            "memorandum",
            "non_binding",
            TWO,
            (act(E.SIGNED, "2015-06-30"),),
            (Rule(RuleKind.TERM, years(3), anchor=Anchor.SIGNED),),
        ),
        {
            "2015-06-29": None,
            "2015-06-30": "in-effect",
            "2018-06-29": "in-effect",
            "2018-06-30": "ended",
        },
    ),
    "framework announced, then adopted": (
        Facts(
            "framework",
            "non_binding",
            TWO,
            (act(E.ANNOUNCED, "2021-10-08"), act(E.ADOPTED, "2022-01-31")),
        ),
        {"2021-10-07": None, "2021-10-08": "in-effect", "2022-02-01": "in-effect"},
    ),
    "standing body": (
        Facts("body", "", THREE, (act(E.MET, "2022-09-12"),)),
        {"2000-01-01": None, "2022-09-12": None, "2030-01-01": None},
    ),
    "legal force not recorded": (
        Facts("agreement", "", TWO, (act(E.SIGNED, "1990"),)),
        {"2000-01-01": None},
    ),
    "only the year of the signature": (
        binding(act(E.SIGNED, "1972")),
        {"1971-12-31": None, "1972-06-01": None, "1972-12-31": "signed", "1973-01-01": "signed"},
    ),
    "signed and in force within one month": (
        binding(act(E.SIGNED, "2021-06-15"), act(E.ENTERED_INTO_FORCE, "2021-06")),
        {"2021-06-14": None, "2021-06-15": None, "2021-06-29": None, "2021-06-30": "in-force"},
    ),
    "never signed, as far as is recorded": (
        binding(act(E.ENTERED_INTO_FORCE, "1945-11-08")),
        {"1945-11-07": None, "1945-11-08": "in-force"},
    ),
    "adopted, not signed": (binding(act(E.ADOPTED, "1990-01-01")), {"2000-01-01": None}),
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
    "contradictory outcomes at a review": (
        binding(
            *THREE_SIGNED,
            *review("2026-07-01", **ALL),
            *review("2026-07-01", US="not_confirmed"),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-06-30": "in-force", "2036-07-01": None, "2043-01-01": None},
    ),
    "confirmed at a review held early": (
        binding(*THREE_SIGNED, *review("2026-06-15", **ALL), rules=TERM_OF_16, parties=THREE),
        {"2036-07-01": "in-force", "2042-07-01": "expired"},
    ),
    "confirmed at a review held late": (
        binding(*THREE_SIGNED, *review("2027-02-01", **ALL), rules=TERM_OF_16, parties=THREE),
        {"2036-07-01": "in-force", "2042-07-01": "expired"},
    ),
    "refused, then confirmed early at the next": (
        binding(
            *THREE_SIGNED,
            *review("2026-07-01", US="not_confirmed"),
            *review("2027-06-15", **ALL),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-07-01": "in-force", "2043-06-30": "in-force", "2043-07-01": "expired"},
    ),
    "confirmed by all that are still parties": (
        binding(
            *THREE_SIGNED,
            act(E.WITHDREW, "2025-01-01", "CA"),
            *review("2026-07-01", US="confirmed", MX="confirmed"),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-07-01": "in-force", "2042-07-01": "expired"},
    ),
    "not stated at first, confirmed later": (
        binding(
            *THREE_SIGNED,
            *review("2026-07-01", US="confirmed", MX="confirmed", CA="not_stated"),
            *review("2026-08-01", CA="confirmed"),
            rules=TERM_OF_16,
            parties=THREE,
        ),
        {"2036-07-01": "in-force", "2042-07-01": "expired"},
    ),
    "extended by the heads of government, by a rule of its own": (
        binding(
            *THREE_SIGNED,
            act(E.EXTENDED, "2030-01-01"),
            rules=(*TERM_OF_16, Rule(RuleKind.DECISION, years(16), anchor=Anchor.UNSTATED)),
            parties=THREE,
        ),
        {"2036-06-30": "in-force", "2036-07-01": None, "2053-01-01": None},
    ),
    "expired, then revived": (
        binding(*IN_FORCE_2000, act(E.REVIVED, "2012-01-01"), rules=TEN_YEARS),
        {"2009-12-31": "in-force", "2010-01-01": "expired", "2012-01-01": "in-force"},
    ),
    "termination announced for a day ahead": (
        binding(*IN_FORCE_2000, act(E.TERMINATED, "2090-01-01")),
        {"2089-12-31": "in-force", "2090-01-01": "terminated"},
    ),
    "memorandum that ended some day of a year": (
        Facts(
            "memorandum",
            "non_binding",
            TWO,
            (act(E.SIGNED, "2015-06-30"), act(E.TERMINATED, "2018")),
        ),
        {"2017-12-31": "in-effect", "2018-01-01": None, "2018-12-31": "ended"},
    ),
    "framework that another took the place of": (
        Facts(
            "framework",
            "non_binding",
            TWO,
            (act(E.ADOPTED, "2007-01-01"),),
            superseded_by=(Supersession("Its successor", days_of("2021-10-08")),),
        ),
        {"2021-10-07": "in-effect", "2021-10-08": "ended"},
    ),
    # What cannot all be true: nothing is derived from the earlier of the two on.
    "in force before the signature": (
        binding(act(E.ENTERED_INTO_FORCE, "2000-01-01"), act(E.SIGNED, "2001-01-01")),
        {"1999-12-31": None, "2000-06-01": None, "2002-01-01": None},
    ),
    "two entries into force": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01"),
        ),
        {"1999-06-01": "signed", "2000-06-01": None, "2002-01-01": None},
    ),
    "terminated, then in force": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.TERMINATED, "2000-01-01"),
            act(E.ENTERED_INTO_FORCE, "2001-01-01"),
        ),
        {"1999-06-01": "signed", "2000-06-01": None, "2002-01-01": None},
    ),
    "revived without a suspension": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.REVIVED, "2003-01-01"),
        ),
        {"2002-01-01": None, "2004-01-01": None},
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

# What is due next on a day, by the rules of the life of that name.
NEXT_DATES = {
    "fixed term": {
        "2001-02-28": [("2001-03-01", "event"), ("2011-03-01", "end")],
        "2001-03-01": [("2011-03-01", "end")],
        "2011-03-02": [],
    },
    "tacit renewal, no notice": {
        "2021-01-01": [("2024-12-01", "notice"), ("2025-06-01", "end")],
        "2025-06-02": [("2029-12-01", "notice"), ("2030-06-01", "end")],
    },
    "tacit renewal, notice in time": {"2000-05-31": [("2000-06-01", "end")], "2000-06-02": []},
    "exchange of notes": {"2011-04-14": [("2011-04-15", "entry")], "2011-04-16": []},
    "withdrawal of one of three": {"2025-07-31": [("2025-07-31", "withdrawal")]},
    "supersession": {"1993-12-31": [("1994-01-01", "event")], "2020-07-01": []},
    "suspended and resumed": {
        "2005-06-01": [("2006-01-01", "event"), ("2008-01-01", "event"), ("2009-01-01", "event")]
    },
    "review confirmed by all": {
        "2030-01-01": [("2032-07-01", "review"), ("2042-07-01", "end")],
        "2035-01-01": [("2032-07-01", "review"), ("2042-07-01", "end")],
    },
    "review not recorded for years": {
        "2031-01-01": [("2026-07-01", "review"), ("2036-07-01", "end")]
    },
    "expired, then revived": {"2011-01-01": [("2012-01-01", "event")]},
}

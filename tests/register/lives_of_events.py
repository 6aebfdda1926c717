"""Golden lives: events of the whole, what does not bind, contradictions, with the status by day."""

from relations.register.facts import Facts, Rule, Span, Supersession, days_of
from relations.register.vocabulary import Anchor, RuleKind
from tests.register.makers import DAYS, IN_FORCE_2000, TEN_YEARS, THREE, TWO, E, act, binding, years

EVENTS = {
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
    "expired, then revived": (
        binding(*IN_FORCE_2000, act(E.REVIVED, "2012-01-01"), rules=TEN_YEARS),
        {"2009-12-31": "in-force", "2010-01-01": "expired", "2012-01-01": "in-force"},
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
    "revived without a suspension": (
        binding(
            act(E.SIGNED, "1999-01-01"),
            act(E.ENTERED_INTO_FORCE, "2000-01-01"),
            act(E.REVIVED, "2003-01-01"),
        ),
        {"2002-01-01": None, "2004-01-01": None},
    ),
}

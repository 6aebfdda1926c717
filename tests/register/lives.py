"""Golden lives: agreements of every shape, as tables of day and status.

All are invented but those that name a treaty; what each table says follows from its events and
rules by hand.
"""

from tests.register.lives_of_events import EVENTS
from tests.register.lives_of_parties import PARTIES
from tests.register.lives_of_reviews import REVIEWS
from tests.register.lives_of_terms import TERMS

LIVES = {**TERMS, **PARTIES, **EVENTS, **REVIEWS}
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

"""Golden lives: reviews at which a new term may be confirmed, with the status by day."""

from relations.register.facts import Rule
from relations.register.vocabulary import Anchor, RuleKind
from tests.register.makers import (
    ALL,
    TERM_OF_16,
    THREE,
    THREE_SIGNED,
    E,
    act,
    binding,
    review,
    years,
)

REVIEWS = {
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
}

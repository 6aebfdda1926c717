"""Finds the quantities that a plain text states: amounts, numbers in words, percentages, ranks.

Not quantities are dates and years, addresses, telephone numbers and names that hold a number
(COVID-19, 21st Century), whole years and "three times a year" (terms, anniversaries and rules,
which dates say), and small numbers in words that count nothing measured ("the two countries").
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from publishing.characters import fold
from relations.prose.passages import MARK
from relations.wording.number_words import (
    NUMBER_PATTERNS,
    NUMERAL_PATTERNS,
    parse_number,
    parse_ordinal,
)
from relations.wording.quantity_words import (
    CURRENCY,
    DEFINITE,
    DOLLARS,
    INTRODUCES,
    MEASURES,
    MILES,
    NOT_QUANTITIES,
    PERCENT,
    PESOS,
    POINTS,
    RANGE_JOINTS,
    RANK_PATTERNS,
    RULE_AFTER,
    RULE_BEFORE,
    YEARS,
)
from relations.wording.scales import scale_pattern
from relations.wording.values import Unit

YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:\s?[–—/-]\s?(?:\d{4}|\d\d))?(?![\d,.]*\d)")
AFTER_FIGURE = re.compile(rf"{MARK}[ -]$")
IN_PESOS = "mxn"
MAX_FEW = 4  # up to so many, a number in words counts only what a statistic counts


@dataclass(frozen=True)
class Quantity:
    """A quantity that a text states, in single units; a range has two values."""

    start: int
    end: int
    words: str
    values: tuple[Decimal, ...]
    unit: str


def quantities(text: str, language: str, counted: frozenset[str] = MEASURES) -> list[Quantity]:
    """Return every quantity of `text`, in reading order.

    `counted` are the bare nouns that statistics count, which tell "three cases" from "three ways".
    """
    taken = _not_quantities(text, language)  # places of characters
    stated: list[Quantity] = []
    for quantity in sorted(
        [*_ranks(text, language), *_amounts(text, language, counted)],
        key=lambda quantity: (quantity.start, -quantity.end),
    ):
        places = range(quantity.start, quantity.end)
        if taken.isdisjoint(places):
            stated.append(quantity)
            taken.update(places)
    return stated


def _not_quantities(text: str, language: str) -> set[int]:
    # A number that a name begins with, such as 100K Fund, belongs to the name wherever it stands.
    names = set(re.findall(r"\b\d+K(?= [A-Z][a-z])", text))
    patterns = [*NOT_QUANTITIES[language], *(rf"\b{name}\b" for name in names)]
    return {
        place
        for pattern in patterns
        for match in re.finditer(pattern, text)
        for place in range(*match.span())
    }


def _before(text: str, start: int) -> str:
    """As much of what stands before a place as tells what follows: one word."""
    return text[max(0, start - 20) : start]


def _ranks(text: str, language: str) -> Iterator[Quantity]:
    for pattern in RANK_PATTERNS[language]:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if AFTER_FIGURE.search(_before(text, match.start())):
                continue  # the figure is the rank
            ordinal = match.groupdict().get("ordinal")
            with suppress(ValueError):  # letters that only look like those of an ordinal
                rank = parse_ordinal(ordinal, language) if ordinal else Decimal(1)
                yield Quantity(*match.span(), match[0], (rank,), Unit.RANK)


def _amounts(text: str, language: str, counted: frozenset[str]) -> Iterator[Quantity]:
    number = rf"(?:{NUMERAL_PATTERNS[language]}|\b{NUMBER_PATTERNS[language]}\b)"
    amount = rf"(?:{CURRENCY}\s?)?{number}(?:{scale_pattern(language)})?{PERCENT}?"
    joint = rf"\s(?:{RANGE_JOINTS[language]})\s|[–-]"
    pattern = rf"(?<![\w.,$-])(?P<first>{amount})(?:(?:{joint})(?P<second>{amount}))?"
    for match in re.finditer(rf"{pattern}(?![\d%]|,\d|\w)", text, re.IGNORECASE):
        with suppress(ValueError):  # words that make no number together
            yield from _quantities_of(match, language, counted)


def _quantities_of(match: re.Match, language: str, counted: frozenset[str]) -> Iterator[Quantity]:
    """One range, or the amounts that are quantities."""
    text = match.string
    parts = [name for name in ("first", "second") if match[name]]
    if len(parts) == 2 and not any(YEAR.fullmatch(match[name]) for name in parts):
        if not YEARS.match(text, match.end()):
            values = _range(match["first"], match["second"], language)
            unit = _unit(match[0], text[match.end() :])
            yield Quantity(*match.span(), match[0], values, unit)
        return
    for name in parts:
        words, unit = match[name], _unit(match[name], text[match.end(name) :])
        quantity = Quantity(*match.span(name), words, (_value(words, language),), unit)
        if not _says_a_date(quantity, text, counted) and _counts(quantity, text, counted):
            yield quantity


def _range(first: str, last: str, language: str) -> tuple[Decimal, Decimal]:
    """Both values of a range, whose scale may be said once: `1.4 to 1.5 billion`."""
    pattern = re.compile(scale_pattern(language), re.IGNORECASE)
    scale = pattern.search(last)
    if scale and not pattern.search(f" {first}"):  # *mil* may be all of it
        first += scale[0]
    return _value(first, language), _value(last, language)


def _says_a_date(quantity: Quantity, text: str, counted: frozenset[str]) -> bool:
    """Whether it is a year, a term in whole years, or a rule such as "every six months"."""
    before, after = _before(text, quantity.start), text[quantity.end :]
    if quantity.unit != Unit.COUNT:
        return False
    if RULE_BEFORE.search(before) or RULE_AFTER.match(after):
        return True
    if YEARS.match(after) and "." not in quantity.words:
        return True
    # "1800 cases", but "the 1972 agreement", "the 2021 Dialogue"
    following = re.match(r" ([a-zñ]+s|people)\b", after)
    measured = following and following[1] in counted
    return bool(YEAR.fullmatch(quantity.words)) and not measured


def _counts(quantity: Quantity, text: str, counted: frozenset[str]) -> bool:
    """Whether a number in words counts something, instead of telling things apart."""
    before, after = _before(text, quantity.start), text[quantity.end :]
    if re.search(r"\d", quantity.words) or quantity.unit != Unit.COUNT:
        return True
    (value,) = quantity.values
    if value == 1 or INTRODUCES.match(after):
        return False
    following = re.match(r"(?:[ -][\w.]+){0,3}", after)
    nouns = set(re.findall(r"\w+", fold(following[0]))) if following else set()
    return value > MAX_FEW or (not DEFINITE.search(before) and bool(nouns & counted))


def _unit(words: str, after: str) -> str:
    if re.search(r"MX|mdp\b", words, re.IGNORECASE) or PESOS.match(after):
        return IN_PESOS
    if re.search(r"\$|mdd\b", words) or DOLLARS.match(after):
        return Unit.USD
    if re.search(PERCENT, words):
        return Unit.PERCENT
    if POINTS.match(after):
        return Unit.POINTS
    return Unit.MILES if MILES.match(after) else Unit.COUNT


def _value(words: str, language: str) -> Decimal:
    """The number that one amount writes, in single units."""
    return parse_number(re.sub(rf"{PERCENT}|{CURRENCY}", "", words, flags=re.I), language)

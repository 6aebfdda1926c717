"""Values formatted as people write them, in English (en-US) and in Spanish (es-MX).

Both write 9,808 and 725.7. The words are tables and no translations of each other: a figure is
in the language of its sentence, whatever language the page is read in.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language
from relations.wording.cldr import (
    CURRENCIES,
    MEASURES,
    currency_symbol,
    unit_choices,
    unit_name,
)
from relations.wording.number_words import ordinal_word
from relations.wording.scales import scale_word

HALF_UP = Context(prec=60, rounding=ROUND_HALF_UP)  # room for any value, of any scale
MAX_ORDINAL_WORD = 10  # greater ranks are numerals
STORED_DECIMALS = 6  # decimal places of a stored value
MILE_IN_KILOMETRES = Decimal("1.609344")  # exactly, by the international yard of 1959


class Unit(models.TextChoices):
    """The units that have words or rules of their own; `all_units` has every other one."""

    COUNT = "count", _("Things counted")
    USD = "usd", _("US dollars")
    PERCENT = "percent", _("Percent")
    POINTS = "points", _("Percentage points")
    RANK = "rank", _("Rank")
    MILES = "miles", _("Miles")


def all_units() -> list:
    """Return every unit that a statistic may have, as choices: codes, and names in the language in
    which they are looked at."""
    return [
        *Unit.choices,
        (_("Measures"), unit_choices(MEASURES)),
        (_("Currencies"), unit_choices(CURRENCIES)),
    ]


def unit_label(unit: str) -> str:
    """Return the name of a unit, for editors."""
    return str(Unit(unit).label if unit in Unit else unit_name(unit, active_language()))


class Scale(models.IntegerChoices):
    ONES = 0, _("units")
    THOUSANDS = 3, _("thousands")
    MILLIONS = 6, _("millions")
    BILLIONS = 9, _("billions (10⁹)")
    TRILLIONS = 12, _("trillions (10¹²)")


class Qualifier(models.TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    OVER = "over", _("over")
    NEARLY = "nearly", _("nearly")
    ESTIMATE = "estimate", _("an estimate")


class Measured(Protocol):
    """A statistic, as its values need it; it also says in each language what is `counted`, and
    `counted_one`, in the singular."""

    unit: str
    scale: int
    decimals: int


# What the numbers of a unit are, where a number does not show it.
UNIT_WORDS: dict[str, dict[str, str]] = {
    "en": {
        Unit.USD: "US dollars",
        Unit.MILES: "miles",
        Unit.RANK: "rank",
        Unit.PERCENT: "percent",
        Unit.POINTS: "percentage points",
    },
    "es": {
        Unit.USD: "dólares",
        Unit.MILES: "millas",
        Unit.RANK: "lugar",
        Unit.PERCENT: "por ciento",
        Unit.POINTS: "puntos porcentuales",
    },
}
QUALIFIERS = {
    "en": {"about": "about", "over": "over", "nearly": "nearly", "estimate": "an estimated"},
    "es": {"about": "cerca de", "over": "más de", "nearly": "casi", "estimate": "un estimado de"},
}
# What *unos* can stand before: a masculine plural. Other nouns may be feminine.
TAKES_UNOS = re.compile(r"−?[\d.,]+ (mil millones|millones|billones|dólares)\b")


def rounded(value: Decimal | int, decimals: int = 0) -> Decimal:
    """Return `value` rounded half up to so many decimal places."""
    return HALF_UP.add(Decimal(value).quantize(Decimal(1).scaleb(-decimals), context=HALF_UP), 0)


def format_number(value: Decimal | int, decimals: int = 0) -> str:
    """Return `9,808` or `725.7`: rounded half up to at most `decimals`, no zeros at the end."""
    text = f"{rounded(value, decimals):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_scale(scale: int, language: str, *, singular: bool = False) -> str:
    """Return `billion`; empty below millions, where numbers are written out: `9,800`."""
    return scale_word(scale, language, singular=singular) if scale >= Scale.MILLIONS else ""


def format_amount(value: Decimal, statistic: Measured, language: str) -> str:
    """Return the number and its scale without a sign: `725.7 billion`, `9,800`, *1 millón*."""
    number = rounded(abs(value), statistic.decimals)
    if statistic.scale < Scale.MILLIONS:
        written_out = number.scaleb(statistic.scale)
        cents = is_currency(statistic.unit) and written_out % 1
        return f"{written_out:,.2f}" if cents else format_number(written_out, statistic.decimals)
    scale = format_scale(statistic.scale, language, singular=number == 1)
    if language == "es" and number == 1 and statistic.scale == Scale.BILLIONS:
        return scale  # *mil millones*, without a number
    return f"{format_number(number, statistic.decimals)} {scale}"


def format_unit(statistic: Measured, language: str) -> str:
    """Return what the numbers of a statistic are: `billion US dollars`, `jobs`, `rank`."""
    unit = _unit_words(statistic, language)
    scale = format_scale(statistic.scale, language)
    joint = " de " if language == "es" and scale and unit else " "
    return f"{scale}{joint}{unit}".strip()


def _unit_words(statistic: Measured, language: str) -> str:
    if statistic.unit == Unit.COUNT:
        return getattr(statistic, f"counted_{language}", "")
    return UNIT_WORDS[language].get(statistic.unit) or unit_name(statistic.unit, language)


def is_currency(unit: str) -> bool:
    return unit == Unit.USD or unit in CURRENCIES


def format_bare(value: Decimal, statistic: Measured, language: str) -> str:
    """Return `725.7 billion`, `12%`, `2nd`: a value beside the name of its statistic, which says
    what is counted and in which currency."""
    if statistic.unit == Unit.RANK:
        return format_rank(value, language)
    sign = "−" if rounded(value, statistic.decimals) < 0 else ""
    amount = f"{sign}{format_amount(value, statistic, language)}"
    return with_relative_unit(amount, statistic.unit, language)


def with_relative_unit(number: str, unit: str, language: str) -> str:
    """Return `12%`, *12 %*, `1 percentage point`: a percentage, or percentage points, as they are
    written everywhere in a language; of another unit the number alone."""
    if unit == Unit.PERCENT:
        return f"{number} %" if language == "es" else f"{number}%"
    if unit == Unit.POINTS and number in ("1", "−1"):
        return f"{number} {'punto porcentual' if language == 'es' else 'percentage point'}"
    return f"{number} {UNIT_WORDS[language][unit]}" if unit == Unit.POINTS else number


def format_value(
    value: Decimal, statistic: Measured, language: str, *, with_unit: bool = False
) -> str:
    """Return the value in the words of its statistic: `$725.7 billion`, *725.7 mil millones de
    dólares*.

    With `with_unit`, things counted and miles are named as well: `1.6 million people`,
    `2,000 miles (3,219 km)`.
    """
    sign = "−" if rounded(value, statistic.decimals) < 0 else ""
    amount = format_amount(value, statistic, language)
    if is_currency(statistic.unit):
        return f"{sign}{_money(amount, statistic.unit, language)}"
    if with_unit and statistic.unit == Unit.MILES:
        return f"{sign}{amount} {_miles(value, statistic, language)}"
    if with_unit and statistic.unit in MEASURES:
        name = unit_name(statistic.unit, language, one=_is_one(value, statistic))
        return f"{sign}{_before_noun(amount, language)}{name}"
    counted = _counted(value, statistic, language) if statistic.unit == Unit.COUNT else ""
    if with_unit and counted:
        return f"{sign}{_before_noun(amount, language)}{counted}"
    return format_bare(value, statistic, language)


def with_qualifier(words: str, qualifier: str, language: str) -> str:
    """Return `over $48.1 billion`; an exact value stands alone."""
    qualifying = QUALIFIERS[language].get(qualifier, "")
    if language == "es" and qualifier == Qualifier.ESTIMATE and TAKES_UNOS.match(words):
        qualifying = "unos"
    return f"{qualifying} {words}" if qualifying else words


def _before_noun(amount: str, language: str) -> str:
    """The amount as it stands before its noun: *15 millones de* personas, but *47* puertos."""
    joined = language == "es" and amount.endswith(("millones", "millón", "billones", "billón"))
    return f"{amount} de " if joined else f"{amount} "


def _money(amount: str, unit: str, language: str) -> str:
    if language == "en":
        return f"{_symbol(unit)}{amount}"
    one = amount == "1"
    dollars = "dólar" if one else "dólares"
    name = dollars if unit == Unit.USD else unit_name(unit, language, one=one)
    return f"{_before_noun(amount, language)}{name}"


def _symbol(unit: str) -> str:
    return "$" if unit == Unit.USD else currency_symbol(unit, "en")


def _counted(value: Decimal, statistic: Measured, language: str) -> str:
    """What is counted, as it follows the number: `1 case`, `6 cases`."""
    singular = ""
    if _is_one(value, statistic):
        singular = getattr(statistic, f"counted_one_{language}", "")
    return singular or getattr(statistic, f"counted_{language}")


def _is_one(value: Decimal, statistic: Measured) -> bool:
    return statistic.scale == Scale.ONES and rounded(abs(value), statistic.decimals) == 1


def _miles(value: Decimal, statistic: Measured, language: str) -> str:
    length = abs(value).scaleb(statistic.scale) * MILE_IN_KILOMETRES
    # A short way is not worth less precision in kilometres than in miles.
    kilometres = format_number(length, max(statistic.decimals, 1 if length < 10 else 0))
    if language == "es":
        return f"{'milla' if _is_one(value, statistic) else 'millas'} ({kilometres} km)"
    return f"{'mile' if _is_one(value, statistic) else 'miles'} ({kilometres} km)"


def format_rank(value: Decimal, language: str) -> str:
    """Return `2nd`, `12th`; *2.º* in Spanish.

    What is no rank, and was published before that was refused, stays a number: `2.5`.
    """
    number = int(value)
    if number != value:
        return format_number(value, STORED_DECIMALS)
    if language == "es":
        return f"{number}.º"
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{suffix or 'th'}"


def format_ordinal(value: Decimal, language: str, *, feminine: bool = False) -> str:
    """Return `second`, `12th`; *segundo*, *12.º*: ranks up to ten are words.

    Spanish words stand before a noun, masculine (*primer destino*) unless `feminine` (*primera
    fuente*). "-largest" and the noun are the author's.
    """
    number = int(value)
    if number == value and 0 < number <= MAX_ORDINAL_WORD:
        return ordinal_word(number, language, feminine=feminine)
    rank = format_rank(value, language)
    return rank.replace("º", "ª") if feminine else rank


def format_change(difference: Decimal, statistic: Measured, language: str) -> str:
    """Return `up $148.4 billion`, `down 3`, `unchanged`: a change from one period to another.

    Percentages change by points; a rank goes up when its number falls.
    """
    if not rounded(difference, statistic.decimals):
        return "sin cambio" if language == "es" else "unchanged"
    up = difference > 0
    number = format_number(abs(difference), statistic.decimals)
    if statistic.unit == Unit.RANK:
        return _format_places(number, not up, language)
    amount = format_value(abs(difference), statistic, language)
    if statistic.unit == Unit.PERCENT:
        amount = with_relative_unit(number, Unit.POINTS, language)
    if language == "es":
        return f"{amount} {'más' if up else 'menos'}"
    return f"{'up' if up else 'down'} {amount}"


def _format_places(number: str, up: bool, language: str) -> str:
    plural = "" if number == "1" else "s"
    if language == "es":
        return f"{number} lugar{plural and 'es'} más {'arriba' if up else 'abajo'}"
    return f"{'up' if up else 'down'} {number} place{plural}"


def format_range(low: Decimal, high: Decimal, statistic: Measured, language: str) -> str:
    """Return `3 to 4`, `$577.3 to $725.7 billion`, *577.3 a 725.7 mil millones de dólares*."""
    to = "a" if language == "es" else "to"
    end = format_value(high, statistic, language)
    if statistic.unit == Unit.RANK:
        return f"{format_rank(low, language)} {to} {end}"
    first = rounded(low, statistic.decimals)
    sign = "−" if first < 0 else ""
    symbol = _symbol(statistic.unit) if language == "en" and is_currency(statistic.unit) else ""
    if statistic.scale < Scale.MILLIONS:
        number = format_amount(first, statistic, language)
    else:  # the scale and what follows it are written once
        number = format_number(abs(first), statistic.decimals)
    return f"{sign}{symbol}{number} {to} {end}"


def format_revision(before: Decimal, after: Decimal, statistic: Measured, language: str) -> str:
    """Return `577.3 → 725.7 billion`: two values of one figure, the scale written once."""
    if statistic.unit == Unit.RANK:
        return f"{format_rank(before, language)} → {format_rank(after, language)}"
    numbers = []
    for value in (before, after):
        number = rounded(value, statistic.decimals)
        if statistic.scale == Scale.THOUSANDS:
            number = number.scaleb(statistic.scale)
        numbers.append(("−" if number < 0 else "") + format_number(abs(number), statistic.decimals))
    numbers[1] = with_relative_unit(numbers[1], statistic.unit, language)
    return f"{numbers[0]} → {numbers[1]} {format_scale(statistic.scale, language)}".strip()

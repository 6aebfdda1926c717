"""Numbers said as people say them, in English (en-US) and in Spanish (es-MX).

Both write 9,808 and 725.7. English counts in billions of 10⁹; Spanish says *mil millones*, for
its *billón* is 10¹². The words are tables and not translations of each other: a figure is said
in the language of its sentence, whatever language the page is read in.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

EXACTLY = Context(prec=60, rounding=ROUND_HALF_UP)  # room for any value, of any scale
MILE_IN_KILOMETRES = Decimal("1.609344")  # exactly, by the international yard of 1959


class Unit(models.TextChoices):
    COUNT = "count", _("Things counted")
    USD = "usd", _("US dollars")
    PERCENT = "percent", _("Percent")
    RANK = "rank", _("Rank (1st, 2nd …)")
    MILES = "miles", _("Miles")


class Scale(models.IntegerChoices):
    ONES = 0, _("units")
    THOUSANDS = 3, _("thousands")
    MILLIONS = 6, _("millions")
    BILLIONS = 9, _("billions (10⁹; miles de millones)")
    TRILLIONS = 12, _("trillions (10¹²; billones)")


class Qualifier(models.TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    OVER = "over", _("over")
    NEARLY = "nearly", _("nearly")
    ESTIMATE = "estimate", _("an estimate")


# The scales that are said; thousands are written out: 9,800.
SCALES = {
    "en": {6: "million", 9: "billion", 12: "trillion"},
    "es": {6: "millones", 9: "mil millones", 12: "billones"},
}
ONE = {6: "1 millón", 9: "mil millones", 12: "1 billón"}  # of a scale, in Spanish
QUALIFIERS = {
    "en": {"about": "about", "over": "over", "nearly": "nearly", "estimate": "an estimated"},
    "es": {"about": "cerca de", "over": "más de", "nearly": "casi", "estimate": "un estimado de"},
}
# What *unos* can stand before: a masculine plural. Other nouns may be feminine.
SOME = re.compile(r"−?[\d.,]+ (mil millones|millones|billones|dólares)\b")


def rounded(value: Decimal | int, decimals: int = 0) -> Decimal:
    """`value` to so many decimal places, half up, as people round."""
    return EXACTLY.add(Decimal(value).quantize(Decimal(1).scaleb(-decimals), context=EXACTLY), 0)


def format_number(value: Decimal | int, decimals: int = 0) -> str:
    """`9,808` or `725.7`: rounded half up to at most `decimals`, without idle zeros."""
    text = f"{rounded(value, decimals):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_amount(value: Decimal, statistic, language: str) -> str:
    """The number and its scale, without a sign: `725.7 billion`, `9,800`, *1 millón*."""
    number = rounded(abs(value), statistic.decimals)
    if statistic.scale < Scale.MILLIONS:
        written_out = number.scaleb(statistic.scale)
        cents = statistic.unit == Unit.USD and written_out % 1
        return f"{written_out:,.2f}" if cents else format_number(written_out, statistic.decimals)
    if language == "es" and number == 1:
        return ONE[statistic.scale]
    return f"{format_number(number, statistic.decimals)} {SCALES[language][statistic.scale]}"


def format_value(value: Decimal, statistic, language: str, *, with_unit: bool = False) -> str:
    """The value in the words of its statistic: `$725.7 billion`, *725.7 mil millones de dólares*.

    `statistic` has `unit`, `scale`, `decimals`, `counted` and `counted_one`. With `with_unit`,
    things counted and miles are named as well: `1.6 million people`, `2,000 miles (3,219 km)`.
    """
    if statistic.unit == Unit.RANK:
        return format_rank(value, language)
    sign = "−" if rounded(value, statistic.decimals) < 0 else ""
    amount = format_amount(value, statistic, language)
    if statistic.unit == Unit.USD:
        return f"{sign}{_dollars(amount, language)}"
    if statistic.unit == Unit.PERCENT:
        return f"{sign}{amount}%" if language == "en" else f"{sign}{amount} %"
    if with_unit and statistic.unit == Unit.MILES:
        return f"{sign}{amount} {_miles(value, statistic, language)}"
    if with_unit and (counted := _counted(value, statistic, language)):
        return f"{sign}{_of(amount, language)}{counted}"
    return f"{sign}{amount}"


def qualified(words: str, qualifier: str, language: str) -> str:
    """`over $48.1 billion`; an exact value stands alone."""
    said = QUALIFIERS[language].get(qualifier, "")
    if language == "es" and qualifier == Qualifier.ESTIMATE and SOME.match(words):
        said = "unos"
    return f"{said} {words}" if said else words


def _of(amount: str, language: str) -> str:
    """The amount, ready for its noun: *15 millones de* personas, but *47* puertos."""
    joined = language == "es" and amount.endswith(("millones", "millón", "billones", "billón"))
    return f"{amount} de " if joined else f"{amount} "


def _dollars(amount: str, language: str) -> str:
    if language == "en":
        return f"${amount}"
    return f"{_of(amount, language)}{'dólar' if amount == '1' else 'dólares'}"


def _counted(value: Decimal, statistic, language: str) -> str:
    """What is counted, as it follows the number: `1 case`, `6 cases`."""
    one = statistic.scale == Scale.ONES and rounded(abs(value), statistic.decimals) == 1
    singular = getattr(statistic, f"counted_one_{language}", "") if one else ""
    return singular or getattr(statistic, f"counted_{language}")


def _miles(value: Decimal, statistic, language: str) -> str:
    length = abs(value).scaleb(statistic.scale) * MILE_IN_KILOMETRES
    # A short way is not worth less precision in kilometres than in miles.
    kilometres = format_number(length, max(statistic.decimals, 1 if length < 10 else 0))
    one = statistic.scale == Scale.ONES and rounded(abs(value), statistic.decimals) == 1
    if language == "es":
        return f"{'milla' if one else 'millas'} ({kilometres} km)"
    return f"{'mile' if one else 'miles'} ({kilometres} km)"


ORDINALS = {
    "en": " first second third fourth fifth sixth seventh eighth ninth tenth".split(" "),
    "es": " primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo".split(" "),
    "es-f": " primera segunda tercera cuarta quinta sexta séptima octava novena décima".split(" "),
}


def format_rank(value: Decimal, language: str) -> str:
    """`2nd`, `12th`; `2.º` in Spanish."""
    number = int(value)
    if language == "es":
        return f"{number}.º"
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{suffix or 'th'}"


def format_ordinal(value: Decimal, language: str, *, feminine: bool = False) -> str:
    """`second`, `12th`; *segundo*, *12.º*: ranks up to ten are words.

    Spanish words stand before a noun, masculine (*primer destino*) unless `feminine` (*primera
    fuente*). "-largest" and the noun are the author's.
    """
    number = int(value)
    feminine = feminine and language == "es"
    words = ORDINALS["es-f" if feminine else language]
    if 0 < number < len(words):
        return words[number]
    said = format_rank(value, language)
    return said.replace("º", "ª") if feminine else said


def format_change(difference: Decimal, statistic, language: str) -> str:
    """`up $148.4 billion`, `down 3`, `unchanged`, from one period to another.

    Percentages change by points; a rank goes up when its number falls.
    """
    if not rounded(difference, statistic.decimals):
        return "sin cambio" if language == "es" else "unchanged"
    up = difference > 0
    number = format_number(abs(difference), statistic.decimals)
    if statistic.unit == Unit.RANK:
        return _places(number, not up, language)
    said = format_value(abs(difference), statistic, language)
    if statistic.unit == Unit.PERCENT:
        points = {
            "en": f"percentage point{'' if number == '1' else 's'}",
            "es": "punto porcentual" if number == "1" else "puntos porcentuales",
        }
        said = f"{number} {points[language]}"
    if language == "es":
        return f"{said} {'más' if up else 'menos'}"
    return f"{'up' if up else 'down'} {said}"


def _places(number: str, up: bool, language: str) -> str:
    plural = "" if number == "1" else "s"
    if language == "es":
        return f"{number} lugar{plural and 'es'} más {'arriba' if up else 'abajo'}"
    return f"{'up' if up else 'down'} {number} place{plural}"


def format_range(low: Decimal, high: Decimal, statistic, language: str) -> str:
    """`3 to 4`, `$577.3 to $725.7 billion`, *577.3 a 725.7 mil millones de dólares*."""
    to = "a" if language == "es" else "to"
    first = low if statistic.unit == Unit.RANK else rounded(low, statistic.decimals)
    said = format_value(first, statistic, language)
    last = format_value(high, statistic, language)
    if statistic.unit == Unit.RANK or statistic.scale < Scale.MILLIONS:
        said = said.removesuffix(" dólares").removesuffix(" %").removesuffix("%")
    else:  # the scale and what follows it are said once
        said = ("−" if low < 0 else "") + format_number(abs(first), statistic.decimals)
        if statistic.unit == Unit.USD and language == "en":
            said = said.replace("−", "−$") if low < 0 else f"${said}"
    return f"{said} {to} {last}"


def format_revision(before: Decimal, after: Decimal, statistic, language: str) -> str:
    """`577.3 → 725.7 billion`: two values of one figure, the scale said once."""
    if statistic.unit == Unit.RANK:
        return f"{format_rank(before, language)} → {format_rank(after, language)}"
    numbers = []
    for value in (before, after):
        number = rounded(value, statistic.decimals)
        if statistic.scale == Scale.THOUSANDS:
            number = number.scaleb(statistic.scale)
        numbers.append(("−" if number < 0 else "") + format_number(abs(number), statistic.decimals))
    percent = {"en": "%", "es": " %"}[language] if statistic.unit == Unit.PERCENT else ""
    scale = SCALES[language].get(statistic.scale, "")
    return f"{numbers[0]} → {numbers[1]}{percent} {scale}".strip()

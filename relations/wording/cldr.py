"""Currencies and measures by the names that CLDR has for them: `Mexican pesos`, *acre-pies*.

Numbers and scales are not its business here: of an amount of pesos CLDR makes `MXN 725.7 mil M`.
"""

from functools import cache, partial

from babel.core import Locale, get_global
from babel.numbers import get_currency_name, get_currency_symbol
from babel.units import format_unit, get_unit_name
from django.utils.functional import lazy

from publishing.languages import active_language

LOCALES = {"en": "en_US", "es": "es_MX"}
# The stored code of each measure, and its name in CLDR.
MEASURES = {
    "km": "length-kilometer",
    "km2": "area-square-kilometer",
    "ha": "area-hectare",
    "acres": "area-acre",
    "m3": "volume-cubic-meter",
    "acreft": "volume-acre-foot",
    "barrels": "volume-barrel",
    "kg": "mass-kilogram",
    "tonnes": "mass-tonne",
    "kwh": "energy-kilowatt-hour",
    "mw": "power-megawatt",
}
# ISO 4217, those that are legal tender somewhere. US dollars have words of their own.
CURRENCIES = frozenset(
    code.lower()
    for currencies in get_global("territory_currencies").values()
    for code, _since, until, is_tender in currencies
    if is_tender and until is None
) - {"usd"}


@cache
def unit_name(code: str, language: str, *, one: bool = False) -> str:
    """Return the name of a currency or a measure, as it follows a number: `metric tons`."""
    locale = LOCALES[language]
    if code in CURRENCIES:
        return get_currency_name(code.upper(), count=1 if one else 2, locale=locale)
    if one:
        return format_unit(1, MEASURES[code], "long", locale=locale).removeprefix("1 ")
    return str(get_unit_name(MEASURES[code], "long", locale))


def currency_symbol(code: str, language: str) -> str:
    """Return what stands before an amount: `MX$`, or a code with a space: `CHF `."""
    symbol = get_currency_symbol(code.upper(), LOCALES[language])
    return f"{symbol} " if symbol.isalpha() else symbol


def unit_choices(codes) -> list[tuple[str, str]]:
    """Return codes with their names, in the language in which they are looked at."""
    named = lazy(lambda code: unit_name(code, active_language()), str)
    return [(code, named(code)) for code in sorted(codes, key=partial(unit_name, language="en"))]


def language_name(typed: str) -> str:
    """Return the name of a language in that of the page: `inglés` of a typed `English`. What CLDR
    knows in no language of the site stays as it was typed."""
    code = _languages().get(typed.strip().casefold())
    return Locale.parse(LOCALES[active_language()]).languages[code] if code else typed


@cache
def _languages() -> dict[str, str]:
    """The code of each language, by its name in each language of the site."""
    return {
        name.casefold(): code
        for locale in LOCALES.values()
        for code, name in Locale.parse(locale).languages.items()
        if code in Locale.parse(LOCALES["en"]).languages
    }

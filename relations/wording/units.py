"""Units as people type them beside an amount: `15%`, `US$ 5`, `2nd`."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from relations.wording.cldr import CURRENCIES, LOCALES, MEASURES, unit_name
from relations.wording.values import Unit, unit_label

LETTER = r"[^\W\d_]"
OTHER = "other"  # currencies that are looked for by their sign alone
# How units are typed, in any language; as words, and as signs, which may touch a letter. Currencies
# and measures are read by their code and their names as well.
WORDS = {
    Unit.USD: r"us|usd|m?mdd|(?:u\.?s\.? )?dollars?|d[oó]lar(?:es)?(?: estadounidenses?)?",
    Unit.PERCENT: r"per ?cent|por ciento",
    Unit.POINTS: r"percentage points?|puntos? porcentual(?:es)?",
    Unit.MILES: r"miles?|mi|millas?",
    Unit.RANK: r"(?<=\d)(?:st|nd|rd|th)",
    "mxn": r"mx\$|mxn?|m\. ?n\.|m?mdp|(?:mexican )?pesos?(?: mexicanos?)?",
    "cad": r"ca?\$|cad",
    "eur": r"eur|euros?",
    "km": r"km|kilomet(?:er|re)s?|kil[oó]metros?",
}
SIGNS = {
    Unit.USD: r"\$",
    Unit.PERCENT: "%",
    Unit.RANK: r"(?<=\d)\.?[ºª°]",
    "eur": "€",
    OTHER: "[£¥]",
}
WORD = "|".join(
    rf"(?P<{unit}>(?<!{LETTER})(?:{words})(?!{LETTER}))" for unit, words in WORDS.items()
)
SIGN = "|".join(f"(?P<{unit}>{signs})" for unit, signs in SIGNS.items())
SCALES_OF_MONEY = {"mdd", "mmdd", "mdp", "mmdp"}  # they say both, and stay
WITHOUT_SCALE = {Unit.PERCENT, Unit.POINTS, Unit.RANK}


def names_of(unit: str) -> list[str]:
    """Return how a currency or a measure of CLDR is typed besides: its code and its names."""
    if unit not in CURRENCIES and unit not in MEASURES:
        return []
    names = [unit_name(unit, language, one=one) for language in LOCALES for one in (True, False)]
    return [unit, *(name.lower() for name in names)]


def without_unit(text: str, unit: str, counted: Iterable[str] = ()) -> str:
    """Return an amount without the words and signs of its unit, among them the nouns `counted`.

    Raises ValueError with a message for the person who typed it when they are those of another
    unit, and when a percentage or a rank is written with a word of scale.
    """
    plain = " ".join(text.lower().split())
    nouns = [*filter(None, counted), *names_of(unit)]
    for noun in sorted(nouns, key=len, reverse=True):
        plain = plain.removesuffix(f" {noun.lower()}").removeprefix(f"{noun.lower()} ")
    found = set()

    def without(match: re.Match) -> str:
        found.add(match.lastgroup)
        return match[0] if match[0] in SCALES_OF_MONEY else " "

    bare = re.sub(SIGN, without, re.sub(WORD, without, plain))
    scaled = unit in WITHOUT_SCALE and re.search(LETTER, bare)
    if found - {unit} or scaled:
        raise ValueError(
            _("“%(text)s” is not in the unit of this statistic: %(unit)s.")
            % {"text": text[:40], "unit": unit_label(unit)}
        )
    bare = re.sub(r"^([-−]?)\s+", r"\1", bare.strip()).removesuffix(" de")
    return bare or text

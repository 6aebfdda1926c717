"""Units as people type them beside an amount: `15%`, `US$ 5`, `2nd`."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from relations.wording.values import Unit

LETTER = r"[^\W\d_]"
OTHER = "other"  # what no statistic is measured in
# How each unit is typed, in any language; as words, and as signs, which may touch a letter.
WORDS = {
    Unit.USD: r"us|usd|m?mdd|(?:u\.?s\.? )?dollars?|d[oó]lar(?:es)?(?: estadounidenses?)?",
    Unit.PERCENT: r"per ?cent|por ciento",
    Unit.POINTS: r"percentage points?|puntos? porcentual(?:es)?",
    Unit.MILES: r"miles?|mi|millas?",
    Unit.RANK: r"(?<=\d)(?:st|nd|rd|th)",
    OTHER: r"mx|mxn|m\. ?n\.|pesos?(?: mexicanos?)?|m?mdp|cad|eur|euros?|km|kilomet(?:er|re)s?|"
    r"kil[oó]metros?",
}
SIGNS = {Unit.USD: r"\$", Unit.PERCENT: "%", Unit.RANK: r"(?<=\d)\.?[ºª°]", OTHER: "[€£¥]"}
WORD = "|".join(
    rf"(?P<{unit}>(?<!{LETTER})(?:{words})(?!{LETTER}))" for unit, words in WORDS.items()
)
SIGN = "|".join(f"(?P<{unit}>{signs})" for unit, signs in SIGNS.items())
SCALES_OF_DOLLARS = {"mdd", "mmdd"}  # they say both, and stay
WITHOUT_SCALE = {Unit.PERCENT, Unit.POINTS, Unit.RANK}


def without_unit(text: str, unit: str, counted: Iterable[str] = ()) -> str:
    """Return an amount without the words and signs of its unit, among them the nouns `counted`.

    Raises ValueError with a message for the person who typed it when they are those of another
    unit, and when a percentage or a rank is written with a word of scale.
    """
    plain = " ".join(text.lower().split())
    for noun in sorted(filter(None, counted), key=len, reverse=True):
        plain = plain.removesuffix(f" {noun.lower()}")
    found = set()

    def without(match: re.Match) -> str:
        found.add(match.lastgroup)
        return match[0] if match[0] in SCALES_OF_DOLLARS else " "

    bare = re.sub(SIGN, without, re.sub(WORD, without, plain))
    scaled = unit in WITHOUT_SCALE and re.search(LETTER, bare)
    if found - {unit} or scaled:
        raise ValueError(
            _("“%(text)s” is not in the unit of this statistic: %(unit)s.")
            % {"text": text[:40], "unit": Unit(unit).label}
        )
    bare = re.sub(r"^([-−]?)\s+", r"\1", bare.strip()).removesuffix(" de")
    return bare or text

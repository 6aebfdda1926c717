"""The words that multiply a number: *thousand*, *mil millones*, `bn`. Every table of scale words
is derived from `SCALE_WORDS`."""

from collections.abc import Iterable
from typing import NamedTuple

from publishing.characters import fold


class ScaleWords(NamedTuple):
    """How a power of ten is written after a number."""

    power: int
    singular: str  # after the number 1
    plural: str
    abbreviations: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.singular, self.plural, *self.abbreviations)


# English has the short scale and Spanish the long one: a *billón* is 10¹², and 10⁹ *mil millones*.
SCALE_WORDS: dict[str, tuple[ScaleWords, ...]] = {
    "en": (
        ScaleWords(3, "thousand", "thousand", ("K",)),
        ScaleWords(6, "million", "million", ("M", "mn")),
        ScaleWords(9, "billion", "billion", ("B", "bn")),
        ScaleWords(12, "trillion", "trillion", ("T", "tn")),
    ),
    "es": (
        ScaleWords(3, "mil", "mil"),
        ScaleWords(6, "millón", "millones", ("mdd", "mdp")),
        ScaleWords(9, "mil millones", "mil millones", ("mmdd", "mmdp")),
        ScaleWords(12, "billón", "billones"),
    ),
}

# The power of each word and abbreviation, of all languages, by its letters without accents.
POWERS: dict[str, int] = {
    fold(word): scale.power
    for scales in SCALE_WORDS.values()
    for scale in scales
    for word in scale.written
}
# The single words by language; *mil millones* is two of them, each multiplying.
SINGLE_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(
        word for scale in scales for word in (scale.singular, scale.plural) if " " not in word
    )
    for language, scales in SCALE_WORDS.items()
}


def power_of(word: str) -> int:
    """Return the power of ten that a word or an abbreviation of any language stands for.

    Raises KeyError for other words.
    """
    return POWERS[fold(word)]


def scale_word(power: int, language: str, *, singular: bool = False) -> str:
    """Return the word of a power of ten after a number, `singular` after the number 1."""
    scale = next(scale for scale in SCALE_WORDS[language] if scale.power == power)
    return scale.singular if singular else scale.plural


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression that matches one of `words`, the longest that fits."""
    return "|".join(sorted(words, key=len, reverse=True))


def scale_pattern(language: str) -> str:
    """Return a regular expression for the scale after a numeral: ` billion`, `bn`, ` mdd`.

    English abbreviations stand close to the numeral, because `5 m` are metres.
    """
    scales = SCALE_WORDS[language]
    words = any_of({word for scale in scales for word in (scale.singular, scale.plural)})
    abbreviations = any_of(word for scale in scales for word in scale.abbreviations)
    space = "" if language == "en" else " ?"
    return rf"(?:[ -](?:{words})|{space}(?:{abbreviations}))\b"

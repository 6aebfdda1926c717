"""Numbers and ranks that are written in words, in English and in Spanish."""

import re
from decimal import Decimal

ENGLISH = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        start=1,
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SPANISH = {
    word: number
    for number, word in enumerate(
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
        "dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés "
        "veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve".split(),
        start=1,
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(), start=3
    )
} | {"una": 1, "uno": 1, "veintiuno": 21, "veintiuna": 21, "cien": 100, "ciento": 100} | {
    f"{word}{ending}": 100 * number
    for number, word in [
        (2, "doscient"), (3, "trescient"), (4, "cuatrocient"), (5, "quinient"),
        (6, "seiscient"), (7, "setecient"), (8, "ochocient"), (9, "novecient"),
    ]
    for ending in ("os", "as")
}  # fmt: skip
NUMBERS = {"en": ENGLISH, "es": SPANISH}
TIMES = {
    "en": {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
           "trillion": 10**12},
    "es": {"mil": 10**3, "millón": 10**6, "millones": 10**6, "billón": 10**12,
           "billones": 10**12},
}  # fmt: skip

ORDINALS = {
    "en": {
        word: number
        for number, word in enumerate(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
            "twentieth".split(),
            start=1,
        )
    },
    "es": {"primer": 1, "tercer": 3}
    | {
        f"{stem}{ending}": number
        for number, stem in enumerate(
            "primer segund tercer cuart quint sext séptim octav noven décim undécim "
            "duodécim".split(),
            start=1,
        )
        for ending in ("o", "a")
    },
}


def _any_of(words) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def pattern(language: str) -> str:
    """A regular expression for a number in words: `twenty-one`, `six hundred`, *treinta y dos*."""
    simple, times = _any_of(NUMBERS[language]), _any_of(TIMES[language])
    joint = r"[ -]|\sand\s" if language == "en" else r"\sy\s|\s"
    return rf"(?:{simple})(?:(?:{joint})(?:{simple}|{times}))*"


def ordinal_pattern(language: str) -> str:
    numeral = r"\d{1,3}(?:st|nd|rd|th)" if language == "en" else r"\d{1,3}(?:\.?[ºª°])"
    return rf"(?:{_any_of(ORDINALS[language])}|{numeral})"


def parse_number(words: str, language: str) -> Decimal:
    """The number that words write. Raises KeyError for other words."""
    total = current = Decimal(0)
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("and", "y"):
            continue
        if times := TIMES[language].get(word):
            if times == 100:
                current = (current or 1) * times
            else:
                total = (total + current or 1) * times
                current = Decimal(0)
        else:
            current += NUMBERS[language][word]
    return total + current


def parse_ordinal(words: str, language: str) -> Decimal:
    """The rank that an ordinal names: 2 for `second`, 12 for `12th`."""
    digits = re.match(r"\d+", words)
    return Decimal(digits[0] if digits else ORDINALS[language][words.lower()])

"""Numbers and ranks as texts write them, in English and in Spanish: in words, or as numerals with
words of scale."""

import re
from collections.abc import Sequence
from decimal import Decimal

from relations.wording.scales import SCALE_WORDS, SINGLE_WORDS, any_of

NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
JOINTS = {"and", "y"}
MAX_CHARACTERS = 20  # of a numeral: more than any database keeps; what is longer is a code
MAX_WORDS = 40  # nine hundred ninety-nine trillion and all that may follow it are fewer


def _numbered(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


ENGLISH_UNITS = _numbered("one two three four five six seven eight nine", 1)
ENGLISH_TEENS = _numbered(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
ENGLISH_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)

SPANISH_UNITS = _numbered("un dos tres cuatro cinco seis siete ocho nueve", 1) | {
    "uno": 1,
    "una": 1,
}
SPANISH_TEENS = _numbered(
    "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiún "
    "veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
    10,
) | {"veintiuno": 21, "veintiuna": 21}
SPANISH_TENS = _numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
SPANISH_HUNDREDS = {"cien": 100, "ciento": 100} | {
    word + ending: number
    for word, number in _numbered(
        "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient", 200, 100
    ).items()
    for ending in ("os", "as")
}

NUMBERS = {
    "en": ENGLISH_UNITS | ENGLISH_TEENS | ENGLISH_TENS,
    "es": SPANISH_UNITS | SPANISH_TEENS | SPANISH_TENS | SPANISH_HUNDREDS,
}
MULTIPLIERS = {
    language: {
        word.lower(): 10**scale.power
        for scale in scales
        for word in scale.written
        if " " not in word
    }
    for language, scales in SCALE_WORDS.items()
}
MULTIPLIERS["en"]["hundred"] = 100


def _english_pattern() -> str:
    """One group of up to three digits for each scale: `two hundred and five thousand and six`."""
    small = (
        rf"(?:(?:{any_of(ENGLISH_TENS)})(?:[ -](?:{any_of(ENGLISH_UNITS)}))?"
        rf"|{any_of(ENGLISH_TEENS | ENGLISH_UNITS)})"
    )
    group = rf"{small}(?:[ -]hundred(?:(?:\sand)?\s{small})?)?"
    scale = rf"[ -](?:{any_of(SINGLE_WORDS['en'])})\b"
    return rf"(?:(?:{group}(?:{scale})+(?:\sand)?\s)*{group}(?:{scale})*)"


def _spanish_pattern() -> str:
    """*Mil* needs no number before it, and `y` joins nothing but tens and units."""
    small = (
        rf"(?:(?:{any_of(SPANISH_TENS)})(?:\sy\s(?:{any_of(SPANISH_UNITS)}))?"
        rf"|{any_of(SPANISH_TEENS | SPANISH_UNITS)})"
    )
    group = rf"(?:(?:{any_of(SPANISH_HUNDREDS)})(?:\s{small})?|{small})"
    scale = rf"(?:{any_of(SINGLE_WORDS['es'])})\b"
    scaled = rf"(?:(?:{group}\s{scale}|mil\b)(?:\s{scale})*)"
    return rf"(?:{scaled}(?:\s{scaled})*(?:\s{group})?|{group})"


# A number in words: `twenty-one`, `six hundred`, *treinta y dos*, *dos millones trescientos mil*.
NUMBER_PATTERNS = {"en": _english_pattern(), "es": _spanish_pattern()}
# A number in digits; Mexican texts also write *2 mil 500* for 2,500, and others *16,9 millones*.
DECIMAL_COMMA = r"(?<=\d),(?=\d{1,2}\b(?!,))"
NUMERAL_PATTERNS = {
    "en": rf"(?:{NUMERAL})",
    "es": rf"(?:\d+{DECIMAL_COMMA}\d+(?=\s(?:{any_of(SINGLE_WORDS['es'])}|por ciento)\b|\s?%)"
    rf"|(?:{NUMERAL})(?: mil \d{{3}}\b)?)",
}


def parse_number(text: str, language: str) -> Decimal:
    """Return the number that `text` writes: `one million two hundred thousand`, `1.4 billion`.

    Raises ValueError for a word that is in no number, for words whose order is that of no number,
    such as `two three`, and for longer ones than numbers have.
    """
    if language == "es":
        text = re.sub(DECIMAL_COMMA, ".", text)
    words = re.findall(rf"{NUMERAL}|[^\W\d_]+", text.lower())
    if len(words) > MAX_WORDS or max(map(len, words), default=0) > MAX_CHARACTERS:
        raise ValueError(f"longer than a number: {text[:40]}")
    return _value_of([word for word in words if word not in JOINTS], language)


def _value_of(words: Sequence[str], language: str) -> Decimal:
    """The greatest multiplier applies to all that stands before it, and what follows is added."""
    multipliers = MULTIPLIERS[language]
    greatest = max((multipliers.get(word, 0) for word in words), default=0)
    if not greatest:
        return _sum_of(words, language)
    place = next(i for i, word in enumerate(words) if multipliers.get(word) == greatest)
    before, after = words[:place], words[place + 1 :]
    rest = _value_of(after, language) if after else Decimal(0)
    if rest >= greatest:
        raise ValueError(f"not a number: {' '.join(words)}")
    return (_value_of(before, language) if before else 1) * greatest + rest


def _sum_of(words: Sequence[str], language: str) -> Decimal:
    """Hundreds, tens and units in this order: each is less than what the one before leaves open."""
    total, open_below = Decimal(0), Decimal("Infinity")
    if not words:
        raise ValueError("no words of a number")
    for word in words:
        numeral = word.replace(",", "") if word[0].isdecimal() else NUMBERS[language].get(word)
        if numeral is None or (number := Decimal(numeral)) >= open_below:
            raise ValueError(f"not a number: {' '.join(words)}")
        total += number
        open_below = Decimal(1 if number % 10 else 10 if number % 100 else 100)
    return total


# Ranks

ENGLISH_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
SPANISH_ORDINALS = (
    "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim"
).split()  # without their ending
SHORTENED = {"primer", "tercer"}  # before a masculine noun

ORDINALS = {
    "en": {word: number for number, word in enumerate(ENGLISH_ORDINALS, start=1)},
    "es": {
        word + ending: number
        for number, word in enumerate(SPANISH_ORDINALS, start=1)
        for ending in ("o", "a", *([""] if word in SHORTENED else []))
    },
}
ORDINAL_PATTERNS = {
    "en": rf"(?:{any_of(ORDINALS['en'])}|\d{{1,3}}(?:st|nd|rd|th))",
    "es": rf"(?:{any_of(ORDINALS['es'])}|\d{{1,3}}\.?[ºª°])",
}


def ordinal_word(number: int, language: str, *, feminine: bool = False) -> str:
    """Return the word of a rank as it stands before a noun: `second`, *segundo*, *primer*."""
    if language == "en":
        return ENGLISH_ORDINALS[number - 1]
    word = SPANISH_ORDINALS[number - 1]
    if feminine:
        return f"{word}a"
    return word if word in SHORTENED else f"{word}o"


def parse_ordinal(words: str, language: str) -> Decimal:
    """Return the rank that an ordinal names: 2 for `second`, 12 for `12th`.

    Raises ValueError for other words.
    """
    digits = re.match(r"\d+", words)
    rank = digits[0] if digits else ORDINALS[language].get(words.lower())
    if not rank:
        raise ValueError(f"no rank: {words[:40]}")
    return Decimal(rank)

"""Numbers in words are read as what they say, whole and in no other order."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relations.lint.quantities import quantities
from relations.wording.number_words import NUMBER_PATTERNS, parse_number

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
ENGLISH_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
SPANISH = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
SPANISH_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
SPANISH_HUNDREDS = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
).split()


def english(number: int, joint: str = " ") -> str:
    """The words of a number from 1 on, `joint` before what follows a hundred."""
    for power, word in ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand")):
        many, rest = divmod(number, 10**power)
        if many:
            return f"{english(many, joint)} {word}" + (f" {english(rest, joint)}" if rest else "")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{ENGLISH[hundreds]} hundred" + (f"{joint}{english(rest)}" if rest else "")
    tens, units = divmod(number, 10)
    if number < 20:
        return ENGLISH[number]
    return ENGLISH_TENS[tens] + (f"-{ENGLISH[units]}" if units else "")


def spanish(number: int, feminine: bool = False) -> str:
    """The words of a number from 1 on as they stand before a noun; millions are masculine."""
    for power, singular, plural in ((12, "billón", "billones"), (6, "millón", "millones")):
        number_of, rest = divmod(number, 10**power)
        if number_of:
            words = f"{spanish(number_of)} {singular if number_of == 1 else plural}"
            return words + (f" {spanish(rest, feminine)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    if thousands:
        words = "mil" if thousands == 1 else f"{spanish(thousands, feminine)} mil"
        return words + (f" {spanish(rest, feminine)}" if rest else "")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        word = "cien" if number == 100 else SPANISH_HUNDREDS[hundreds]
        if feminine:
            word = re.sub("os$", "as", word)
        return word + (f" {spanish(rest, feminine)}" if rest else "")
    tens, units = divmod(number, 10)
    if number < 30:
        words = SPANISH[number]
    else:
        words = SPANISH_TENS[tens] + (f" y {SPANISH[units]}" if units else "")
    return re.sub("ún$|un$", "una", words) if feminine else words


NUMBERS = st.one_of(st.integers(1, 2000), st.integers(1, 10**15 - 1)) | st.builds(
    lambda digit, power: digit * 10**power, st.integers(1, 999), st.integers(0, 12)
)


def read_whole(words: str, language: str) -> Decimal:
    assert re.fullmatch(NUMBER_PATTERNS[language], words, re.IGNORECASE), words
    return parse_number(words, language)


@given(NUMBERS, st.sampled_from([" ", " and "]))
def test_number_written_in_english_is_read(number, joint):
    assert read_whole(english(number, joint), "en") == number
    assert read_whole(english(number, joint).capitalize(), "en") == number


@given(NUMBERS, st.booleans())
def test_number_written_in_spanish_is_read(number, feminine):
    assert read_whole(spanish(number, feminine), "es") == number
    assert read_whole(spanish(number, feminine).upper(), "es") == number


@given(NUMBERS)
def test_number_in_a_text_is_found_whole(number):
    if number > 4:
        (quantity,) = quantities(f"It has {english(number)} ports.", "en")
        assert (quantity.words, quantity.values) == (english(number), (number,))
        (quantity,) = quantities(f"Tiene {spanish(number)} puertos.", "es")
        assert (quantity.words, quantity.values) == (spanish(number), (number,))


@pytest.mark.parametrize(
    ("words", "language", "number"),
    [
        ("One million two hundred thousand", "en", 1_200_000),
        ("two hundred thousand", "en", 200_000),
        ("three billion two hundred million five hundred", "en", 3_200_000_500),
        ("twelve hundred", "en", 1200),
        ("two hundred and five thousand and six", "en", 205_006),
        ("twenty-one", "en", 21),
        ("1.4 billion", "en", 1_400_000_000),
        ("725.7bn", "en", 725_700_000_000),
        ("dos millones trescientos mil", "es", 2_300_000),
        ("mil doscientos", "es", 1200),
        ("un millón", "es", 10**6),
        ("mil millones", "es", 10**9),
        ("dos mil quinientos millones", "es", 2_500_000_000),
        ("un billón doscientos mil millones", "es", 1_200_000_000_000),
        ("veintiuna mil", "es", 21_000),
        ("quinientas treinta y una", "es", 531),
        ("2 mil 500", "es", 2500),
        ("725 mil 700 millones", "es", 725_700_000_000),
    ],
)
def test_words_of_every_kind_are_read(words, language, number):
    assert parse_number(words, language) == number


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("and", "en"),
        ("two three", "en"),
        ("twenty eleven", "en"),
        ("nineteen ninety-four", "en"),
        ("two million three million", "en"),
        ("two thousand thousand thousand five million", "en"),
        ("dos tres", "es"),
        ("mil mil", "es"),
        ("cien doscientos", "es"),
    ],
)
def test_words_in_the_order_of_no_number_are_refused(words, language):
    with pytest.raises(ValueError, match="number"):
        parse_number(words, language)


def test_other_words_are_refused():
    with pytest.raises(ValueError, match="not a number"):
        parse_number("two ports", "en")


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("Between two and three million came.", "en", [3e6]),
        ("From one and two hundred came.", "en", [200]),
        ("Vinieron entre dos y tres millones.", "es", [3e6]),
        ("Costó 2 mil 500 millones de pesos.", "es", [2.5e9]),
        ("Hay mil a dos mil personas.", "es", [1000, 2000]),
        ("Son de diez a doce mil.", "es", [10_000, 12_000]),
        ("It cost US $3 million.", "en", [3e6]),
    ],
)
def test_numbers_beside_each_other_are_not_one(text, language, values):
    assert [
        float(value) for quantity in quantities(text, language) for value in quantity.values
    ] == values

"""Numbers said as people say them: golden sentences in English (en-US) and Spanish (es-MX)."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from relations.wording.values import (
    format_change,
    format_number,
    format_ordinal,
    format_range,
    format_rank,
    format_revision,
    format_value,
    with_qualifier,
)


def measured_in(unit="count", scale=0, decimals=0, **words):
    given = {"counted_en": "", "counted_es": "", "counted_one_en": "", "counted_one_es": ""}
    return SimpleNamespace(unit=unit, scale=scale, decimals=decimals, **{**given, **words})


BILLIONS = measured_in("usd", 9, 1)
MILLIONS = measured_in("usd", 6, 1)
DOLLARS = measured_in("usd")
PERCENT = measured_in("percent", decimals=1)
POINTS = measured_in("points", decimals=1)
RANK = measured_in("rank")
MILES = measured_in("miles")
CASES = measured_in(
    counted_en="cases", counted_es="casos", counted_one_en="case", counted_one_es="caso"
)
PEOPLE = measured_in(scale=6, decimals=1, counted_en="people", counted_es="personas")
JOBS = measured_in(scale=3, decimals=1, counted_en="jobs", counted_es="empleos")


@pytest.mark.parametrize(
    ("value", "statistic", "english", "spanish"),
    [
        ("725.7", BILLIONS, "$725.7 billion", "725.7 mil millones de dólares"),
        ("725.70", BILLIONS, "$725.7 billion", "725.7 mil millones de dólares"),
        ("725.649", BILLIONS, "$725.6 billion", "725.6 mil millones de dólares"),
        ("725.65", BILLIONS, "$725.7 billion", "725.7 mil millones de dólares"),
        ("1", BILLIONS, "$1 billion", "mil millones de dólares"),
        ("1234.5", BILLIONS, "$1,234.5 billion", "1,234.5 mil millones de dólares"),
        ("-12.4", BILLIONS, "−$12.4 billion", "−12.4 mil millones de dólares"),
        ("-0.04", BILLIONS, "$0 billion", "0 mil millones de dólares"),
        ("300", MILLIONS, "$300 million", "300 millones de dólares"),
        ("1", MILLIONS, "$1 million", "1 millón de dólares"),
        ("1.7", measured_in("usd", 12, 1), "$1.7 trillion", "1.7 billones de dólares"),
        ("0", DOLLARS, "$0", "0 dólares"),
        ("1", DOLLARS, "$1", "1 dólar"),
        ("2500", DOLLARS, "$2,500", "2,500 dólares"),
        ("1.5", measured_in("usd", decimals=2), "$1.50", "1.50 dólares"),
        ("400", PERCENT, "400%", "400 %"),
        ("38.79", PERCENT, "38.8%", "38.8 %"),
        ("-0.5", PERCENT, "−0.5%", "−0.5 %"),
        ("2000", MILES, "2,000 miles (3,219 km)", "2,000 millas (3,219 km)"),
        ("1", MILES, "1 mile (1.6 km)", "1 milla (1.6 km)"),
        ("0", CASES, "0 cases", "0 casos"),
        ("1", CASES, "1 case", "1 caso"),
        ("1.4", CASES, "1 case", "1 caso"),
        ("6", CASES, "6 cases", "6 casos"),
        ("14183", CASES, "14,183 cases", "14,183 casos"),
        ("1.6", PEOPLE, "1.6 million people", "1.6 millones de personas"),
        ("1", PEOPLE, "1 million people", "1 millón de personas"),
        ("15", PEOPLE, "15 million people", "15 millones de personas"),
        ("9.8", JOBS, "9,800 jobs", "9,800 empleos"),
        ("12", measured_in(), "12", "12"),
        ("2", RANK, "2nd", "2.º"),
    ],
)
def test_value_is_said_with_its_unit(value, statistic, english, spanish):
    assert format_value(Decimal(value), statistic, "en", with_unit=True) == english
    assert format_value(Decimal(value), statistic, "es", with_unit=True) == spanish


def test_value_alone_leaves_what_is_counted_to_the_sentence():
    assert format_value(Decimal(6), CASES, "en") == "6"
    assert format_value(Decimal(2000), MILES, "es") == "2,000"
    assert format_value(Decimal("1.6"), PEOPLE, "es") == "1.6 millones"
    assert format_value(Decimal("725.7"), BILLIONS, "en") == "$725.7 billion"


@pytest.mark.parametrize("value", ["0.1", "1", "21", "725.7", "999.96", "918273.4"])
def test_a_billion_is_never_a_billion_in_spanish(value):
    words = format_value(Decimal(value), BILLIONS, "es")
    assert "bill" not in words
    assert "mil millones de dólares" in words


@pytest.mark.parametrize(
    ("words", "qualifier", "english"),
    [
        ("$48.1 billion", "over", "over $48.1 billion"),
        ("9,000", "nearly", "nearly 9,000"),
        ("15 million", "about", "about 15 million"),
        ("1.6 million people", "estimate", "an estimated 1.6 million people"),
        ("$725.7 billion", "exact", "$725.7 billion"),
        ("$725.7 billion", "", "$725.7 billion"),
        ("$725.7 billion", "banana", "$725.7 billion"),
    ],
)
def test_qualifier_in_english(words, qualifier, english):
    assert with_qualifier(words, qualifier, "en") == english


@pytest.mark.parametrize(
    ("words", "qualifier", "spanish"),
    [
        ("48.1 mil millones de dólares", "over", "más de 48.1 mil millones de dólares"),
        ("9,000 becas", "nearly", "casi 9,000 becas"),
        ("15 millones de personas", "about", "cerca de 15 millones de personas"),
        ("1.6 millones de personas", "estimate", "unos 1.6 millones de personas"),
        ("300 dólares", "estimate", "unos 300 dólares"),
        ("40,000 personas", "estimate", "un estimado de 40,000 personas"),  # *unos* would not agree
        ("1 millón de personas", "estimate", "un estimado de 1 millón de personas"),
        ("400 %", "exact", "400 %"),
    ],
)
def test_qualifier_in_spanish(words, qualifier, spanish):
    assert with_qualifier(words, qualifier, "es") == spanish


@pytest.mark.parametrize(
    ("rank", "english", "ordinal", "masculine", "feminine"),
    [
        (1, "1st", "first", "primer", "primera"),
        (2, "2nd", "second", "segundo", "segunda"),
        (3, "3rd", "third", "tercer", "tercera"),
        (10, "10th", "tenth", "décimo", "décima"),
        (11, "11th", "11th", "11.º", "11.ª"),
        (12, "12th", "12th", "12.º", "12.ª"),
        (22, "22nd", "22nd", "22.º", "22.ª"),
        (113, "113th", "113th", "113.º", "113.ª"),
    ],
)
def test_rank_is_a_word_up_to_ten(rank, english, ordinal, masculine, feminine):
    assert format_rank(Decimal(rank), "en") == english
    assert format_ordinal(Decimal(rank), "en") == ordinal
    assert format_ordinal(Decimal(rank), "es") == masculine
    assert format_ordinal(Decimal(rank), "es", feminine=True) == feminine
    assert format_ordinal(Decimal(rank), "en", feminine=True) == ordinal


@pytest.mark.parametrize(
    ("difference", "statistic", "english", "spanish"),
    [
        ("148.4", BILLIONS, "up $148.4 billion", "148.4 mil millones de dólares más"),
        ("-3", CASES, "down 3", "3 menos"),
        ("0", CASES, "unchanged", "sin cambio"),
        ("0.01", BILLIONS, "unchanged", "sin cambio"),
        ("1", PERCENT, "up 1 percentage point", "1 punto porcentual más"),
        ("-2.5", PERCENT, "down 2.5 percentage points", "2.5 puntos porcentuales menos"),
        ("3", POINTS, "up 3 percentage points", "3 puntos porcentuales más"),
        ("-1", RANK, "up 1 place", "1 lugar más arriba"),
        ("4", RANK, "down 4 places", "4 lugares más abajo"),
    ],
)
def test_change_says_its_direction(difference, statistic, english, spanish):
    assert format_change(Decimal(difference), statistic, "en") == english
    assert format_change(Decimal(difference), statistic, "es") == spanish


@pytest.mark.parametrize(
    ("low", "high", "statistic", "english", "spanish"),
    [
        ("3", "4", CASES, "3 to 4", "3 a 4"),
        ("577.3", "725.7", BILLIONS, "$577.3 to $725.7 billion",
         "577.3 a 725.7 mil millones de dólares"),
        ("-1.5", "2", BILLIONS, "−$1.5 to $2 billion", "−1.5 a 2 mil millones de dólares"),
        ("5", "7.5", PERCENT, "5 to 7.5%", "5 a 7.5 %"),
        ("-1", "7.5", POINTS, "−1 to 7.5 percentage points", "−1 a 7.5 puntos porcentuales"),
        ("200", "300", DOLLARS, "$200 to $300", "200 a 300 dólares"),
        ("2", "4", RANK, "2nd to 4th", "2.º a 4.º"),
    ],
)  # fmt: skip
def test_range_says_its_scale_once(low, high, statistic, english, spanish):
    assert format_range(Decimal(low), Decimal(high), statistic, "en") == english
    assert format_range(Decimal(low), Decimal(high), statistic, "es") == spanish


@pytest.mark.parametrize(
    ("before", "after", "statistic", "english", "spanish"),
    [
        ("577.3", "725.7", BILLIONS, "577.3 → 725.7 billion", "577.3 → 725.7 mil millones"),
        ("55", "47", CASES, "55 → 47", "55 → 47"),
        ("9.8", "10.3", JOBS, "9,800 → 10,300", "9,800 → 10,300"),
        ("-1", "2.5", PERCENT, "−1 → 2.5%", "−1 → 2.5 %"),
        ("2", "1", POINTS, "2 → 1 percentage point", "2 → 1 punto porcentual"),
        ("3", "2", RANK, "3rd → 2nd", "3.º → 2.º"),
    ],
)
def test_revision_shows_both_values(before, after, statistic, english, spanish):
    assert format_revision(Decimal(before), Decimal(after), statistic, "en") == english
    assert format_revision(Decimal(before), Decimal(after), statistic, "es") == spanish


def test_number_loses_idle_zeros_and_the_sign_of_nothing():
    assert format_number(Decimal("1200.50"), 2) == "1,200.5"
    assert format_number(Decimal("1000"), 1) == "1,000"
    assert format_number(Decimal("-0.004"), 2) == "0"

"""Amounts as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relations.fields import AmountFormField
from relations.models import Statistic
from relations.wording.amounts import parse_amount
from relations.wording.values import Scale, Unit, format_value, rounded

READ = [
    # written, power of the stored unit, read
    ("725.7", 9, "725.7"),
    ("725.7 billion", 9, "725.7"),
    ("725.7 Billion.", 9, "725.7"),
    ("$725.7 billion", 9, "725.7"),
    ("US$ 725.7 bn", 9, "725.7"),
    ("725,700 M", 9, "725.7"),
    ("725,700,000,000", 0, "725700000000"),
    ("1.6 M", 0, "1600000"),
    ("1.6M", 6, "1.6"),
    ("1.6 million people", 6, None),
    ("1.1 million", 3, "1100"),
    ("2,000", 0, "2000"),
    ("9,808", 0, "9808"),
    ("16.9 millones", 6, "16.9"),
    ("725.7 mil millones de dólares", 9, "725.7"),
    ("1.2 billones", 12, "1.2"),
    ("3 mil", 0, "3000"),
    ("400%", 0, "400"),
    ("400 percent", 0, "400"),
    ("-3.5", 0, "-3.5"),
    ("−12.5", 0, "-12.5"),
    ("−$12.5 billion", 9, "-12.5"),
    ("-$5", 0, "-5"),
    ("$-5", 0, "-5"),
    ("–3", 0, "-3"),
    ("‑3", 0, "-3"),
    ("16,9 millones", 6, "16.9"),
    ("16,9 millones", 0, "16900000"),
    ("725,75 mil millones de dólares", 9, "725.75"),
    ("16,9 por ciento", 0, "16.9"),
    ("16,900 millones", 6, "16900"),
    ("mil millones de dólares", 9, "1"),
    ("1 dólar", 0, "1"),
    ("400 %", 0, "400"),
    ("0", 9, "0"),
    ("300 million", 9, "0.3"),
]


@pytest.mark.parametrize(("written", "power", "read"), [row for row in READ if row[2]])
def test_an_amount_is_read(written, power, read):
    assert parse_amount(written, power) == Decimal(read)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "many",
        "1.6 million people",
        "1.2.3",
        "1,23",
        "2.000.000",
        "12 zillion",
        "1e9",
        "NaN",
        "Infinity",
        "٣",
        "5 6",
        "--5",
        "-$-5",
        "(5)",
        "16,9",
        "16,9 million",
        "2.000 millones",
        "725.700 mil millones de dólares",
        "1.125 dólares",
        "1,23,456",
        "—5",
        "\x00",
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence(written):
    with pytest.raises(ValueError, match=r"^“.*\.$"):
        parse_amount(written)


@given(
    st.decimals(-(10**6), 10**6, places=2),
    st.sampled_from(Scale.values),
    st.sampled_from([Unit.COUNT, Unit.USD, Unit.PERCENT, Unit.MILES]),
    st.integers(0, 2),
    st.sampled_from(["en", "es"]),
)
@example(Decimal(-1), Scale.BILLIONS, Unit.USD, 0, "es")
@example(Decimal(1), Scale.MILLIONS, Unit.USD, 0, "es")
def test_what_the_site_writes_is_read(value, scale, unit, decimals, language):
    statistic = Statistic(scale=scale, unit=unit, decimals=decimals)
    written = format_value(value, statistic, language)
    assert parse_amount(written) == rounded(value, decimals).scaleb(scale)


@given(st.decimals(-(10**15), 10**15, places=3), st.sampled_from([0, 3, 6, 9, 12]))
def test_a_bare_number_is_already_in_the_stored_unit(number, power):
    assert parse_amount(f"{number:f}", power) == number
    assert parse_amount(f"{number:,f}", power) == number


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(ValueError):
        assert isinstance(parse_amount(text, 9), Decimal)


def test_a_stored_amount_is_shown_without_idle_zeros():
    field = AmountFormField(max_digits=24, decimal_places=6)
    assert field.prepare_value(Decimal("725.700000")) == "725.7"
    assert field.prepare_value(Decimal("2000.000000")) == "2000"
    assert field.prepare_value("725.7 billion") == "725.7 billion"


def test_an_amount_with_more_decimals_than_are_kept_is_refused():
    field = AmountFormField(max_digits=24, decimal_places=6)
    field.reader = lambda text: parse_amount(text, 12)
    assert field.clean("1 million") == Decimal("0.000001")
    with pytest.raises(Exception, match="decimal places"):
        field.clean("1.5 million")

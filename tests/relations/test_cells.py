"""Numbers of spreadsheets are read as their cells show them, with all their digits."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from relations.series.cells import shown_number
from relations.wording.amounts import parse_amount


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.95, "0%", "95%"),
        (0.954, "0%", "95.4%"),
        (-0.07, "0.00%", "-7%"),
        (1, "0 %", "100 %"),
        (725700000000, "General", "725700000000"),
        (725700000000, '#,##0.0,,,"bn"', "725.7bn"),
        (725700000000, "#,##0.0,,", "725700"),
        (725700000000, "#,##0,.0", "725700000"),
        (725.7, '"US$"#,##0.0', "US$725.7"),
        (-725.7, '[$$-409]#,##0.00;[Red]([$$-409]#,##0.00)', "-$725.7"),
        (12.5, "[$€-2] #,##0.00", "€ 12.5"),
        (12.5, "#,##0.00\\ [$MXN]", "12.5 MXN"),
        (9808, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "9808"),
        (-9808, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "-9808"),
        (1600000, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "1.6M"),
        (1600, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "1.6K"),
        (16, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "16"),
        (0, '0;-0;"n/a"', "n/a"),
        (5, ";;;", ""),
        (0.5, "# ?/?", "0.5"),
        (725700000000.0, "0.00E+00", "725700000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1.1 * 3, "0.0", "3.3"),
        (725.7000000000001, "0.0", "725.7"),
        (123456789012345678, "0", "123456789012345678"),
        (123456789012345678.0, "0", "123456789012345680"),
        (1e18, "0", "1000000000000000000"),
        (2021, "0", "2021"),
        (-12.5, "0.0", "-12.5"),
        (5, '0 "pesos"', "5 pesos"),
        (5, '"a;b"0;"c"0', "a;b5"),
    ],
)  # fmt: skip
def test_number_is_read_as_it_is_shown(value, number_format, shown):
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize("number_format", [f for f in BUILTIN_FORMATS.values() if f != "@"])
@given(value=st.integers(-(10**9), 10**9))
def test_formats_that_every_program_has_keep_the_number(number_format, value):
    if not is_date_format(number_format):
        percent = 100 if "%" in number_format else 1
        assert parse_amount(shown_number(value, number_format)) == value * percent


@given(
    st.floats(allow_nan=False), st.text(alphabet='0#?.,%;"\\[]$€>=<-()_* EGenral/', max_size=300)
)
def test_no_format_makes_a_reader_fail(value, number_format):
    with suppress(ValueError):
        assert isinstance(parse_amount(shown_number(value, number_format)), Decimal)

"""Text in the cells of spreadsheets is never run as a formula, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.files import csv_response, escape_formula, unescape_formula

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    " =1",
    "\t=1",
    "\n=1",
    "\tcell",
    "\rcell",
    "'=1",
)
HARMLESS = ("", "words", "a = b", "1,000", "2021-06", "“=”", " words", "«‒1»")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text):
    assert escape_formula(text) == f"'{text}"
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert escape_formula(text) == text
    assert unescape_formula(text) == text


@given(st.text(max_size=8))
def test_any_text_comes_back(text):
    assert unescape_formula(escape_formula(text)) == text


def test_file_is_named_and_written_as_its_standard_says():
    response = csv_response("list.csv", ["a", "b"], [['say "x"', "1,5"], ["two\nlines", "ñ"]])
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.text == 'a,b\r\n"say ""x""","1,5"\r\n"two\nlines",ñ\r\n'

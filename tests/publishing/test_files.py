"""Text in the cells of spreadsheets is never run as a formula, and comes back as it was."""

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.files import csv_response, csv_text, escape_formula, unescape_formula

BEGINNINGS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    "﹢1",
    "⁺1",
    "'=1",
    "'a",
]
BEFORE = ["", " ", "\u00a0", "\u200b", "\ufeff", "\u202e", '"', ' "', "\x00", "\u00ad"]
BREAKS = [";", "\t", "\r", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", ";;"]
HARMLESS = (
    "",
    "words",
    "a = b",
    "1,000",
    "2021-06",
    "“=”",
    " words",
    "«‒1»",
    "a; b",
    "a\nb",
)
NUMBERS = ("-1", "0", "-725.7", "12")
DANGEROUS = '=cmd|"/C calc"!A0'


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("before", BEFORE)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(before, beginning):
    text = before + beginning
    assert escape_formula(text) == f"'{text}"
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("mark", BREAKS)
@pytest.mark.parametrize("before", BEFORE)
def test_what_a_spreadsheet_would_run_after_splitting_the_cell_does_too(mark, before):
    text = f"words{mark}{before}{DANGEROUS}"
    assert escape_formula(text) == f"words{mark}'{before}{DANGEROUS}"
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", ["\tcell", "\rcell", "\ncell", "\r", ";x", "\u2028x"])
def test_text_that_begins_with_a_break_stands_behind_an_apostrophe(text):
    assert escape_formula(text) == f"'{text}"
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", [*HARMLESS, *NUMBERS])
def test_other_text_and_numbers_stay_as_they_are(text):
    assert escape_formula(text) == text
    assert unescape_formula(text) == text


@given(st.text(max_size=8) | st.text("'=-+@; \t\r\n\"1a", max_size=8))
def test_any_text_comes_back(text):
    assert unescape_formula(escape_formula(text)) == text


@given(st.text("'=-+@＝; \t\r\n\"1a,\u200b", max_size=10))
def test_no_way_to_split_a_line_gives_a_formula(text):
    content = csv_text(["first", "second"], [[text, "last"]]).removeprefix("\ufeff")
    for separator in (",", ";", "\t"):
        for cells in csv.reader(StringIO(content, newline=""), delimiter=separator):
            for cell in cells:
                assert not is_run(cell), (separator, cell)
    for cell in re.split(r"[;\t\r\n]", content):
        assert not is_run(cell), cell


def is_run(cell: str) -> bool:
    """Whether a careless program would run a cell: a number that begins it is no formula."""
    bare = cell.strip(' \t\r\n"\u200b')
    return re.sub(r"^-\d+", "", bare).startswith(("=", "+", "-", "@", "＝"))


def test_file_is_named_and_written_as_its_standard_says():
    rows = [['say "x"', "1,5"], ["two\nlines", "ñ"], ["a;b", "a\rb"], [-5, "=1"]]
    response = csv_response("list.csv", ["a", "b"], rows)
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")  # without which Excel reads no accents
    assert response.text == (
        '\ufeffa,b\r\n"say ""x""","1,5"\r\n"two\nlines",ñ\r\n"a;b","a\rb"\r\n-5,\'=1\r\n'
    )
    assert list(csv.reader(StringIO(response.text, newline="")))[1:4] == [
        [*row] for row in rows[:3]
    ]

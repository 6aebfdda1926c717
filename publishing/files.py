"""Responses that are files to download, and text in the cells of spreadsheets."""

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import category, normalize

from django.http import HttpResponse, JsonResponse

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Where a program may begin a new cell inside of one, whatever the file calls its separator.
BREAKS = re.compile(r"([;\t\v\f\r\n\x1c-\x1e\x85\u2028\u2029]+)")
NEEDS_QUOTES = re.compile(rf'[",]|{BREAKS.pattern}')


def csv_response(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return a CSV file in UTF-8, to download."""
    response = HttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return a CSV file by RFC 4180, its formulas escaped, after a byte order mark, without which
    Excel reads no accents.

    Quotes stand around every cell that any program might split, not those with a comma only.
    """
    return BYTE_ORDER_MARK + "".join(map(csv_line, (header, *rows)))


def csv_line(cells: Iterable[Any]) -> str:
    """Return one line of a CSV file, as `csv_text` writes it."""
    return f"{','.join(map(_csv_cell, cells))}\r\n"


def _csv_cell(value) -> str:
    text = escape_formula(str(value))
    return '"{}"'.format(text.replace('"', '""')) if NEEDS_QUOTES.search(text) else text


def json_response(content: dict | list) -> JsonResponse:
    """Return a JSON file that people can read as well."""
    shape = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(content, safe=False, json_dumps_params=shape)


def escape_formula(text: str) -> str:
    """Return `text` with an apostrophe wherever a spreadsheet may begin a cell with a formula.

    That is at its start, and after whatever a spreadsheet may split it at. Numbers stay numbers.
    What begins with an apostrophe gets another, so that `unescape_formula` restores any text.
    """
    pieces = BREAKS.split(text)
    pieces[::2] = [f"'{piece}" if _is_formula(piece) else piece for piece in pieces[::2]]
    if _begins_with_break(pieces, ""):
        pieces[0] = "'"
    return "".join(pieces)


def unescape_formula(text: str) -> str:
    """Return what `escape_formula` was given."""
    pieces = BREAKS.split(text)
    if _begins_with_break(pieces, "'"):
        pieces[0] = ""
    pieces[::2] = [
        piece[1:] if piece.startswith("'") and _is_formula(piece[1:]) else piece
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def _begins_with_break(pieces: list[str], first: str) -> bool:
    return len(pieces) > 1 and pieces[0] == first


def _is_formula(piece: str) -> bool:
    """Whether the first visible sign, but for quotes, begins a formula in any of its widths."""
    if NUMBER.fullmatch(piece.strip()):
        return False
    first = next((sign for sign in piece if sign != '"' and category(sign)[0] not in "CMZ"), "")
    return first == "'" or normalize("NFKC", first).startswith(FORMULA_STARTS)

"""Responses that are files to download, and text in the cells of spreadsheets."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse, JsonResponse

# A spreadsheet would run a text that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def csv_response(name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """Return a CSV file by RFC 4180, in UTF-8. Callers must escape formulas."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([header, *rows])
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def json_response(content: dict) -> JsonResponse:
    """Return a JSON file that people can read as well."""
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


def escape_formula(text: str) -> str:
    """Return `text` with an apostrophe before it when a spreadsheet would take it for a formula.

    One that begins with an apostrophe gets another, so that `unescape_formula` restores any text.
    """
    return f"'{text}" if _is_formula(text) else text


def unescape_formula(text: str) -> str:
    """Return what `escape_formula` was given."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    return text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r"))

"""Answers that are files to take away."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse, JsonResponse


def csv_file(name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """A CSV file as RFC 4180 has it, in UTF-8. The cells must be no formulas."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([header, *rows])
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def json_file(told: dict) -> JsonResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})

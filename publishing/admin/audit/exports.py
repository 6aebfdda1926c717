"""The list of changes as a file: what its filters leave, in chunks, so that it may be long."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.admin.audit.words import with_subjects
from publishing.changes.digests import canonical_json
from publishing.files import BYTE_ORDER_MARK, csv_line
from publishing.models import Change
from publishing.permissions import may_see_sources

CHUNK = 500  # rows
COLUMNS = (
    "number",
    "at",
    "by",
    "source",
    "act",
    "item_type",
    "item_id",
    "title",
    "begins_at",
    "detail",
    "hash",
)
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
def export(request, file_format: str, model_admin) -> StreamingHttpResponse:
    """Answer with what the list shows for the same address, as CSV or as JSON.

    Raises BadRequest for a filter that makes no sense: whoever downloads a file would not see it.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if file_format not in TYPES:
        raise Http404
    try:
        changelist = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadRequest(_("There is no such filter.")) from error
    if any(not spec.form.is_valid() for spec in changelist.filter_specs if hasattr(spec, "form")):
        raise BadRequest(_("Write the days as 2026-03-01, the first before the last."))
    sources = may_see_sources(request.user)
    columns = [name for name in COLUMNS if sources or name != "source"]
    language = translation.get_language()  # which is another one when the file is sent
    records = _records(request, changelist.queryset, columns, language)
    lines = _csv(records, columns) if file_format == "csv" else _json(records)
    response = StreamingHttpResponse(lines, content_type=TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="audit.{file_format}"'
    return response


def _records(
    request, changes: QuerySet[Change], columns: list[str], language: str
) -> Iterator[list[dict]]:
    """The changes as plain values, by chunks. Nothing is held open in between, however slowly
    the file is taken."""
    below = None
    while True:
        chunk = changes if below is None else changes.filter(number__lt=below)
        with translation.override(language):
            rows = with_subjects(request, chunk.order_by("-number")[:CHUNK])
            records = [_record(row) for row in rows]
        yield [{name: record[name] for name in columns} for record in records]
        if len(rows) < CHUNK:
            return
        below = rows[-1].number


def _record(change: Any) -> dict[str, Any]:
    return {
        "number": change.number,
        "at": _instant(change.at),
        "by": change.by.get_username() if change.by else None,
        "source": change.source,
        "act": change.act,
        "item_type": change.item_type,
        "item_id": change.item_id,
        "title": str(change.subject or change.name),
        "begins_at": _instant(change.begins_at),
        "detail": change.detail,
        "hash": change.hash,
    }


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _csv(records: Iterator[list[dict]], columns: list[str]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(columns)
    for chunk in records:
        yield "".join(csv_line(map(_cell, record.values())) for record in chunk)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return canonical_json(value) if value else ""
    return "" if value is None else value


def _json(records: Iterator[list[dict]]) -> Iterator[str]:
    yield f'{{"as_of": "{_instant(timezone.now())}", "changes": ['
    separator = "\n"
    for chunk in records:
        for record in chunk:
            yield separator + json.dumps(record, ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"

"""The exports of a list: its rows, filtered alike, as CSV, as JSON and as a feed."""

from typing import ClassVar

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils.text import capfirst
from django.views import View

from publishing.files import csv_response, json_response
from publishing.links import absolute_url, keep_at, kept_url
from reading.feeds import MAX_ENTRIES, Entry, atom_response
from reading.filtersets import EXPORT_FORMATS, FacetedFilterSet
from reading.lists import ItemList
from reading.responses import noindex_if_past, search_unavailable
from relations.records import format_record_value, records_of

FIRST_COLUMNS = ("title", "address", "published")


def refused(request, filters: FacetedFilterSet) -> HttpResponse | None:
    """Return the answer for a file of a list that only the index can give, while there is none.

    Raises BadRequest for a filter that makes no sense: a page shows the whole list beside a
    warning, but whoever downloads a file would have all of it and not know.
    """
    request.kept_query = filters.kept_query
    if filters.ignored:
        raise BadRequest(" ".join(filters.ignored))
    if getattr(filters, "is_incomplete", False) and filters.values.get("q"):
        return search_unavailable()
    return None


def titled(title: str, filters: FacetedFilterSet) -> str:
    """Return a title with what a list is narrowed by: `Programs (For whom: Teachers)`."""
    applied = "; ".join(f"{filter.label}: {filter.value_label}" for filter in filters.applied)
    return f"{title} ({applied})" if applied else title


class ExportFormat(StringConverter):
    """A path converter: the format of an export, as the extension of its URL."""

    regex = "|".join(EXPORT_FORMATS)


class ListExport(View):
    """The rows of a list in one of the formats of EXPORT_FORMATS.

    A subclass names the list, the fields of a record that are the columns of a spreadsheet, and
    those that are the text of an entry in a feed; in `extend_records` it adds to the records, and
    `in_cells` says what of them a spreadsheet holds otherwise.

    Raises BadRequest for a filter that makes no sense.
    """

    list_view: ClassVar[type[ItemList]]
    columns: ClassVar[tuple[str, ...]]
    feed_fields: ClassVar[tuple[str, ...]] = ("summary",)

    def get(self, request, file_format):
        filters = self.list_view.get_filters(request)
        if refusal := refused(request, filters):
            return refusal
        results = filters.results()
        respond = {"csv": self._csv, "json": self._json, "atom": self._atom}[file_format]
        return noindex_if_past(request, respond(filters, results))

    def extend_records(self, editions: list, records: list[dict]) -> None:
        """Add to the record of each edition what it does not hold itself."""

    def in_cells(self, record: dict) -> dict:
        """Return a record with what the cells of a spreadsheet hold in other words."""
        return record

    def records(self, editions: list) -> list[dict]:
        records = records_of(editions, self.request.moment, self.absolute_url)
        self.extend_records(editions, records)
        return records

    def absolute_url(self, url: str) -> str:
        return absolute_url(self.request, keep_at(url, self.request.at))

    def _csv(self, filters, results) -> HttpResponse:
        columns = dict.fromkeys((*FIRST_COLUMNS, *self.columns))
        rows = [
            [format_record_value(record[name]) for name in columns]
            for record in map(self.in_cells, self.records(results[:]))
        ]
        return csv_response(self.request.path.rpartition("/")[2], columns, rows)

    def _json(self, filters, results) -> HttpResponse:
        records = self.records(results[:])
        return json_response(
            {
                "address": absolute_url(self.request, kept_url(self.request, self.request.path)),
                "as_of": self.request.moment.isoformat(),
                "number": len(records),
                "items": records,
            }
        )

    def _atom(self, filters, results) -> HttpResponse:
        latest = results.latest(MAX_ENTRIES)
        entries = [
            Entry(
                updated_at=edition.live_from,
                title=edition.title,
                text=self._feed_text(record),
                url=record["address"],
                permalink=reverse("edition", args=[edition.identifier]),
            )
            for edition, record in zip(latest, self.records(latest), strict=True)
        ]
        return atom_response(self.request, self._feed_title(filters), filters.page_url(1), entries)

    def _feed_text(self, record: dict) -> str:
        texts = (format_record_value(record[name]) for name in self.feed_fields)
        return "\n\n".join(filter(None, texts))

    def _feed_title(self, filters: FacetedFilterSet) -> str:
        """Return what the list is narrowed by: `Programs (For whom: Teachers)`."""
        return titled(capfirst(filters._meta.model.item_model()._meta.verbose_name_plural), filters)

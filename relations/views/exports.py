"""The twins of a list: its rows, filtered alike, as CSV, as JSON and as a feed."""

from typing import ClassVar

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views import View

from publishing.links import keep_at
from reading.accents import title_order
from reading.feeds import MAX_ENTRIES, Entry, atom_response
from reading.files import csv_response, json_response
from reading.filtersets import EXPORT_FORMATS, FacetedFilterSet
from reading.lists import ItemList
from reading.responses import noindex_if_past
from relations.records import format_cell, format_record_value, records_of

FIRST_COLUMNS = ("title", "address", "published")


class ExportFormat:
    """In which form a list is taken away, as the end of its address says."""

    regex = "|".join(EXPORT_FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ListExport(View):
    """The rows of a list to take away in one of the forms of EXPORT_FORMATS.

    A subclass names the list, the parts of a record that are the columns of a spreadsheet, and
    those that are the text of an entry in a feed; in `more` it adds to the records of its rows.

    Raises BadRequest for a filter that makes no sense: a page says so beside its list, but who
    takes data away would have all of it, and not know.
    """

    list_view: ClassVar[type[ItemList]]
    columns: ClassVar[tuple[str, ...]]
    feed_fields: ClassVar[tuple[str, ...]] = ("summary",)

    def get(self, request, form):
        filters = self.list_view.get_filters(request)
        invalid = [value.words for value in filters.invalid_values]
        if errors := [*filters.unknown_parameters, *invalid]:
            raise BadRequest(" ".join(errors))
        rows = filters.qs.select_related("item")
        write = {"csv": self._csv, "json": self._json, "atom": self._atom}[form]
        return noindex_if_past(request, write(filters, rows.order_by(*title_order())))

    def extend(self, editions: list, records: list[dict]) -> None:
        pass

    def records(self, rows) -> list[dict]:
        editions = list(rows)
        records = records_of(editions, self.request.moment, self.absolute)
        self.extend(editions, records)
        return records

    def absolute(self, address: str) -> str:
        return self.request.build_absolute_uri(keep_at(address, self.request.at))

    def _csv(self, filters, rows) -> HttpResponse:
        columns = dict.fromkeys((*FIRST_COLUMNS, *self.columns))
        cells = [[format_cell(record[name]) for name in columns] for record in self.records(rows)]
        return csv_response(self.request.path.rpartition("/")[2], columns, cells)

    def _json(self, filters, rows) -> HttpResponse:
        records = self.records(rows)
        return json_response(
            {
                "address": self.request.build_absolute_uri(),
                "as_of": self.request.moment.isoformat(),
                "number": len(records),
                "items": records,
            }
        )

    def _atom(self, filters, rows) -> HttpResponse:
        latest = list(rows.order_by("-live_from", "-pk")[:MAX_ENTRIES])
        entries = [
            Entry(
                at=edition.live_from,
                title=edition.title,
                text="\n\n".join(
                    filter(None, (format_record_value(record[n]) for n in self.feed_fields))
                ),
                url=record["address"],
                name=reverse("edition", args=[edition.identifier]),
            )
            for edition, record in zip(latest, self.records(latest), strict=True)
        ]
        return atom_response(self.request, self._title(filters), filters.page_url(1), entries)

    def _title(self, filters: FacetedFilterSet) -> str:
        """`Programs (For whom: Teachers)`."""
        kind = capfirst(filters._meta.model.item_model()._meta.verbose_name_plural)
        applied = "; ".join(f"{filter.label}: {filter.words}" for filter in filters.applied)
        return f"{kind} ({applied})" if applied else kind

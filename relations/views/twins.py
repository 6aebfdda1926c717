"""The twins of a list: its rows, filtered alike, as CSV, as JSON and as a feed."""

import csv
from io import StringIO

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views import View

from publishing.addresses import keep_at
from relations.filters.facets import TWINS, FacetedFilterSet
from relations.records import cell, said
from relations.views.feeds import MOST, Entry, atom
from relations.views.pages import ItemList
from relations.wording.accents import title_order

FIRST_COLUMNS = ("title", "address", "published")


class TwinForm:
    """In which form a list is taken away, as the end of its address says."""

    regex = "|".join(TWINS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ListTwin(View):
    """The rows of the list `of`, to take away in one of the forms of TWINS.

    Raises BadRequest for a filter that makes no sense: a page says so beside its list, but who
    takes data away would have all of it, and not know.
    """

    of: type[ItemList] = ItemList

    def get(self, request, form):
        filters = self.of.filters_of(request)
        if filters.problems:
            raise BadRequest(" ".join(problem.words for problem in filters.problems))
        rows = filters.qs.select_related("of")
        write = {"csv": self._csv, "json": self._json, "atom": self._atom}[form]
        response = write(filters, rows.order_by(*title_order()))
        if request.at:
            response["X-Robots-Tag"] = "noindex"
        return response

    def _records(self, rows) -> list[dict]:
        return self.of.records(list(rows), self.request.moment, self._absolute)

    def _absolute(self, address: str) -> str:
        return self.request.build_absolute_uri(keep_at(address, self.request.at))

    def _csv(self, filters, rows) -> HttpResponse:
        written = StringIO()
        columns = dict.fromkeys((*FIRST_COLUMNS, *self.of.columns))
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(columns)
        for record in self._records(rows):
            writer.writerow([cell(record[name]) for name in columns])
        response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
        name = self.request.path.rpartition("/")[2]
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _json(self, filters, rows) -> HttpResponse:
        records = self._records(rows)
        told = {
            "address": self.request.build_absolute_uri(),
            "as_of": self.request.moment.isoformat(),
            "number": len(records),
            "items": records,
        }
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})

    def _atom(self, filters, rows) -> HttpResponse:
        latest = list(rows.order_by("-live_from", "-pk")[:MOST])
        entries = [
            Entry(
                at=edition.live_from,
                title=edition.title,
                text="\n\n".join(filter(None, (said(record[n]) for n in self.of.told_in_feed))),
                address=record["address"],
                name=reverse("edition", args=[edition.address]),
            )
            for edition, record in zip(latest, self._records(latest), strict=True)
        ]
        return atom(self.request, self._title(filters), filters.page_address(1), entries)

    def _title(self, filters: FacetedFilterSet) -> str:
        """`Programs (For whom: Teachers)`."""
        kind = capfirst(filters._meta.model.item_model()._meta.verbose_name_plural)
        answers = "; ".join(f"{one.label}: {one.words}" for one in filters.answers)
        return f"{kind} ({answers})" if answers else kind

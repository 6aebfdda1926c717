"""The series of a statistic and its vintages, to download as CSV or JSON."""

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from publishing.files import csv_response, json_response
from reading.items import ItemView
from reading.responses import noindex_if_past
from relations.models import Statistic, derived
from relations.series.downloads import (
    series_json,
    series_rows,
    vintages,
    vintages_json,
    vintages_rows,
)
from relations.wording.series import Series


class StatisticData(ItemView):
    """`content` is "series" or "vintages", `file_format` is "csv" or "json"."""

    model = Statistic
    content = ""
    file_format = ""

    def respond(self, request, edition):
        if edition.withdrawal:
            raise Http404
        if self.file_format == "csv":
            header, *rows = self._rows(edition)
            response = csv_response(f"{edition.item.slug}-{self.content}.csv", header, rows)
        else:
            response = json_response(self._json(edition))
        return noindex_if_past(request, response)

    def url_of(self, target):
        return reverse(self.request.resolver_match.url_name, args=[target.edition.item.slug])

    def _rows(self, edition) -> list[list[str]]:
        if self.content == "vintages":
            return vintages_rows(vintages(edition, self.request.moment))
        return series_rows(self._series(edition))

    def _json(self, edition) -> dict:
        moment = self.request.moment
        if self.content == "vintages":
            return vintages_json(edition, vintages(edition, moment), moment)
        return series_json(self._series(edition), moment)

    def _series(self, edition) -> Series:
        prefetch_related_objects([edition], "observations", "operands")
        derived.resolve([edition], self.request.moment)
        return Series(edition, edition.series())

"""The series of a statistic and its vintages, to take away as CSV or JSON."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse

from relations.models import Statistic
from relations.series import derived
from relations.series.derived import Series
from relations.series.downloads import (
    series_csv,
    series_json,
    vintages,
    vintages_csv,
    vintages_json,
)
from relations.views.pages import ItemView


class StatisticData(ItemView):
    """`what` is "series" or "vintages", `form` is "csv" or "json"."""

    model = Statistic
    what = ""
    form = ""

    def answer(self, request, edition):
        if edition.withdrawal:
            raise Http404
        if self.form == "csv":
            response = HttpResponse(self._csv(edition), content_type="text/csv; charset=utf-8")
            name = f"{edition.of.slug}-{self.what}.csv"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        else:
            told = self._json(edition)
            response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
        if request.at:
            response["X-Robots-Tag"] = "noindex"
        return response

    def address_of(self, target):
        return reverse(self.request.resolver_match.url_name, args=[target.edition.of.slug])

    def _csv(self, edition) -> str:
        if self.what == "vintages":
            return vintages_csv(vintages(edition, self.request.moment))
        return series_csv(self._series(edition))

    def _json(self, edition) -> dict:
        moment = self.request.moment
        if self.what == "vintages":
            return vintages_json(edition, vintages(edition, moment), moment)
        return series_json(self._series(edition), moment)

    def _series(self, edition) -> Series:
        prefetch_related_objects([edition], "observations", "operands")
        derived.resolve([edition], self.request.moment)
        return Series(edition, edition.series())

"""The series of a statistic and its vintages, to take away as CSV or JSON."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse

from publishing.models import Withdrawal
from publishing.targets import targets
from relations import derived
from relations.derived import Series
from relations.models import Statistic, StatisticEdition
from relations.series import (
    series_csv,
    series_json,
    vintages,
    vintages_csv,
    vintages_json,
)
from relations.views.pages import gone


def statistic_data(request, slug: str, what: str, form: str) -> HttpResponse:
    """`what` is "series" or "vintages", `form` is "csv" or "json"."""
    standing = StatisticEdition.objects.standing_at(request.moment).filter(of__slug=slug)
    edition = standing.select_related("of", "producer").first()
    if edition is None:
        return _moved(request, slug)
    if edition.suppressed or edition.withdrawal == Withdrawal.IN_ERROR:
        return gone(request)
    if edition.withdrawal:
        raise Http404
    if what == "vintages":
        found = vintages(edition, request.moment)
        content = vintages_csv(found) if form == "csv" else None
        answer = vintages_json(edition, found, request.moment)
    else:
        prefetch_related_objects([edition], "observations", "operands")
        derived.resolve([edition], request.moment)
        series = Series(edition, edition.series())
        content = series_csv(series) if form == "csv" else None
        answer = series_json(series, request.moment)
    if content is None:
        response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slug}-{what}.csv"'
    if request.at:
        response["X-Robots-Tag"] = "noindex"
    return response


def _moved(request, slug: str) -> HttpResponse:
    """Lead from an address that a statistic once had to the same data at the one it has now."""
    item = Statistic.formerly_at(slug)
    if not item or item.pk not in targets(Statistic, [item.pk], request.moment):
        raise Http404
    match = request.resolver_match
    address = reverse(match.url_name, args=[item.slug])
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

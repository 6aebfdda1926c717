"""The dates that are ahead, as a page and as calendars."""

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.calendars import MAX_EVENTS, calendar_response, dropped_dates
from portal.date_filters import DateFilter
from portal.dates import DateRows, by_period, rows_of
from publishing.models import Edition
from reading.items import ItemView
from reading.lists import page_links, requested_page
from reading.responses import render_page

PER_PAGE = 50


def _filters(request) -> DateFilter:
    filters = DateFilter(request.GET, DateRows.at(request.moment), request=request)
    request.kept_query = filters.kept_query
    return filters


@require_safe
def date_list(request):
    """What is past and open, then what is ahead, by month."""
    filters = _filters(request)
    rows = requested_page(request, Paginator(filters.qs.union(), PER_PAGE))
    dates = rows_of(rows.object_list, request.moment, filters.day)
    context = {
        "filters": filters,
        "rows": rows,
        "overdue": [row for row in dates if row.overdue],
        "months": by_period(row for row in dates if not row.overdue),
        "page_links": page_links(rows, filters.page_url),
        "calendar_url": filters.calendar_url,
        "moment": request.moment,
    }
    return render_page(request, "portal/dates.html", context)


@require_safe
def date_calendar(request) -> HttpResponse:
    """The same dates as a calendar, with those dropped lately.

    Raises BadRequest for a filter that makes no sense, as other files do.
    """
    filters = _filters(request)
    if filters.ignored:
        raise BadRequest(" ".join(filters.ignored))
    rows = rows_of(filters.qs.union()[:MAX_EVENTS], request.moment, filters.day)
    dropped = dropped_dates(filters.narrow_listed, request.moment, filters.day)
    applied = "; ".join(f"{filter.label}: {filter.value_label}" for filter in filters.applied)
    title = _("Coming dates")
    return calendar_response(
        request, f"{title} ({applied})" if applied else title, [*rows, *dropped]
    )


class ItemCalendar(ItemView):
    """The dates of one item as a calendar; of one that is withdrawn, that they are no more."""

    model: ClassVar = None

    def respond(self, request, edition: Edition) -> HttpResponse:
        moment, day = request.moment, timezone.localdate(request.moment)

        def own(rows: DateRows, known: datetime) -> DateRows:
            listed = rows.listed(known, day)
            return listed.narrowed(
                lambda part: (
                    part.rows.filter(date_item=edition.item_id)
                    if part.dates.edition_model is type(edition)
                    else part.rows.none()
                )
            )

        rows = rows_of(own(DateRows.at(moment), moment).union()[:MAX_EVENTS], moment, day)
        dropped = dropped_dates(own, moment, day)
        return calendar_response(request, str(edition.title), [*rows, *dropped])

    def url_of(self, target) -> str:
        return reverse(self.request.resolver_match.url_name, args=[target.edition.item.slug])

"""The dates that are ahead, as a page and as calendars."""

from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.calendars import MAX_EVENTS, calendar_response, dropped_dates
from portal.date_filters import DateFilter
from portal.dates import DateRows, by_period, rows_of
from programs.dates import ProgramDate
from programs.feeds import found_editions, told_editions
from programs.models import Program, ProgramEdition, calls_of
from programs.views import ProgramList
from publishing.models import Edition
from reading.items import ItemView
from reading.lists import page_links, requested_page
from reading.responses import render_page
from relations.views.exports import refused, titled

PER_PAGE = 50
Narrow = Callable[[DateRows, datetime], DateRows]


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
    if refusal := refused(request, filters):
        return refusal
    title = titled(_("Coming dates"), filters)
    return _calendar(request, title, filters.narrow_listed, filters.day)


@require_safe
def program_calendar(request) -> HttpResponse:
    """The dates of the programs that a filter of their list finds, with those dropped lately.

    Raises BadRequest for a filter that makes no sense, as other files of the list do.
    """
    filters = ProgramList.get_filters(request)
    if refusal := refused(request, filters):
        return refusal
    day = timezone.localdate(request.moment)

    def of(editions: QuerySet) -> Narrow:
        among = Q(date_edition__in=editions.values("pk"))
        return lambda rows, known: _only(ProgramEdition, rows.listed(known, day), among)

    # That a call opens, and is of another state since, drops none of its dates.
    found, ever = of(found_editions(filters)), of(told_editions(filters))
    return _calendar(request, titled(_("Programs"), filters), found, day, ever)


class ItemCalendar(ItemView):
    """The dates of one item as a calendar; of one that is withdrawn, that they are no more."""

    model: ClassVar = None

    def respond(self, request, edition: Edition) -> HttpResponse:
        return self.calendar(edition, str(edition.title), Q(date_item=edition.item_id))

    def calendar(self, edition: Edition, title: str, those: Q) -> HttpResponse:
        """Return the dates of the type of an edition that are `those`."""
        day = timezone.localdate(self.request.moment)

        def own(rows: DateRows, known: datetime) -> DateRows:
            return _only(type(edition), rows.listed(known, day), those)

        return _calendar(self.request, title, own, day)

    def url_of(self, target) -> str:
        kwargs = {**self.kwargs, "slug": target.edition.item.slug}
        return reverse(self.request.resolver_match.url_name, kwargs=kwargs)


class CallCalendar(ItemCalendar):
    """The dates of one call of a program; of one that is no more, that they are no more.

    Raises Http404 for a call that readers never saw of the program.
    """

    model = Program

    def get(self, request, slug, key):
        return super().get(request, slug)

    def respond(self, request, edition):
        key = self.kwargs["key"]
        seen = ProgramEdition.objects.begun_by(request.moment).readable()
        told = seen.filter(item=edition.item_id, call_times__key=key).order_by("-live_from", "-pk")
        latest = told.prefetch_related("calls").first()
        if latest is None:
            raise Http404
        call = next(call for call in calls_of(latest) if call.key == key)
        keys = [f"{kind}-{key}" for kind in ProgramDate.values]
        those = Q(date_item=edition.item_id, date_key__in=keys)
        return self.calendar(edition, f"{edition.title}: {call}", those)


def _calendar(
    request, title: str, narrow: Narrow, day: date, ever: Narrow | None = None
) -> HttpResponse:
    """Return the dates that `narrow` leaves of what is known at a moment, and those that it, or
    `ever`, left lately and does no more."""
    moment = request.moment
    rows = rows_of(narrow(DateRows.at(moment), moment).union()[:MAX_EVENTS], moment, day)
    return calendar_response(request, title, [*rows, *dropped_dates(ever or narrow, moment, day)])


def _only(model: type, rows: DateRows, those: Q) -> DateRows:
    """Return those of the dates of editions of one type, and none of other types."""
    return rows.narrowed(
        lambda part: (
            part.rows.filter(those) if part.dates.edition_model is model else part.rows.none()
        )
    )

"""Dates as calendars that other programs subscribe to: iCalendar, RFC 5545."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.dates import TYPES, DatedRow, DateRows, Part, rows_of
from publishing.links import absolute_url, keep_at, permanent_url
from publishing.models import Withdrawal
from reading.responses import noindex_if_past
from relations.models.dated import OVERDUE
from relations.register.changes import Basis
from relations.register.facts import Act, Rule
from relations.register.vocabulary import EVENTS_AHEAD

MAX_EVENTS = 1000
MAX_DROPPED = 200
DROPPED_WITHIN = timedelta(days=90)  # for so long calendars are told that a date is no more
REFRESHED_EVERY = timedelta(hours=12)


def dropped_dates(
    narrow: Callable[[DateRows, datetime], DateRows], moment: datetime, day: date
) -> list[DatedRow]:
    """Return the dates ahead on `day` that readers were told of in the 90 days before `moment`, and
    that a calendar does not list any more: the item was withdrawn, an edition came that does not
    have them or has them in the past, or another agreement took its place.

    `narrow` leaves of dates those that the calendar lists by what is known at a moment. What was
    published in error is left out, and a date of which only the day has come.
    """
    then = _a_while_before(moment)
    told = narrow(DateRows.of(lambda model: _lately_read(model, moment)), then)
    now = narrow(DateRows.at(moment), moment)

    def gone(part: Part) -> QuerySet:
        rows = part.rows.exclude(date_place=OVERDUE)
        for current in now.parts:
            if current.dates is part.dates:
                same = {"date_item": OuterRef("date_item"), "date_key": OuterRef("date_key")}
                rows = rows.exclude(Exists(current.rows.filter(**same)))
        return rows

    rows = rows_of(told.narrowed(gone).union()[:MAX_DROPPED], then, day)
    latest: dict[tuple, DatedRow] = {}
    for row in sorted(rows, key=lambda row: row.edition.live_from):
        key = (type(row.edition), row.edition.item_id, row.due.key)
        latest[key] = DatedRow(row.edition, row.due, dropped=True)
    return list(latest.values())


def _a_while_before(moment: datetime) -> datetime:
    """The moment from which on a date that is no more is sent as canceled."""
    first = datetime.min.replace(tzinfo=UTC) + DROPPED_WITHIN
    return moment - DROPPED_WITHIN if moment > first else moment


def _lately_read(model: Any, moment: datetime) -> QuerySet:
    """What readers saw at any time in the 90 days before a moment."""
    in_error = model.objects.in_force_at(moment).filter(withdrawal=Withdrawal.IN_ERROR)
    suppressed = model.objects.in_force_at(moment).filter(suppressed=True)
    return (
        model.objects.begun_by(moment)
        .readable()
        .filter(Q(live_until=None) | Q(live_until__gt=_a_while_before(moment)))
        .exclude(item__in=in_error.values("item"))
        .exclude(item__in=suppressed.values("item"))
    )


def calendar_response(request, title: str, rows: Iterable[DatedRow]) -> HttpResponse:
    """Return dates as a calendar file, the same to the byte until something is published.

    What is written when is that of editions: the date and hour of an event are when the edition
    that says so began, and its sequence is the number of editions of the item up to then.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PUBLISHED_BY or 'Chancery'}//Chancery//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for event in _events(request, list(rows)):
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _file_name(request))
    return noindex_if_past(request, response)


def _file_name(request) -> str:
    """The end of the address; of the dates of one item, after its slug: `usmca-dates.ics`."""
    slug, name = request.resolver_match.kwargs.get("slug"), request.path.rpartition("/")[2]
    return f"{slug}-{name}" if slug else name


def _events(request, rows: list[DatedRow]) -> Iterator[Event]:
    told = _editions_told(rows, request.moment)
    for row in rows:
        number, changed_at = told[type(row.edition), row.edition.item_id]
        at = changed_at if row.dropped else row.edition.live_from
        if row.dropped and row.edition.live_from == changed_at:  # by an edition of another item
            number += 1
        event = Event()
        event.add("uid", uid_of(row))
        event.add("sequence", number)
        event.add("dtstamp", at)
        event.add("last-modified", at)
        if row.due.at:
            event.add("dtstart", row.due.at)  # an instant: without an end it takes no time
        else:
            event.add("dtstart", row.due.on.first)
            event.add("dtend", _day_after(row.due.on.last))
        event.add("summary", _summary(row))
        event.add("description", "\n".join(_description(row)))
        event.add("categories", [capfirst(row.type), row.kind])
        event.add("status", _status(row))
        event.add("transp", "TRANSPARENT")
        event.add("url", absolute_url(request, keep_at(row.edition.get_absolute_url(), request.at)))
        yield event


def uid_of(row: DatedRow) -> str:
    """Return the name of a date over all editions: its item, its event or rule, its occurrence."""
    host = urlsplit(permanent_url("/")).hostname
    item = f"{row.edition.item_model()._meta.model_name}-{row.edition.item_id}"
    return f"{item}-{quote(row.due.key, safe='')}@{host}"


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _editions_told(rows: list[DatedRow], moment: datetime) -> dict[tuple, tuple[int, datetime]]:
    """Return how many editions of each item had begun, and when the last did, by type and item."""
    told: dict[tuple, tuple[int, datetime]] = {}
    for dates in TYPES:
        model = dates.edition_model
        items = {row.edition.item_id for row in rows if isinstance(row.edition, model)}
        if items:
            begun = model.objects.begun_by(moment).filter(item__in=items).order_by("live_from")
            for item, live_from in begun.values_list("item", "live_from"):
                number, _before = told.get((model, item), (0, live_from))
                told[model, item] = (number + 1, live_from)
    return told


def _status(row: DatedRow) -> str:
    if row.dropped:
        return "CANCELLED"
    known_to_the_day = row.due.on.first == row.due.on.last
    return "CONFIRMED" if row.due.confirmed and known_to_the_day else "TENTATIVE"


def _summary(row: DatedRow) -> str:
    words = f"{row.edition.title}: {row.due.words}"
    return f"{words} ({row.due.owed_by})" if row.due.owed_by else words


def _description(row: DatedRow) -> Iterator[str]:
    """What the date is, who owes what, and the events and rules that it follows from."""
    if row.dropped:
        yield _("This date is no longer given.")
    yield str(row.due.words)
    if row.due.on.first != row.due.on.last:
        yield _("The day is not known, only the range.")
    if row.due.owed_by:
        yield _("Owed by: %(who)s") % {"who": row.due.owed_by}
    for basis in row.due.basis:
        yield _("Follows from: %(basis)s") % {"basis": _basis_words(basis)}


def _basis_words(basis: Basis) -> str:
    if isinstance(basis, Rule):
        label = str(basis.kind.label)
        return f"{label} ({basis.citation})" if basis.citation else label
    if isinstance(basis, Act):
        words = f"{EVENTS_AHEAD[basis.kind]}, {basis.on.code}"
        return f"{words} ({basis.party_name})" if basis.party else words
    return f"“{basis.title}”, {basis.on.code}"

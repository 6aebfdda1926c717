"""Open calls in the shape of the CommonGrants protocol: docs/COMMONGRANTS.md says which field has
what."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Min, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs.applying import lines
from programs.models import (
    Applicants,
    CallTimes,
    ProgramEdition,
    PublishedCall,
    calls_of,
)
from programs.records import label_of
from programs.standings import NOT_RUNNING, state_of
from programs.windows import CallState, zone_of
from publishing.changes.position import readers_now
from publishing.clock import zone_label
from publishing.files import json_response
from publishing.links import absolute_url, keep_at, permanent_url
from reading.answers import kept_for
from reading.filtersets import MAX_UNKNOWN, TRACKING
from reading.lists import PAGE_NUMBER
from reading.responses import noindex_if_past
from relations.register.facts import days_of

PAGE_SIZE, MAX_PAGE_SIZE = 10, 100
PARAMETERS = ("page", "pageSize", "at")
PREFETCHED = ("calls", "citizenships", "residences", "audiences", "levels", "fields", "sponsors")
NEWEST_FIRST = ("-of_edition__live_from", "-of_edition", "pk")
STATUS = {
    CallState.FORECAST: "forecasted",
    CallState.OPEN: "open",
    CallState.CLOSING_SOON: "open",
    CallState.CLOSED: "closed",
    CallState.CANCELLED: "custom",
}
APPLICANT_TYPES: dict[str, tuple[str, ...]] = {
    Applicants.PERSON: ("individual",),
    Applicants.ORGANIZATION: ("organization",),
    Applicants.BOTH: ("individual", "organization"),
}


@require_safe
def opportunities(request) -> HttpResponse:
    """The calls that are open or announced, the programs changed last first, by pages."""
    unknown = (n for n in request.GET if n not in PARAMETERS and not TRACKING.fullmatch(n))
    errors = [
        _("There is no parameter “%(name)s”.") % {"name": name[:60]}
        for name in islice(unknown, MAX_UNKNOWN)
    ]
    page = _number(request, "page", 1, None, errors)
    size = _number(request, "pageSize", PAGE_SIZE, MAX_PAGE_SIZE, errors)
    if errors:
        return _answer(request, 400, " ".join(errors), errors=errors)
    found = _calls(request.moment).filter(_is_ahead(request.moment)).order_by(*NEWEST_FIRST)
    number = found.count()
    pages = {
        "page": page,
        "pageSize": size,
        "totalItems": number,
        "totalPages": -(-number // size),
    }
    shown = found.values_list("of_edition", "key")[(page - 1) * size : page * size]
    items = _opportunities(request, list(shown))
    return _answer(request, 200, "Success", items=items, paginationInfo=pages)


@require_safe
def opportunity(request, opportunity_id: str) -> HttpResponse:
    """One call, whatever its state."""
    found = _calls_by_id(*kept_for(request)).get(opportunity_id.lower())
    if found is None:
        return _answer(request, 404, _("There is no such opportunity."), errors=[])
    return _answer(request, 200, "Success", data=_opportunities(request, [found])[0])


def id_of(item: int, key: str) -> UUID:
    """Return the id of a call over all editions and addresses of its program: it follows from the
    number of the program, and from the site's permanent address."""
    return uuid5(NAMESPACE_URL, permanent_url(f"/programs/{item}/#call-{key}"))


def _answer(request, status: int, message: str, **content: Any) -> HttpResponse:
    response = json_response({"status": status, "message": message, **content})
    response.status_code = status
    return noindex_if_past(request, response)


def _number(request, name: str, usual: int, most: int | None, errors: list[str]) -> int:
    """Return what the query has for a number; what is none is said in `errors`."""
    text = request.GET.get(name, str(usual)).strip()
    if PAGE_NUMBER.fullmatch(text) and (most is None or int(text) <= most):
        return int(text)
    said = {"name": name, "value": text[:60], "most": most or 9_999_999}
    errors.append(_("“%(value)s” is no %(name)s: write a number from 1 to %(most)s.") % said)
    return usual


def _calls(moment: datetime) -> QuerySet:
    """Return the times of every call that readers see."""
    editions = ProgramEdition.objects.as_of(moment)
    return CallTimes.objects.filter(of_edition__in=editions.order_by().values("pk")).order_by()


def _is_ahead(moment: datetime) -> Q:
    """What is open or announced, as `state_of` has it."""
    running = ~Q(of_edition__state__in=NOT_RUNNING)
    return running & Q(cancelled=False) & (Q(closes_at=None) | Q(closes_at__gt=moment))


@lru_cache(maxsize=4)
def _calls_by_id(key: str, moment: datetime | None) -> dict[str, tuple[int, str]]:
    """Return edition and key of every call that readers see at a moment, None for now, by the id of
    the call; `key` is that of the position of the record."""
    rows = _calls(moment or readers_now()).values_list("of_edition", "of_edition__item", "key")
    return {str(id_of(item, call)): (pk, call) for pk, item, call in rows}


def _opportunities(request, keys: list[tuple[int, str]]) -> list[dict]:
    rows = ProgramEdition.objects.select_related("item").prefetch_related(*PREFETCHED)
    loaded = rows.in_bulk({pk for pk, _key in keys})
    calls = {(pk, call.key): call for pk, row in loaded.items() for call in calls_of(row)}
    begun = ProgramEdition.objects.begun_by(request.moment).readable().order_by()
    first = CallTimes.objects.filter(
        of_edition__in=begun.filter(item__in={row.item_id for row in loaded.values()}).values("pk")
    ).order_by()
    created = {
        (item, key): at
        for item, key, at in first.values_list("of_edition__item", "key").annotate(
            Min("of_edition__live_from")
        )
    }
    return [
        _opportunity(request, loaded[pk], calls[pk, key], created[loaded[pk].item_id, key])
        for pk, key in keys
    ]


def _opportunity(
    request, edition: ProgramEdition, call: PublishedCall, created_at: datetime
) -> dict:
    address = keep_at(f"{edition.get_absolute_url()}#call-{call.key}", request.at)
    page = absolute_url(request, address)
    state = state_of(edition.state, call.window, request.moment)
    status = {"value": STATUS[state], "description": str(state.label)}
    if state == CallState.CANCELLED:
        status["customValue"] = "canceled"
    found = {
        "id": str(id_of(edition.item_id, call.key)),
        "title": f"{edition.title}: {call}",
        "status": status,
        "description": str(edition.summary),
        "keyDates": _key_dates(call),
        "source": str(call.announcement or edition.site or page),
        "customFields": _custom_fields(edition, call, page),
        "createdAt": _utc(created_at),
        "lastModifiedAt": _utc(edition.live_from),
    }
    if types := APPLICANT_TYPES.get(edition.applicants):
        found["acceptedApplicantTypes"] = [{"value": value} for value in types]
    if call.places is not None:
        found["funding"] = {"estimatedAwardCount": call.places}
    return found


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _key_dates(call: PublishedCall) -> dict:
    dates: dict[str, Any] = {}
    if call.announced_on:
        dates["postDate"] = _day(_("Announced"), call.announced_on)
    if call.closes_on:
        dates["closeDate"] = _day(_("Applications close"), call.closes_on, call.closes_time, call)
    others = {}
    if call.opens_on:
        others["opens"] = _day(_("Applications open"), call.opens_on, call.opens_time, call)
    if call.begins_on and (days := days_of(call.begins_on)):
        name = label_of(call, "begins_on")
        others["begins"] = (
            _day(name, days.first)
            if days.first == days.last
            else {
                "name": name,
                "eventType": "dateRange",
                "startDate": days.first.isoformat(),
                "endDate": days.last.isoformat(),
            }
        )
    return {**dates, "otherDates": others} if others else dates


def _day(name: str, day: date, at: time | None = None, call: PublishedCall | None = None) -> dict:
    event = {"name": name, "eventType": "singleDate", "date": day.isoformat()}
    if at is not None:
        event["time"] = at.isoformat(timespec="seconds")
    if call is not None:
        event["description"] = _("As clocks show it in %(zone)s") % {"zone": zone_label(call.zone)}
    return event


def _custom_fields(edition: ProgramEdition, call: PublishedCall, page: str) -> dict:
    """What the protocol has no field for; what is not recorded is left out."""
    zone = zone_of(call.zone)
    opens_at, closes_at = call.window.opens_at, call.window.closes_at
    eligibility = _text(edition.eligibility, edition.citizenship)
    not_eligible = [*lines(edition.not_eligible), *lines(call.not_eligible)]
    values: dict[str, tuple[Any, Any]] = {
        "programPage": (_("Page of the program"), page),
        "applicationUrl": (label_of(call, "apply_at"), call.apply_at or edition.apply_at),
        "cycle": (label_of(call, "cycle"), call.cycle),
        "timeZone": (label_of(call, "zone"), call.zone),
        "opensAt": (_("Applications open"), opens_at and opens_at.astimezone(zone).isoformat()),
        "closesAt": (_("Applications close"), closes_at and closes_at.astimezone(zone).isoformat()),
        "howToApply": (label_of(edition, "taking_part"), str(edition.get_taking_part_display())),
        "citizenships": (label_of(edition, "citizenships"), _keys(edition.citizenships)),
        "anyCitizenship": (label_of(edition, "any_citizenship"), edition.any_citizenship),
        "residences": (label_of(edition, "residences"), _keys(edition.residences)),
        "ageFrom": (label_of(edition, "age_from"), edition.age_from),
        "ageUntil": (label_of(edition, "age_until"), edition.age_until),
        "eligibility": (label_of(edition, "eligibility"), eligibility),
        "conditions": (label_of(call, "conditions"), lines(call.conditions)),
        "notEligibleIf": (label_of(edition, "not_eligible"), not_eligible),
        "audiences": (label_of(edition, "audiences"), _names(edition.audiences)),
        "levels": (label_of(edition, "levels"), _names(edition.levels)),
        "fields": (label_of(edition, "fields"), _names(edition.fields)),
        "sponsors": (label_of(edition, "sponsors"), _names(edition.sponsors)),
        "award": (label_of(edition, "award"), str(edition.award)),
        "funded": (label_of(edition, "funded"), str(edition.funded)),
        "duration": (label_of(edition, "duration"), str(edition.duration)),
    }
    return {
        key: {"name": name, "fieldType": _type(value), "value": value}
        for key, (name, value) in values.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _type(value: Any) -> str:
    """The type of a value, as JSON schema calls it."""
    types = {bool: "boolean", int: "integer", list: "array"}
    return types.get(type(value), "string")


def _text(*texts: str) -> str:
    return "\n".join(filter(None, map(str, texts)))


def _keys(countries: Any) -> list[str]:
    return [country.code for country in countries.all()]


def _names(rows: Any) -> list[str]:
    return [str(row.name) for row in rows.all()]

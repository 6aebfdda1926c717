"""The moment that a request reads at: now, or the instant that `?at=` names."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import BadRequest, PermissionDenied
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from publishing.changes.position import current_position
from publishing.languages import LANGUAGES
from publishing.permissions import may_read_ahead

PROBES = {
    f"{prefix}/{name}"
    for prefix in ("", *(f"/{code}" for code in LANGUAGES))
    for name in ("healthz", "readyz", "health/")
}
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class MomentError(BadRequest):
    """An `?at=` that names no moment."""


def parse_moment(text: str, now: datetime) -> datetime:
    """Read `2026-03-01T15:00` as that instant in site time (or with its offset), and
    `2026-03-01` as the end of that day, or as `now` if that is earlier.

    Raises MomentError with a sentence for the reader.
    """
    # A "+" in an address that was not escaped arrives as a space.
    text = text.strip().replace(" ", "+")
    try:
        if DAY.fullmatch(text):
            return _end_of_day(date.fromisoformat(text), now).astimezone(UTC)
        if INSTANT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            if timezone.is_naive(moment):
                moment = timezone.make_aware(moment)
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise MomentError(
        _("“%(text)s” is not a date. Write it as 2026-03-01 or 2026-03-01T15:00.")
        % {"text": text[:40]}
    )


def _end_of_day(day: date, now: datetime) -> datetime:
    midnight = timezone.make_aware(datetime.combine(day, time()) + timedelta(days=1))
    end = midnight - timedelta(microseconds=1)
    return now if timezone.localdate(now) == day else end


def _now(request) -> datetime:
    """The time that readers go by, that of `request.position`; for probes, which say themselves
    what the database does, that of the clock."""
    if request.path_info in PROBES:
        return timezone.now()
    if getattr(request, "position", None) is None:
        request.position = current_position()
    return request.position.now


class MomentMiddleware:
    """Sets `request.moment`, and `request.at`: the text of `?at=`, empty when reading now.

    A moment that is refused is never set: the page that says so is rendered at now. What lies
    ahead is for those who may view every type, and no cache keeps it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.moment, request.at = _now(request), ""
        at = request.GET.get("at", "").strip()
        if not at:
            return self.get_response(request)
        moment = parse_moment(at, request.moment)
        ahead = moment > request.moment
        if ahead and not may_read_ahead(request.user):
            raise PermissionDenied(_("Only staff can read the site as it will stand."))
        request.moment, request.at = moment, at
        response = self.get_response(request)
        if ahead:
            add_never_cache_headers(response)
        return response

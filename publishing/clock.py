"""Wall-clock times, which a change of clocks may skip or repeat, and instants said in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants at which clocks in `zone` show the naive time `wall`, earliest first, in UTC.

    One as a rule; none when the clocks skip that time; two when they show it twice.
    """
    moments = set()
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            moments.add(instant)
    return sorted(moments)


def after_the_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """For a time that the clocks skip: what they show instead, as a naive time."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def zone_label(name: str) -> str:
    """A time zone as people say it in the reader's language: "Mexico City", "Ciudad de México"; one
    that is known no longer by the end of its name."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        return get_timezone_location(name, locale=language, return_city=True)
    except LookupError:
        return name.rpartition("/")[2].replace("_", " ")


zone_label_lazy = lazy(zone_label, str)


def zone_name() -> str:
    """The site's time zone as people say it."""
    return zone_label(timezone.get_default_timezone_name())


def in_site_time(instant: datetime) -> str:
    """`1 Oct 2026, 09:00 (Mexico City)`."""
    local = timezone.localtime(instant, timezone.get_default_timezone())
    return f"{_minute(local)} ({zone_name()})"


def in_utc(instant: datetime) -> str:
    """`15:00 UTC`, or with its day where that differs from the site's."""
    there = instant.astimezone(UTC)
    local = timezone.localtime(instant, timezone.get_default_timezone())
    hour = date_format(there, "H:i") if there.date() == local.date() else _minute(there)
    return _("%(time)s UTC") % {"time": hour}


def _minute(local: datetime) -> str:
    # Translators: the format of Django's `date` filter; b is the month in small letters, M is not.
    return date_format(local, _("j M Y, H:i"))

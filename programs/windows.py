"""When one can apply: wall-clock days and times in a zone, and the state at an instant.

A closing day without a time ends with that day, an opening day without one begins with it, where
the sponsor's clocks are.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.clock import after_the_gap, instants

CLOSING_SOON = timedelta(days=14)  # before it closes
# What no zone leads out of the calendar: old columns may hold any day.
FIRST, LAST = datetime(1, 1, 3), date(9999, 12, 28)


class CallState(models.TextChoices):
    FORECAST = "forecast", gettext_lazy("Announced, not open yet")
    OPEN = "open", gettext_lazy("Open")
    CLOSING_SOON = "closing-soon", gettext_lazy("Closing soon")
    CLOSED = "closed", gettext_lazy("Closed")
    CANCELLED = "cancelled", gettext_lazy("Canceled")


OPEN = (CallState.OPEN, CallState.CLOSING_SOON)


@dataclass(frozen=True)
class Window:
    """The instants between which one can apply, None where that is not recorded."""

    opens_at: datetime | None
    closes_at: datetime | None
    cancelled: bool = False

    @property
    def soon_at(self) -> datetime | None:
        """From when on it closes soon; a window that is shorter does so as long as it is open."""
        if self.closes_at is None:
            return None
        return max(filter(None, (self.closes_at - CLOSING_SOON, self.opens_at)))

    def state_at(self, moment: datetime) -> CallState:
        """Return the state at an instant. It opens with the instant at which it opens, and is
        closed with that at which it closes. Of which neither is recorded, that is announced."""
        if self.cancelled:
            return CallState.CANCELLED
        if self.closes_at and moment >= self.closes_at:
            return CallState.CLOSED
        if (self.opens_at and moment < self.opens_at) or not (self.opens_at or self.closes_at):
            return CallState.FORECAST
        if self.soon_at and moment >= self.soon_at:
            return CallState.CLOSING_SOON
        return CallState.OPEN

    def hours(self) -> list[datetime]:
        """Return the instants at which its state changes by itself."""
        found = (self.opens_at, self.soon_at, self.closes_at)
        return [] if self.cancelled else sorted({each for each in found if each})


@cache
def zone_names() -> list[str]:
    """The zones that a call may name: those of places, and UTC."""
    return sorted(name for name in _known_zones() if "/" in name or name == "UTC")


@cache
def _known_zones() -> frozenset[str]:
    """All names, which are read from many files: once, and not for each call of a list."""
    return frozenset(available_timezones())


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of a name; that of the site for a name which is known no longer."""
    return ZoneInfo(name if name in _known_zones() else timezone.get_default_timezone_name())


def opening(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """Return the instant of a time of a day, or at which the day begins, in UTC."""
    return _instant(datetime.combine(day, at or time()), zone)


def closing(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """Return the instant of a time of a day, or at which the day has ended, in UTC."""
    if at is not None:
        return _instant(datetime.combine(day, at), zone)
    return _instant(datetime.combine(min(day, LAST), time()) + timedelta(days=1), zone)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which clocks show a time; where they skip it, that of what they show."""
    wall = min(max(wall, FIRST), datetime.combine(LAST, time.max))
    found = instants(wall, zone) or instants(after_the_gap(wall, zone), zone)
    return found[0]


def wall_error(day: date, at: time, zone: ZoneInfo) -> str:
    """Return why clocks in a zone do not show a time of a day exactly once; empty where they do."""
    wall = datetime.combine(day, at)
    said = {"time": f"{at:%H:%M}", "day": day.isoformat(), "zone": zone.key}
    match len(instants(wall, zone)):
        case 0:
            said["instead"] = f"{after_the_gap(wall, zone):%H:%M}"
            return (
                _(
                    "On %(day)s clocks in %(zone)s skip %(time)s: they show %(instead)s then. "
                    "Choose a time that exists."
                )
                % said
            )
        case 2:
            return (
                _(
                    "On %(day)s clocks in %(zone)s show %(time)s twice, because they are set back. "
                    "Choose another time, so that everybody reads the same."
                )
                % said
            )
    return ""

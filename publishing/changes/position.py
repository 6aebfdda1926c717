"""Where the record stands: what caches and indexes compare, and the time that readers go by."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from publishing.changes.acts import PendingAct, origin, pend
from publishing.changes.models import Act, Change, Hour

logger = logging.getLogger(__name__)
RETRY_SECONDS = 1
TOLERANCE = timedelta(seconds=5)
_refused_until = 0.0  # by the monotonic clock: when the database last took no note of an hour


class Position(NamedTuple):
    """The last change that readers see or will see, and the time.

    `now` is the later of the clock and the last change, so that a clock that is set back takes
    nothing back. `begun` is the last hour at which readers began to see something else, and
    `struck` the last one at which what they see changed by itself.
    """

    number: int
    token: str
    begun: datetime | None
    now: datetime
    due: bool  # whether an hour came since
    struck: datetime | None = None

    @property
    def key(self) -> str:
        """A name of what readers see now: another after each change, and at each hour."""
        hours = (hour.isoformat() if hour else "" for hour in (self.begun, self.struck))
        return "-".join((str(self.number), self.token, *hours))


def current_position() -> Position:
    """Return where the record stands; one query. It notes an hour that came, if it can at once."""
    position = _read_position(timezone.now())
    if position.due and _note_hour(position):
        return _read_position(timezone.now())
    return position


def readers_now() -> datetime:
    """Return the time that readers go by; one query."""
    mark = Change.objects.order_by("-number").values_list("at", flat=True).first()
    return max(filter(None, [timezone.now(), mark]))


def clock_lag() -> timedelta:
    """Return how far the clock is behind the last change, where that is more than machines differ
    by; one query."""
    lag = readers_now() - timezone.now()
    return lag if lag > TOLERANCE else timedelta()


def _read_position(clock: datetime) -> Position:
    changes = Change.objects.order_by("-number")
    public = changes.filter(begins_at__isnull=False)
    hours = Change.objects.order_by("-begins_at").values("begins_at")
    struck = Hour.objects.filter(Q(at__lte=clock) | Q(at__lte=OuterRef("at"))).order_by("-at")
    row = changes.values_list(
        "at",
        Subquery(public.values("number")[:1]),
        Subquery(public.values("token")[:1]),
        Subquery(hours.filter(begins_at__lte=clock)[:1]),
        Subquery(hours.filter(begins_at__lte=OuterRef("at"))[:1]),
        Subquery(struck.values("at")[:1]),
    ).first()
    if row is None:
        return Position(0, "", None, clock, due=False)
    mark, number, token, begun, begun_by_mark, last_struck = row
    due = begun is not None and begun > mark
    begun = max(filter(None, [begun, begun_by_mark]), default=None)
    return Position(number or 0, token or "", begun, max(clock, mark), due, last_struck)


def _note_hour(position: Position) -> bool:
    """Append that the hour of something scheduled came, so that no clock takes it back.

    It waits for nobody: where others write, or nobody can, the next request tries again.
    """
    global _refused_until  # noqa: PLW0603
    if monotonic() < _refused_until:
        return False
    reset = origin.set(lambda: (None, "clock"))
    try:
        with _impatient(), transaction.atomic():
            pend(PendingAct(Act.REACHED, begins_at=position.begun))
    except Error as error:
        logger.info("The hour %s is not noted yet: %r", position.begun, error)
        _refused_until = monotonic() + RETRY_SECONDS
        return False
    finally:
        origin.reset(reset)
    return True


@contextmanager
def _impatient() -> Iterator[None]:
    """Statements inside this block wait for no lock."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10ms'")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {settings.LOCK_TIMEOUT * 1000}")

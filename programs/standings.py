"""What can be applied to at a moment, as sets of ids that an index filters, counts and sorts by."""

from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from django.db import models
from django.db.models import Case, IntegerField, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import ApplicationMethod, CallTimes, ProgramEdition, ProgramState
from programs.windows import OPEN, CallState, Window
from publishing.changes.position import readers_now

NEW_WITHIN = timedelta(days=30)  # of its announcement


class Applications(models.TextChoices):
    """What readers can do now."""

    OPEN = "open", _("Open now")
    CLOSING_SOON = "closing-soon", _("Closing soon")
    FORECAST = "forecast", _("Announced, not open yet")
    CLOSED = "closed", _("Closed")


ANSWERS = {
    CallState.OPEN: (Applications.OPEN,),
    CallState.CLOSING_SOON: (Applications.OPEN, Applications.CLOSING_SOON),
    CallState.FORECAST: (Applications.FORECAST,),
}


class Standings:
    """How the programs that readers see at a moment stand, by the ids of their editions. Each part
    is asked for once, when it is needed."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self._editions = ProgramEdition.objects.as_of(moment).order_by()

    @cached_property
    def sets(self) -> dict[str, set[int]]:
        """The editions of which something is recorded, by what can be done: those with several
        calls may be in several sets, and are closed only where none is open or forecast."""
        sets: dict[str, set[int]] = {value: set() for value in Applications.values}
        for pk, state, _closes_at, _announced_on in self._calls:
            for value in ANSWERS.get(state, ()):
                sets[value].add(pk)
        sets[Applications.OPEN] |= self._always
        hopeful = sets[Applications.OPEN] | sets[Applications.FORECAST]
        sets[Applications.CLOSED] = self._recorded - hopeful
        return sets

    @cached_property
    def closing(self) -> dict[int, datetime]:
        """The soonest instant at which an open call closes, of those that have any."""
        found: dict[int, datetime] = {}
        for pk, state, at, _announced_on in self._calls:
            if state in OPEN and at:
                found[pk] = min(at, found.get(pk, at))
        return found

    @cached_property
    def new(self) -> set[int]:
        """The editions with a call that was announced in the last 30 days."""
        today = timezone.localdate(self.moment)
        return {pk for pk, *_times, on in self._calls if today - NEW_WITHIN <= on <= today}

    @cached_property
    def newest(self) -> dict[int, date]:
        """The day on which each program, or its latest call, came to be known; of those that have
        not ended."""
        today = timezone.localdate(self.moment)
        items = dict(self._editions.exclude(state=ProgramState.ENDED).values_list("item", "pk"))
        began = ProgramEdition.objects.begun_by(self.moment).readable().order_by()
        days = {
            items[item]: timezone.localdate(first)
            for item, first in began.values_list("item").annotate(Min("live_from"))
            if item in items
        }
        for pk, *_times, on in self._calls:
            if pk in days and on <= today:
                days[pk] = max(days[pk], on)
        return days

    @cached_property
    def _calls(self) -> list[tuple[int, CallState, datetime | None, date]]:
        """Edition, state, instant at which it closes and day of the announcement of each call."""
        times = CallTimes.objects.filter(of_edition__in=self._editions.values("pk")).order_by()
        columns = ("of_edition", "of_edition__state", "announced_on")
        window = ("opens_at", "closes_at", "cancelled")
        return [
            (pk, state_of(state, Window(*times), self.moment), times[1], announced_on)
            for pk, state, announced_on, *times in times.values_list(*columns, *window)
        ]

    @property
    def _always(self) -> set[int]:
        """Those to which one can apply at any time."""
        always = self._editions.filter(ALWAYS).exclude(state__in=NOT_RUNNING)
        return set(always.values_list("pk", flat=True))

    @property
    def _recorded(self) -> set[int]:
        always = self._editions.filter(ALWAYS).values_list("pk", flat=True)
        return {pk for pk, *_times in self._calls} | set(always)


ALWAYS = Q(rolling=True) | Q(taking_part=ApplicationMethod.WALK_IN)
NOT_RUNNING = (ProgramState.PAUSED, ProgramState.ENDED)


def state_of(edition_state: str, window: Window, moment: datetime) -> CallState:
    """Return the state of a call at a moment, by the state of its program: one that is paused or
    has ended has none that is open."""
    over = edition_state in NOT_RUNNING and not window.cancelled
    return CallState.CLOSED if over else window.state_at(moment)


HAS_ENDED = Case(When(state=ProgramState.ENDED, then=1), default=0, output_field=IntegerField())


def closes_at(moment: datetime) -> Subquery:
    """The soonest instant at which an open call of an edition closes."""
    open_now = CallTimes.objects.filter(
        Q(opens_at=None) | Q(opens_at__lte=moment),
        of_edition=OuterRef("pk"),
        closes_at__gt=moment,
        cancelled=False,
    ).exclude(of_edition__state__in=NOT_RUNNING)
    return Subquery(open_now.order_by("closes_at").values("closes_at")[:1])


def newest_on(moment: datetime) -> Case:
    """The day on which a program, or its latest call, came to be known, unless it has ended."""
    began = ProgramEdition.objects.begun_by(moment).readable()
    began = began.filter(item=OuterRef("item"))
    first = TruncDate(Subquery(began.order_by("live_from").values("live_from")[:1]))
    announced = CallTimes.objects.filter(
        of_edition=OuterRef("pk"), announced_on__lte=timezone.localdate(moment)
    )
    latest = Subquery(announced.order_by("-announced_on").values("announced_on")[:1])
    return Case(
        When(state=ProgramState.ENDED, then=None), default=Greatest(first, Coalesce(latest, first))
    )


@lru_cache(maxsize=8)
def standings_at(key: str, moment: datetime | None, today: date) -> Standings:
    """Return how programs stand as readers see them at a moment, None for now; `key` is that of the
    position of the record, which is another at each hour at which a call opens or closes, and
    `today` the day of the moment."""
    return Standings(moment or readers_now())

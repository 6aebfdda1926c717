"""How all agreements stand on a day, as sets of ids that an index filters, counts and sorts by: a
few queries of whole tables, joined in Python. What `agreement_lists` asks for each row says the
same, and takes seconds for thousands; `tests/lives.py` holds them equal."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Min
from django.utils import timezone

from publishing.changes.position import readers_now
from relations.models.agreement import AgreementEdition
from relations.models.agreement_lists import a_year_after, is_ahead, is_on, is_unrecorded
from relations.models.agreement_parts import LinkKind, PublishedLink
from relations.models.agreement_status import DerivedDate, StatusInterval
from relations.register.dates import DateKind
from relations.register.life import ENDS
from relations.register.vocabulary import BEGUN, BINDS, Status


class Replaced(NamedTuple):
    """From which day, and from which at the earliest, another takes the place of an agreement."""

    on: date
    perhaps_on: date


class Standings:
    """How the agreements that readers see at a moment stand on a day, by the ids of their editions.
    Each part is asked for once, when it is needed."""

    def __init__(self, moment: datetime, day: date) -> None:
        self.moment, self.day = moment, day
        self._editions = AgreementEdition.objects.as_of(moment).order_by()

    @cached_property
    def statuses(self) -> dict[int, str]:
        """The status of every edition, empty where none is derived. Four queries."""
        own = dict(self._intervals.values_list("of_edition", "status"))
        recorded_from = _earliest("possibly_from", of_edition__in=list(self._replaced))
        return {
            pk: self._status(self._replaced.get(pk), recorded_from.get(pk), own.get(pk, ""), binds)
            for pk, (_item, binds) in self._seen.items()
        }

    @cached_property
    def reviews_due(self) -> set[int]:
        """The editions of which a review is due within a year. Two queries more."""
        soon = a_year_after(self.day)
        return {pk for pk, kind, on in self._due if kind == DateKind.REVIEW and on <= soon}

    @cached_property
    def next_days(self) -> dict[int, date]:
        """The first day of what is due next, of editions of which anything is."""
        days: dict[int, date] = {}
        for pk, _kind, on in self._due:
            days[pk] = min(on, days.get(pk, on))
        return days

    @cached_property
    def _due(self) -> list[tuple[int, str, date]]:
        """Edition, kind, and the first day on which one of that kind is due next."""
        ahead = DerivedDate.objects.filter(is_ahead(self.day)).exclude(
            is_unrecorded(self.moment, self.day)
        )
        of_all = ahead.filter(
            of_edition__in=self._editions,
            next_from__lte=max(self.day, timezone.localdate(self.moment)),
        )
        # Of what has ended, what begins later: the next may be what has begun.
        ended = self._intervals.filter(status__in=ENDS)
        of_ended = ahead.filter(of_edition__in=ended.values("of_edition"), first__gt=self.day)
        return [
            (pk, kind, on)
            for dates, has_ended in ((of_all, False), (of_ended, True))
            for pk, kind, on in dates.order_by()
            .values_list("of_edition", "kind")
            .annotate(Min("first"))
            if pk in self.statuses  # not published since they were asked for
            and (self.statuses[pk] in ENDS) == has_ended
            and (pk not in self._replaced or on <= self._replaced[pk].on)
        ]

    @cached_property
    def _seen(self) -> dict[int, tuple[int, bool]]:
        """The item of each edition, and whether it binds."""
        rows = self._editions.annotate(binds=BINDS).values_list("pk", "item", "binds")
        return {pk: (item, binds) for pk, item, binds in rows}

    @cached_property
    def _replaced(self) -> dict[int, Replaced]:
        """The editions that others take the place of, with the earliest days of those."""
        links = PublishedLink.objects.filter(
            kind=LinkKind.SUPERSEDES,
            agreement_linked__isnull=False,
            edition__in=self._editions,
            edition__status_intervals__status__in=BEGUN,
        ).order_by()
        days = (Min(f"edition__status_intervals__{name}") for name in ("first", "possibly_from"))
        by_item = {
            item: Replaced(*found) for item, *found in links.values_list("agreement_linked", *days)
        }
        return {pk: by_item[item] for pk, (item, _binds) in self._seen.items() if item in by_item}

    @property
    def _intervals(self) -> Any:
        """What holds on the day by what each edition says itself."""
        intervals = StatusInterval.objects.filter(is_on(self.day), of_edition__in=self._editions)
        return intervals.order_by()

    def _status(
        self, replaced: Replaced | None, recorded_from: date | None, own: str, binds: bool
    ) -> str:
        if replaced:
            if recorded_from and replaced.on < recorded_from:
                return ""
            if recorded_from and max(replaced.on, recorded_from) <= self.day:
                return Status.SUPERSEDED if binds else Status.ENDED
            if replaced.perhaps_on <= self.day:
                return ""
        return own


@lru_cache(maxsize=8)
def standings_at(key: str, moment: datetime | None, day: date, today: date) -> Standings:
    """Return how agreements stand on a day, as readers see them at a moment, None for now; `key` is
    that of the position of the record and `today` the day that is read on, so that it is asked for
    once for each change and day."""
    return Standings(moment or readers_now(), day)


def began_of(editions: Iterable[int]) -> dict[int, date]:
    """Return the first day on which each of some editions says that it is in force, or in effect;
    of those that say so. It never changes, whatever other editions say. One query."""
    return _earliest("first", of_edition__in=list(editions), status__in=BEGUN)


def _earliest(column: str, **which: Any) -> dict[int, date]:
    """The earliest day in a column of the intervals of each edition."""
    intervals = StatusInterval.objects.filter(**which).order_by()
    return dict(intervals.values_list("of_edition").annotate(Min(column)))

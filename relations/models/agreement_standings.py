"""How all agreements stand on a day, as sets of ids that an index filters, counts and sorts by: a
few queries of whole tables, joined in Python. What `agreement_lists` asks for each row says the
same, and takes seconds for thousands; `tests/lives.py` holds them equal."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Min

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
        self.day = day
        self._editions = AgreementEdition.objects.as_of(moment).order_by()
        self._unrecorded = is_unrecorded(moment, day)

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
        """The editions of which a review is due within a year. One query more."""
        reviews = self._ahead.filter(kind=DateKind.REVIEW, first__lte=a_year_after(self.day))
        return {
            pk
            for pk, first in reviews.values_list("of_edition", "first")
            if pk in self.statuses
            and self._is_due(pk, first)
            and (first > self.day or not self._has_ended(pk))
        }

    @cached_property
    def next_days(self) -> dict[int, date]:
        """The first day of what is due next, of editions of which anything is. Two queries more."""
        # Of what renews itself the next term is enough, but where it fell due before the end.
        nearest = self._ahead.filter(of_edition__in=self._editions, next_from__lte=self.day)
        ended = self._intervals.filter(status__in=ENDS)
        later = self._ahead.filter(of_edition__in=ended.values("of_edition"), first__gt=self.day)
        of_all, of_ended = (
            dict(dates.values_list("of_edition").annotate(Min("first")))
            for dates in (nearest, later)
        )
        return {
            pk: first
            for pk in self.statuses
            if (first := (of_ended if self._has_ended(pk) else of_all).get(pk))
            and self._is_due(pk, first)
        }

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
        return StatusInterval.objects.filter(is_on(self.day), of_edition__in=self._editions)

    @property
    def _ahead(self) -> Any:
        """Dates that are ahead on the day, whatever has become of the agreement."""
        dates = DerivedDate.objects.filter(is_ahead(self.day)).exclude(self._unrecorded)
        return dates.order_by()

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

    def _has_ended(self, pk: int) -> bool:
        return self.statuses[pk] in ENDS

    def _is_due(self, pk: int, first: date) -> bool:
        """Whether nothing has taken the place of an agreement before a day."""
        return pk not in self._replaced or first <= self._replaced[pk].on


@lru_cache(maxsize=8)
def standings_at(key: str, moment: datetime | None, day: date) -> Standings:
    """Return how agreements stand on a day, as readers see them at a moment, None for now; `key` is
    that of the position of the record, so that it is asked for once for each change."""
    return Standings(moment or readers_now(), day)


def began_of(editions: Iterable[int]) -> dict[int, date]:
    """Return the first day on which each of some editions says that it is in force, or in effect;
    of those that say so. It never changes, whatever other editions say. One query."""
    return _earliest("first", of_edition__in=list(editions), status__in=BEGUN)


def _earliest(column: str, **which: Any) -> dict[int, date]:
    """The earliest day in a column of the intervals of each edition."""
    intervals = StatusInterval.objects.filter(**which).order_by()
    return dict(intervals.values_list("of_edition").annotate(Min(column)))

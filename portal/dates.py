"""Every date that is ahead, of all types of items: selected and counted in tables, worded for the
rows of one page alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext

from programs.dates import ProgramDates
from publishing.links import form_url
from publishing.models import Edition
from relations.models.agreement_dates import AgreementDates
from relations.models.dated import OVERDUE, Dates
from relations.models.statistic_dates import StatisticDates
from relations.register.dates import Due

TYPES: tuple[type[Dates], ...] = (AgreementDates, StatisticDates, ProgramDates)
AT_THE_DESK = (30, 90, 365)  # days ahead at which owners are told of a date
MAX_AT_THE_DESK = 50
COLUMNS = ("date_place", "date_first", "date_type", "date_edition", "date_key")


@dataclass(frozen=True)
class Part:
    """The rows of one type, or of one kind of its dates."""

    dates: type[Dates]
    rows: QuerySet


class DateRows:
    """Dates of several types, which filters narrow and count alike."""

    model = None  # which filter sets ask for, and which is one for each part

    def __init__(self, parts: Iterable[Part]):
        self.parts = list(parts)

    @classmethod
    def of(cls, editions: Callable[[Any], QuerySet]) -> "DateRows":
        """Return all dates of what `editions` gives for each type of edition that has any."""
        return cls(
            Part(dates, rows)
            for dates in TYPES
            for rows in dates.rows(editions(dates.edition_model))
        )

    @classmethod
    def at(cls, moment: datetime) -> "DateRows":
        return cls.of(lambda model: model.objects.as_of(moment))

    def all(self) -> "DateRows":
        return self

    def narrowed(self, narrow: Callable[[Part], QuerySet]) -> "DateRows":
        return DateRows(Part(part.dates, narrow(part)) for part in self.parts)

    def listed(self, moment: datetime, day: date) -> "DateRows":
        """Return those ahead on `day`, and those past without a recorded outcome."""
        return self.narrowed(lambda part: part.dates.listed(part.rows, moment, day))

    def still_ahead(self, moment: datetime) -> "DateRows":
        """Return those of which the hour has not come by `moment`, where hours are known."""
        return self.narrowed(lambda part: part.dates.still_ahead(part.rows, moment))

    def union(self) -> QuerySet:
        """Return the COLUMNS of all rows: first what is past and open, then by day."""
        selects = [
            part.rows.order_by()
            .annotate(date_type=Value(TYPES.index(part.dates), output_field=IntegerField()))
            .values_list(*COLUMNS)
            for part in self.parts
        ]
        return selects[0].union(*selects[1:], all=True).order_by(*COLUMNS)


@dataclass(frozen=True)
class DatedRow:
    """A date of an item, as lists and calendars show it."""

    edition: Edition
    due: Due
    overdue: bool = False  # its day is past, and what came of it is not recorded
    dropped: bool = False  # readers were told of it lately, and are no more

    @property
    def kind(self) -> str:
        return str(self.due.kind.label)

    @property
    def type(self) -> str:
        return str(self.edition.item_model()._meta.verbose_name)

    @property
    def form_url(self) -> str:
        return form_url(self.edition.item)

    def days_left(self, day: date) -> int:
        """How many days there are until its first day: none once that has come, -1 if it is past
        and open."""
        return -1 if self.overdue else max((self.due.on.first - day).days, 0)

    @property
    def period(self) -> str:
        """The code of the month, year or other range to list it under."""
        return self.due.on.code[:7] if "/" not in self.due.on.code else self.due.on.code


def rows_of(found: Iterable[tuple], moment: datetime, day: date) -> list[DatedRow]:
    """Return what rows of `DateRows.union` stand for, in their order. As many queries for many as
    for one."""
    found = list(found)
    editions: dict[tuple[int, int], Any] = {}
    dues: dict[tuple[int, int, str], Due] = {}
    for number, dates in enumerate(TYPES):
        keys = [(edition, key) for _place, _first, of, edition, key in found if of == number]
        if keys:
            loaded = dates.edition_model.objects.filter(pk__in={pk for pk, _key in keys})
            loaded = loaded.select_related("item").prefetch_related(*dates.prefetch_related)
            editions |= {(number, edition.pk): edition for edition in loaded}
            named = dates.dues(list(loaded), keys, moment, day)
            dues |= {(number, pk, key): due for (pk, key), due in named.items()}
    return [
        DatedRow(editions[number, pk], dues[number, pk, key], place == OVERDUE)
        for place, _first, number, pk, key in found
        if (number, pk, key) in dues
    ]


def by_period(rows: Iterable[DatedRow]) -> dict[str, list[DatedRow]]:
    """Group rows by month, or by the year or range of those of which no month is known."""
    groups: dict[str, list[DatedRow]] = {}
    for row in rows:
        groups.setdefault(row.period, []).append(row)
    return groups


def dates_of_owner(owner, moment: datetime) -> dict:
    """Return `groups`, the dates of the items that a person owns as pairs of words and rows, the
    most urgent first, and `more`: how many are left out. As many queries for many as for one."""
    day = timezone.localdate(moment)
    last = day + timedelta(days=AT_THE_DESK[-1])
    listed = DateRows.of(
        lambda model: model.objects.as_of(moment).filter(item__owner=owner)
    ).listed(moment, day)
    ahead = listed.still_ahead(moment)
    found = ahead.narrowed(lambda part: part.rows.filter(date_first__lte=last)).union()
    rows = rows_of(found[:MAX_AT_THE_DESK], moment, day)
    groups = [(gettext("Past, and the outcome is not recorded"), [r for r in rows if r.overdue])]
    after = -1
    for days in AT_THE_DESK:
        words = gettext("In the next %(number)s days") % {"number": days}
        groups.append((words, [row for row in rows if after < row.days_left(day) <= days]))
        after = days
    return {
        "groups": [(words, of_group) for words, of_group in groups if of_group],
        "more": max(found.count() - MAX_AT_THE_DESK, 0),
        "day": day,
    }


def next_dates(moment: datetime, number: int) -> list[DatedRow]:
    """Return the next dates that are ahead at a moment, the soonest first."""
    day = timezone.localdate(moment)
    listed = DateRows.at(moment).listed(moment, day)
    ahead = listed.still_ahead(moment).narrowed(lambda part: part.rows.exclude(date_place=OVERDUE))
    return rows_of(ahead.union()[:number], moment, day)

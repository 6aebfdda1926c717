"""The derived table of agreements beside the pure function that it is written by, and beside what
is asked of it at once for all."""

from collections.abc import Iterable
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from relations.models import AgreementEdition
from relations.models.agreement_facts import PREFETCHED
from relations.models.agreement_lists import began, next_on, with_dates, with_status
from relations.models.agreement_lives import life_at
from relations.models.agreement_standings import Standings, began_of
from relations.register.dates import DateKind, dates_of


def in_table(row) -> tuple:
    """What the table says of a row of the list."""
    since = (row.since_first, row.since_last) if row.status else None
    dates = [tuple(due.split()) if due else None for due in (row.unrecorded, row.next_date)]
    return (row.status, since, *dates, bool(row.review))


def derived(life, day, known) -> tuple:
    """The same by the pure function."""
    standing, due = life.on(day), dates_of(life, day, known)
    on = standing.steps[-1].on if standing.status else None
    passed = [each for each in due if each.unrecorded(max(day, known))]
    ahead = [each for each in due if not each.unrecorded(max(day, known))]
    soon = min(day, date(9998, 12, 31)) + relativedelta(years=1)
    return (
        standing.status or "",
        on and (on.first, on.last),
        *(
            (rows[0].kind, rows[0].on.first.isoformat(), rows[0].on.last.isoformat())
            if rows
            else None
            for rows in (passed, ahead)
        ),
        any(each.kind == DateKind.REVIEW and each.on.first <= soon for each in ahead),
    )


def assert_table_equals_the_pure_function(moment: datetime, days: Iterable[date]) -> None:
    """Compare status, since when, what is due and what is not recorded of every agreement."""
    editions = AgreementEdition.objects.as_of(moment)
    lives = {
        edition.pk: life_at(edition, moment) for edition in editions.prefetch_related(*PREFETCHED)
    }
    known = timezone.localdate(moment)
    for day in days:
        rows = with_dates(with_status(editions, moment, day), moment, day)
        said = {row.pk: in_table(row) for row in rows}
        assert said == {pk: derived(life, day, known) for pk, life in lives.items()}, day
        assert_standings_equal_the_rows(moment, day)


def assert_standings_equal_the_rows(moment: datetime, day: date) -> None:
    """Compare what is asked of whole tables with what is asked for each agreement."""
    editions = AgreementEdition.objects.as_of(moment)
    rows = list(
        with_status(editions, moment, day).annotate(next_first=next_on(moment, day), began=began())
    )
    standings = Standings(moment, day)
    assert standings.statuses == {row.pk: row.status for row in rows}, day
    assert standings.reviews_due == {row.pk for row in rows if row.review}, day
    assert standings.next_days == {row.pk: row.next_first for row in rows if row.next_first}, day
    found = began_of(standings.statuses)
    assert found == {row.pk: row.began for row in rows if row.began}, day

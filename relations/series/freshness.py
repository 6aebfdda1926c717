"""What a reader is told of how fresh a statistic is."""

from datetime import date

from django.utils.translation import gettext

from publishing.languages import active_language
from relations.wording.periods import period_of


def overdue_since(statistic, day: date, latest=None) -> date | None:
    """The day by which the next release of a statistic was due, if it is past and did not come.

    A release of which only the month or year is known is due by its end.
    """
    due = period_of(statistic.next_release_on).end if statistic.next_release_on else None
    if due is None or due >= day:
        return None
    latest = latest or statistic.latest()
    released = period_of(latest.released_on).end if latest and latest.released_on else None
    return None if released and released >= due else due


def is_undated(statistic, latest=None) -> bool:
    latest = latest or statistic.latest()
    return latest is not None and not latest.period


def freshness(statistic, day: date, latest=None) -> str:
    """`undated`, `update overdue since August 7, 2026` or both, in the reader's language.

    `latest`, its latest observation, is asked of the database unless it is given.
    """
    undated = gettext("undated") if is_undated(statistic, latest) else ""
    return ", ".join(filter(None, [undated, overdue_words(statistic, day, latest)]))


def overdue_words(statistic, day: date, latest=None) -> str:
    """`update overdue since August 7, 2026`, in the reader's language, or nothing."""
    due = overdue_since(statistic, day, latest)
    said = due and period_of(due.isoformat()).format(active_language())
    return gettext("update overdue since %(day)s") % {"day": said} if said else ""

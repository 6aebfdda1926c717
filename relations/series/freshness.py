"""How fresh a statistic is, and the words for it."""

from datetime import date

from django.utils.translation import gettext

from publishing.languages import active_language
from relations.wording.periods import period_of


def overdue_since(statistic, day: date, latest=None) -> date | None:
    """Return the day by which the next release of a statistic was due, if it is past and did not
    come.

    A release of which only the month or year is known is due by its end. `latest`, the latest
    observation, is queried unless it is given; so it is by the functions below.
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
    """Return `undated`, `update overdue since August 7, 2026` or both, in the reader's language."""
    undated = gettext("undated") if is_undated(statistic, latest) else ""
    return ", ".join(filter(None, [undated, overdue_words(statistic, day, latest)]))


def overdue_words(statistic, day: date, latest=None) -> str:
    """Return `update overdue since August 7, 2026` in the reader's language, or nothing."""
    due = overdue_since(statistic, day, latest)
    if due is None:
        return ""
    day_words = period_of(due.isoformat()).format(active_language())
    return gettext("update overdue since %(day)s") % {"day": day_words}

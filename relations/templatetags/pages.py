"""Dates, numbers and short descriptions in public pages."""

import re
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import strip_tags
from django.utils.text import Truncator

from publishing.languages import active_language
from publishing.links import permanent_url
from publishing.markup import with_script_digits
from relations.wording.cldr import language_name
from relations.wording.periods import UNDATED, Period, period_of
from relations.wording.values import format_number

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a day, of a moment in site time: `October 1, 2022`, `1 de octubre de 2022`."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return period_of(value.isoformat()).format(active_language()) if value else ""


@register.filter
def instant(value: datetime) -> str:
    """Return a moment for the attribute `datetime`, whose seconds have three decimals at most."""
    return timezone.localtime(value).isoformat(timespec="seconds")


@register.filter
def hour(value: datetime) -> str:
    """Return the time of day of a moment, in site time."""
    return time_format(timezone.localtime(value), "TIME_FORMAT")


register.filter(language_name)


@register.filter
def number(value: int) -> str:
    """Return a number with separators: `9,808`."""
    return format_number(value)


@register.filter
def description(text) -> str:
    """Return the beginning of a text or of prose, for search engines and lists."""
    plain = strip_tags(re.sub(r"</(p|li|h\d)>", " ", with_script_digits(str(text))))
    return Truncator(" ".join(plain.split())).chars(155)


@register.filter
def date_or_dash(period_code: str) -> str:
    """Return a stored date in words, or a dash for a table where none is known."""
    return period_of(period_code).format(active_language()) if period_code else "–"


@register.filter
def is_over(when: str | date | None, moment: datetime) -> bool:
    """Whether a stored date, or all that is known of it, lies before the day of a moment."""
    return _period(when).is_over(timezone.localdate(moment))


@register.filter
def is_ahead(when: str | date | None, moment: datetime) -> bool:
    """Whether a stored date lies after the day of a moment."""
    return _period(when).is_ahead(timezone.localdate(moment))


@register.filter
def event_name(event, moment: datetime) -> str:
    """Return what an event of an agreement is called at a moment: `Signed`, or `Signature`."""
    return event.name_on(timezone.localdate(moment))


@register.filter
def first_events(agreement, moment: datetime):
    """Return pairs of a name and of the events by which an agreement came to be."""
    return agreement.first_events(timezone.localdate(moment)).items()


@register.filter
def by_tense(memberships, moment: datetime) -> list[tuple[str, list]]:
    """Return memberships with the time they are of, `now`, `past` or `ahead`, as far as any are."""
    day = timezone.localdate(moment)
    tenses: dict[str, list] = {"now": [], "past": [], "ahead": []}
    for membership in memberships:
        tenses[membership.tense(day)].append(membership)
    return [(tense, rows) for tense, rows in tenses.items() if rows]


def _period(when: str | date | None) -> Period:
    """Return the period of a stored date, undated where an older edition holds what is none."""
    try:
        return period_of(str(when or ""))
    except ValueError:
        return UNDATED


@register.filter
def type_name(item) -> str:
    """Return what kind of item it is: "agreement", "section"."""
    return item._meta.verbose_name


@register.filter
def citation_date(code: str) -> str:
    """Return the code of a date as `citation_publication_date` has it: 2018/11/30."""
    return code.replace("-", "/")


register.filter("permanent_url", permanent_url)


@register.filter
def as_cited(url: str) -> str:
    """Return the address of a page of the site as it stands in a citation, without its scheme."""
    return permanent_url(url).partition("://")[2]

"""The register of agreements in public pages."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language
from relations.register.changes import changes_of
from relations.register.citing import citations_in_order
from relations.register.dates import DateKind, passed_words, read_due
from relations.register.facts import Days
from relations.register.life import Life
from relations.register.sentences import rule_rows
from relations.register.vocabulary import (
    EVENTS_AHEAD,
    MEETINGS,
    EventKind,
    Outcome,
    Status,
    Vocabulary,
    vocabulary_of,
)
from relations.register.wording import uncapitalized
from relations.wording.periods import period_of

register = template.Library()
# What could end a script element, or begin a comment in it.
IN_SCRIPTS = str.maketrans({sign: f"\\u{ord(sign):04X}" for sign in "<>&"})


@register.filter
def rules_in_words(life: Life, moment: datetime) -> list[tuple[str, str]]:
    """Return the rules of an agreement, each as a label and words."""
    return list(rule_rows(life, timezone.localdate(moment)))


@register.filter
def status_name(value: str) -> str:
    """Return a status in words: `In force`; that none is derived, for none."""
    return capfirst(str(Status(value).label)) if value else gettext("Status not derived")


OUTCOMES = {
    Outcome.CONFIRMED: _("a new term was confirmed"),
    Outcome.NOT_CONFIRMED: _("a new term was not confirmed"),
}


@register.filter
def outcome_words(outcome: Outcome | None) -> str:
    """Return what all parties together decided at a review."""
    return str(OUTCOMES[outcome]) if outcome in OUTCOMES else gettext("outcome not recorded")


@register.filter
def meets(kind: str) -> bool:
    """Whether agreements of a kind have no legal status, but meet."""
    return kind in MEETINGS


@register.filter
def since(row) -> str:
    """Return since when a row of a list has its status, in words."""
    return Days(row.since_first, row.since_last).format(active_language())


@register.filter
def unrecorded_review(row) -> str:
    """Return of a row of a list that what came of its last date is not recorded."""
    _kind, on = read_due(row.unrecorded)
    return str(passed_words(on))


@register.filter
def next_date(row) -> str:
    """Return what is due next of a row of a list: `review, July 1, 2027`. Prefetch `events`."""
    kind, on = read_due(row.next_date)
    name = kind.label
    if kind == DateKind.EVENT:
        ahead = [event for event in row.events.all() if event.happened_on == on.code]
        name = _name_of(ahead[0]) if ahead else name
    return f"{uncapitalized(name)}, {on.format(active_language())}"


def _name_of(event) -> str:
    """What an event that is ahead is called; of a related one, what happens."""
    if event.kind == EventKind.RELATED and event.outcome:
        return event.outcome.rstrip(".")
    return str(EVENTS_AHEAD[EventKind(event.kind)])


@register.filter
def why_no_status(row, day: date) -> str:
    """Return in short why no status of a row of a list is derived on a day. Prefetch `events`."""
    vocabulary = vocabulary_of(row.kind, row.binding)
    if vocabulary == Vocabulary.UNKNOWN:
        return gettext("Its legal force is not recorded.")
    changes = changes_of(vocabulary)
    changed = any(
        event.kind in changes
        and not event.country_id
        and not event.organization_id
        and not period_of(event.happened_on).is_ahead(day)
        for event in row.events.all()
    )
    if not changed and (row.known_from is None or row.known_from > day):
        return gettext("Nothing that gives it a status is recorded up to this day.")
    return gettext("What is recorded leaves it open on this day.")


@register.filter
def meetings(edition, moment: datetime | date) -> str:
    """Return how often a dialogue, group, summit or body meets and when it last met: `Meets yearly;
    last met September 12, 2022`. Prefetch `events`."""
    today = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    number = edition.meetings_per_year
    often = gettext("meets yearly") if number == 1 else ""
    if number and number > 1:
        often = ngettext(
            "meets %(number)s time a year", "meets %(number)s times a year", number
        ) % {"number": number}
    met = [
        period
        for event in edition.events.all()
        if event.kind == EventKind.MET
        and (period := period_of(event.happened_on))
        and not period.is_ahead(today)
    ]
    last = max(met, key=lambda period: period.ends_on, default=None)
    if last is None:
        held = gettext("no meeting is recorded")
    else:
        held = gettext("last met %(day)s") % {"day": last.format(active_language())}
    return capfirst("; ".join(filter(None, [often, held])))


@register.filter
def json_ld(value: dict[str, Any]) -> SafeString | str:
    """Return linked data as a data block, which no browser runs; nothing for nothing."""
    text = json.dumps(value, ensure_ascii=False).translate(IN_SCRIPTS)
    block = '<script type="application/ld+json">{}</script>'
    return format_html(block, mark_safe(text)) if value else ""


@register.filter
def in_customary_order(citations) -> list:
    """Return parallel citations in the order in which they are customarily given."""
    return citations_in_order(citations)

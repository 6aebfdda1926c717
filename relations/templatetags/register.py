"""The register of agreements in public pages."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language
from relations.register.citing import citations_in_order
from relations.register.life import Life
from relations.register.sentences import rule_rows
from relations.register.vocabulary import MEETINGS, EventKind, Outcome, Status
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
def meetings(edition, moment: datetime) -> str:
    """Return how often a dialogue, group, summit or body meets and when it last met: `Meets yearly;
    last met September 12, 2022`. Prefetch `events`."""
    today = timezone.localdate(moment)
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

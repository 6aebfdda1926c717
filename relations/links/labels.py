"""What pages say of their links to other sites: that one does not work, or when it was checked.

It is what holds today, so that pages of the past say nothing of it.
"""

import re
from datetime import date
from html import unescape
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from publishing.languages import active_language
from relations.models.link_check import DEAD_AFTER, LinkCheck, Outcome
from relations.wording.periods import period_of

# In sanitized HTML a value stands in double quotes and holds none, and no link holds another.
LINK = re.compile(r'<a\b(?:[^>"]|"[^"]*")*?\shref="(https?:[^"]*)"(?:[^>"]|"[^"]*")*>.*?</a>', re.S)

# What comes of a check by which readers may go: robots may be turned away where they are not.
NOTHING_AGAINST = (
    Outcome.ANSWERED,
    Outcome.TURNED_AWAY,
    Outcome.ROBOTS,
    Outcome.CERTIFICATE,
    Outcome.SLOW,
    Outcome.REDIRECTS,
)


def dead_links(request: Any) -> dict[str, LinkCheck]:
    """Return the links that are dead, by address; none where there is no request, or for a page of
    the past. One query for a request."""
    if request is None or getattr(request, "at", False):
        return {}
    known: dict[str, LinkCheck] | None = getattr(request, "dead_links", None)
    if known is None:
        known = {check.address: check for check in LinkCheck.objects.dead()}
        request.dead_links = known
    return known


def link_note(request: Any, address: str) -> SafeString:
    """Return what stands after the link to an address: that it is dead, or nothing."""
    check = dead_links(request).get(address) if address else None
    if check is None or check.failed_on is None:
        return mark_safe("")
    words = gettext("this link did not work on %(number)d days, last on %(day)s") % {
        "number": check.failed_days,
        "day": period_of(check.failed_on.isoformat()).format(active_language()),
    }
    return format_html(' <span class="meta">({})</span>', words)


def with_link_notes(request: Any, html: SafeString) -> SafeString:
    """Return rendered prose with a note after each link in it that is dead."""
    if not LINK.search(html) or not dead_links(request):
        return html
    noted = LINK.sub(lambda link: link[0] + link_note(request, unescape(link[1])), html)
    return mark_safe(noted)  # of what was safe, and of notes


def last_checked(address: str) -> date | None:
    """Return the day on which an address was last checked, if nothing was found against it; of one
    that failed, or that nobody could look at, a page says no day. One query."""
    return _checks().filter(address=address).values_list("day", flat=True).first()


def checked_on(column: str) -> Coalesce:
    """Return an expression of the day on which the address in a column was last checked, if nothing
    was found against it, or else on which it last answered."""
    of_row = {"address": OuterRef(column)}
    answered = LinkCheck.objects.filter(**of_row).values("answered_on")
    return Coalesce(Subquery(_checks().filter(**of_row).values("day")[:1]), Subquery(answered[:1]))


def _checks() -> models.QuerySet:
    checks = LinkCheck.objects.filter(outcome__in=NOTHING_AGAINST).exclude(
        failed_days__gte=DEAD_AFTER
    )
    return checks.annotate(day=TruncDate("checked_at"))

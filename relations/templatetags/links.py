"""What pages say of their links to other sites."""

from datetime import date

from django import template
from django.utils.safestring import SafeString

from relations.links import labels

register = template.Library()


@register.simple_tag(takes_context=True)
def link_note(context, address: str) -> SafeString:
    """Write, after the link to an address of another site, that it is dead if it is. However many
    links a page has, this causes one query."""
    return labels.link_note(context.get("request"), address)


@register.simple_tag(takes_context=True)
def last_checked(context, address: str) -> date | None:
    """Return the day on which an address was last checked, if nothing was found against it; on a
    page of today. This causes a query: rows of a list are annotated with `labels.checked_on`."""
    request = context.get("request")
    return None if getattr(request, "at", "") else labels.last_checked(address)


@register.filter
def checked_on(reading, at: str) -> date | None:
    """Return the day on which the address of a publication was last checked: by its editors,
    or by a check of links, of which a page of the past does not know."""
    seen = None if at else getattr(reading, "link_checked_on", None)
    return max(filter(None, (reading.last_checked_on, seen)), default=None)

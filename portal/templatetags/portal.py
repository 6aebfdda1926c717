"""The links at the foot of every page, and the dates of one's items at the desk."""

from django import template
from django.utils import timezone

from portal.dates import dates_of_owner
from portal.models import FooterLink, PageEdition
from publishing.changes.position import readers_now

register = template.Library()


@register.simple_tag(takes_context=True)
def foot_pages(context) -> list[PageEdition]:
    """Return the pages about the site that are linked at the foot. This causes a query."""
    # An error page may be rendered before the middleware has read the moment.
    moment = getattr(context["request"], "moment", None) or timezone.now()
    editions = PageEdition.objects.as_of(moment).exclude(item__position=None)
    return list(editions.select_related("item").order_by("item__position", "pk"))


@register.simple_tag
def foot_links() -> list[FooterLink]:
    """Return the links to other sites at the foot. This causes a query."""
    return list(FooterLink.objects.all())


@register.inclusion_tag("admin/_coming_dates.html", takes_context=True)
def coming_dates(context) -> dict:
    """Render the dates of the items that the user owns: those past without a recorded outcome, and
    those of the next 30, 90 and 365 days."""
    return dates_of_owner(context["request"].user, readers_now())

"""The links at the foot of every page."""

from django import template
from django.utils import timezone

from portal.models import FooterLink, PageEdition

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

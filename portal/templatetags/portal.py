"""The links at the foot of every page, and the dates of one's items at the desk."""

from django import template
from django.db.models import BooleanField, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from portal.dates import dates_of_owner
from portal.models import FooterLink, Page, PageEdition
from publishing.changes.position import readers_now
from publishing.characters import fold
from publishing.languages import translated_columns

register = template.Library()


@register.simple_tag(takes_context=True)
def foot(context) -> dict[str, list]:
    """Return the `pages` about the site and the `links` to other sites that stand at the foot. Both
    hold no more than their titles and addresses. This causes a query."""
    # An error page may be rendered before the middleware has read the moment.
    moment = getattr(context["request"], "moment", None) or timezone.now()
    titles = translated_columns("title")
    editions = PageEdition.objects.as_of(moment).exclude(item__position=None)
    shown = _rows(editions, True, "item__position", "item__slug", titles)
    shown = shown.union(_rows(FooterLink.objects, False, "position", "url", titles), all=True)
    foot: dict[str, list] = {"pages": [], "links": []}
    for is_page, _position, _order, address, *texts in sorted(shown, key=_place):
        named = dict(zip(titles, texts, strict=True))
        if is_page:
            foot["pages"].append(PageEdition(item=Page(slug=address), **named))
        else:
            foot["links"].append(FooterLink(url=address, **named))
    return foot


def _rows(rows, is_page: bool, position: str, address: str, titles):
    columns = (Cast(name, TextField()) for name in (address, *titles))
    kind = Value(is_page, BooleanField())
    return rows.order_by().values_list(kind, position, "pk", *columns)


def _place(row) -> tuple:
    """Pages by their positions; links of one position by their titles."""
    is_page, position, key, _address, title, *_others = row
    return (not is_page, position, key if is_page else fold(title))


@register.inclusion_tag("admin/_coming_dates.html", takes_context=True)
def coming_dates(context) -> dict:
    """Render the dates of the items that the user owns: those past without a recorded outcome, and
    those of the next 30, 90 and 365 days."""
    return dates_of_owner(context["request"].user, readers_now())

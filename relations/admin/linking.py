"""What the link dialog asks: which pages of this site a text may link to."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override

from publishing.changes.position import readers_now
from publishing.items import item_models
from publishing.models import NAME_COLUMNS
from publishing.permissions import may_write
from reading.ordering import key_of, title_order
from relations.models import RelationshipEdition
from relations.models.belonging import column_of, relationships_of

MAX_RESULTS = 20  # pages in one answer


def find_pages(request):
    """Answer with the pages that readers see in whose titles, abbreviations or paths every word of
    `q` is, for whoever writes texts."""
    if not may_write(request.user):
        raise PermissionDenied
    now = readers_now()
    relationships = {
        edition.item_id: str(edition.title) for edition in RelationshipEdition.objects.as_of(now)
    }
    words = request.GET.get("q", "")[:200].split()
    matches = [_matching(model, words, now) for model in item_models()]
    total = sum(editions.count() for editions in matches)
    editions = [edition for some in matches for edition in some[:MAX_RESULTS]]
    editions.sort(key=lambda edition: key_of(edition.title))
    count = ngettext("%(count)d page", "%(count)d pages", total)
    if total > MAX_RESULTS:
        count = gettext("%(count)d pages. The first %(most)d are listed.")
    return JsonResponse(
        {
            "count": count % {"count": total, "most": MAX_RESULTS},
            "pages": [_entry(edition, relationships) for edition in editions[:MAX_RESULTS]],
        }
    )


def _matching(model, words: list[str], moment) -> QuerySet:
    """The editions of a type in force at a moment that match, by title."""
    editions = model.edition_model().objects.as_of(moment).select_related("item")
    column = column_of(model)
    if column == "relationship":  # on whose page the item has its address
        editions = editions.select_related("relationship", "item__relationship")
    elif column:
        editions = editions.prefetch_related(column)
    for word in words:
        # Of an address, what names the item: the last part of its path.
        slug = word.rstrip("/").rpartition("/")[2].rpartition("#")[2]
        matches = Q(item__slug__icontains=slug) if slug else Q()
        for column in NAME_COLUMNS:
            matches |= Q(**{f"{column}__icontains": word})
        editions = editions.filter(matches)
    return editions.order_by(*title_order())


def _entry(edition, relationships: dict[int, str]) -> dict:
    """A page, as the dialog lists it."""
    ids = [relationship.pk for relationship in relationships_of(edition)]
    with override(settings.LANGUAGE_CODE):  # a text links without a language, and pages add theirs
        path = edition.get_absolute_url()
    return {
        "title": str(edition.title),
        "type": capfirst(edition.item._meta.verbose_name),
        "relationships": [relationships[key] for key in ids if key in relationships],
        "path": path,
    }

"""What the link dialog asks: which pages of this site a text may link to."""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override

from publishing.changes.position import readers_now
from publishing.characters import fold
from publishing.items import item_models
from publishing.languages import translated_columns
from relations.admin.pasting import may_write
from relations.models import RelationshipEdition

MAX_RESULTS = 20  # pages in one answer


def find_pages(request):
    """Answer with the pages that readers see in whose titles or paths every word of `q` is, for
    whoever writes texts."""
    if not may_write(request.user):
        raise PermissionDenied
    now = readers_now()
    relationships = {
        edition.item_id: str(edition.title) for edition in RelationshipEdition.objects.as_of(now)
    }
    words = request.GET.get("q", "")[:200].split()
    editions = [edition for model in item_models() for edition in _matching(model, words, now)]
    editions.sort(key=lambda edition: fold(str(edition.title)))
    count = ngettext("%(count)d page", "%(count)d pages", len(editions))
    if len(editions) > MAX_RESULTS:
        count = gettext("%(count)d pages. The first %(most)d are listed.")
    return JsonResponse(
        {
            "count": count % {"count": len(editions), "most": MAX_RESULTS},
            "pages": [_entry(edition, relationships) for edition in editions[:MAX_RESULTS]],
        }
    )


def _matching(model, words: list[str], moment) -> Iterator:
    """The editions of a type in force at a moment that match. One query, and one for each set."""
    editions = model.edition_model().objects.as_of(moment).select_related("item")
    for word in words:
        # Of an address, what names the item: the last part of its path.
        slug = word.rstrip("/").rpartition("/")[2].rpartition("#")[2]
        matches = Q(item__slug__icontains=slug) if slug else Q()
        for column in translated_columns("title"):
            matches |= Q(**{f"{column}__icontains": word})
        editions = editions.filter(matches)
    return editions


def _entry(edition, relationships: dict[int, str]) -> dict:
    """A page, as the dialog lists it. Queries its relationships, where it has several."""
    if hasattr(edition, "relationships"):
        ids = edition.relationships.values_list("pk", flat=True)
    else:
        ids = [getattr(edition, "relationship_id", None)]
    with override(settings.LANGUAGE_CODE):  # a text links without a language, and pages add theirs
        path = edition.get_absolute_url()
    return {
        "title": str(edition.title),
        "type": capfirst(edition.item._meta.verbose_name),
        "relationships": [relationships[key] for key in ids if key in relationships],
        "path": path,
    }

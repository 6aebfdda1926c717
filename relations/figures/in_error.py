"""Links in texts to pages that were published in error."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import override

from publishing.items import edition_by_identifier
from publishing.links import former_slugs
from publishing.models import FormerAddress, WorkingCopy
from relations.models import Relationship, SectionEdition
from relations.prose.references import ADDRESS


class Destination(NamedTuple):
    """The item of this site that an address leads to."""

    model: type[WorkingCopy]
    slug: str
    section: str  # of its page


def links_in_error(texts: Iterable[str], moment: datetime) -> set[str]:
    """Return the addresses in `texts` that lead to what was published in error, as they are
    written, at `moment`. One query for each type of item that they lead to, one for sections, and
    one for each edition that they name."""
    found = set()
    destinations: dict[str, Destination] = {}
    for address in {address for text in texts for address in ADDRESS.findall(text)}:
        destination = _destination(address)
        if isinstance(destination, Destination):
            destinations[address] = destination
        elif destination and (edition := edition_by_identifier(destination)):
            found |= {address} if edition.suppressed else set()
    gone = _gone_items(destinations.values(), moment) | _gone_sections(destinations, moment)
    return found | {
        address
        for address, (model, slug, section) in destinations.items()
        if {(model, slug, ""), (model, slug, section)} & gone
    }


def _destination(address: str) -> Destination | str:
    """What an address leads to: an item, or the identifier of an edition, or neither."""
    url = urlsplit(unescape(address))
    if url.scheme or url.netloc or not url.path.startswith("/"):
        return ""
    language, _slash, rest = url.path[1:].partition("/")
    try:
        with override(settings.LANGUAGE_CODE):
            match = resolve(f"/{rest}" if language in dict(settings.LANGUAGES) else url.path)
    except Resolver404:
        return ""
    view: Any = match.func
    own = getattr(getattr(view, "view_class", None), "model", None)
    model = getattr(view, "view_initkwargs", {}).get("model", own)
    if model is None or "slug" not in match.kwargs:
        return match.kwargs.get("identifier", "")
    return Destination(model, match.kwargs["slug"], url.fragment)


def _gone_items(destinations: Iterable[Destination], moment: datetime) -> set[tuple]:
    slugs: dict[type[WorkingCopy], set[str]] = defaultdict(set)
    for model, slug, _section in destinations:
        slugs[model].add(slug)
    gone = set()
    for model, wanted in slugs.items():
        former = FormerAddress.objects.filter(item_type=model._meta.label_lower, slug__in=wanted)
        editions = model.edition_model().objects.in_force_at(moment).filter(suppressed=True)
        named = editions.filter(Q(item__slug__in=wanted) | Q(item__in=former.values("item_id")))
        by_id = dict(named.values_list("item", "item__slug"))
        earlier = former_slugs(model, by_id) if by_id else {}
        for pk, slug in by_id.items():
            gone |= {(model, name, "") for name in (slug, *earlier.get(pk, ()))}
    return gone


def _gone_sections(destinations: dict[str, Destination], moment: datetime) -> set[tuple]:
    slugs = {destination.section for destination in destinations.values()} - {""}
    if not slugs:
        return set()
    gone = SectionEdition.objects.in_force_at(moment).filter(suppressed=True, item__slug__in=slugs)
    return {
        (Relationship, sheet, section)
        for sheet, section in gone.values_list("item__relationship__slug", "item__slug")
    }

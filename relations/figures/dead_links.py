"""Links of texts to pages of this site that readers do not see."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import Resolver404

from publishing.items import edition_by_identifier
from publishing.models import FormerAddress, WorkingCopy
from relations.figures.in_error import Destination, destination
from relations.prose.references import ADDRESS


def dead_links(texts: Iterable[str], moment: datetime, besides: WorkingCopy) -> list[str]:
    """Return the addresses in `texts` that lead to no page that readers see at `moment`, as they
    are written. The page of `besides`, which is about to be published, counts as seen.

    This causes a query for each page of this site that is linked.
    """
    addresses = dict.fromkeys(address for text in texts for address in ADDRESS.findall(text))
    return [address for address in addresses if not _is_seen(address, moment, besides)]


def _is_seen(address: str, moment: datetime, besides: WorkingCopy) -> bool:
    try:
        to = destination(address)
    except Resolver404:
        return False
    if isinstance(to, str):
        edition = edition_by_identifier(to) if to else None
        seen = edition and edition.live_from <= moment and not edition.suppressed
        return not to or bool(seen)
    return (isinstance(besides, to.model) and besides.slug == to.slug) or _is_public(to, moment)


def _is_public(to: Destination, moment: datetime) -> bool:
    """Whether readers find an item, or are told that it is withdrawn, there or where it moved."""
    left = FormerAddress.objects.filter(item_type=to.model._meta.label_lower, slug=to.slug)
    editions = to.model.edition_model().objects.in_force_at(moment).filter(suppressed=False)
    return editions.filter(Q(item__slug=to.slug) | Q(item__in=left.values("item_id"))).exists()

"""Links of texts to pages of this site: where they lead, and whether readers see what is there."""

from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Model, Q
from django.http.request import validate_host
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import override

from publishing.items import edition_by_identifier
from publishing.models import FormerAddress, WorkingCopy
from relations.prose.references import ADDRESS


class Destination(NamedTuple):
    """The item of this site that an address leads to, and the section of its page."""

    model: type[WorkingCopy]
    slug: str
    section: str


def destination(address: str) -> Destination | str:
    """Return what an address, as a text holds it, leads to: an item, or the identifier of an
    edition, or nothing that could be published. Raise Resolver404 if this site has no such page."""
    url = urlsplit(unescape(address))
    path = unquote(url.path)
    if not path.startswith("/") or not (is_own(url.netloc) if url.netloc else not url.scheme):
        return ""
    language, _slash, rest = path[1:].partition("/")
    with override(settings.LANGUAGE_CODE):
        match = _resolve(f"/{rest}" if language in dict(settings.LANGUAGES) else path)
    view: Any = match.func
    own = getattr(getattr(view, "view_class", None), "model", None)
    model = getattr(view, "view_initkwargs", {}).get("model", own)
    if model is None or "slug" not in match.kwargs:
        return match.kwargs.get("identifier", "")
    return Destination(model, match.kwargs["slug"], unquote(url.fragment))


def _resolve(path: str) -> ResolverMatch:
    """Resolve a path of this site, which redirects those that lack the slash at the end."""
    try:
        return resolve(path)
    except Resolver404:
        return resolve(f"{path}/")


def is_own(netloc: str) -> bool:
    """Whether a host and port are those of this site."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    host = netloc.rpartition("@")[2].partition(":")[0].lower()
    return netloc == urlsplit(settings.SITE_URL).netloc or validate_host(host, hosts)


def dead_links(texts: Iterable[str], moment: datetime, besides: Model) -> list[str]:
    """Return the addresses in `texts` that lead to no page that readers see at `moment`, as they
    are written. The page of `besides`, which is about to be published, counts as seen.

    This causes a query for each page of this site that is linked.
    """
    addresses = dict.fromkeys(address for text in texts for address in ADDRESS.findall(text))
    return [address for address in addresses if not _is_seen(address, moment, besides)]


def _is_seen(address: str, moment: datetime, besides: Model) -> bool:
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

"""Every address of the web that readers see at a moment: in columns and in prose, of editions, of
their parts and of reference data. Models are asked, so that a new type is among them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from html import escape, unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from publishing.addresses import leads_somewhere
from publishing.items import edition_children, item_models
from publishing.record.coverage import reference_models
from relations.models.link_check import LONGEST
from relations.prose.field import ProseField
from relations.prose.links import is_own
from relations.prose.references import ADDRESS

AT_ONCE = 500  # rows that are in memory
HOSTS = 50  # that one query looks for in texts


class PublishedLink(NamedTuple):
    """An address, and the item or the row of reference data on whose form it can be changed."""

    address: str
    on: Any


class Readable(NamedTuple):
    """Rows of one model that readers see, and the lookup of the item that they belong to; it is
    empty where they are no item's."""

    rows: models.QuerySet
    item: str


def readable(moment: datetime) -> Iterator[Readable]:
    """Give the rows of every model that readers see at a moment."""
    for model in item_models():
        editions = model.edition_model().objects.as_of(moment)
        yield Readable(editions, "item")
        for child, key in edition_children(model.edition_model()):
            rows = child._default_manager.filter(**{f"{key}__in": editions.order_by()})
            yield Readable(rows, f"{key}__item")
    for model in reference_models():
        yield Readable(model._default_manager.all(), "")


def address_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that are an address of the web."""
    return [c.name for c in model._meta.concrete_fields if isinstance(c, models.URLField)]


def prose_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that hold prose, in which links may stand."""
    return [c.name for c in model._meta.concrete_fields if isinstance(c, ProseField)]


def published_links(
    moment: datetime, among: Collection[str] | None = None
) -> Iterator[PublishedLink]:
    """Give every address that readers see at a moment once for each place, or those of `among`.

    One query for each model that has addresses or prose; of `among`, texts that name their hosts
    are read.
    """
    named = _named(among)
    for rows, item in readable(moment):
        addresses, texts = address_columns(rows.model), prose_columns(rows.model)
        if not addresses and not texts:
            continue
        words = [Q(**{f"{name}__contains": word}) for name in texts for word in named]
        holds = Q(*words, _connector=Q.OR)
        for name in addresses:
            holds |= ~Q(**{name: ""}) if among is None else Q(**{f"{name}__in": among})
        found = rows.filter(holds).order_by("pk")
        if item:
            found = found.select_related(f"{item}__owner")
        for row in found.iterator(chunk_size=AT_ONCE):
            on = row
            for name in filter(None, item.split("__")):
                on = getattr(on, name)
            written = [getattr(row, name) for name in addresses]
            for name in texts:
                written += map(unescape, ADDRESS.findall(getattr(row, name)))
            for address in dict.fromkeys(written):
                if is_of_another_site(address) and (among is None or address in among):
                    yield PublishedLink(address, on)


def _named(among: Collection[str] | None) -> set[str]:
    """Return words one of which every text holds that has a link, or one of `among`."""
    hosts = {escape(f"//{urlsplit(address).netloc}", quote=False) for address in among or ()}
    return hosts if 0 < len(hosts) <= HOSTS else {"href="}


def is_of_another_site(address: str) -> bool:
    """Whether an address leads to a page of the web that is not of this site, and can be kept."""
    if not leads_somewhere(address) or len(address.encode()) > LONGEST:
        return False
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and not is_own(parts.netloc)

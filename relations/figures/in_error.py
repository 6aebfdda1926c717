"""What was published in error, where texts still name it: figures, and links to pages."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import Resolver404
from django.utils.translation import gettext

from publishing.items import IDENTIFIER, item_models
from publishing.links import former_slugs
from publishing.models import FormerAddress, WorkingCopy
from relations.models import Relationship, Section, Statistic
from relations.prose.formatting import figure_withdrawn, replace_words
from relations.prose.links import Destination, destination
from relations.prose.references import ADDRESS, Reference, keys_in, replace_links


def without_errors(texts: list[str], moment: datetime) -> list[str]:
    """Return texts in which neither a figure nor a link names what was published in error."""
    keys, links = Statistic.keys_in_error(keys_in(texts)), links_in_error(texts, moment)

    def words(reference: Reference) -> str | None:
        return figure_withdrawn() if reference.key in keys else None

    return [replace_links(replace_words(text, words), links, page_withdrawn()) for text in texts]


def page_withdrawn() -> str:
    """Return what stands in the place of a link to a page that was published in error."""
    return gettext("[page withdrawn]")


def links_in_error(texts: Iterable[str], moment: datetime) -> set[str]:
    """Return the addresses in `texts` that lead to what was published in error, as they are
    written, at `moment`. One query for each type of item that they lead to, and as many for
    sections and for editions."""
    addresses = {address for text in texts for address in ADDRESS.findall(text)}
    found = {address: _destination(address) for address in addresses}
    items = {to for to in found.values() if isinstance(to, Destination)}
    gone = {
        *_gone_editions(to for to in found.values() if isinstance(to, str)),
        *_gone_items(items, moment),
        *_gone_sections({to for to in items if to.section}, moment),
    }
    return {
        address
        for address, to in found.items()
        if to in gone or (isinstance(to, Destination) and to._replace(section="") in gone)
    }


def _destination(address: str) -> Destination | str:
    """What an address leads to: an item, or the identifier of an edition, or nothing of ours."""
    try:
        return destination(address)
    except Resolver404:
        return ""


def _gone_editions(identifiers: Iterable[str]) -> Iterable[str]:
    numbers: dict[str, set[str]] = defaultdict(set)
    for match in filter(None, map(IDENTIFIER.fullmatch, identifiers)):
        numbers[match["name"]].add(match["number"])
    for model in item_models():
        if wanted := numbers.get(str(model._meta.model_name)):
            editions = model.edition_model().objects.filter(pk__in=wanted, suppressed=True)
            yield from (edition.identifier for edition in editions)


def _gone_items(items: Iterable[Destination], moment: datetime) -> Iterable[Destination]:
    slugs: dict[type[WorkingCopy], set[str]] = defaultdict(set)
    for model, slug, _section in items:
        slugs[model].add(slug)
    for model, wanted in slugs.items():
        for edition in _suppressed(model, wanted, moment):
            yield from (Destination(model, slug, "") for slug in _slugs(edition.item))


def _gone_sections(items: Iterable[Destination], moment: datetime) -> Iterable[Destination]:
    wanted = {to.section for to in items}
    for edition in _suppressed(Section, wanted, moment) if wanted else ():
        for sheet in _slugs(edition.item.relationship):
            yield from (Destination(Relationship, sheet, slug) for slug in _slugs(edition.item))


def _suppressed(model: type[WorkingCopy], slugs: set[str], moment: datetime):
    """The editions in force of items which have, or once had, one of `slugs`, and are in error."""
    former = FormerAddress.objects.filter(item_type=model._meta.label_lower, slug__in=slugs)
    editions = model.edition_model().objects.in_force_at(moment).filter(suppressed=True)
    named = editions.filter(Q(item__slug__in=slugs) | Q(item__in=former.values("item_id")))
    return named.select_related("item__relationship" if model is Section else "item")


def _slugs(item: WorkingCopy) -> list[str]:
    """The slugs that an item has and had. This causes a query."""
    return [item.slug, *former_slugs(type(item), [item.pk]).get(item.pk, ())]

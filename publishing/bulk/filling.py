"""Filling a site for trying: many items, sealed and chained like any others."""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime
from random import Random
from typing import Any

from django.db import models, transaction

from publishing import formats
from publishing.bulk.copies import Copy, Invented, Labeled, Pattern
from publishing.bulk.made import make_item, more_terms, value_of
from publishing.changes.acts import record
from publishing.changes.models import Act
from publishing.changes.position import readers_now
from publishing.models import WorkingCopy, editions_sealed
from publishing.snapshot import shared_fields

AT_ONCE = 400  # editions in one transaction
PATTERNS = 60  # public editions that invented ones are copies of


def make_bulk(
    model: Any,
    items: int,
    editions: int,
    by: Any,
    seed: int | None = None,
    terms: Mapping[str, int] | None = None,
) -> Iterator[int]:
    """Make the items 1 to `items` of a type, but for those that are there, each with `editions`, of
    which the last is in force; yields how many items each transaction made.

    They say what the first public item of that type says, under titles of their own; where none is
    public, one is made. With a `seed` they are copies of many, with texts and terms drawn by it;
    `terms` are the numbers of terms that there shall be then, by the name of their model. Raises
    ValidationError where no item can be made.
    """
    patterns = [Pattern(edition) for edition in _public(model, by, 1 if seed is None else PATTERNS)]
    if seed is None:
        saying: Labeled | Invented = Labeled(patterns)
    else:
        for target in {each.related_model for each in model._meta.many_to_many}:
            if not issubclass(target, WorkingCopy):
                more_terms(target, (terms or {}).get(target._meta.model_name, 0), Random(seed))
        saying = Invented(patterns, seed)
    size = max(1, AT_ONCE // editions)
    for start in range(1, items + 1, size):
        numbers = range(start, min(start + size, items + 1))
        slugs = {f"{_prefix(model)}{number:06}": number for number in numbers}
        for known in model.objects.filter(slug__in=slugs).values_list("slug", flat=True):
            del slugs[known]
        if slugs:
            with transaction.atomic():
                _make({slug: saying.copies(slugs[slug], editions) for slug in slugs}, by)
        yield len(slugs)


def _prefix(model: Any) -> str:
    return f"bulk-{model._meta.model_name}-"


def _public(model: Any, by: Any, number: int) -> list[Any]:
    """The first public editions of a type, or one of an item that is made if need be."""
    public = model.edition_model().objects.as_of(readers_now()).filter(format=formats.CURRENT)
    found = public.exclude(item__slug__startswith=_prefix(model)).order_by("item", "pk")
    if editions := list(found.select_related("item")[:number]):
        return editions
    item = model.objects.filter(slug=value_of(model._meta.get_field("slug"), 0)).first()
    return [(item or make_item(model)).publish(by)]


def _make(copies: dict[str, list[Copy]], by: Any) -> None:
    """Make an item of each slug, with its editions. As many statements for many as for one."""
    now = readers_now()
    items = [(_item(slug, of_item[-1]), of_item) for slug, of_item in copies.items()]
    rows = [
        (_edition(item, each, live_until, by, now), each)
        for item, of_item in items
        for each, live_until in _with_ends(of_item, now)
    ]
    _create([(item, of_item[-1]) for item, of_item in items])
    for row, _copy in rows:
        row.item = row.item  # which has a key since
    _create(rows)
    editions = [row for row, _copy in rows]
    for row, each in rows:
        row.seal = each.seal()
    edition_model = type(editions[0])
    models.QuerySet(edition_model).bulk_update(editions, ["seal"], batch_size=100)
    editions_sealed.send(edition_model, editions=editions)
    for row in editions:
        act = Act.IMPORTED if row.live_until else Act.PUBLISHED
        detail = {"edition": row.identifier, "live_from": row.live_from}
        record(act, row.item, by, begins_at=now, at=now, **detail)


def _with_ends(copies: list[Copy], now: datetime) -> Iterator[tuple[Copy, datetime | None]]:
    ends = [now - following.age for following in copies[1:]]
    return zip(copies, [*ends, None], strict=True)


def _item(slug: str, last: Copy) -> Any:
    edition = last.pattern.edition
    item = _unsaved(edition.item)
    for field in shared_fields(type(item), type(edition)):
        setattr(item, field.attname, getattr(edition, field.attname))
    for field in type(item)._meta.concrete_fields:
        if field.name == "slug" or (field.unique and not field.primary_key):
            setattr(item, field.attname, slug)
    last.write(item)
    return item


def _edition(item: Any, each: Copy, live_until: datetime | None, by: Any, now: datetime) -> Any:
    edition = _unsaved(each.pattern.edition)
    edition.item = item
    edition.live_from, edition.live_until = now - each.age, live_until
    edition.recorded_at, edition.published_by, edition.seal = now, by, ""
    each.write(edition)
    return edition


def _unsaved(row: Any) -> Any:
    """A row like another, not saved yet."""
    copied = copy(row)
    copied.pk, copied._state.adding = None, True
    return copied


def _create(rows: list[tuple[Any, Copy]]) -> None:
    """Create items, or editions, with the parts and sets that each has."""
    model = type(rows[0][0])
    models.QuerySet(model).bulk_create([row for row, _copy in rows])
    pattern = rows[0][1].pattern
    for name in pattern.parts:
        relation: Any = model._meta.get_field(name)
        part_model: Any = relation.related_model
        part_model.objects.bulk_create(
            part_model(**{relation.field.name: row, **part})
            for row, each in rows
            for part in each.pattern.parts[name]
        )
    for name in pattern.sets:
        field: Any = model._meta.get_field(name)
        through = field.remote_field.through
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        through.objects.bulk_create(
            through(**{own: row.pk, other: pk}) for row, each in rows for pk in each.sets[name]
        )

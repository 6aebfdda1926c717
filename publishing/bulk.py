"""Filling a site for trying: many labeled items, sealed and chained like any others."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext, override

from publishing import formats
from publishing.changes.acts import record
from publishing.changes.models import Act
from publishing.changes.position import readers_now
from publishing.chosen import choices
from publishing.languages import LANGUAGES, translated_columns
from publishing.models import WorkingCopy, editions_sealed
from publishing.snapshot import digest, part_models, shared_fields, shared_sets, snapshot

AT_ONCE = 400  # editions in one transaction
APART = timedelta(days=30)  # from one edition of an item to the next


def make_bulk(model: Any, items: int, editions: int, by: Any) -> Iterator[int]:
    """Make the items 1 to `items` of a type, but for those that are there, each with `editions`, of
    which the last is in force; yields how many items each transaction made.

    They say what the first public item of that type says, under titles of their own; where none is
    public, one is made. Raises ValidationError where none can be.
    """
    copied = Copied(_public(model, by))
    size = max(1, AT_ONCE // editions)
    for start in range(1, items + 1, size):
        numbers = range(start, min(start + size, items + 1))
        slugs = {_slug(model, number): number for number in numbers}
        for known in model.objects.filter(slug__in=slugs).values_list("slug", flat=True):
            del slugs[known]
        if slugs:
            with transaction.atomic():
                copied.make(slugs, editions, by)
        yield len(slugs)


def _slug(model: Any, number: int) -> str:
    return f"bulk-{model._meta.model_name}-{number:06}"


def _public(model: Any, by: Any) -> Any:
    """The first public edition of a type, of an item that is made if need be."""
    public = model.edition_model().objects.as_of(readers_now()).filter(format=formats.CURRENT)
    if found := public.order_by("item", "pk").select_related("item").first():
        return found
    item = model.objects.filter(slug=_value(model._meta.get_field("slug"), 0)).first()
    return (item or _made(model)).publish(by)


class Copied:
    """A public edition of which copies are made, with its parts and sets."""

    def __init__(self, edition: Any):
        self.edition = edition
        self.item_model = edition.item_model()
        self.content = snapshot(edition)
        self.parts = {
            name: list(getattr(edition, name).all()) for name in self.item_model.published_parts
        }
        self.sets = {
            name: list(getattr(edition, name).values_list("pk", flat=True))
            for name in shared_sets(self.item_model, type(edition))
        }

    def make(self, numbers: dict[str, int], editions: int, by: Any) -> None:
        """Make one item for each slug. As many statements for many as for one."""
        now = readers_now()
        items = [self._item(slug, number) for slug, number in numbers.items()]
        rows = [
            self._edition(item, number, live_from, by, now)
            for item, number in zip(items, numbers.values(), strict=True)
            for live_from in _timeline(now, editions)
        ]
        self.item_model.objects.bulk_create(items)
        self._add_children(items)
        for row in rows:
            row.item_id = row.item.pk  # which it has since
        edition_rows: models.QuerySet = models.QuerySet(type(self.edition))
        edition_rows.bulk_create(rows)
        self._add_children(rows)
        for row in rows:
            row.seal = self._seal(row)
        edition_rows.bulk_update(rows, ["seal"], batch_size=100)
        editions_sealed.send(type(self.edition), editions=rows)
        for row in rows:
            act = Act.IMPORTED if row.live_until else Act.PUBLISHED
            detail = {"edition": row.identifier, "live_from": row.live_from}
            record(act, row.item, by, begins_at=now, at=now, **detail)

    def _item(self, slug: str, number: int) -> Any:
        item = _copy(self.edition.item)
        for field in shared_fields(type(item), type(self.edition)):
            setattr(item, field.attname, getattr(self.edition, field.attname))
        for field in type(item)._meta.concrete_fields:
            if field.name == "slug" or (field.unique and not field.primary_key):
                setattr(item, field.attname, slug)
        self._label(item, number)
        return item

    def _edition(self, item: Any, number: int, live_from: datetime, by: Any, now: datetime) -> Any:
        edition = _copy(self.edition)
        edition.item = item
        edition.live_from, edition.recorded_at = live_from, now
        edition.live_until = None if live_from == now else live_from + APART
        edition.published_by = by
        edition.seal = ""
        self._label(edition, number)
        return edition

    def _label(self, row: Any, number: int) -> None:
        """Let the title of a copy say, in each language, that it is one."""
        for language, column in zip(LANGUAGES, translated_columns("title"), strict=True):
            with override(language):
                kind = self.item_model._meta.verbose_name
                label = gettext("Bulk %(kind)s %(number)06d") % {"kind": kind, "number": number}
            title = f"{label}: {getattr(self.edition, column)}".removesuffix(": ")
            setattr(row, column, title[: row._meta.get_field(column).max_length])

    def _seal(self, edition: Any) -> str:
        titles = {column: getattr(edition, column) for column in translated_columns("title")}
        return digest({**self.content, "fields": {**self.content["fields"], **titles}})

    def _add_children(self, parents: list[Any]) -> None:
        """Give each of some items, or of some editions, its parts and sets."""
        parent_model = type(parents[0])
        for name, rows in self.parts.items():
            columns = [
                column.attname for column in shared_fields(*part_models(self.item_model, name))
            ]
            relation = parent_model._meta.get_field(name)
            copies = [
                {relation.field.name: parent, **{name: getattr(row, name) for name in columns}}
                for parent in parents
                for row in rows
            ]
            part_model = relation.related_model
            part_model.objects.bulk_create(part_model(**columns) for columns in copies)
        for name, ids in self.sets.items():
            field = parent_model._meta.get_field(name)
            through: Any = field.remote_field.through
            own, other = field.m2m_column_name(), field.m2m_reverse_name()
            through.objects.bulk_create(
                through(**{own: parent.pk, other: pk}) for parent in parents for pk in ids
            )


def _copy(row: Any) -> Any:
    """A row like another, not saved yet."""
    copied = copy(row)
    copied.pk, copied._state.adding = None, True
    return copied


def _timeline(now: datetime, editions: int) -> Iterable[datetime]:
    """When each edition of an item begins, the last of them now."""
    return [now - APART * (editions - 1 - place) for place in range(editions)]


def _made(model: Any) -> Any:
    """Make an item with every text and what it must have besides, and a row of each part that needs
    no more than that: no other item, which would have to be public."""
    item = _row(model, 0)
    for column in model._meta.concrete_fields:
        if hasattr(column, "_translated_field_language_code"):
            setattr(item, column.name, getattr(item, column.name) or _words(0))
    item.save()
    for name in item.sets_to_publish:
        getattr(item, name).add(_existing(model._meta.get_field(name).related_model, 0))
    for name in model.published_parts:
        relation: Any = model._meta.get_field(name)
        if any(chosen != relation.field.name for chosen, _ in choices(relation.related_model)):
            continue
        part = _row(relation.related_model, 0, **{relation.field.name: item})
        with suppress(ValidationError):
            part.full_clean()
            part.save()
    return item


def _row(model: Any, place: int, **columns: Any) -> Any:
    """A row that is not saved, with a value wherever one is needed. What it refers to is there, or
    is made: of rows of one type the first, and for its next column the second."""
    counts: Counter[Any] = Counter()
    for field in model._meta.concrete_fields:
        needed = not (field.primary_key or field.null or field.blank or field.has_default())
        if needed and field.name not in columns:
            target: Any = field.related_model
            value = _existing(target, counts[target]) if target else _value(field, place)
            columns[field.name] = value
            counts[target] += 1
    return model(**columns)


def _existing(model: Any, place: int) -> Any:
    found = list(model.objects.order_by("pk")[: place + 1])
    if len(found) > place:
        return found[place]
    if issubclass(model, WorkingCopy):
        return _made(model)
    made = _row(model, place)
    made.save()
    return made


def _value(field: Any, place: int) -> Any:
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.SlugField):
        return f"bulk-{place}"
    if isinstance(field, models.URLField):
        return f"https://example.org/{place}"
    if isinstance(field, models.CharField | models.TextField):
        return f"X{chr(65 + place)}" if field.max_length == 2 else _words(place)
    return date(2020, 1, 1) if isinstance(field, models.DateField) else 1


def _words(place: int) -> str:
    return f"Bulk {place}"

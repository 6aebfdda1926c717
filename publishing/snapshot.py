"""The one canonical form of an item's content, of a working copy and an edition alike.

It seals editions, tells whether a working copy has changed, and feeds comparisons, draft saves and
the form that is filled in to restore.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from publishing import formats
from publishing.changes.digests import canonical_json
from publishing.formats import Layout, full_layout, is_empty, layout


def shared_fields(model: type[models.Model], other: type[models.Model]) -> list[models.Field]:
    """Return the columns that both classes declare, but for their primary keys, in the order of
    `model`."""
    names = {field.name for field in other._meta.concrete_fields}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in names and not field.primary_key
    ]


def shared_sets(model: type[models.Model], other: type[models.Model]) -> list[str]:
    """Return the names of the many-to-many sets that both classes declare."""
    names = {field.name for field in other._meta.many_to_many}
    return sorted(field.name for field in model._meta.many_to_many if field.name in names)


def part_models(item_model: Any, name: str) -> tuple[Any, Any]:
    """Return the working and the published class of one kind of child row, such as memberships."""
    return (
        item_model._meta.get_field(name).related_model,
        item_model.edition_model()._meta.get_field(name).related_model,
    )


def declared_layout(item_model: Any) -> Layout:
    """Return what a type declares today: what its working copy and its editions share."""
    edition_model = item_model.edition_model()
    return Layout(
        tuple(column.name for column in shared_fields(item_model, edition_model)),
        {
            name: tuple(c.name for c in shared_fields(*part_models(item_model, name)))
            for name in item_model.published_parts
        },
        tuple(shared_sets(item_model, edition_model)),
    )


def snapshot(source: Any, number: int | None = None) -> dict:
    """Return the content of a working copy or an edition in a format, by default the current one.

    Shape: `{"fields": {name: value}, "parts": {name: [{name: value}]}, "related": {name: [id]}}`.
    What the source no longer has, or does not have yet, is left out as what is empty is. One query
    for each kind of child row and each set, unless `gather_children` was asked for them.
    """
    number = number or formats.CURRENT
    return _content(source, layout(source.item_model(), number), number)


def full_snapshot(edition: Any) -> dict:
    """Return all that an edition holds, for people to read: what any format takes, as it is called
    today. As many queries as `snapshot`."""
    return _content(edition, full_layout(edition.item_model()), formats.CURRENT)


def _content(source: Any, names: Layout, number: int) -> dict:
    """The values that `names` take, without what the format `number` leaves out as empty."""
    sealed = getattr(source, "format", formats.CURRENT)
    written_in = layout(source.item_model(), sealed)
    renamed = written_in.choices or names.choices

    def values(row: models.Model, columns: Iterable[str], prefix: str = "") -> dict:
        content = {}
        for name in columns:
            value = _plain(row, name)
            if not is_empty(value, number):
                if renamed:
                    today = written_in.called_today(prefix + name, value)
                    value = names.called_then(prefix + name, today)
                content[name] = value
        return content

    parts = {
        name: [values(row, columns, f"{name}.") for row in _rows(source, name)]
        for name, columns in names.parts.items()
    }
    related = {name: sorted(_ids(source, name)) for name in names.sets}
    content = {
        "fields": values(source, names.fields),
        "parts": {name: rows for name, rows in parts.items() if rows},
        "related": {name: ids for name, ids in related.items() if ids},
    }
    return source.translate_snapshot(content, number) if number > sealed else content


def digest(content: dict) -> str:
    """Return the SHA-256 of a snapshot's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def assign(row: models.Model, columns: Iterable[models.Field], values: dict) -> None:
    """Set `columns` from a snapshot, in which empty values were left out."""
    for column in columns:
        if column.name in values:
            setattr(row, column.attname, column.to_python(values[column.name]))
        else:
            setattr(row, column.attname, _empty(column))


def _empty(column: models.Field) -> Any:
    if column.null:
        return None
    return False if isinstance(column, models.BooleanField) else column.get_default()


def gather_children(editions: Sequence[Any]) -> None:
    """Let editions of one type hold their child rows and the keys of their sets, so that their
    snapshots ask for nothing: one query for each kind."""
    model = type(editions[0])
    names = full_layout(model.item_model())
    for edition in editions:
        edition.gathered = defaultdict(list)
    by_key = {edition.pk: edition.gathered for edition in editions}
    for name in filter(partial(hasattr, model), names.parts):
        part_model: Any = model._meta.get_field(name).related_model
        for row in part_model._default_manager.filter(edition__in=by_key):
            by_key[row.edition_id][name].append(row)
    for name in filter(partial(hasattr, model), names.sets):
        field: Any = model._meta.get_field(name)
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        rows = field.remote_field.through._default_manager.filter(**{f"{own}__in": by_key})
        for edition, related in rows.order_by().values_list(own, other):
            by_key[edition][name].append(related)


def _rows(source: models.Model, name: str) -> Iterable[models.Model]:
    if (gathered := getattr(source, "gathered", None)) is not None:
        return gathered[name]
    return getattr(source, name).all() if hasattr(source, name) else ()


def _ids(source: models.Model, name: str) -> Iterable[int]:
    if (gathered := getattr(source, "gathered", None)) is not None:
        return gathered[name]
    return getattr(source, name).values_list("pk", flat=True) if hasattr(source, name) else ()


@cache
def _column(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _plain(row: models.Model, name: str) -> Any:
    column = _column(type(row), name)
    if column is None:
        return None
    value = column.value_from_object(row)
    if value is None or type(value) is str:
        return value
    if isinstance(column, models.DecimalField):
        # 1.50 and 1.5 are one value; so are the several zeros.
        return format(Decimal(str(value)).normalize() + 0, "f")
    if isinstance(column, models.FileField):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value

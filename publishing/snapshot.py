"""The one canonical form of an item's content, of a working copy and an edition alike.

It seals editions, tells whether a working copy has changed, and feeds comparisons. Empty
values are left out, so that a column added later does not alter the seal of old editions.
"""

import hashlib
import json
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def shared_fields(one: type[models.Model], other: type[models.Model]) -> list[models.Field]:
    """The columns that both classes declare, but for their primary keys, in `one`'s order."""
    names = {field.name for field in other._meta.concrete_fields}
    return [
        field
        for field in one._meta.concrete_fields
        if field.name in names and not field.primary_key
    ]


def shared_sets(one: type[models.Model], other: type[models.Model]) -> list[str]:
    """The names of the many-to-many sets that both classes declare."""
    names = {field.name for field in other._meta.many_to_many}
    return sorted(field.name for field in one._meta.many_to_many if field.name in names)


def part_models(item_model: type[models.Model], name: str):
    """The working and the published class of one kind of child row, such as memberships."""
    edition_model = item_model._meta.get_field("editions").related_model
    return (
        item_model._meta.get_field(name).related_model,
        edition_model._meta.get_field(name).related_model,
    )


def snapshot(source: models.Model) -> dict:
    """The content of a working copy or an edition: its fields, parts and related ids.

    Shape: `{"fields": {name: value}, "parts": {name: [{name: value}]}, "related": {name: [id]}}`.
    """
    item_model = source.item_model()
    edition_model = item_model.edition_model()
    parts = {}
    for name in item_model.published_parts:
        columns = shared_fields(*part_models(item_model, name))
        if rows := [_values(row, columns) for row in getattr(source, name).all()]:
            parts[name] = rows
    related = {}
    for name in shared_sets(item_model, edition_model):
        if ids := sorted(getattr(source, name).values_list("pk", flat=True)):
            related[name] = ids
    fields = _values(source, shared_fields(item_model, edition_model))
    return {"fields": fields, "parts": parts, "related": related}


def digest(content: dict) -> str:
    """The SHA-256 of a snapshot's canonical JSON, in hexadecimal."""
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _values(row: models.Model, columns: list[models.Field]) -> dict:
    values = {column.name: _plain(column, row) for column in columns}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _plain(column: models.Field, row: models.Model):
    value = column.value_from_object(row)
    if isinstance(column, models.DecimalField) and value is not None:
        # 1.50 and 1.5 are one value; so are the several zeros.
        return format(Decimal(str(value)).normalize() + 0, "f")
    if isinstance(column, models.FileField):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value

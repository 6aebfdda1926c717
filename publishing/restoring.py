"""Putting a kept snapshot back into a working copy."""

from django.db import models

from publishing.snapshot import part_models, shared_fields, shared_sets


def apply_content(item: models.Model, content: dict) -> None:
    """Make a working copy say what a snapshot says: fields, child rows and related sets.

    Raises ValidationError when it breaks a rule of today, or refers to what no longer exists.
    """
    item_model = type(item)
    edition_model = item_model.edition_model()
    assign(item, shared_fields(item_model, edition_model), content["fields"])
    item.full_clean()
    item.save()
    for name in item_model.published_parts:
        working, published = part_models(item_model, name)
        columns = shared_fields(working, published)
        rows = getattr(item, name)
        rows.all().delete()
        for values in content["parts"].get(name, []):
            row = working(**{rows.field.name: item})
            assign(row, columns, values)
            row.full_clean()
            row.save()
    for name in shared_sets(item_model, edition_model):
        related = getattr(item, name)
        kept = related.model._default_manager.filter(pk__in=content["related"].get(name, []))
        related.set(kept)


def assign(row: models.Model, columns: list[models.Field], values: dict) -> None:
    """Set `columns` from a snapshot, in which empty values were left out."""
    for column in columns:
        if column.name in values:
            setattr(row, column.attname, column.to_python(values[column.name]))
        else:
            setattr(row, column.attname, _empty(column))


def _empty(column: models.Field):
    if column.null:
        return None
    return False if isinstance(column, models.BooleanField) else column.get_default()

"""Two snapshots of an item beside each other, in the words that people read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from publishing.models import WorkingCopy
from publishing.redline import Block, Line, compare, prose_blocks, text_blocks, unified
from publishing.snapshot import part_models, shared_fields, shared_sets


@dataclass(frozen=True)
class FieldChange:
    """A field, a set or a list of parts, with what changed in it."""

    label: str
    lines: list[Line]

    @property
    def marked(self) -> SafeString:
        return unified(self.lines)


def changes(item_model: type[WorkingCopy], before: dict, after: dict) -> list[FieldChange]:
    """What differs between two snapshots, in the order of the item's fields."""
    one, other = read(item_model, before), read(item_model, after)
    return [
        FieldChange(label, compare(one[label], other[label]))
        for label in one
        if one[label] != other[label]
    ]


def read(item_model: type[WorkingCopy], content: dict) -> dict[str, list[Block]]:
    """Each field, set and list of parts of a snapshot, by its label."""
    edition_model = item_model.edition_model()
    fields = shared_fields(item_model, edition_model)
    said = {
        _label(column): _blocks(column, content["fields"].get(column.name)) for column in fields
    }
    for name in shared_sets(item_model, edition_model):
        column = item_model._meta.get_field(name)
        if column.editable:
            said[_label(column)] = text_blocks(
                "\n".join(_names(column, content["related"].get(name, [])))
            )
    for name in item_model.published_parts:
        working, published = part_models(item_model, name)
        rows = _rows(shared_fields(working, published), content["parts"].get(name, []))
        said[capfirst(working._meta.verbose_name_plural)] = text_blocks("\n".join(rows))
    return said


def _rows(columns: list[models.Field], rows: Iterable[dict]) -> Iterator[str]:
    for row in rows:
        said = [
            f"{_label(column)}: {' '.join(_text(column, row[column.name]).split())}"
            for column in columns
            if column.name in row
        ]
        yield "; ".join(said)


def _label(column: Any) -> str:
    code = getattr(column, "_translated_field_language_code", "")
    language = dict(settings.LANGUAGES).get(code)
    label = capfirst(column.verbose_name)
    return f"{label} ({language})" if language else label


def _blocks(column: models.Field, value) -> list[Block]:
    text = _text(column, value)
    return prose_blocks(text) if hasattr(column, "sanitize") else text_blocks(text)


def _text(column: models.Field, value) -> str:
    if value in (None, ""):
        return ""
    if isinstance(column, models.ForeignKey):
        return " ".join(_names(column, [value]))
    if isinstance(column, models.BooleanField):
        return gettext("yes") if value else gettext("no")
    choices = {str(key): label for key, label in column.flatchoices}
    return str(choices.get(str(value), value))


def _names(column: Any, ids: list) -> list[str]:
    """What related rows are called today; those that are gone are named by number."""
    rows = column.related_model._base_manager.in_bulk(ids)
    return [str(rows.get(key, f"#{key}")) for key in ids]

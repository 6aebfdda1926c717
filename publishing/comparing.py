"""Two snapshots of an item beside each other, in the words that people read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from publishing import formats
from publishing.changes.position import readers_now
from publishing.formats import full_layout, is_empty
from publishing.models import WorkingCopy
from publishing.redline import Block, Line, compare, prose_blocks, text_blocks, unified


@dataclass(frozen=True)
class FieldChange:
    """A field, a set or a list of parts, with what changed in it."""

    label: str
    lines: list[Line]

    @property
    def marked(self) -> SafeString:
        return unified(self.lines)


def changes(
    item_model: type[WorkingCopy], before: dict, after: dict, number: int | None = None
) -> list[FieldChange]:
    """Return what differs between two snapshots, in the order of the item's fields.

    `number` is the older of the formats in which they were taken, when one is not current: what it
    leaves out as empty is no difference.
    """
    old, new = (readable(item_model, content, number) for content in (before, after))
    return [
        FieldChange(label, compare(old[label], new[label]))
        for label in old
        if old[label] != new[label]
    ]


def readable(
    item_model: type[WorkingCopy], content: dict, number: int | None = None
) -> dict[str, list[Block]]:
    """Return each field, set and list of parts of a snapshot as blocks of words, by its label.

    Those that the working copy no longer has are among them: editions hold them still.
    """
    number = number or formats.CURRENT
    edition, names = item_model.edition_model()._meta, full_layout(item_model)
    blocks = {}
    for name in names.fields:
        column: Any = edition.get_field(name)
        value = content["fields"].get(name)
        blocks[_label(column)] = _blocks(column, None if is_empty(value, number) else value)
    for name in names.sets:
        column = edition.get_field(name)
        if column.editable:
            lines = _names(column, content["related"].get(name, []))
            blocks[_label(column)] = text_blocks("\n".join(lines))
    for name, column_names in names.parts.items():
        model: Any = edition.get_field(name).related_model
        columns = [model._meta.get_field(column) for column in column_names]
        rows = _rows(columns, content["parts"].get(name, []), number)
        blocks[_part_label(item_model, name)] = text_blocks("\n".join(rows))
    return blocks


def _part_label(item_model: type[WorkingCopy], name: str) -> str:
    """Working rows have names for people; rows that only editions have must name themselves."""
    model = item_model if name in item_model.published_parts else item_model.edition_model()
    rows: Any = model._meta.get_field(name).related_model
    return capfirst(str(rows._meta.verbose_name_plural))


def _rows(columns: list[Any], rows: Iterable[dict], number: int) -> Iterator[str]:
    for row in rows:
        texts = [
            f"{_label(column)}: {' '.join(_text(column, row[column.name]).split())}"
            for column in columns
            if not is_empty(row.get(column.name), number)
        ]
        yield "; ".join(texts)


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
    """What related rows are called today; those that are gone are named by number, and what was
    published in error by nothing."""
    names = column.related_model._base_manager.in_bulk(ids)
    if issubclass(column.related_model, WorkingCopy):
        editions = column.related_model.edition_model().objects.in_force_at(readers_now())
        in_error = editions.filter(suppressed=True, item__in=ids).values_list("item", flat=True)
        names |= dict.fromkeys(in_error, gettext("[page withdrawn]"))
    return [str(names.get(key, f"#{key}")) for key in ids]

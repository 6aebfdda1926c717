"""Items as records to export: all that their editions say, as plain values.

Texts are there in every language, their figures as words. Reference data is named; other items are
named only where readers may see them at the moment of the record.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, override

from publishing import formats
from publishing.formats import layout
from publishing.languages import (
    LANGUAGES,
    active_language,
    base_and_language,
    in_every_language,
)
from publishing.models import Edition, WorkingCopy
from publishing.snapshot import part_models, shared_sets
from publishing.targets import Target, targets
from relations.figures.page import Figures
from relations.models import Image, Section, SectionEdition
from relations.models.cited import CitesStatistics
from relations.models.sourced import SPELLED
from relations.prose.field import ProseField


def records_of(
    editions: Sequence[Edition], moment: datetime, absolute: Callable[[str], str]
) -> list[dict]:
    """Return the records of editions of one type, in their order.

    `absolute` makes a full URL of a path. A value of fixed choices, and a row of reference data,
    is `{"key", "name"}`; another item `{"address", "title", "withdrawn"}`. The number of queries
    is that of the kinds of things they refer to, whatever the number of editions.
    """
    if not editions:
        return []
    builder = RecordBuilder(editions, moment, absolute)
    return [builder.record(edition) for edition in editions]


class RecordBuilder:
    """Builds records of editions of one type, for which it queries all they refer to at once."""

    def __init__(self, editions: Sequence[Edition], moment: datetime, absolute):
        model = editions[0].item_model()
        self.absolute = absolute
        names = layout(model, formats.CURRENT)
        self.columns = [model._meta.get_field(name) for name in names.fields]
        self.sets = {
            name: model._meta.get_field(name).related_model
            for name in shared_sets(model, type(editions[0]))
        }
        self.parts = {
            name: _columns_of_part(part_models(model, name)[0], columns)
            for name, columns in names.parts.items()
        }
        prefetch_related_objects(editions, *self.sets, *self._paths())
        citing = [edition for edition in editions if isinstance(edition, CitesStatistics)]
        self.figures = Figures([text for edition in citing for text in edition.prose()], moment)
        self.items = {
            linked: _public_items(linked, ids, moment)
            for linked, ids in self._linked_ids(editions).items()
        }

    def record(self, edition: Edition) -> dict:
        """Return the record of one of the editions."""
        return {
            "address": self.absolute(edition.get_absolute_url()),
            "edition": edition.identifier,
            "published": edition.live_from.isoformat(),
            **self._values(edition, self.columns),
            **{name: self._set(edition, name) for name in self.sets},
            **{
                name: [
                    self._values(row, columns)
                    for row in getattr(edition, name).all()
                    if self._is_public(row, columns)
                ]
                for name, columns in self.parts.items()
            },
        }

    def _values(self, row, columns: Iterable[models.Field]) -> dict:
        values: dict = {}
        for column in columns:
            name, language = base_and_language(column.name)
            name = SPELLED.get(name, name)
            if language:
                values.setdefault(name, {})[language] = self._text(row, column, language)
            elif column.is_relation:
                values[name] = self._related(row, column)
            elif column.choices:
                values[name] = _choice(column, getattr(row, column.attname))
            else:
                values[name] = column.value_from_object(row)
        return values

    def _text(self, row, column: models.Field, language: str) -> str:
        text = getattr(row, column.attname)
        return self.figures.plain(text, language) if isinstance(column, ProseField) else text

    # What is referred to

    def _paths(self) -> list[str]:
        """What to prefetch: the parts, and the reference data that columns name."""
        paths = [*self.parts, *_references(self.columns)]
        for name, columns in self.parts.items():
            paths += [f"{name}__{reference}" for reference in _references(columns)]
        return paths

    def _linked_ids(self, editions: Iterable[Edition]) -> dict[Any, set[int]]:
        """The ids of all other items that the editions refer to, by type."""
        ids: dict[Any, set[int]] = defaultdict(set)
        for edition in editions:
            for name, model in self.sets.items():
                if issubclass(model, WorkingCopy):
                    ids[model] |= {item.pk for item in getattr(edition, name).all()}
            rows: list[tuple[Any, list[Any]]] = [(edition, self.columns)]
            for name, columns in self.parts.items():
                rows += [(row, columns) for row in getattr(edition, name).all()]
            for row, columns in rows:
                for column in filter(_is_item, columns):
                    if pk := getattr(row, column.attname):
                        ids[column.related_model].add(pk)
        return ids

    def _is_public(self, row, columns: list[Any]) -> bool:
        """Whether readers may see every item that a row of a part refers to."""
        return all(
            getattr(row, column.attname) in (None, *self.items.get(column.related_model, ()))
            for column in filter(_is_item, columns)
        )

    def _related(self, row, column: Any) -> dict | None:
        if _is_item(column):
            return self._item(column.related_model, getattr(row, column.attname))
        return self._reference(getattr(row, column.name))

    def _set(self, edition, name: str) -> list[dict]:
        model, rows = self.sets[name], getattr(edition, name).all()
        if issubclass(model, WorkingCopy):
            known = [self.items[model][row.pk] for row in rows if row.pk in self.items[model]]
            return [self._target(target) for target in sorted(known, key=_titles)]
        return [self._reference(row) for row in rows]

    def _item(self, model: type[WorkingCopy], pk: int | None) -> dict | None:
        target = self.items[model].get(pk) if pk else None
        return self._target(target) if target else None

    def _target(self, target: Target) -> dict:
        return {
            "address": self.absolute(target.get_absolute_url()),
            "title": in_every_language(target.edition, "title"),
            "withdrawn": target.withdrawn,
        }

    def _reference(self, row) -> dict | None:
        if isinstance(row, Image):
            alt = in_every_language(row, "alt")
            return {"file": self.absolute(row.file.url), "alt": alt, "credit": row.credit}
        if row is None:
            return None
        return {
            "key": getattr(row, "code", None) or row.slug,
            "name": in_every_language(row, "name"),
        }


def _columns_of_part(part_model, names: Iterable[str]) -> list[models.Field]:
    """The columns of child rows, without the position, which their order shows."""
    return [part_model._meta.get_field(name) for name in names if name != "position"]


def _public_items(model: type[WorkingCopy], ids: set[int], moment: datetime) -> dict[int, Target]:
    """The items that can be named, by id; a section has the address of its fact sheet."""
    if model is not Section:
        return targets(model, ids, moment)
    sections = SectionEdition.objects.as_of(moment).filter(item__in=ids)
    return {
        section.item_id: Target(section, False)
        for section in sections.select_related("item__relationship")
    }


def _titles(target: Target) -> tuple:
    """What sorts items alike in files of every language."""
    return *in_every_language(target.edition, "title").values(), target.edition.item_id


def _is_item(column: Any) -> bool:
    return column.is_relation and issubclass(column.related_model, WorkingCopy)


def _references(columns: Iterable[models.Field]) -> list[str]:
    return [column.name for column in columns if column.is_relation and not _is_item(column)]


def _choice(column: models.Field, value) -> dict | None:
    labels = _labels(column).get(value)
    return {"key": value, "name": labels} if labels and value != "" else None


@cache
def _labels(column: models.Field) -> dict:
    labels: dict = defaultdict(dict)
    for language in LANGUAGES:
        with override(language):
            for value, label in column.flatchoices:
                labels[value][language] = str(label)
    return labels


def format_record_value(value) -> str:
    """Return a value of a record in words, lists and rows joined."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case list():
            return "; ".join(filter(None, map(format_record_value, value)))
        case {"key": _, "name": name, **others} if not others:
            return format_record_value(name)
        case {"address": _, "title": title, "withdrawn": withdrawn, **others} if not others:
            words = format_record_value(title)
            return f"{words} ({gettext('withdrawn')})" if withdrawn else words
        case dict() if value.keys() == set(LANGUAGES):
            return value[active_language()] or next(filter(None, value.values()), "")
        case dict():
            pairs = (_format_pair(name, part) for name, part in value.items())
            return ", ".join(filter(None, pairs))
    return str(value)


def _format_pair(name: str, value) -> str:
    """A value of a child row, with its name where it would not be understood alone."""
    if value is True or (value and name in ("begins", "ends")):
        return f"{name} {format_record_value(value)}" if value is not True else name
    return format_record_value(value)

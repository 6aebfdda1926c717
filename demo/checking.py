"""Checks that every fact of the inventory, `facts*.toml`, stands in a field of what readers see.

The top of `facts.toml` explains the format. A fact that stands only in prose cannot be filtered,
dated, sourced or counted, so prose does not count.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags

from demo.loading import ITEMS, REFERENCE, key_name
from publishing.changes.position import readers_now
from publishing.models import Edition
from relations.models import Section
from relations.prose.field import ProseField

INVENTORY = Path(__file__).parent

PLACE = re.compile(r"(?P<name>\w+)(?:\[(?P<conditions>[^]]*)\])?(?:\.(?P<field>\w+))?")


class FactMissing(Exception):
    """A fact is not where the inventory says; the message says why."""


@dataclass(frozen=True)
class Fact:
    """One fact of the source, and the field that states it."""

    row: str
    fact: str
    item: str
    where: str
    equals: Any
    at: date | None = None

    def __str__(self):
        return f"{self.row}: {self.fact} ({self.item} {self.where})"


def read_facts(inventory: Path = INVENTORY) -> list[Fact]:
    """Return every fact of the files of the inventory."""
    return [
        Fact(**table)
        for path in sorted(inventory.glob("facts*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["facts"]
    ]


def find_errors(facts: Iterable[Fact]) -> list[str]:
    """Return a sentence for each fact that does not stand in the field named for it."""
    errors = []
    for fact in facts:
        try:
            _verify(fact)
        except FactMissing as error:
            errors.append(f"{fact}: {error}")
    return errors


def _verify(fact: Fact) -> None:
    source = _source(fact)
    values = _values(source, fact.where)
    expected = fact.equals if isinstance(fact.equals, list) else [fact.equals]
    missing = {str(value) for value in expected} - set(values)
    if missing:
        instead = ", ".join(sorted(values)) or "nothing"
        prose = " It stands only in prose." if _in_prose(source, missing) else ""
        raise FactMissing(f"says {instead} instead of {', '.join(sorted(missing))}.{prose}")


def _source(fact: Fact) -> models.Model:
    """The row of reference data, or the edition in force, that a fact is looked for in."""
    folder, _, key = fact.item.partition("/")
    if model := REFERENCE.get(folder):
        source = model._default_manager.filter(**{key_name(model): key}).first()
    elif item_model := ITEMS.get(folder):
        lookups = {f"item__{key_name(item_model)}": key}
        if item_model is Section:
            relationship, _, slug = key.partition("/")
            lookups = {"item__relationship__slug": relationship, "item__slug": slug}
        editions = item_model.edition_model().objects.as_of(_moment(fact.at))
        source = editions.filter(**lookups).first()
    else:
        raise FactMissing(f"there is no folder “{folder}”.")
    if source is None:
        raise FactMissing("there is no such item in public.")
    return source


def _moment(at: date | None) -> datetime:
    """The end of a day, or now."""
    return timezone.make_aware(datetime.combine(at, time.max)) if at else readers_now()


def _values(source: models.Model, where: str) -> list[str]:
    """The value of a field as a list of one, or all values of a set."""
    match = PLACE.fullmatch(where)
    if not match:
        raise FactMissing("the place is not readable.")
    if match["conditions"] is None and not match["field"]:
        return _values_of_field(source, where)
    row = _row(source, match["name"], match["conditions"] or "")
    return _values_of_field(row, match["field"] or "")


def _row(source: models.Model, name: str, conditions: str) -> models.Model:
    """The one child row in which every `field=value` of `conditions` holds."""
    if not isinstance(source, Edition) or name not in source.item_model().published_parts:
        raise FactMissing(f"there are no child rows “{name}”.")
    pairs = [condition.strip().split("=", 1) for condition in conditions.split(";")]
    rows = [
        row
        for row in getattr(source, name).all()
        if all(_values_of_field(row, field) == [value] for field, value in pairs)
    ]
    if len(rows) != 1:
        raise FactMissing(f"{len(rows) or 'none'} of the {name} match.")
    return rows[0]


def _values_of_field(row: models.Model, name: str) -> list[str]:
    identity = getattr(row, "item", row)
    for owner in (row, identity):  # position, slug and key stand on the identity
        fields = [*owner._meta.concrete_fields, *owner._meta.many_to_many]
        if field := next((field for field in fields if field.name == name), None):
            break
    else:
        raise FactMissing(f"there is no field “{name}”.")
    if isinstance(field, ProseField):
        raise FactMissing("that is prose.")
    if field.many_to_many:
        return [_key(target) for target in getattr(row, name).all()]
    value = getattr(owner, name)
    return [_key(value) if isinstance(value, models.Model) else _plain(value)]


def _key(target: models.Model) -> str:
    key = str(getattr(target, key_name(type(target))))
    return f"{target.relationship.slug}/{key}" if isinstance(target, Section) else key


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _in_prose(source: models.Model, values: Iterable[str]) -> bool:
    texts = [
        strip_tags(getattr(source, field.attname))
        for field in source._meta.concrete_fields
        if isinstance(field, ProseField)
    ]
    return any(value and value in text for value in values for text in texts)

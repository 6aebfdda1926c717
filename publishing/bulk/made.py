"""What there must be before anything can be copied: items and terms with what they must have."""

from collections import Counter
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from publishing.bulk import invented
from publishing.chosen import choices
from publishing.languages import by_column
from publishing.models import WorkingCopy


def more_terms(model: Any, number: int, random: Random) -> None:
    """Make invented terms of a type until there are so many."""
    for place in range(model.objects.count(), number):
        term = _row(model, place)
        for column, text in by_column("name", invented.term(random)).items():
            setattr(term, column, text[: model._meta.get_field(column).max_length])
        term.save()


def make_item(model: Any) -> Any:
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
            value = _existing(target, counts[target]) if target else value_of(field, place)
            columns[field.name] = value
            counts[target] += 1
    return model(**columns)


def _existing(model: Any, place: int) -> Any:
    found = list(model.objects.order_by("pk")[: place + 1])
    if len(found) > place:
        return found[place]
    if issubclass(model, WorkingCopy):
        return make_item(model)
    made = _row(model, place)
    made.save()
    return made


def value_of(field: Any, place: int) -> Any:
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

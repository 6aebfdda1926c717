"""The other items that an item names in its fields and in those of its parts."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.text import capfirst

from publishing.models import WorkingCopy


class Chosen(NamedTuple):
    """An item that another names, after the label of the field that it was chosen in; `path` is
    the name of the field. Of a part both come after the list's: `key_figures__statistic`."""

    path: str
    label: str
    item: WorkingCopy


def chosen_items(item: Any) -> Iterator[Chosen]:
    """Every item that was chosen in the form of another. One query for each field that may hold
    any."""
    for name, label in choices(type(item)):
        field = item._meta.get_field(name)
        if field.many_to_many:
            rows = list(getattr(item, name).all())
        else:
            rows = [row] if (row := getattr(item, name)) else []
        yield from (Chosen(name, label, row) for row in rows)
    for part in item.published_parts:
        parts: Any = getattr(item, part)
        owner, heading = parts.field.name, capfirst(parts.model._meta.verbose_name_plural)
        for name, label in choices(parts.model):
            if name != owner:
                for row in parts.exclude(**{name: None}).select_related(name):
                    chosen = getattr(row, name)
                    yield Chosen(f"{part}__{name}", f"{heading}: {capfirst(label)}", chosen)


def unseen(chosen: list[Chosen], moment: datetime) -> list[Chosen]:
    """Those of `chosen` that readers do not see at `moment`. One query for each type of item."""
    seen = set()
    by_type = sorted(chosen, key=lambda choice: choice.item._meta.label)
    for model, of_model in groupby(by_type, lambda choice: type(choice.item)):
        keys = [choice.item.pk for choice in of_model]
        public = model.edition_model().objects.as_of(moment).filter(item__in=keys)
        seen |= {(model, key) for key in public.values_list("item", flat=True)}
    return [choice for choice in chosen if (type(choice.item), choice.item.pk) not in seen]


def choices(model: Any) -> Iterator[tuple[str, str]]:
    """The names and labels of the fields of a model in which people choose items."""
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        to = field.related_model
        if field.editable and to and isinstance(to, type) and issubclass(to, WorkingCopy):
            yield field.name, str(field.verbose_name)

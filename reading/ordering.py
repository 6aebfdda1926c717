"""The orders of lists: by titles, alike in the databases and in Python, or as readers choose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, OrderBy, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise

from publishing.languages import TranslatedText, preferred_languages
from publishing.sorting import TitleKey, title_key
from reading.facets import Parameter
from search.questions import BY_TITLE, Sort

Ordering = tuple[Expression | str, ...]


def in_title_order(rows: Iterable[Any]) -> list[Any]:
    """Return rows, each with its `edition`, by the titles that the reader sees, as `title_order`
    does."""
    return sorted(rows, key=lambda row: (key_of(row.edition.title), row.edition.pk))


def key_of(title: TranslatedText) -> str:
    """Return what a title is sorted by, in the language that it is written in."""
    return title_key(title, title.lang)


def title_order(prefix: str = "") -> Ordering:
    """Return the ordering by the titles that the reader sees, each in the first of the reader's
    languages that has one. `prefix` leads to the rows with a title, as in `edition__`."""
    return _title_key(prefix).asc(), f"{prefix}pk"


def _title_key(prefix: str = "") -> Expression:
    keys = [
        TitleKey(NullIf(f"{prefix}title_{language}", Value("")), language)
        for language in preferred_languages()
    ]
    return Coalesce(*keys, Value(""))


@dataclass(frozen=True)
class Order:
    """Something that a list can be sorted by: its label, and the expressions it goes by, of the
    filters of the list; without any, titles. The index has it as a `key` of the type, or `numbers`
    gives it of the filters, by the ids of editions; those without a number go by the key. `ways`
    are those that make sense: upwards (""), or downwards ("-"), the first as what readers mean who
    do not say."""

    label: str | Promise
    expressions: Callable[[Any], tuple[Any, ...]] | None = None
    key: str = BY_TITLE
    numbers: Callable[[Any], Mapping[int, Any]] | None = None
    ways: tuple[str, ...] = ("", "-")

    def ordering(self, way: str, filters: Any) -> Ordering:
        """Return the ordering: rows without a value last, and alike ones by their titles."""
        by, *others = self.expressions(filters) if self.expressions else (_title_key(),)
        sorted_by = OrderBy(by, descending=bool(way), nulls_last=True)
        return (sorted_by, *others, *title_order()) if self.expressions else (sorted_by, "pk")


class OrderParameter(Parameter):
    """What a list is sorted by: the name of one of `orders`, with `-` before it the other way
    round. The first order is that of a list that names none."""

    narrows = False

    def __init__(self, field_name: str, *, orders: dict[str, Order], **kwargs):
        self.orders = orders
        super().__init__(field_name, **kwargs)

    def valid_labels(self, values):
        return {text: str(label) for text in values if (label := self._labels.get(text))}

    @property
    def _labels(self) -> dict[str, Any]:
        return {
            f"{way}{name}": order.label for name, order in self.orders.items() for way in order.ways
        }

    def ordering(self, value: str) -> Ordering:
        """Return the ordering that a valid value, or none, names."""
        name = value.removeprefix("-") or next(iter(self.orders))
        way = "-" if value.startswith("-") else ""
        return self.orders[name].ordering(way, self.parent)

    def sort(self, value: str) -> tuple[Sort, Callable[[Any], Mapping[int, Any]] | None]:
        """Return how the index sorts by a valid value, or none, and what gives the numbers that it
        does not have."""
        order = self.orders[value.removeprefix("-") or next(iter(self.orders))]
        return Sort(order.key, value.startswith("-")), order.numbers

    def choices(self, value: str) -> list[tuple[str, Any, bool, str]]:
        """Return of each order the value of its link, its label, whether it is the one in use, and
        which way that goes, if it goes both ways: "up" or "down". Its link then turns it round."""
        if not self.parent.is_ranked:
            value = value or next(iter(self.orders))
        rows = []
        for name, order in self.orders.items():
            used = value.removeprefix("-") == name
            ways = [f"{way}{name}" for way in order.ways]
            others = [way for way in ways if way != value]
            direction = ("down" if value.startswith("-") else "up") if used and others else ""
            rows.append(((others or ways)[0] if used else ways[0], order.label, used, direction))
        return rows

    def filter(self, queryset, value):
        return queryset

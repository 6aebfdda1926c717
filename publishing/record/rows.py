"""Reading tables whole: in the order of their keys, in little memory, as of one moment."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import DataError, OperationalError, connection, models
from django.db.models.functions import Cast

from publishing.shadows import undone

AT_ONCE = 500  # rows in one query

# What Django raises on reading what is no value of a column: words in a column of dates, or bytes
# that are no UTF-8.
UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError, DataError, OperationalError)


class Unreadable:
    """Stands for a value that cannot be read, and is equal to no other."""

    def __str__(self):
        return repr(self)


@contextmanager
def one_moment() -> Iterator[None]:
    """Queries inside see the database as it stands at the first of them. Nobody who writes waits,
    and nothing can be written."""
    if connection.in_atomic_block:
        yield
        return
    with undone():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def rows_in_order(
    model: Any, names: Sequence[str], *, after: int | None = None, at_once: int = AT_ONCE
) -> Iterator[tuple]:
    """The rows of a table whose keys are beyond `after`: each its key, and the values of `names`.

    One query for each `at_once` rows.
    """
    rows: models.QuerySet = models.QuerySet(model).order_by("pk")
    while True:
        further = rows if after is None else rows.filter(pk__gt=after)
        chunk = _read(further[:at_once], names)
        yield from chunk
        if len(chunk) < at_once:
            return
        after = chunk[-1][0]


def rows_by_key(model: Any, names: Sequence[str], keys: Iterable[int]) -> Iterator[tuple]:
    """Like `rows_in_order`, the rows that have one of the keys, which come in order."""
    left = iter(keys)
    while chunk := list(islice(left, AT_ONCE)):
        yield from _read(models.QuerySet(model).order_by("pk").filter(pk__in=chunk), names)


def _read(rows: models.QuerySet, names: Sequence[str]) -> list[tuple]:
    timed = {name: field for name in names if (field := _timed(rows.model, name))}
    texts = [Cast(name, models.TextField()) for name in timed]
    try:
        read = list(rows.values_list("pk", *names, *texts))
    except UNREADABLE:
        keys = list(rows.values_list("pk", flat=True))
        return [(key, *(_value(rows.model, key, name) for name in names)) for key in keys]
    return [_as_spelled(row, names, timed) for row in read] if timed else read


def _timed(model: Any, name: str) -> models.Field | None:
    """The column, if it holds days or instants that are compared as they are spelled."""
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    kinds = (models.DateField, models.TimeField)
    return field if connection.vendor == "sqlite" and isinstance(field, kinds) else None


def _as_spelled(row: tuple, names: Sequence[str], timed: dict[str, models.Field]) -> tuple:
    """A row without the texts of its days and instants; one that is not spelled as Django spells it
    reads alike, and is another to every query."""
    end = 1 + len(names)
    values = list(row[:end])
    for text, (name, field) in zip(row[end:], timed.items(), strict=True):
        place = 1 + names.index(name)
        if text != field.get_db_prep_value(values[place], connection):
            values[place] = Unreadable()
    return tuple(values)


def _value(model: Any, key: int, name: str) -> Any:
    try:
        return models.QuerySet(model).values_list(name, flat=True).get(pk=key)
    except UNREADABLE:
        return Unreadable()

"""Tables that one connection sees in place of those of the same name.

Both databases look for a temporary table or view before any other of its name, and whoever writes
one waits for nobody and keeps nobody waiting. So a preview writes its edition into temporary
copies; a view of the same name then shows them together with the editions of all other items.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from publishing.items import edition_children
from publishing.models import WorkingCopy

# The numbers that rows have in a shadow: no table of the site gets as far.
FIRST_ID = 2**40
SCHEMA = {"sqlite": "SELECT 'main'", "postgresql": "SELECT current_schema()"}
TEMPORARY = {"sqlite": "temp", "postgresql": "pg_temp"}
COUNT_FROM = {
    "sqlite": "INSERT INTO temp.sqlite_sequence VALUES ('{table}', {first} - 1)",
    "postgresql": 'ALTER TABLE pg_temp."{table}" ALTER COLUMN id RESTART WITH {first}',
}


class Shadow(NamedTuple):
    """A model whose table is shadowed. Rows with `condition`, in SQL, are replaced by the copy."""

    model: Any
    condition: str


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back at its end, and that takes no lock when it begins: not even
    to append what others wrote past the site."""
    database: Any = connection
    database.ensure_connection()  # which sets the mode
    mode = getattr(database, "transaction_mode", None)
    try:
        # SQLite alone has modes; without one it locks nothing until something is written.
        database.transaction_mode = None
        database.appends_leftovers = False
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        database.transaction_mode = mode
        database.appends_leftovers = True


@contextmanager
def shadowed(items: Iterable[WorkingCopy]) -> Iterator[None]:
    """Let editions of `items` be written inside this block, and be read after it, by this
    connection alone. Call it within `undone`, whose end removes them."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        (schema,) = cursor.fetchone()
        shadows = list(_shadows(items))
        for shadow in shadows:
            for statement in _copy(shadow, schema):
                cursor.execute(statement)
        yield
        for shadow in shadows:
            for statement in _join(shadow, schema):
                cursor.execute(statement)


def _shadows(items: Iterable[WorkingCopy]) -> Iterator[Shadow]:
    keys_by_type = defaultdict(list)
    for item in items:
        keys_by_type[type(item)].append(str(int(item.pk)))
    for item_model, keys in keys_by_type.items():
        edition_model = item_model.edition_model()
        column = edition_model._meta.get_field("item").column
        yield Shadow(edition_model, f'"{column}" IN ({", ".join(keys)})')
        # Of child rows only those of the new edition are written; those before stay as they are.
        for model, _key in edition_children(edition_model):
            yield Shadow(model, "1 = 0")


def _copy(shadow: Shadow, schema: str) -> Iterator[str]:
    table, columns = _names(shadow.model)
    definitions = ", ".join(map(_definition, shadow.model._meta.concrete_fields))
    yield f'CREATE TEMPORARY TABLE "{table}" ({definitions})'
    yield COUNT_FROM[connection.vendor].format(table=table, first=FIRST_ID)
    yield (
        f'INSERT INTO "{table}" ({columns}) '
        f'SELECT {columns} FROM {schema}."{table}" WHERE {shadow.condition}'
    )


def _definition(column: models.Field) -> str:
    """A column by its type alone: what may not be published is refused by the model."""
    words = [f'"{column.column}"', column.db_type(connection)]
    if column.primary_key:
        words += ["PRIMARY KEY", column.db_type_suffix(connection)]
    return " ".join(filter(None, words))


def _join(shadow: Shadow, schema: str) -> Iterator[str]:
    table, columns = _names(shadow.model)
    temporary = TEMPORARY[connection.vendor]
    yield f'ALTER TABLE {temporary}."{table}" RENAME TO "shadow_{table}"'
    yield (
        f'CREATE TEMPORARY VIEW "{table}" AS '
        f'SELECT {columns} FROM {schema}."{table}" WHERE NOT ({shadow.condition}) '
        f'UNION ALL SELECT {columns} FROM {temporary}."shadow_{table}"'
    )


def _names(model: Any) -> tuple[str, str]:
    """The table of a model, and its columns as SQL lists them."""
    columns = ", ".join(f'"{column.column}"' for column in model._meta.concrete_fields)
    return model._meta.db_table, columns

"""Database triggers that refuse what gets past the ORM: a sealed edition never changes.

Guarded are every table of editions, of their child rows and of their many-to-many sets, the
draft saves and the audit. An edition is sealed as the last act of the transaction that writes
it. On SQLite migrations rebuild tables, which triggers hinder and which loses them, so they are
dropped before migrations run and made again after every migrate.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connections

from publishing.items import edition_children, item_models
from publishing.models import AuditEntry, DraftSave, Edition

PREFIX = "frozen_"
REFUSAL = "published editions are frozen"
CREATED = re.compile(rf"CREATE TRIGGER ({PREFIX}\w+)")


class Guard(NamedTuple):
    """A guarded table. `edition_column` names a child row's key to its edition."""

    table: str
    columns: tuple[Any, ...]
    edition_table: str
    edition_column: Any = ""


def guards(app_label: str | None = None) -> Iterator[Guard]:
    for model in (DraftSave, AuditEntry):
        if app_label in (None, model._meta.app_label):
            table = model._meta.db_table
            yield Guard(table, tuple(f.column for f in model._meta.concrete_fields), table)
    for item in item_models():
        if app_label in (None, item._meta.app_label):
            yield from _guards_of(item)


def _guards_of(item) -> Iterator[Guard]:
    edition = item.edition_model()
    table = edition._meta.db_table
    frozen = [f.column for f in edition._meta.concrete_fields if f.name not in Edition.MUTABLE]
    yield Guard(table, tuple(frozen), table)
    for model, name in edition_children(edition):
        columns = tuple(field.column for field in model._meta.concrete_fields)
        key: Any = model._meta.get_field(name)
        yield Guard(model._meta.db_table, columns, table, key.column)


def remake_triggers(sender=None, using="default", **kwargs) -> None:
    """Make the triggers of one app's tables (or of all), replacing any that are there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for guard in guards(getattr(sender, "label", None)):
        if guard.table in tables:
            _drop(connection, guard)
            _create(connection, guard)


def lift_for_migrations(sender=None, using="default", plan=(), **kwargs) -> None:
    """Drop the triggers of one app's tables before migrations run.

    SQLite rebuilds a table by renaming another, and refuses while a trigger names it.
    """
    if plan:
        drop_triggers(using, getattr(sender, "label", None))


def drop_triggers(using="default", app_label: str | None = None) -> None:
    for guard in guards(app_label):
        _drop(connections[using], guard)


@contextmanager
def lifted(using="default"):
    """Let sealed editions be changed inside this block: for erasure, and for no one else."""
    drop_triggers(using)
    try:
        yield
    finally:
        remake_triggers(using=using)


def _drop(connection, guard: Guard) -> None:
    on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("insert", "update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}{event}_{guard.table}{on_table}")


def _create(connection, guard: Guard) -> None:
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor](guard):
            cursor.execute(statement)


def _sqlite(guard: Guard) -> Iterator[str]:
    def sealed(row: str) -> str:
        if not guard.edition_column:
            return f"{row}.seal <> ''"
        key = f"{row}.{guard.edition_column}"
        return f"(SELECT seal FROM {guard.edition_table} WHERE id = {key}) <> ''"

    def trigger(event: str, when: str, row: str) -> str:
        return (
            f"CREATE TRIGGER {PREFIX}{event}_{guard.table} BEFORE {when} ON {guard.table} "
            f"FOR EACH ROW WHEN {sealed(row)} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )

    columns = ", ".join(f'"{column}"' for column in guard.columns)
    yield trigger("update", f"UPDATE OF {columns}", "OLD")
    yield trigger("delete", "DELETE", "OLD")
    if guard.edition_column:
        yield trigger("insert", "INSERT", "NEW")


def _postgresql(guard: Guard) -> Iterator[str]:
    yield f"""
        CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            sealed boolean := true;
            changed jsonb;
        BEGIN
            IF TG_LEVEL = 'ROW' THEN
                changed := CASE TG_OP WHEN 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
                IF TG_ARGV[1] = '' THEN
                    sealed := changed->>'seal' <> '';
                ELSE
                    EXECUTE format('SELECT seal <> '''' FROM %I WHERE id = $1', TG_ARGV[0])
                    INTO sealed USING (changed->>TG_ARGV[1])::bigint;
                END IF;
            END IF;
            IF sealed THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END $$"""

    def trigger(event: str, when: str, level: str = "ROW") -> str:
        return (
            f"CREATE TRIGGER {PREFIX}{event}_{guard.table} BEFORE {when} ON {guard.table} "
            f"FOR EACH {level} "
            f"EXECUTE FUNCTION refuse_frozen('{guard.edition_table}', '{guard.edition_column}')"
        )

    columns = ", ".join(f'"{column}"' for column in guard.columns)
    yield trigger("update", f"UPDATE OF {columns}")
    yield trigger("delete", "DELETE")
    yield trigger("truncate", "TRUNCATE", "STATEMENT")
    if guard.edition_column:
        yield trigger("insert", "INSERT")


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}


def tables_without_triggers(using="default") -> list[str]:
    """The names of the guarded tables that lack one of their triggers."""
    connection = connections[using]
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    length = connection.ops.max_name_length()  # PostgreSQL cuts longer names off
    lacking = (
        guard.table
        for guard in guards()
        for statement in STATEMENTS[connection.vendor](guard)
        for name in CREATED.findall(statement)
        if name[:length] not in present
    )
    return list(dict.fromkeys(lacking))

"""Database triggers that refuse what gets past the ORM: a sealed edition never changes.

Frozen are every table of editions, of their child rows and of their many-to-many sets, the draft
saves, the corrected notes and the change table. An edition is sealed as the last act of the
transaction that writes it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connections

from publishing.items import edition_children, item_models
from publishing.models import Change, DraftSave, Edition, NoteCorrection

REFUSAL = "published editions are frozen"


class Trigger(NamedTuple):
    """A trigger of one table, and the statements that make it."""

    name: str
    table: str
    statements: tuple[str, ...]


class Guard(NamedTuple):
    """A frozen table: of editions; of child rows, whose key to the edition is `edition_column`; or
    of what is only ever added to, which has no `edition_table`."""

    table: str
    columns: tuple[str, ...]
    edition_table: str = ""
    edition_column: str = ""


def guards(app_label: str | None = None) -> Iterator[Guard]:
    for model in (Change, DraftSave, NoteCorrection):
        if app_label in (None, model._meta.app_label):
            yield Guard(model._meta.db_table, _columns(model))
    for item in item_models():
        if app_label in (None, item._meta.app_label):
            yield from _guards_of(item)


def _columns(model: Any, mutable: Iterable[str] = ()) -> tuple[str, ...]:
    return tuple(f.column for f in model._meta.concrete_fields if f.name not in mutable)


def _guards_of(item) -> Iterator[Guard]:
    edition = item.edition_model()
    table = edition._meta.db_table
    yield Guard(table, _columns(edition, Edition.MUTABLE), table)
    for model, name in edition_children(edition):
        key: Any = model._meta.get_field(name)
        yield Guard(model._meta.db_table, _columns(model), table, key.column)


@contextmanager
def lifted(using="default"):
    """Let what is frozen be changed inside this block: for erasure, and for no one else."""
    connection = connections[using]
    frozen = list(triggers(connection.vendor))
    drop(connection, frozen)
    try:
        yield
    finally:
        create(connection, frozen)


def drop(connection, dropped: Iterable[Trigger]) -> None:
    with connection.cursor() as cursor:
        for trigger in dropped:
            on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}")


def create(connection, created: Iterable[Trigger]) -> None:
    with connection.cursor() as cursor:
        for trigger in created:
            for statement in trigger.statements:
                cursor.execute(statement)


def triggers(vendor: str, app_label: str | None = None) -> Iterator[Trigger]:
    """The triggers that freeze the tables of one app, or all."""
    for guard in guards(app_label):
        columns = ", ".join(f'"{column}"' for column in guard.columns)
        events = {"update": f"UPDATE OF {columns}", "delete": "DELETE"}
        if guard.edition_column:
            events["insert"] = "INSERT"
        if vendor == "postgresql":
            events["truncate"] = "TRUNCATE"
        for event, when in events.items():
            name = f"frozen_{event}_{guard.table}"
            yield Trigger(name, guard.table, STATEMENTS[vendor](guard, name, event, when))


def _sqlite(guard: Guard, name: str, event: str, when: str) -> tuple[str, ...]:
    row = "NEW" if event == "insert" else "OLD"
    sealed = "1"
    if guard.edition_column:
        key = f"{row}.{guard.edition_column}"
        sealed = f"(SELECT seal FROM {guard.edition_table} WHERE id = {key}) <> ''"
    elif guard.edition_table:
        sealed = f"{row}.seal <> ''"
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {guard.table} "
        f"FOR EACH ROW WHEN {sealed} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    )


def _postgresql(guard: Guard, name: str, event: str, when: str) -> tuple[str, ...]:
    level = "STATEMENT" if event == "truncate" else "ROW"
    return (
        REFUSE_FROZEN,
        f"CREATE TRIGGER {name} BEFORE {when} ON {guard.table} FOR EACH {level} "
        f"EXECUTE FUNCTION refuse_frozen('{guard.edition_table}', '{guard.edition_column}')",
    )


REFUSE_FROZEN = f"""
CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealed boolean := true;
    changed jsonb;
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_ARGV[0] <> '' THEN
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


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}

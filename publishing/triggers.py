"""The site's database triggers: those that freeze what is sealed, and those that note what is
written for the record.

On SQLite migrations rebuild tables, which triggers hinder and which loses them, so they are
dropped before migrations run and made again after every migrate.
"""

from collections.abc import Iterator

from django.db import connections

from publishing import freezing
from publishing.changes.transactions import AppendsToRecord
from publishing.freezing import Trigger, create, drop
from publishing.models import Touched
from publishing.record import capturing

# Each trigger that works: its table, its name, and what it does.
CATALOGUE = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT relname, tgname, prosrc
        FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
    """,
}


def remake_triggers(sender=None, using="default", **kwargs) -> None:
    """Make the triggers of one app's tables (or of all), replacing any that are there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if Touched._meta.db_table in tables:
        present = [each for each in _triggers(connection, sender) if each.table in tables]
        drop(connection, present)
        create(connection, present)
        AppendsToRecord.suspended = False


def lift_for_migrations(sender=None, using="default", plan=(), **kwargs) -> None:
    """Drop the triggers of one app's tables before migrations run.

    SQLite rebuilds a table by renaming another, and refuses while a trigger names it.
    """
    if plan:
        AppendsToRecord.suspended = True
        drop(connections[using], _triggers(connections[using], sender))


def drop_triggers(using="default") -> None:
    drop(connections[using], _triggers(connections[using]))


def tables_without_triggers(using="default") -> list[str]:
    """The names of the tables that lack one of their triggers, or have another in its place, or one
    that was disabled."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE[connection.vendor])
        rows = cursor.fetchall()
    present: dict[tuple, str] = {(table, name): code for table, name, code in rows}
    length = connection.ops.max_name_length()  # PostgreSQL cuts longer names off

    def is_whole(trigger: Trigger) -> bool:
        code = present.get((trigger.table, trigger.name[:length]))
        # Of PostgreSQL it is that of the function, which is the first statement.
        return code is not None and any(code in statement for statement in trigger.statements)

    lacking = (trigger.table for trigger in _triggers(connection) if not is_whole(trigger))
    return list(dict.fromkeys(lacking))


def _triggers(connection, sender=None) -> Iterator[Trigger]:
    label = getattr(sender, "label", None)
    yield from freezing.triggers(connection.vendor, label)
    yield from capturing.triggers(connection.vendor, label)

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
    """The names of the tables that lack one of their triggers."""
    connection = connections[using]
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    length = connection.ops.max_name_length()  # PostgreSQL cuts longer names off
    triggers = _triggers(connection)
    return list(dict.fromkeys(each.table for each in triggers if each.name[:length] not in present))


def _triggers(connection, sender=None) -> Iterator[Trigger]:
    label = getattr(sender, "label", None)
    yield from freezing.triggers(connection.vendor, label)
    yield from capturing.triggers(connection.vendor, label)

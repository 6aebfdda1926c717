"""Whether the site works: `/healthz` tells of the process, `/readyz` of all that it needs."""

import functools
import logging
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from publishing.changes.position import clock_lag

logger = logging.getLogger(__name__)
KEPT_SECONDS = 1
FILE_BYTES = 65_536  # what a folder must take; an edition is smaller


class NotReady(Exception):
    """Its message says why; strangers read it."""


@never_cache
@require_safe
def healthz(request):
    """Answer 200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Answer 200 if the site can be read and written, else 503, with what each check found.

    A clock behind the record makes the site no less ready: readers go by the record. An answer is
    given again for a second, whoever asks, so that nobody can keep the site at it.
    """
    results: Any = cache.get_or_set("readyz", run_checks, KEPT_SECONDS)
    ready = all(result == "ok" for result in results.values())
    content = {"status": "ok" if ready else "unavailable", "checks": results}
    if ready and (lag := clock_lag()):
        content["warnings"] = {"clock": f"{lag.total_seconds():.0f} seconds behind the record"}
    return JsonResponse(content, status=200 if ready else 503)


def run_checks() -> dict[str, str]:
    """Return what each check found: "ok", or why not.

    This causes queries and an empty write, on a connection of its own.
    """
    database = own_connection()
    try:
        return {name: _result_of(name, check, database) for name, check in CHECKS.items()}
    finally:
        database.close()


def own_connection() -> BaseDatabaseWrapper:
    """Return a new connection to the site's database, which waits for no lock."""
    database = connection.copy()
    if database.vendor == "sqlite":
        database.settings_dict["OPTIONS"]["timeout"] = 0
    return database


def check_database(database) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations(database) -> None:
    if not newest_migrations() <= MigrationRecorder(database).applied_migrations().keys():
        raise NotReady("migrations are missing")


@functools.cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, as app and name; the others came before them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def check_writing(database) -> None:
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            check_folder(Path(database.settings_dict["NAME"]).parent)  # holds the log of writes
            write_sqlite(cursor)
        else:
            write_postgresql(cursor)


def write_sqlite(cursor) -> None:
    """Write what is there already: a number in the file's head that SQLite leaves to its users."""
    version = cursor.execute("PRAGMA user_version").fetchone()[0]
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except DatabaseError as error:
        if "locked" in str(error):
            return  # someone else writes, so it can be written
        raise
    cursor.execute(f"PRAGMA user_version = {version}")
    cursor.execute("COMMIT")


def write_postgresql(cursor) -> None:
    """Write a transaction to the log, and rows that need more than their memory to the disk."""
    cursor.execute("SHOW transaction_read_only")
    if cursor.fetchone()[0] == "on":
        raise NotReady("read-only")
    cursor.execute("SELECT txid_current()")
    cursor.execute("SET work_mem = '64kB'")
    cursor.execute("SELECT count(*) FROM generate_series(1, 20000)")


def check_media(_database) -> None:
    check_folder(Path(settings.MEDIA_ROOT))


def check_folder(folder: Path) -> None:
    """Raise NotReady unless a folder takes a file."""
    try:
        with TemporaryFile(dir=folder, buffering=0) as file:
            if file.write(bytes(FILE_BYTES)) < FILE_BYTES:
                raise NotReady("full")
    except FileNotFoundError as error:
        raise NotReady("missing") from error
    except OSError as error:
        logger.warning("Not ready: %s", error)
        raise NotReady("cannot be written") from error


CHECKS = {
    "database": check_database,
    "migrations": check_migrations,
    "writable": check_writing,
    "media": check_media,
}


def _result_of(name: str, check, database) -> str:
    try:
        check(database)
    except NotReady as reason:
        return str(reason)
    except Error as error:
        logger.warning("Not ready: %s: %s", name, error)
        return "failed"
    return "ok"

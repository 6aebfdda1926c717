"""Django's SQLite, for a site that serves: statements end in time, and a lost file is noticed.

What cannot be bounded is a disk that hangs: SQLite reads it within the process.
"""

import logging
import os
from collections.abc import Iterator
from math import inf
from time import monotonic
from typing import ClassVar

from django.conf import settings
from django.db import OperationalError
from django.db.backends.sqlite3 import base

from delivery.commits import NotesCommits
from publishing.changes.transactions import AppendsToRecord

logger = logging.getLogger(__name__)
INSTRUCTIONS = 250_000  # of SQLite's machine between looks at the clock: a few milliseconds


class DatabaseWrapper(AppendsToRecord, NotesCommits, base.DatabaseWrapper):
    # Each database file that this process has opened, by name: its device and number.
    files: ClassVar[dict[str, tuple[int, int]]] = {}
    statement_ends = inf  # by the monotonic clock

    def get_new_connection(self, conn_params):
        self.check_file()
        if settings.STATEMENT_SECONDS and not self.is_in_memory_db() and not _identity(self._file):
            # SQLite would make one, empty; only commands do.
            raise OperationalError("There is no database file. `manage.py prepare` makes it.")
        connection = super().get_new_connection(conn_params)
        if identity := _identity(self._file):
            self.files.setdefault(self._file, identity)
        connection.set_progress_handler(self._is_overdue, INSTRUCTIONS)
        return connection

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    def _commit(self):
        self.check_file()
        return super()._commit()

    def check_file(self) -> None:
        """Raise OperationalError if this process has opened a file that is not there any more.

        What would be written to it is lost, and a file in its place is not safe to open beside it:
        the two would share a write-ahead log. Only a restart is.
        """
        opened = self.files.get(self._file)
        if opened and _identity(self._file) != opened:
            message = (
                "The database file was deleted or replaced, or cannot be reached. Stop the site, "
                "then restore it."
            )
            logger.critical(message)
            raise OperationalError(message)

    @property
    def _file(self) -> str:
        return str(self.settings_dict["NAME"])

    def _is_overdue(self) -> bool:
        """Called by SQLite as it works; the statement is interrupted when this returns True."""
        return monotonic() > self.statement_ends


class Cursor(base.SQLiteCursorWrapper):
    rows: Iterator[tuple] | None = None  # what is left to be fetched, once it has finished

    def __init__(self, connection, database: DatabaseWrapper):
        super().__init__(connection)
        self.database = database

    def finish(self) -> None:
        """End the statement, whose rows are fetched later, so that a transaction can end."""
        self.rows = iter(super().fetchall())

    def fetchone(self):
        return super().fetchone() if self.rows is None else next(self.rows, None)

    def fetchall(self):
        return super().fetchall() if self.rows is None else list(self.rows)

    def execute(self, query, params=None):
        self.rows = None
        self._begin()
        return super().execute(query, params)

    def executemany(self, query, param_list):
        self._begin()
        return super().executemany(query, param_list)

    def _begin(self) -> None:
        if not self.connection.in_transaction:
            self.database.check_file()
        self.database.statement_ends = monotonic() + (settings.STATEMENT_SECONDS or inf)


def _identity(file: str) -> tuple[int, int] | None:
    try:
        stat = os.stat(file)
    except OSError:  # it is not there, or nobody can say
        return None
    return stat.st_dev, stat.st_ino

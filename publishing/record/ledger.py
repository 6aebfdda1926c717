"""What the changes said last of every row, in a temporary file rather than in memory."""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

CACHE_KIB = 32_000

SCHEMA = """
    CREATE TABLE changes (number INTEGER PRIMARY KEY, at TEXT);
    CREATE TABLE statements (
        table_name TEXT, row INTEGER, number INTEGER, columns INTEGER, digest TEXT, salt TEXT,
        PRIMARY KEY (table_name, row)
    ) WITHOUT ROWID;
"""


class Statement(NamedTuple):
    """What a change says of a row: the digests of `columns`, or none where it was deleted. Without
    a salt nothing can be compared with them."""

    row: int
    number: int
    columns: str
    digest: str | None
    salt: str | None


class Ledger:
    """A context manager; the file is gone with it."""

    def __enter__(self) -> "Ledger":
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file, of SQLite's
        self._file.executescript(f"PRAGMA cache_size = -{CACHE_KIB}; PRAGMA journal_mode = OFF;")
        self._file.executescript(SCHEMA)
        self._file.execute("BEGIN")
        self._columns: list[str] = []  # the lists of columns, which are few
        return self

    def __exit__(self, *raised) -> None:
        self._file.close()

    def note_change(self, number: int, at: str) -> None:
        self._file.execute("INSERT OR REPLACE INTO changes VALUES (?, ?)", (number, at))

    def note(self, table: str, columns: str, statements: list[tuple]) -> None:
        """Note what a change says of rows, each `(row, number, digest, salt)`; it replaces what was
        said before."""
        if columns not in self._columns:
            self._columns.append(columns)
        known = self._columns.index(columns)
        self._file.executemany(
            "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?)",
            [(table, row, number, known, *said) for row, number, *said in statements],
        )

    def statements(self, table: str) -> Iterator[Statement]:
        """What was said last of the rows of a table, in the order of their keys."""
        query = """
            SELECT row, number, columns, digest, salt
            FROM statements WHERE table_name = ? ORDER BY row
        """
        for row, number, columns, *said in self._file.execute(query, (table,)):
            yield Statement(row, number, self._columns[columns], *said)

    def rows(self, table: str) -> Iterator[int]:
        query = "SELECT row FROM statements WHERE table_name = ? ORDER BY row"
        return (row for (row,) in self._file.execute(query, (table,)))

    def count(self, table: str) -> int:
        """How many rows of a table are there, as the changes say."""
        query = "SELECT COUNT(digest) FROM statements WHERE table_name = ?"
        return self._file.execute(query, (table,)).fetchone()[0]

    def when(self, number: int) -> str:
        """When a change was made, in words."""
        query = "SELECT at FROM changes WHERE number = ?"
        found: Any = self._file.execute(query, (number,)).fetchone()
        return found[0] if found else "by a change that is not there"

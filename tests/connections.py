"""A second connection to the database of a test, which holds locks that the first one meets; and a
transaction like that of a test."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction

HERE = "default"


@pytest.fixture
def other_connection(transactional_db, tmp_path):
    """Another connection. On SQLite both are to a file, as those of the site are; on either
    database the one of the test gets a lock at once or not at all."""
    first = connections[HERE]
    mine = first.copy()
    if mine.vendor == "sqlite":
        first.ensure_connection()
        path = str(tmp_path / "site.sqlite3")
        with sqlite3.connect(path) as target:
            first.connection.backup(target)
        target.close()
        mine.settings_dict["NAME"] = path
        mine.settings_dict["OPTIONS"]["timeout"] = 0
    connections[HERE] = mine
    if mine.vendor == "postgresql":
        with mine.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1ms'")
    second = mine.copy()
    yield second
    second.close()
    mine.close()
    connections[HERE] = first


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done in the block. As in a test, the record is appended to meanwhile."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def meanwhile(other, act, *, commit: bool = False) -> Iterator[None]:
    """Let the other connection `act`, and commit nothing of it before the block ends, if at all."""
    mine = connections[HERE]
    try:
        connections[HERE] = other
        with transaction.atomic():
            act()
            connections[HERE] = mine
            yield
            connections[HERE] = other
            transaction.set_rollback(not commit)
    finally:
        connections[HERE] = mine

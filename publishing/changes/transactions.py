"""Databases that append what a transaction did to the record, as its last act."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction


class AppendsToRecord:
    """A mixin for Django's database wrappers.

    The outermost transaction ends in `commit`; in a test whose transaction is rolled back, in the
    outermost savepoint within it. Whatever fails then undoes the transaction.
    """

    # What appends, and whether it is due; set once the apps are loaded, which need a database.
    append: ClassVar[Callable[[Any, list], None]]
    is_due: ClassVar[Callable[[], bool]]
    # While migrations run, nothing is appended: the tables are not those that the code knows.
    suspended: ClassVar[bool] = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What the transaction does, each with the savepoints that it is done within.
        self.acts: list[tuple[set, Any]] = []
        self.appending = False

    def commit(self):
        if not self.appending:
            with self._as_block():
                self._append()
        super().commit()  # type: ignore[misc]

    def savepoint_commit(self, sid):
        if not self.appending and self._is_outermost():
            self._append()
        super().savepoint_commit(sid)  # type: ignore[misc]

    def savepoint_rollback(self, sid):
        super().savepoint_rollback(sid)  # type: ignore[misc]
        self.acts = [(within, act) for within, act in self.acts if sid not in within]

    def rollback(self):
        self.acts = []
        super().rollback()  # type: ignore[misc]

    def close(self):
        self.acts = []
        super().close()  # type: ignore[misc]

    def append_now(self, cursor) -> None:
        """Append what a statement outside of any transaction did."""
        if AppendsToRecord.suspended or not AppendsToRecord.is_due():
            return
        if self.vendor == "sqlite":  # type: ignore[attr-defined]
            cursor.cursor.finish()
        with transaction.atomic(using=self.alias):  # type: ignore[attr-defined]
            pass  # whose end appends

    def _is_outermost(self) -> bool:
        blocks = self.atomic_blocks  # type: ignore[attr-defined]
        return bool(blocks) and all(block._from_testcase for block in blocks)

    def _append(self) -> None:
        acts, self.acts = [act for _within, act in self.acts], []
        self.appending = True
        try:
            if not AppendsToRecord.suspended:
                AppendsToRecord.append(self, acts)
        except BaseException:
            self.needs_rollback = True
            raise
        finally:
            self.appending = False

    @contextmanager
    def _as_block(self):
        """Let the statements of the append stand in the transaction that is about to end."""
        self.in_atomic_block = True
        try:
            yield
        except BaseException:
            self.in_atomic_block = False
            self.rollback()
            raise
        self.in_atomic_block = False

"""Databases that append what a transaction did to the record, as its last act."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction

from publishing.changes.acts import origin


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
        self.acts: list = []  # what the transaction does
        self.acts_before: dict[str, int] = {}  # how many of them were done before each savepoint
        self.appending = False
        self.appends_leftovers = True

    def set_autocommit(self, autocommit, *args, **kwargs):
        if not autocommit and self.appends_leftovers and not AppendsToRecord.suspended:
            self._append_leftovers()
        super().set_autocommit(autocommit, *args, **kwargs)  # type: ignore[misc]

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
        del self.acts[self.acts_before.get(sid, 0) :]

    def rollback(self):
        self._forget_acts()
        super().rollback()  # type: ignore[misc]

    def close(self):
        self._forget_acts()
        super().close()  # type: ignore[misc]

    def _savepoint(self, sid):
        self.acts_before[sid] = len(self.acts)
        super()._savepoint(sid)  # type: ignore[misc]

    def _forget_acts(self) -> list:
        acts, self.acts, self.acts_before = self.acts, [], {}
        return acts

    def _is_outermost(self) -> bool:
        blocks = self.atomic_blocks  # type: ignore[attr-defined]
        return bool(blocks) and all(block._from_testcase for block in blocks)

    def _append_leftovers(self) -> None:
        """Append what others wrote past this code, as done by nobody: before a transaction begins,
        which would else seem to have done it."""
        if not AppendsToRecord.is_due():
            return
        self.appends_leftovers = False
        reset = origin.set(lambda: (None, "database"))
        try:
            with transaction.atomic(using=self.alias):  # type: ignore[attr-defined]
                pass
        finally:
            origin.reset(reset)
            self.appends_leftovers = True

    def _append(self) -> None:
        acts = self._forget_acts()
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

"""Walking the chain: whether each change follows from the one before, and what they say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from publishing.changes.digests import chain_hash
from publishing.changes.models import Act, Change
from publishing.record.coverage import covered_tables
from publishing.record.ledger import Ledger
from publishing.record.rows import Unreadable, rows_in_order

AT_ONCE = 50  # changes in one query; one can tell of many rows
MALFORMED = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
COLUMNS = [field.attname for field in Change._meta.concrete_fields]


def words(moment: datetime) -> str:
    return f"on {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


class Walk:
    """A walk from the change after `last` to the end; `last` is then the last change.

    What it finds to be wrong it yields, a sentence each; what the changes say of rows goes into
    the ledger.
    """

    def __init__(self, ledger: Ledger, last: Change | None = None):
        self.ledger = ledger
        self.last = last
        self.count = 0
        self._erased = self._redacted = 0  # numbers of the last changes without salts, and of acts

    def __iter__(self) -> Iterator[str]:
        after = self.last.number if self.last else None
        for row in rows_in_order(Change, COLUMNS, after=after, at_once=AT_ONCE):
            change = Change(*row[1:])  # type: ignore[misc]
            first = self.last.number + 1 if self.last else 1
            if change.number > first:
                yield _missing(first, change.number - 1)
            for problem in self._problems(change):
                yield f"change {change.number}: {problem}"
            try:
                self._fold(change)
            except MALFORMED:
                yield f"change {change.number}: digests or salts have not the shape that they have"
            self.last, self.count = change, self.count + 1
        if self._erased > self._redacted:
            yield f"change {self._erased}: salts are gone, and nothing was redacted since"

    def _problems(self, change: Change) -> Iterator[str]:
        last = self.last
        unreadable = [name for name in COLUMNS if isinstance(getattr(change, name), Unreadable)]
        if unreadable:
            yield f"{' and '.join(unreadable)} cannot be read"
        if change.number < 1:
            yield "number is none of the chain"
        elif change.previous != (last.hash if last else ""):
            yield "previous is not the hash of the change before"
        if not change.token:
            yield "has no token"
        if not unreadable and change.hash != chain_hash(change.previous, change):
            yield "hash does not follow from what it says"
        if last and change.act != Act.SET_CLOCK and _is_before(change.at, last.at):
            yield "at is before the change before"

    def _fold(self, change: Change) -> None:
        """Note in the ledger what a change says; raises one of `MALFORMED`."""
        moment = words(change.at) if isinstance(change.at, datetime) else "at an unknown time"
        self.ledger.note_change(change.number, moment)
        if change.act == Act.REDACTED:
            self._redacted = change.number
        if not change.salts.keys() <= change.digests.keys():
            raise ValueError
        for table, said in change.digests.items():
            rows, salts = said["rows"], change.salts.get(table, {})
            kinds = {*map(type, rows.values()), *map(type, salts.values())}
            if not (kinds <= {str, type(None)} and salts.keys() <= rows.keys()):
                raise ValueError
            if table in covered_tables():
                number = change.number
                statements = [(int(row), number, rows[row], salts.get(row)) for row in rows]
                self.ledger.note(table, said["columns"], statements)
                if len(salts) < len(rows) - list(rows.values()).count(None):
                    self._erased = change.number


def _is_before(one: Any, other: Any) -> bool:
    return isinstance(one, datetime) and isinstance(other, datetime) and one < other


def _missing(first: int, last: int) -> str:
    return f"change {first}: is missing" + (f", and all up to {last}" if last > first else "")


def change_before(moment: datetime) -> Change | None:
    """The last change before those since a moment. Two queries."""
    since = Change.objects.order_by("number").filter(at__gte=moment).first()
    before = Change.objects.order_by("-number")
    return (before.filter(number__lt=since.number) if since else before).first()

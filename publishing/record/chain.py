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
        for _number, *values in rows_in_order(Change, COLUMNS, after=after, at_once=AT_ONCE):
            change: Any = Change(*values)
            first = self.last.number + 1 if self.last else 1
            if change.number > first:
                yield _missing(first, change.number - 1)
            for problem in self._problems(change):
                yield f"change {change.number}: {problem}"
            self._fold(change)
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
        if not (_is_well_formed(change.digests) and _are_salts_of(change.salts, change.digests)):
            yield "digests or salts have another shape than those of a change"

    def _fold(self, change: Change) -> None:
        readable = isinstance(change.at, datetime)
        self.ledger.note_change(change.number, words(change.at) if readable else "")
        if change.act == Act.REDACTED:
            self._redacted = change.number
        if not _is_well_formed(change.digests):
            return
        salts = change.salts if _are_salts_of(change.salts, change.digests) else {}
        for table in change.digests.keys() & covered_tables().keys():
            said, salted = change.digests[table], salts.get(table, {})
            statements = [
                (int(row), change.number, digest, salted.get(row))
                for row, digest in said["rows"].items()
            ]
            if any(digest and not salt for _row, _number, digest, salt in statements):
                self._erased = change.number
            self.ledger.note(table, said["columns"], statements)


def _is_before(one: Any, other: Any) -> bool:
    return isinstance(one, datetime) and isinstance(other, datetime) and one < other


def _missing(first: int, last: int) -> str:
    return f"change {first}: is missing" + (f", and all up to {last}" if last > first else "")


def change_before(moment: datetime) -> Change | None:
    """The last change before those since a moment. Two queries."""
    since = Change.objects.order_by("number").filter(at__gte=moment).first()
    before = Change.objects.order_by("-number")
    return (before.filter(number__lt=since.number) if since else before).first()


def _is_well_formed(digests: Any) -> bool:
    return isinstance(digests, dict) and all(
        isinstance(said, dict)
        and isinstance(said.get("columns"), str)
        and isinstance(said.get("rows"), dict)
        and all(_is_key(row) for row in said["rows"])
        and all(digest is None or isinstance(digest, str) for digest in said["rows"].values())
        for said in digests.values()
    )


def _is_key(row: str) -> bool:
    return row.removeprefix("-").isdecimal() and len(row) < 20


def _are_salts_of(salts: Any, digests: Any) -> bool:
    """Whether there are salts of nothing else than of what digests are of."""
    return isinstance(salts, dict) and all(
        isinstance(salted, dict)
        and all(isinstance(salt, str) for salt in salted.values())
        and salted.keys() <= digests.get(table, {}).get("rows", {}).keys()
        for table, salted in salts.items()
    )

"""Comparing a table with what the changes said last of its rows."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from publishing.changes.digests import LENGTH, canonical, row_digest
from publishing.record.coverage import Covered
from publishing.record.ledger import Ledger, Statement
from publishing.record.rows import rows_by_key, rows_in_order

Pair = tuple[Statement | None, Sequence[Any] | None]


class Difference(NamedTuple):
    """A row that is not as the changes say. `told` says whether any change tells of it."""

    table: str
    row: int
    problem: str
    told: bool = True

    def __str__(self):
        return f"{self.table} {self.row}: {self.problem}"


def compare(ledger: Ledger, covered: Covered, *, told_only: bool = False) -> Iterator[Difference]:
    """The rows of a table that differ from the ledger; `told_only` looks at no others than those
    that the ledger knows."""
    table = covered.table
    names = [field.attname for field in covered.fields]
    rows = (
        rows_by_key(covered.model, names, ledger.rows(table))
        if told_only
        else rows_in_order(covered.model, names)
    )
    columns = " ".join(covered.columns)
    for said, row in _paired(ledger.statements(table), rows):
        if said is None:
            assert row
            yield Difference(table, row[0], "no change tells of it", told=False)
        elif row is None:
            if said.digest is not None:
                yield Difference(table, said.row, f"is missing; {_recorded(ledger, said)}")
        elif said.digest is None:
            problem = f"is there; that it was deleted {_recorded(ledger, said)}"
            yield Difference(table, said.row, problem)
        elif not said.salt:
            problem = f"what {_recorded(ledger, said)} was erased, and no change says it anew"
            yield Difference(table, said.row, problem)
        elif columns == said.columns and row_digest(row[1:], said.salt) == said.digest:
            continue
        elif differing := list(_differing(covered, said, row[1:])):
            verb = "differs" if len(differing) == 1 else "differ"
            problem = f"{' and '.join(differing)} {verb} from what {_recorded(ledger, said)}"
            yield Difference(table, said.row, problem)


def _recorded(ledger: Ledger, said: Statement) -> str:
    return f"was recorded {ledger.when(said.number)} (change {said.number})"


def _differing(covered: Covered, said: Statement, values: Sequence[Any]) -> Iterator[str]:
    """The columns that differ. Those that are no more are passed over; those that came since must
    hold nothing, or what a new row holds."""
    known = said.columns.split()
    stated = {
        column: (said.digest or "")[place * LENGTH : (place + 1) * LENGTH]
        for place, column in enumerate(known)
    }
    for field, column, value in zip(covered.fields, covered.columns, values, strict=True):
        if column in stated:
            if row_digest([value], said.salt or "") != stated[column]:
                yield column
        elif value not in (None, "", False) and canonical(value) != canonical(field.get_default()):
            yield column


def _paired(statements: Iterator[Statement], rows: Iterator[Sequence[Any]]) -> Iterator[Pair]:
    """What is said of each row with the row, one of them None where it lacks; both are in the order
    of the keys."""
    said, row = next(statements, None), next(rows, None)
    while said or row:
        if row is None or (said and said.row < row[0]):
            yield said, None
            said = next(statements, None)
        elif said is None or row[0] < said.row:
            yield None, row
            row = next(rows, None)
        else:
            yield said, row
            said, row = next(statements, None), next(rows, None)

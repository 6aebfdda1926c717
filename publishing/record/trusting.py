"""Taking on trust what no change tells of: how a site that is older than its record begins it."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from publishing.changes.acts import record
from publishing.changes.models import Act, Change, Touched
from publishing.record.chain import Walk
from publishing.record.comparing import compare
from publishing.record.coverage import covered_tables
from publishing.record.ledger import Ledger
from publishing.record.rows import AT_ONCE, one_moment


class BrokenChainError(Exception):
    """The changes do not follow from each other, so that nothing can be added to them."""


class Untold:
    """A context manager: the rows that the chain does not state as they are, in a ledger.

    Raises BrokenChainError where the chain itself is not whole.
    """

    def __init__(self):
        self._ledger, self._found = Ledger(), Ledger()
        self.rows: Counter[str] = Counter()  # how many there are, by table
        self.differing = 0  # of them, those that differ from what some change tells of them

    def __enter__(self) -> "Untold":
        self._found.__enter__()
        with self._ledger as ledger, one_moment():
            if problems := list(islice(Walk(ledger), 3)):
                raise BrokenChainError("; ".join(problems))
            for table, covered in covered_tables().items():
                for difference in compare(ledger, covered):
                    self._found.note(table, "", [(difference.row, 0, None, None)])
                    self.rows[table] += 1
                    self.differing += difference.told
        return self

    def __exit__(self, *raised) -> None:
        self._found.__exit__(*raised)

    def trust(self, by: Any, reason: str) -> Iterator[tuple[str, int]]:
        """State the rows as they are now, and yield of each change its table and count. Each is a
        transaction of its own."""
        for table in self.rows:
            keys = self._found.rows(table)
            while chunk := list(islice(keys, AT_ONCE)):
                with transaction.atomic():
                    Touched.objects.bulk_create(
                        Touched(table_name=table, row_id=row) for row in chunk
                    )
                    record(Act.TRUSTED, None, by, name=table, rows=len(chunk), reason=reason)
                yield table, len(chunk)


def was_begun() -> bool:
    """Whether anything was taken on trust before. One query."""
    return Change.objects.filter(act=Act.TRUSTED).exists()

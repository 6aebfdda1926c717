"""Whether every table that readers or auditors rely on says what the record says."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from publishing.changes.models import Change, Touched
from publishing.items import item_models
from publishing.record.chain import Walk, change_before
from publishing.record.comparing import compare
from publishing.record.coverage import covered_tables
from publishing.record.editions import find_errors
from publishing.record.heads import Head
from publishing.record.ledger import Ledger


class Verification:
    """One look at the whole site, or at what changed `since` a moment.

    `head` is one that was kept elsewhere: the change of its number must have its hash.
    """

    def __init__(self, since: datetime | None = None, head: Head | None = None):
        self.since = since
        self.head = head
        self.last: Change | None = None  # of the chain, once it is walked
        self.changes = self.rows = self.editions = 0  # what was looked at

    def errors(self) -> Iterator[str]:
        """What differs, a sentence each, found as it is asked for; see `one_moment`."""
        missing = _missing_tables()
        yield from (f"{table}: the table is missing" for table in missing)
        if not {Change._meta.db_table, Touched._meta.db_table}.isdisjoint(missing):
            return
        if self.head:
            yield from check_head(self.head)
        with Ledger() as ledger:
            walk = Walk(ledger, change_before(self.since) if self.since else None)
            yield from walk
            self.last, self.changes = walk.last, walk.count
            yield from self._table_errors(ledger, missing)
        for table, row in Touched.objects.order_by("pk").values_list("table_name", "row_id"):
            yield f"{table} {row}: was written, and is not in the record yet"

    def _table_errors(self, ledger: Ledger, missing: list[str]) -> Iterator[str]:
        for table, covered in covered_tables().items():
            if table in missing:
                continue
            for difference in compare(ledger, covered, told_only=bool(self.since)):
                yield str(difference)
            self.rows += ledger.count(table)
        for model in item_models():
            edition = model.edition_model()
            table = edition._meta.db_table
            yield from find_errors(edition, ledger.rows(table) if self.since else None)
            self.editions += ledger.count(table)


def _missing_tables() -> list[str]:
    present = connection.introspection.table_names()
    needed = (*covered_tables(), Touched._meta.db_table)
    return [table for table in needed if table not in present]


def check_head(head: Head) -> Iterator[str]:
    """Whether the record holds the change of a head that was kept elsewhere, as it was then."""
    hashes = Change.objects.filter(number=head.number).values_list("hash", flat=True)
    if (kept := hashes.first()) is None:
        yield f"change {head.number}: is missing, and a head that was kept tells of it"
    elif kept != head.hash:
        yield f"change {head.number}: hash is not that of the head that was kept"

"""What the record says, held against what the tables hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import models

from publishing.models import Change
from publishing.record.coverage import covered_tables
from publishing.record.verification import Verification
from tests.record import settle

Rows = dict[tuple[str, int], tuple]


def held_rows() -> Rows:
    """What each covered row holds, by table and key; but changes, which say what they are."""
    held: Rows = {}
    for covered in covered_tables().values():
        names = [field.attname for field in covered.fields]
        if covered.model is not Change:
            rows = models.QuerySet(covered.model).order_by().values_list("pk", *names)
            held |= {(covered.table, pk): tuple(values) for pk, *values in rows}
    return held


def faults(since: datetime | None = None) -> list[str]:
    """What verification finds to be wrong: with all, or with what was recorded since."""
    return list(Verification(since).errors())


@contextmanager
def recorded() -> Iterator[list[Change]]:
    """Fill a list with what is appended within this block, which must say of all rows that were
    changed there, and of no others, what they hold."""
    settle()
    before, last = held_rows(), Change.objects.last_number()
    appended: list[Change] = []
    yield appended
    appended += Change.objects.filter(number__gt=last).order_by("number")
    after = held_rows()
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    said = {
        (table, int(row))
        for change in appended
        for table, stated in change.digests.items()
        for row in stated["rows"]
        if table != Change._meta.db_table
    }
    assert changed <= said, f"not on the record: {changed - said}"
    assert faults() == []

"""What the record says, held against what the tables hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from django.db import models, transaction

from publishing.changes.digests import chain_hash, differing, row_digest
from publishing.models import Act, Change, Touched
from publishing.record.coverage import Covered, covered_tables

Rows = dict[tuple[str, int], tuple]


def held_rows() -> Rows:
    """What each covered row holds, by table and key; but changes, which say what they are."""
    return {
        (covered.table, row[0]): row[1:]
        for covered in covered_tables().values()
        if covered.model is not Change
        for row in _values(covered)
    }


def faults(since: int = 0) -> list[str]:
    """Where the chain is broken after a number, and where what it last said of a row is not what
    the row holds; of all rows, or of those that were changed since."""
    changes = list(Change.objects.filter(number__gt=since).order_by("number"))
    found = [f"{Touched.objects.count()} rows of which nothing is said"] * Touched.objects.exists()
    numbers = [change.number for change in changes]
    if numbers != list(range(since + 1, since + 1 + len(numbers))):
        found.append("numbers have gaps")
    for before, change in pairwise([Change.objects.filter(number=since).first(), *changes]):
        previous = before.hash if before else ""
        if (change.previous, change.hash) != (previous, chain_hash(previous, change)):
            found.append(f"{change}: is not chained")
        if before and change.at < before.at and change.act != Act.SET_CLOCK:
            found.append(f"{change}: is dated before the one before it")
    return found + list(_unlike(changes, every_row=not since))


def _unlike(changes: list[Change], every_row: bool) -> Iterator[str]:
    latest = {
        (table, int(row)): (stated["columns"].split(), digest, change.salts[table].get(row))
        for change in changes
        for table, stated in change.digests.items()
        for row, digest in stated["rows"].items()
    }
    for covered in covered_tables().values():
        said = [row for table, row in latest if table == covered.table]
        for pk, *values in _values(covered, None if every_row else said):
            columns, stated, salt = latest.pop((covered.table, pk), ([], None, None))
            if stated is None:
                yield f"{covered.table} {pk}: nothing is said of it"
            elif wrong := differing(columns, stated, row_digest(values, salt)):
                yield f"{covered.table} {pk}: another {', '.join(wrong)} is said"
    for (table, pk), (_columns, stated, _salt) in latest.items():
        if stated is not None:
            yield f"{table} {pk}: is gone, and that is not said"


def _values(covered: Covered, keys: list[int] | None = None):
    names = [field.attname for field in covered.fields]
    rows = models.QuerySet(covered.model).order_by().values_list("pk", *names)
    return rows if keys is None else rows.filter(pk__in=keys)


@contextmanager
def recorded() -> Iterator[list[Change]]:
    """Fill a list with what is appended within this block, which must say of all rows that were
    changed there, and of no others, what they hold."""
    with transaction.atomic():
        pass  # in a test, what stands in no block of its own is appended by the next
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

"""Erasing what the record knows of rows: without its salt, a digest confirms no guess."""

from collections.abc import Iterable

from django.db import models

from publishing.models import Change, Touched


def erase_salts(table: str, rows: Iterable[int]) -> None:
    """Erase the salts of rows from every change so far. Call it while triggers are lifted.

    The change that erases states what the rows say from then on, also of those that say nothing
    else than before. This reads every change that knows a row of that table.
    """
    rows = list(rows)
    erased = {str(row) for row in rows}
    Touched.objects.bulk_create(Touched(table_name=table, row_id=row) for row in rows)
    changes = Change.objects.filter(salts__has_key=table).only("number", "salts")
    for change in changes.order_by("number").iterator():
        kept = {row: salt for row, salt in change.salts[table].items() if row not in erased}
        if len(kept) < len(change.salts[table]):
            salts = {**change.salts, table: kept}
            models.QuerySet(Change).filter(pk=change.pk).update(salts=salts)

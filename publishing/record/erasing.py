"""Erasing what the record knows of rows: without its salt, a digest confirms no guess."""

from collections.abc import Iterable

from django.db import models

from publishing.models import Change


def erase_salts(table: str, rows: Iterable[int]) -> None:
    """Erase the salts of rows from every change so far. Call it while triggers are lifted.

    What the rows say from then on is stated by the change that erases. This reads every change
    that knows a row of that table.
    """
    erased = {str(row) for row in rows}
    changes = Change.objects.filter(salts__has_key=table).only("number", "salts")
    for change in changes.order_by("number").iterator():
        kept = {row: salt for row, salt in change.salts[table].items() if row not in erased}
        if len(kept) < len(change.salts[table]):
            salts = {**change.salts, table: kept}
            models.QuerySet(Change).filter(pk=change.pk).update(salts=salts)

"""The one erasure: the words of editions that were published in error."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from publishing import freezing
from publishing.changes.acts import record
from publishing.changes.position import readers_now
from publishing.formats import layout
from publishing.languages import translated_columns
from publishing.models import (
    Act,
    Change,
    DraftSave,
    Edition,
    NoteCorrection,
    editions_sealed,
)
from publishing.record.erasing import erase_salts
from publishing.snapshot import digest, snapshot

ERASED = "[redacted]"


@transaction.atomic
def redact(edition: Edition, by, reason: str) -> None:
    """Erase the words of a suppressed edition, of its note and its corrections, of its item's draft
    saves, and of what Django logged of its item at the desk, for good.

    The row stays, with its dates and a new seal; a change of the record says by whom it was
    erased, and why, how much of what, and holds the former seal. Raises ValidationError when the
    edition is not suppressed.
    """
    if not edition.suppressed:
        raise ValidationError(_("Only what was withdrawn as published in error can be redacted."))
    former, erased = edition.seal, _erased_rows(edition)
    with freezing.lifted():
        for table, ids in erased.items():
            erase_salts(table, ids)
        _erase_content(edition)
        _erase_notes(edition)
        rows = _row_of(edition)
        rows.update(seal=digest(snapshot(rows.get(), edition.format)))
        for save in DraftSave.objects.about(edition.item):
            content: dict[str, dict] = {"fields": {}, "parts": {}, "related": {}}
            models.QuerySet(DraftSave).filter(pk=save.pk).update(content=content)
    editions_sealed.send(type(edition), editions=[_row_of(edition).get()])
    _erase_logged(edition.item)
    record(
        Act.REDACTED,
        edition.item,
        by,
        begins_at=readers_now(),
        edition=edition.identifier,
        reason=reason,
        former_seal=former,
        erased=_counts(edition, erased),
    )


def _row_of(edition: Edition) -> models.QuerySet[Edition]:
    return models.QuerySet(type(edition)).filter(pk=edition.pk)


def _erased_rows(edition: Edition) -> dict[str, list[int]]:
    """The rows that hold words of an edition, by table."""
    parts = [
        getattr(edition, name).all() for name in layout(type(edition.item), edition.format).parts
    ]
    sources: list[models.QuerySet] = [
        _row_of(edition),
        *parts,
        NoteCorrection.objects.filter(edition_address=edition.identifier),
        DraftSave.objects.about(edition.item),
        _quoting(edition),
    ]
    return {rows.model._meta.db_table: list(rows.values_list("pk", flat=True)) for rows in sources}


def _counts(edition: Edition, erased: dict[str, list[int]]) -> dict[str, int]:
    """How many rows of each kind were erased, by a word of the audit's for it."""
    kinds = {
        type(edition)._meta.db_table: "editions",
        NoteCorrection._meta.db_table: "corrected_notes",
        DraftSave._meta.db_table: "draft_saves",
        Change._meta.db_table: "quotations",
    }
    counts = dict.fromkeys(("editions", "parts", "corrected_notes", "draft_saves", "quotations"), 0)
    for table, rows in erased.items():
        counts[kinds.get(table, "parts")] += len(rows)
    return counts


def _quoting(edition: Edition) -> models.QuerySet[Change]:
    """The changes that quote the note of an edition."""
    corrections = Change.objects.about(edition.item).filter(act=Act.CORRECTED)
    return corrections.filter(detail__edition=edition.identifier)


def _erase_content(edition: Edition) -> None:
    names = layout(type(edition.item), edition.format)
    fields: list[Any] = [edition._meta.get_field(name) for name in names.fields]
    words = {
        column.attname: _erased(column)
        for column in fields
        if isinstance(column, models.TextField | models.CharField) and not column.choices
    }
    for name in names.parts:
        getattr(edition, name).all().delete()
    _row_of(edition).update(**words)


def _erased(column: models.Field) -> str:
    """What stands in place of a text: nothing where that would be no address, or no date."""
    try:
        return column.clean(ERASED, None)
    except ValidationError:
        return ""


def _erase_logged(item: models.Model) -> None:
    """Erase titles of an item, and of its parts, from Django's log of forms that were saved."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(item), object_id=str(item.pk)
    )
    entries.update(object_repr=ERASED, change_message="")


def _erase_notes(edition: Edition) -> None:
    """Erase an edition's note, its corrections, and what the audit quotes of both."""
    erased = dict.fromkeys(translated_columns("note"), ERASED)
    _row_of(edition).update(**erased)
    NoteCorrection.objects.filter(edition_address=edition.identifier).update(**erased)
    _quoting(edition).update(detail={"edition": edition.identifier})

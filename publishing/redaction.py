"""The one erasure: the words of editions that were published in error."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from publishing import freezing
from publishing.formats import layout
from publishing.languages import translated_columns
from publishing.models import Act, AuditEntry, DraftSave, Edition, NoteCorrection, log_act
from publishing.snapshot import digest, snapshot

ERASED = "[redacted]"


@transaction.atomic
def redact(edition: Edition, by, reason: str) -> None:
    """Erase the words of a suppressed edition, of its note and its corrections, and of its
    item's draft saves, for good.

    The row stays, with its dates, a new seal, and an audit entry that holds the reason and the
    former seal. Raises ValidationError when the edition is not suppressed.
    """
    if not edition.suppressed:
        raise ValidationError(_("Only what was withdrawn as published in error can be redacted."))
    item = edition.item
    former = edition.seal
    names = layout(type(item), edition.format)
    fields: list[Any] = [edition._meta.get_field(name) for name in names.fields]
    words = [
        column.attname
        for column in fields
        if isinstance(column, models.TextField | models.CharField) and not column.choices
    ]
    with freezing.lifted():
        for name in names.parts:
            getattr(edition, name).all().delete()
        rows: models.QuerySet[Edition] = models.QuerySet(type(edition)).filter(pk=edition.pk)
        rows.update(**dict.fromkeys(words, ERASED))
        _erase_notes(edition)
        seal = digest(snapshot(rows.get(), edition.format))
        rows.update(seal=seal)
        for save in DraftSave.objects.about(item):
            content: dict[str, dict] = {"fields": {}, "parts": {}, "related": {}}
            models.QuerySet(DraftSave).filter(pk=save.pk).update(content=content)
    log_act(Act.REDACTED, item, by, edition=edition.identifier, reason=reason, former_seal=former)


def _erase_notes(edition: Edition) -> None:
    """Erase an edition's note, its corrections, and what the audit quotes of both.

    The entries of the audit keep their seals, which tell of the words without saying them.
    """
    erased = dict.fromkeys(translated_columns("note"), ERASED)
    models.QuerySet(type(edition)).filter(pk=edition.pk).update(**erased)
    NoteCorrection.objects.filter(edition_address=edition.identifier).update(**erased)
    quoting = AuditEntry.objects.about(edition.item).filter(act=Act.CORRECTED)
    for entry in quoting:
        if entry.detail.get("edition") == edition.identifier:
            quoting.filter(pk=entry.pk).update(detail={"edition": edition.identifier})

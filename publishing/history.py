"""What readers are told of an item's past: its editions, their dates and their notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.changes.acts import record
from publishing.changes.position import readers_now
from publishing.languages import LANGUAGES, by_column, by_language, in_every_language
from publishing.models import (
    Act,
    Edition,
    NoteCorrection,
    Significance,
    Withdrawal,
    WorkingCopy,
)


@dataclass(frozen=True)
class Milestones:
    """The days that stand on every page."""

    first_published: datetime
    last_changed: datetime  # by an edition that was more than minor
    last_reviewed_on: date | None


def milestones(item: WorkingCopy, moment: datetime) -> Milestones | None:
    """When the item was first public, last changed in substance and last reviewed, as of
    `moment`; two queries."""
    editions = item.editions.begun_by(moment).readable()
    begun = list(editions.order_by("live_from").values_list("live_from", "significance"))
    if not begun:
        return None
    substantive = [when for when, how in begun if how == Significance.SUBSTANTIVE]
    changed = (substantive or [begun[0][0]])[-1]
    review = item.reviews(moment).first()
    reviewed_on = timezone.localdate(review.at) if review else None
    return Milestones(begun[0][0], changed, reviewed_on)


def public_history(items: Iterable[WorkingCopy], moment: datetime) -> list[Edition]:
    """The editions of `items` that began by `moment`, newest first, with corrected notes; one
    query for each type of item, and one for the notes.

    What was published in error is among them, without its words: pages show its dates only.
    """
    by_model: dict[type[WorkingCopy], list[int]] = {}
    for item in items:
        by_model.setdefault(type(item), []).append(item.pk)
    editions: list[Edition] = []
    for model, ids in by_model.items():
        begun = model.edition_model().objects.begun_by(moment).filter(item__in=ids)
        editions += begun.select_related("item")
    editions.sort(key=lambda edition: edition.live_from, reverse=True)
    for edition in with_corrected_notes(editions):
        # The tombstone's note says why; the notes of what it took back are words in error.
        if edition.suppressed and edition.withdrawal != Withdrawal.IN_ERROR:
            _set_note(edition, dict.fromkeys(LANGUAGES, ""), None)
    return editions


def with_corrected_notes(editions: list[Edition]) -> list[Edition]:
    """Replace each note by its last correction, and set `note_corrected_at`; one query."""
    corrections = {
        correction.edition_address: correction
        for correction in NoteCorrection.objects.filter(
            edition_address__in=[edition.identifier for edition in editions]
        )
    }
    for edition in editions:
        edition.note_corrected_at = None
        if correction := corrections.get(edition.identifier):
            _set_note(edition, in_every_language(correction, "note"), correction.at)
    return editions


def _set_note(edition: Edition, note: dict[str, str], corrected_at: datetime | None) -> None:
    for column, text in by_column("note", note).items():
        setattr(edition, column, text)
    edition.note_corrected_at = corrected_at


@transaction.atomic
def correct_note(edition: Edition, by, **notes: str) -> NoteCorrection:
    """Replace an edition's public note by `note_en`, `note_es`; that it was corrected is public.

    Raises ValidationError when the note would be empty or is as it was.
    """
    (edition,) = with_corrected_notes([type(edition).objects.get(pk=edition.pk)])
    current = in_every_language(edition, "note")
    note = by_language("note", notes)
    if not any(note.values()):
        raise ValidationError(_("Write the note in at least one language."))
    if note == current:
        raise ValidationError(_("The note says that already."))
    now = readers_now()
    correction = NoteCorrection(
        edition_address=edition.identifier, by=by, at=now, **by_column("note", note)
    )
    correction.full_clean()
    correction.save()
    record(
        Act.CORRECTED,
        edition.item,
        by,
        begins_at=now,
        edition=edition.identifier,
        was=current,
        note=note,
    )
    return correction

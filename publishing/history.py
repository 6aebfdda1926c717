"""What readers are told of an item's past: its editions, their dates and their notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import (
    Act,
    Edition,
    NoteCorrection,
    Significance,
    Withdrawal,
    WorkingCopy,
    log_act,
)


@dataclass(frozen=True)
class Milestones:
    """The days that stand on every page."""

    first_published: datetime
    last_changed: datetime  # by an edition that was more than minor
    last_reviewed_on: date | None


def milestones(item: WorkingCopy, moment: datetime) -> Milestones | None:
    """When the item was first public, last changed in substance and last reviewed, as of
    `moment`; one query. Of the reviews only the last is known: before it there was none."""
    editions = item.editions.begun_by(moment).readable()
    begun = list(editions.order_by("live_from").values_list("live_from", "significance"))
    if not begun:
        return None
    substantive = [when for when, how in begun if how == Significance.SUBSTANTIVE]
    changed = (substantive or [begun[0][0]])[-1]
    reviewed = item.last_reviewed_on
    known = reviewed and reviewed <= timezone.localdate(moment)
    return Milestones(begun[0][0], changed, reviewed if known else None)


def public_history(items: Iterable[WorkingCopy], moment: datetime) -> list[Edition]:
    """The editions of `items` that began by `moment`, newest first, with corrected notes; one
    query for each type of item, and one for the notes.

    What was published in error is among them, without its words: pages show its dates only.
    """
    by_model: dict[type[WorkingCopy], list[int]] = {}
    for item in items:
        by_model.setdefault(type(item), []).append(item.pk)
    found: list[Edition] = []
    for model, ids in by_model.items():
        begun = model.edition_model().objects.begun_by(moment).filter(item__in=ids)
        found += begun.select_related("item")
    found.sort(key=lambda edition: edition.live_from, reverse=True)
    for edition in with_corrected_notes(found):
        # The tombstone's note says why; the notes of what it took back are words in error.
        if edition.suppressed and edition.withdrawal != Withdrawal.IN_ERROR:
            edition.note_en = edition.note_es = ""
            edition.note_corrected_at = None
    return found


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
            edition.note_en, edition.note_es = correction.note_en, correction.note_es
            edition.note_corrected_at = correction.at
    return editions


@transaction.atomic
def correct_note(edition: Edition, by, *, note_en: str = "", note_es: str = "") -> NoteCorrection:
    """Say something else in an edition's public note; that it was corrected is public as well.

    Raises ValidationError when the note would be empty or is as it was.
    """
    (current,) = with_corrected_notes([type(edition).objects.get(pk=edition.pk)])
    if not (note_en or note_es):
        raise ValidationError(_("Write the note in at least one language."))
    if (note_en, note_es) == (current.note_en, current.note_es):
        raise ValidationError(_("The note says that already."))
    correction = NoteCorrection(
        edition_address=edition.identifier,
        note_en=note_en,
        note_es=note_es,
        by=by,
        at=timezone.now(),
    )
    correction.full_clean()
    correction.save()
    log_act(
        Act.CORRECTED,
        edition.item,
        by,
        edition=edition.identifier,
        was={"en": current.note_en, "es": current.note_es},
        note={"en": note_en, "es": note_es},
    )
    return correction

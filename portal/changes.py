"""What changed in what the site tells of; pages about the site itself are left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils import timezone

from programs.models import ProgramEdition
from publishing.history import with_corrected_notes
from publishing.models import Edition, EditionQuerySet
from relations.figures.updates import updates_by
from relations.models import (
    AgreementEdition,
    RelationshipEdition,
    SectionEdition,
    StatisticEdition,
)

SCANNED = 12  # editions of each type, among which those published group_changes are found
EDITION_MODELS: tuple[type[Edition], ...] = (
    RelationshipEdition,
    SectionEdition,
    AgreementEdition,
    StatisticEdition,
    ProgramEdition,
)
NAMED = 3  # items that one change names


@dataclass(frozen=True)
class PublishedChange:
    """Items of one type that were published on one day, for one reason."""

    day: date
    editions: list[Edition]

    @property
    def kind(self) -> str:
        options = self.editions[0].item_model()._meta
        return options.verbose_name if len(self.editions) == 1 else options.verbose_name_plural

    @property
    def withdrawn(self) -> str:
        """What was done to them, when they were taken back."""
        return self.editions[0].get_withdrawal_display()

    @property
    def note(self) -> str:
        return self.editions[0].note

    @property
    def named(self) -> list[Edition]:
        return self.editions[:NAMED]

    @property
    def more(self) -> bool:
        return len(self.editions) > NAMED


def latest_changes(moment: datetime, number: int) -> list[PublishedChange]:
    """The most recent editions among those in force at `moment`, those that belong group_changes as
    one. One query for each type, and one for notes that were corrected."""
    looked_at = [
        list(_with_address(model.objects.as_of(moment)).order_by("-live_from")[:SCANNED])
        for model in EDITION_MODELS
    ]
    with_corrected_notes([edition for editions in looked_at for edition in editions])
    changes = [change for editions in looked_at for change in group_changes(editions)]
    changes.sort(key=lambda change: change.editions[0].live_from, reverse=True)
    return changes[:number]


def group_changes(editions: Iterable[Edition]) -> list[PublishedChange]:
    """Editions, the newest first, as changes: those of one type, day and note are one."""
    changes: dict[tuple, PublishedChange] = {}
    for one in editions:
        day = timezone.localdate(one.live_from)
        occasion = (day, type(one), str(one.note), one.withdrawal)
        changes.setdefault(occasion, PublishedChange(day, [])).editions.append(one)
    return list(changes.values())


def edition_rows(moment: datetime) -> QuerySet:
    """When each edition that began by `moment` did, the newest first: rows of that instant, the
    place of its class in `EDITION_MODELS`, and its id. What was published in error is left out, and
    what stands on a fact sheet that is not public."""
    begun = []
    for number, model in enumerate(EDITION_MODELS):
        editions = model.objects.begun_by(moment).filter(suppressed=False)
        if model is SectionEdition:
            editions = editions.on_public_sheets(moment)
        rows = editions.annotate(number=Value(number)).order_by()
        begun.append(rows.values_list("live_from", "number", "pk"))
    return begun[0].union(*begun[1:], all=True).order_by("-live_from", "number", "-pk")


def editions_of(rows: Iterable[tuple[datetime, int, int]]) -> list[Edition]:
    """The editions that rows of `edition_rows` name, with their `updates`: what they changed in
    figures. One query for each type, and six."""
    rows = list(rows)
    found: dict[tuple[int, int], Edition] = {}
    for number, model in enumerate(EDITION_MODELS):
        ids = [pk for _instant, one, pk in rows if one == number]
        if ids:
            loaded = _with_address(model.objects.filter(pk__in=ids))
            found |= {(number, edition.pk): edition for edition in loaded}
    editions: list[Any] = [found[number, pk] for _instant, number, pk in rows]
    updates = updates_by(one for one in editions if isinstance(one, StatisticEdition))
    for edition in with_corrected_notes(editions):
        edition.updates = updates.get(edition.pk, [])
    return editions


def _with_address(editions: EditionQuerySet) -> EditionQuerySet:
    """With what their addresses are made of: that of a section is that of its fact sheet."""
    return editions.select_related(
        "item__relationship" if editions.model is SectionEdition else "item"
    )

"""What changed in what the site tells of; pages about the site itself are left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils import timezone

from publishing.history import with_corrected_notes
from publishing.items import item_models
from publishing.models import Edition, EditionQuerySet
from relations.figures.updates import updates_by
from relations.models import SectionEdition, StatisticEdition

EDITION_MODELS = [model.edition_model() for model in item_models() if not model.about_site]
SCANNED = 12  # editions of each type, among which the latest changes are found
MAX_NAMED = 3  # items that one change names


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
        return self.editions[:MAX_NAMED]

    @property
    def more(self) -> bool:
        return len(self.editions) > MAX_NAMED


def latest_changes(moment: datetime, number: int) -> list[PublishedChange]:
    """Return the `number` most recent changes among the editions in force at `moment`. One query
    for each type, and one for notes that were corrected."""
    latest_by_model = [
        list(_with_address(model.objects.as_of(moment)).order_by("-live_from", "pk")[:SCANNED])
        for model in EDITION_MODELS
    ]
    with_corrected_notes([edition for editions in latest_by_model for edition in editions])
    changes = [change for editions in latest_by_model for change in group_changes(editions)]
    changes.sort(key=lambda change: change.editions[0].live_from, reverse=True)
    return changes[:number]


def group_changes(editions: Iterable[Edition]) -> list[PublishedChange]:
    """Group editions into changes, in their order: those of one type, day and note are one."""
    changes: dict[tuple, PublishedChange] = {}
    for edition in editions:
        day = timezone.localdate(edition.live_from)
        occasion = (day, type(edition), str(edition.note), edition.withdrawal)
        changes.setdefault(occasion, PublishedChange(day, [])).editions.append(edition)
    return list(changes.values())


def edition_rows(moment: datetime) -> QuerySet:
    """Return a row for each edition that began by `moment`, the newest first: its `live_from`, the
    position of its class in `EDITION_MODELS`, and its id. What was published in error is left out,
    and what stands on a fact sheet that is not public."""
    selects = []
    for number, model in enumerate(EDITION_MODELS):
        editions: Any = model.objects.begun_by(moment).filter(suppressed=False)
        if model is SectionEdition:
            editions = editions.on_public_sheets(moment)
        rows = editions.annotate(number=Value(number)).order_by()
        selects.append(rows.values_list("live_from", "number", "pk"))
    return selects[0].union(*selects[1:], all=True).order_by("-live_from", "number", "-pk")


def editions_of(rows: Iterable[tuple[datetime, int, int]]) -> list[Edition]:
    """Return the editions of rows of `edition_rows`, with their `updates`: what they changed in
    figures. One query for each type, and six."""
    rows = list(rows)
    by_row: dict[tuple[int, int], Edition] = {}
    for number, model in enumerate(EDITION_MODELS):
        ids = [pk for _live_from, position, pk in rows if position == number]
        if ids:
            loaded = _with_address(model.objects.filter(pk__in=ids))
            by_row |= {(number, edition.pk): edition for edition in loaded}
    editions: list[Any] = [by_row[number, pk] for _live_from, number, pk in rows]
    updates = updates_by(edition for edition in editions if isinstance(edition, StatisticEdition))
    for edition in with_corrected_notes(editions):
        edition.updates = updates.get(edition.identifier, [])
    return editions


def _with_address(editions: EditionQuerySet) -> EditionQuerySet:
    """Join what their URLs are made of: a section's is that of its fact sheet."""
    return editions.select_related(
        "item__relationship" if editions.model is SectionEdition else "item"
    )

"""What changed in what the site tells of; pages about the site itself are left out."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from programs.models import ProgramEdition
from publishing.history import with_corrected_notes
from publishing.models import Edition
from relations.models import (
    AgreementEdition,
    RelationshipEdition,
    SectionEdition,
    StatisticEdition,
)

LOOKED_AT = 12  # editions of each type, among which those published together are found
NAMED = 3  # items that one change names


@dataclass(frozen=True)
class Change:
    """Items of one type that were published on one day, for one reason."""

    day: date
    editions: list[Edition]

    @property
    def kind(self) -> str:
        options = self.editions[0].item_model()._meta
        return options.verbose_name if len(self.editions) == 1 else options.verbose_name_plural

    @property
    def note(self) -> str:
        return self.editions[0].note

    @property
    def named(self) -> list[Edition]:
        return self.editions[:NAMED]

    @property
    def more(self) -> bool:
        return len(self.editions) > NAMED


def latest_changes(moment: datetime, number: int) -> list[Change]:
    """The most recent editions among those in force at `moment`, those that belong together as
    one. One query for each type, and one for notes that were corrected."""
    in_force = (
        RelationshipEdition.objects.as_of(moment).select_related("of"),
        SectionEdition.objects.as_of(moment).select_related("of__relationship"),
        AgreementEdition.objects.as_of(moment).select_related("of"),
        StatisticEdition.objects.as_of(moment).select_related("of"),
        ProgramEdition.objects.as_of(moment).select_related("of"),
    )
    looked_at = [list(editions.order_by("-live_from")[:LOOKED_AT]) for editions in in_force]
    with_corrected_notes([edition for editions in looked_at for edition in editions])
    changes = [
        Change(day, list(together))
        for editions in looked_at
        for (day, _note), together in groupby(editions, _occasion)
    ]
    changes.sort(key=lambda change: change.editions[0].live_from, reverse=True)
    return changes[:number]


def _occasion(edition: Edition) -> tuple[date, str]:
    return timezone.localdate(edition.live_from), str(edition.note)

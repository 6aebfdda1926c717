"""What values that change would be credited to, for whoever publishes them to confirm."""

from dataclasses import dataclass
from typing import Any

from publishing.changes.position import readers_now
from relations.models import Statistic
from relations.models.sourced import Sourced, joined_source_columns


@dataclass(frozen=True)
class Credit:
    """A value of a working copy that would be credited to what may never have printed it."""

    observation: Any
    before: Any  # what readers are told of its period now, or None
    words: str
    words_before: str
    sources: list[Sourced]
    sources_before: list[Sourced]

    @property
    def told(self) -> tuple:
        """What whoever publishes has seen of it."""
        row = self.observation
        return row.period, self.words, row.value, row.released_on, *_columns(self.sources)


def unconfirmed_credits(statistic: Statistic) -> list[Credit]:
    """Return, the latest first, each value that changed and kept its source, whose source changed
    and its date of release did not, or that is new and has source and date of a public one.

    Nothing of what was never public, and of what is computed. This causes up to ten queries.
    """
    public = statistic.edition_at(readers_now())
    if not public or public.withdrawal or statistic.derivation:
        return []
    statistic = Statistic.objects.get(pk=statistic.pk)
    statistic.fill_in(save=False)
    told = {row.period: row for row in public.observations.all()}
    printed = {_printed(row, public) for row in told.values()}
    found = []
    for row in reversed(statistic.series()):
        before, sources = told.get(row.period), row.sources(statistic)
        sources_before = before.sources(public) if before else []
        moved = _columns(sources) != _columns(sources_before)
        if not before:
            doubtful = _printed(row, statistic) in printed
        elif moved:
            doubtful = row.released_on and row.released_on == before.released_on
        else:
            doubtful = row.value != before.value
        if sources and doubtful:
            words, words_before = row.words(statistic), before.words(public) if before else ""
            found.append(Credit(row, before, words, words_before, sources, sources_before))
    return found


def _columns(sources: list[Sourced]) -> tuple[str, ...]:
    return tuple(joined_source_columns(sources).values())


def _printed(row, statistic) -> tuple:
    return (*_columns(row.sources(statistic)), row.released_on)

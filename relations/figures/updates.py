"""What changed in figures: the history lines of the pages that show them, which did not change
themselves, and those of statistics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from publishing.languages import active_language
from publishing.models import Edition, WorkingCopy
from relations.models import PublishedOperand, Statistic, StatisticEdition
from relations.prose.formatting import COMPARES
from relations.prose.references import references_in
from relations.series.timeline import Timeline
from relations.wording.series import Series
from relations.wording.values import format_revision, rounded


@dataclass(frozen=True)
class FigureUpdate:
    """What readers saw change in a figure, on a page or of a statistic. Of one that came or went
    either `before` or `after` is None."""

    at: datetime
    edition: StatisticEdition  # what the statistic has said since, or said last
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """What tells it from the other updates that one edition of a statistic tells of."""
        period = (self.after or self.before).period or "undated"
        return f"{self.at:%Y%m%dT%H%M%S}-{period}".replace("/", "-")

    @cached_property
    def values(self) -> str:
        """`577.3 → 725.7 billion`, or the words where only those changed: `60 → about 60`."""
        before, after = self.before, self.after
        if _same_value(before, after, self.edition.decimals):
            return f"{before.words(self.edition)} → {after.words(self.edition)}"
        return format_revision(before.value, after.value, self.edition, active_language())

    def __str__(self):
        """`figure updated: 577.3 → 725.7 billion (2021)`, in the reader's language."""
        if not self.after:
            return gettext("figure withdrawn: %(value)s") % {"value": self._told(self.before)}
        if not self.before:
            return gettext("figure published: %(value)s") % {"value": self._told(self.after)}
        if not self.after.period:
            return gettext("figure updated: %(values)s") % {"values": self.values}
        return gettext("figure updated: %(values)s (%(period)s)") % {
            "values": self.values,
            "period": self.after.formatted_period(),
        }

    def _told(self, observation) -> str:
        words = observation.words(self.edition)
        return f"{words} ({observation.formatted_period()})" if observation.period else words


def updates_on(items: Iterable[WorkingCopy], until: datetime) -> list[tuple[Edition, FigureUpdate]]:
    """The history lines that editions of statistics caused on the pages of items, each with the
    edition on whose page it happened, the newest first.

    They are derived when they are read, from what each edition of an item cited while it was in
    force: nothing is written for them. Four queries, and four for each type of item, whatever
    the number of editions.
    """
    shown = [(edition, _shown(edition)) for edition in _editions(items, until)]
    timeline = Timeline({one for _edition, each in shown for one, _period in each}, until)
    updates = []
    for edition, figures in shown:
        for statistic_id, period in figures:
            for instant in timeline.instants(statistic_id):
                if edition.live_from < instant and (
                    edition.live_until is None or instant < edition.live_until
                ):
                    series = _around(timeline, statistic_id, instant)
                    update = _update(*series, period, instant)
                    updates += [(edition, update)] if update else []
    return sorted(updates, key=lambda one: (one[1].at, one[1].edition.pk), reverse=True)


def updates_of(statistic: Statistic, until: datetime) -> list[FigureUpdate]:
    """Every change of a value of one statistic, also of one that is computed. Four queries."""
    timeline = Timeline([statistic.pk], until)
    instants = timeline.instants(statistic.pk)
    return [update for one in instants for update in _updates_at(timeline, statistic.pk, one)]


def updates_by(editions: Iterable[StatisticEdition]) -> dict[int, list[FigureUpdate]]:
    """What each of some editions of statistics changed when it began, by its id: in values of its
    own, and in what is computed from them. Of several that began at once, one tells what was
    computed from all. Five queries, whatever their number."""
    editions = list(editions)
    ids = {one.item_id for one in editions}
    if not ids:
        return {}
    computed: dict[int, set[int]] = {}
    operands = PublishedOperand.objects.filter(statistic__in=ids)
    for operand, made in operands.values_list("statistic", "edition__item"):
        computed.setdefault(operand, set()).add(made)
    timeline = Timeline(ids.union(*computed.values()), max(one.live_from for one in editions))
    told = {(one.item_id, one.live_from) for one in editions}
    updates = {}
    for edition in editions:
        following = {(one, edition.live_from) for one in computed.get(edition.item_id, ())} - told
        told |= following
        updates[edition.pk] = [
            update
            for statistic in (edition.item_id, *sorted(pk for pk, _instant in following))
            for update in _updates_at(timeline, statistic, edition.live_from)
        ]
    return updates


def _updates_at(timeline: Timeline, statistic_id: int, instant: datetime) -> Iterator[FigureUpdate]:
    """What changed at an instant: the latest value, and those of the periods before it."""
    then, now = _around(timeline, statistic_id, instant)
    if not then or not now:
        return
    if update := _update(then, now, "latest", instant):
        yield update
    before = {one.period: one for one in then.observations}
    for after in reversed(now.observations[:-1]):
        earlier = before.get(after.period)
        if earlier and _reads_otherwise(earlier, after, now.statistic.decimals):
            yield FigureUpdate(instant, now.statistic, earlier, after)


def _editions(items: Iterable[WorkingCopy], until: datetime) -> list[Edition]:
    by_model: dict[type[WorkingCopy], list[int]] = {}
    for item in items:
        by_model.setdefault(type(item), []).append(item.pk)
    found: list[Edition] = []
    for model, ids in by_model.items():
        public = model.edition_model().objects.begun_by(until).readable().filter(item__in=ids)
        parts = [name for name in ("key_figures",) if name in model.published_parts]
        sets = {field.name for field in public.model._meta.many_to_many} & {"cited", "statistics"}
        found += public.prefetch_related(*parts, *sets).order_by("live_from")
    return found


def _shown(edition) -> set[tuple[int, str]]:
    """Which statistics, for which periods, the page of an edition shows: that which a figure is
    compared with as well."""
    ids = {statistic.key: statistic.pk for statistic in edition.cited.all()}
    cited = set()
    for one in references_in(edition.prose()):
        if one.key in ids:
            show, _colon, argument = one.show.partition(":")
            earlier = [argument] if show in COMPARES else []
            cited |= {(ids[one.key], period) for period in (one.period, *earlier)}
    figures = edition.key_figures.all() if hasattr(edition, "key_figures") else ()
    listed = edition.statistics.all() if hasattr(edition, "statistics") else ()
    latest = [*(one.statistic_id for one in figures), *(one.pk for one in listed)]
    return cited | {(one, "latest") for one in latest}


def _around(
    timeline: Timeline, statistic_id: int, instant: datetime
) -> tuple[Series | None, Series | None]:
    """What readers saw of a statistic just before an instant, and at it."""
    just_before = instant - instant.resolution
    return timeline.at(statistic_id, just_before), timeline.at(statistic_id, instant)


def _update(
    then: Series | None, now: Series | None, period: str, instant: datetime
) -> FigureUpdate | None:
    before, after = then and then.at(period), now and now.at(period)
    said = now or then
    if said is None or not (before or after):
        return None
    if before and after and not _reads_otherwise(before, after, said.statistic.decimals):
        return None
    return FigureUpdate(instant, said.statistic, before, after)


def _reads_otherwise(before, after, decimals: int) -> bool:
    said = before.qualifier == after.qualifier
    return not (said and _same_value(before, after, decimals))


def _same_value(before, after, decimals: int) -> bool:
    same = rounded(before.value, decimals) == rounded(after.value, decimals)
    return same and before.period == after.period

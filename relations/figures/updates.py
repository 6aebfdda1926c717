"""What changed in figures: the history lines of the pages that show them, which did not change
themselves, and those of statistics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from publishing.languages import active_language
from publishing.models import WorkingCopy
from relations.models import PublishedOperand, Statistic, StatisticEdition
from relations.models.cited import CitesStatistics
from relations.series.timeline import Timeline
from relations.wording.series import Series
from relations.wording.values import (
    Qualifier,
    format_bare,
    format_revision,
    rounded,
    with_qualifier,
)


@dataclass(frozen=True)
class FigureUpdate:
    """What readers saw change in a figure, on a page or of a statistic.

    Of a figure that appeared or disappeared either `before` or `after` is None. Those of the latest
    value may be of two periods.
    """

    at: datetime
    edition: StatisticEdition  # what the statistic has said since, or said last
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """What distinguishes it from the other updates of one edition of a statistic."""
        period = (self.after or self.before).period or "undated"
        return f"{self.at:%Y%m%dT%H%M%S}-{period}".replace("/", "-")

    def __str__(self):
        """`figure revised: 577.3 → 580 billion (2020)`, `new value: 725.7 billion (2021)`, in the
        reader's language. Values of two periods are not set side by side."""
        before, after, language = self.before, self.after, active_language()
        if not before:
            return gettext("figure published: %(value)s") % {"value": _words(after)}
        if not after or _ends_on(after) < _ends_on(before):
            return gettext("figure withdrawn: %(value)s") % {"value": _words(before)}
        if before.period != after.period:
            value = format_bare(after.value, after.edition, language)
            value = with_qualifier(value, after.qualifier, language)
            return gettext("new value: %(value)s") % {"value": _with_period(value, after)}
        if not after.period:  # nobody knows whether the two are for the same time
            return gettext("figure updated: %(values)s") % {"values": _change(before, after)}
        values = _with_period(_change(before, after), after)
        return gettext("figure revised: %(values)s") % {"values": values}

    @property
    def source_lines(self) -> list[str]:
        """Where the value was read, and the one before it if that was elsewhere: `Source: …`,
        `Source before: …`, in the reader's language. Nothing where it is not known."""
        source = _sources(self.after or self.before)
        earlier = _sources(self.before) if self.before else source
        lines = [gettext("Source: %(source)s") % {"source": source}] if source else []
        if earlier and earlier != source:
            lines.append(gettext("Source before: %(source)s") % {"source": earlier})
        return lines


def _sources(observation) -> str:
    sources = observation.sources(observation.edition)
    return "; ".join(source.source_or_address for source in sources)


def _change(before, after) -> str:
    """`577.3 → 580 billion`, or the words where not only the number changed: `60 → about 60`."""
    if before.qualifier == after.qualifier == Qualifier.EXACT and _same_unit(before, after):
        return format_revision(before.value, after.value, after.edition, active_language())
    return f"{before.words(before.edition)} → {after.words(after.edition)}"


def _words(observation) -> str:
    return _with_period(observation.words(observation.edition), observation)


def _with_period(words: str, observation) -> str:
    return f"{words} ({observation.formatted_period()})" if observation.period else words


def _ends_on(observation) -> date:
    return observation.parsed_period.ends_on


def updates_on(
    items: Iterable[WorkingCopy], until: datetime
) -> list[tuple[CitesStatistics, FigureUpdate]]:
    """Return the history lines that editions of statistics caused on the pages of items, each
    after the edition on whose page it happened, the newest first.

    They are derived when they are read, from what each edition of an item cited while it was in
    force: nothing is written for them. This causes four queries, and four for each type of item,
    whatever the number of editions.
    """
    pages = [(edition, edition.figures_shown()) for edition in _editions(items, until)]
    timeline = Timeline({pk for _edition, figures in pages for pk, _period in figures}, until)
    updates = []
    for edition, figures in pages:
        for statistic_id, period in figures:
            for instant in timeline.instants(statistic_id):
                if edition.live_from < instant and (
                    edition.live_until is None or instant < edition.live_until
                ):
                    series = _around(timeline, statistic_id, instant)
                    update = _update(*series, period, instant)
                    updates += [(edition, update)] if update else []
    return sorted(updates, key=lambda line: (line[1].at, line[1].edition.pk), reverse=True)


def updates_of(statistic: Statistic, until: datetime) -> list[FigureUpdate]:
    """Return every change of a value of one statistic, also of one that is computed.

    This causes four queries.
    """
    timeline = Timeline([statistic.pk], until)
    return [
        update
        for instant in timeline.instants(statistic.pk)
        for update in _updates_at(timeline, statistic.pk, instant)
    ]


def updates_by(editions: Iterable[StatisticEdition]) -> dict[str, list[FigureUpdate]]:
    """Return what each of some editions of statistics changed when it began, by its identifier:
    values of its own, and those that are computed from them.

    Of several that began at once, the first has what was computed from all. This causes five
    queries, whatever their number.
    """
    editions = list(editions)
    ids = {edition.item_id for edition in editions}
    if not ids:
        return {}
    computed: dict[int, set[int]] = {}
    operands = PublishedOperand.objects.filter(statistic__in=ids)
    for operand, derived in operands.values_list("statistic", "edition__item"):
        computed.setdefault(operand, set()).add(derived)
    latest = max(edition.live_from for edition in editions)
    timeline = Timeline(ids.union(*computed.values()), latest)
    covered = {(edition.item_id, edition.live_from) for edition in editions}
    updates = {}
    for edition in editions:
        following = {(pk, edition.live_from) for pk in computed.get(edition.item_id, ())} - covered
        covered |= following
        updates[edition.identifier] = [
            update
            for statistic_id in (edition.item_id, *sorted(pk for pk, _instant in following))
            for update in _updates_at(timeline, statistic_id, edition.live_from)
        ]
    return updates


def _updates_at(timeline: Timeline, statistic_id: int, instant: datetime) -> Iterator[FigureUpdate]:
    """What changed at an instant: the latest value, and those of the periods before it."""
    before, after = _around(timeline, statistic_id, instant)
    if not before or not after:
        return
    if update := _update(before, after, "latest", instant):
        yield update
    by_period = {observation.period: observation for observation in before.observations}
    for observation in reversed(after.observations[:-1]):
        earlier = by_period.get(observation.period)
        if earlier and _differs(earlier, observation):
            yield FigureUpdate(instant, after.statistic, earlier, observation)


def _editions(items: Iterable[WorkingCopy], until: datetime) -> list[Any]:
    by_model: dict[type[Any], list[int]] = {}
    for item in items:
        by_model.setdefault(type(item), []).append(item.pk)
    editions: list[Any] = []
    for model, ids in by_model.items():
        public = model.edition_model().objects.begun_by(until).readable().filter(item__in=ids)
        relations = model.statistic_relations()
        editions += public.prefetch_related(*relations).order_by("live_from")
    return editions


def _around(
    timeline: Timeline, statistic_id: int, instant: datetime
) -> tuple[Series | None, Series | None]:
    """What readers saw of a statistic just before an instant, and at it."""
    just_before = instant - instant.resolution
    return timeline.at(statistic_id, just_before), timeline.at(statistic_id, instant)


def _update(
    before: Series | None, after: Series | None, period: str, instant: datetime
) -> FigureUpdate | None:
    """The update of one period from one series to the next, if readers saw anything change."""
    series = after or before
    earlier, later = before and before.at(period), after and after.at(period)
    if series is None or not (earlier or later):
        return None
    if earlier and later and not _differs(earlier, later):
        return None
    return FigureUpdate(instant, series.statistic, earlier, later)


def _differs(before, after) -> bool:
    """Whether an observation reads otherwise; where it was rounded is what readers see now."""
    return (
        before.period != after.period
        or before.qualifier != after.qualifier
        or not _same_unit(before, after)
        or _rounded(before, after) != _rounded(after, after)
    )


def _rounded(observation, as_shown_by) -> Decimal:
    return rounded(observation.value, as_shown_by.edition.decimals)


def _same_unit(before, after) -> bool:
    return (before.edition.unit, before.edition.scale) == (after.edition.unit, after.edition.scale)

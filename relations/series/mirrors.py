"""Two sources' numbers for the same thing, and why they may differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from relations.models import Statistic, StatisticEdition, derived


@dataclass(frozen=True)
class Mirror:
    """What another source publishes: its statistic, the observation that is compared with `own`,
    and the differences."""

    edition: Any
    observation: Any
    own: Any
    differences: list[str]


def mirrors_of(compared: Sequence[tuple[Any, Sequence]], moment: datetime) -> list[Mirror | None]:
    """Return the mirror of each edition in `compared`, which comes with observations of it.

    The first observation for whose period the other has one too is compared with that; without
    any, the first with the other's latest. Of a pair one names the other, and each is the mirror of
    the other. This causes two queries, and more where a mirror is computed.
    """
    named = {edition.mirror_id for edition, _rows in compared if edition.mirror_id}
    ids = {edition.item_id for edition, _rows in compared}
    others = list(
        StatisticEdition.objects.as_of(moment)
        .filter(Q(item__in=named) | Q(mirror__in=ids))
        .select_related("item", "producer")
        .prefetch_related("observations")
    )
    derived.resolve(others, moment)
    return [_mirror(edition, observations, others) for edition, observations in compared]


def _mirror(edition: Any, observations: Sequence, others: list[Any]) -> Mirror | None:
    """The one that the edition names, or else the first that names it; without values, none."""
    pairs = [o for o in others if edition.mirror_id == o.item_id or o.mirror_id == edition.item_id]
    for other in sorted(pairs, key=lambda other: other.item_id != edition.mirror_id):
        if other.latest():
            own, theirs = _compared(observations, other)
            return Mirror(other, theirs, own, differences_between(edition, own, other, theirs))
    return None


def _compared(observations: Sequence, other) -> tuple[Any, Any]:
    """The observations of a pair that are compared: of one period where that is possible."""
    by_period = {observation.period: observation for observation in other.series()}
    alike = (own for own in observations if own.period in by_period)
    own = next(alike, next(iter(observations), None))
    return own, (own and by_period.get(own.period)) or other.latest()


def mirroring(statistic: Statistic, moment: datetime) -> list[StatisticEdition]:
    """Return the public statistics that a working copy names as its mirror, or that name it."""
    pairs = Q(item=statistic.mirror_id) | Q(mirror=statistic)
    return list(StatisticEdition.objects.as_of(moment).filter(pairs).select_related("item"))


def differences_between(edition, own, other, theirs) -> list[str]:
    """Return what is known of why two numbers for the same thing may differ, as sentences."""
    sentences = []
    undated = [
        row.sources(statistic)
        for row, statistic in ((own, edition), (theirs, other))
        if row and not row.period
    ]
    if own and undated:
        sentences.append(
            gettext("A source does not say for which period its number holds.")
            if all(undated)
            else gettext("It is not known for which period a number holds.")
        )
    elif own and own.period != theirs.period:
        sentences.append(gettext("They hold for different periods."))
    producers = {edition.producer_id, other.producer_id}
    if len(producers) > 1 and None not in producers:
        sentences.append(gettext("They are produced by different organizations."))
    if edition.measure != other.measure or edition.unit != other.unit:
        sentences.append(gettext("They are measured in different ways."))
    if str(edition.definition) != str(other.definition):
        sentences.append(gettext("They are defined differently."))
    if own and own.period == theirs.period:
        if "" != own.released_on != theirs.released_on != "":
            sentences.append(gettext("They were released at different times; one may be revised."))
        if (edition.scale, edition.decimals) != (other.scale, other.decimals):
            sentences.append(gettext("They are rounded differently."))
    return sentences or [gettext("The sources do not say why the two may differ.")]

"""The two sides' numbers for the same thing, and why they may differ."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from relations.models import Statistic, StatisticEdition, derived


@dataclass(frozen=True)
class Mirror:
    """What the other side publishes: its statistic, latest observation, and the differences."""

    edition: Any
    observation: Any
    differences: list[str]


def mirrors_of(latest_by_id: dict[int, tuple[Any, Any]], moment: datetime) -> dict[int, Mirror]:
    """Return the mirrors of the statistics in `latest_by_id`, by their id.

    `latest_by_id` has an edition and its latest observation by the id of the statistic. Of a pair
    one side names the other, and each is the mirror of the other. This causes two queries, and
    more where a mirror is computed.
    """
    named = {edition.mirror_id for edition, _latest in latest_by_id.values() if edition.mirror_id}
    others = list(
        StatisticEdition.objects.as_of(moment)
        .filter(Q(item__in=named) | Q(mirror__in=latest_by_id))
        .select_related("item", "producer")
        .prefetch_related("observations")
    )
    derived.resolve(others, moment)
    mirrors = {}
    for pk, (edition, latest) in latest_by_id.items():
        pairs = [o for o in others if edition.mirror_id == o.item_id or o.mirror_id == pk]
        for other in sorted(pairs, key=lambda other: other.item_id != edition.mirror_id):
            if observation := other.latest():
                differences = differences_between(edition, latest, other, observation)
                mirrors[pk] = Mirror(other, observation, differences)
                break
    return mirrors


def mirroring(statistic: Statistic, moment: datetime) -> list[StatisticEdition]:
    """Return the public statistics that a working copy names as its mirror, or that name it."""
    pairs = Q(item=statistic.mirror_id) | Q(mirror=statistic)
    return list(StatisticEdition.objects.as_of(moment).filter(pairs).select_related("item"))


def differences_between(edition, latest, other, other_latest) -> list[str]:
    """Return what is known of why two numbers for the same thing may differ, as sentences."""
    sentences = []
    undated = [
        row.sources(statistic)
        for row, statistic in ((latest, edition), (other_latest, other))
        if row and not row.period
    ]
    if latest and undated:
        sentences.append(
            gettext("A source does not say for which period its number holds.")
            if all(undated)
            else gettext("It is not known for which period a number holds.")
        )
    elif latest and latest.period != other_latest.period:
        sentences.append(gettext("They hold for different periods."))
    producers = {edition.producer_id, other.producer_id}
    if len(producers) > 1 and None not in producers:
        sentences.append(gettext("They are produced by different organizations."))
    if edition.measure != other.measure or edition.unit != other.unit:
        sentences.append(gettext("They are measured in different ways."))
    if str(edition.definition) != str(other.definition):
        sentences.append(gettext("They are defined differently."))
    return sentences or [gettext("The sources do not say why the two may differ.")]

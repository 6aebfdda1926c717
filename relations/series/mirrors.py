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


def mirrors_of(shown: dict[int, tuple[Any, Any]], moment: datetime) -> dict[int, Mirror]:
    """The mirrors of the statistics in `shown` (by id: the edition and its latest observation),
    by the same id. Two queries, and more where a mirror is computed.

    Of a pair one side names the other, and each is the mirror of the other all the same.
    """
    named = {edition.mirror_id for edition, _latest in shown.values() if edition.mirror_id}
    others = list(
        StatisticEdition.objects.as_of(moment)
        .filter(Q(item__in=named) | Q(mirror__in=shown))
        .select_related("item", "producer")
        .prefetch_related("observations")
    )
    derived.resolve(others, moment)
    mirrors = {}
    for pk, (edition, latest) in shown.items():
        theirs = [one for one in others if edition.mirror_id == one.item_id or one.mirror_id == pk]
        for other in sorted(theirs, key=lambda one: one.item_id != edition.mirror_id):
            if observation := other.latest():
                differences = differences_between(edition, latest, other, observation)
                mirrors[pk] = Mirror(other, observation, differences)
                break
    return mirrors


def mirroring(statistic: Statistic, moment: datetime) -> list[StatisticEdition]:
    """The public statistics that a working copy names as its mirror, or that name it as theirs."""
    named = Q(item=statistic.mirror_id) | Q(mirror=statistic)
    return list(StatisticEdition.objects.as_of(moment).filter(named).select_related("item"))


def differences_between(edition, latest, their, other) -> list[str]:
    """What is known of why two numbers for the same thing may differ, as sentences."""
    said = []
    if latest and "" in (latest.period, other.period):
        said.append(gettext("A source does not say for which period its number holds."))
    elif latest and latest.period != other.period:
        said.append(gettext("They hold for different periods."))
    if None not in (edition.producer_id, their.producer_id) and (
        edition.producer_id != their.producer_id
    ):
        said.append(gettext("They are produced by different organizations."))
    if edition.measure != their.measure or edition.unit != their.unit:
        said.append(gettext("They are measured in different ways."))
    if str(edition.definition) != str(their.definition):
        said.append(gettext("They are defined differently."))
    return said or [gettext("The sources do not say why the two may differ.")]

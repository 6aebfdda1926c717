"""The statistics, and the page of each."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from publishing.languages import LANGUAGES
from publishing.models import Edition
from publishing.targets import targets
from reading.lists import ItemList
from relations.figures.sentences import computed_from, shown_by, uses_of
from relations.filters.statistic import StatisticFilter
from relations.models import PublishedObservation, Relationship, Statistic, derived
from relations.series.downloads import plain_observation, revisions
from relations.series.freshness import overdue_words
from relations.series.mirrors import mirrors_of
from relations.sides import flow_words, sides_of
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail

FINEST = 6  # decimal places of a stored value


@dataclass(frozen=True)
class Latest:
    """A statistic with its latest value."""

    edition: Edition
    observation: PublishedObservation | None


def formatted_by_language(latest, edition) -> dict[str, str]:
    """`{"en": "$725.7 billion in 2021", "es": …}`; of an undated value `47 ports, undated`."""
    joint = " " if latest.period else ", "
    return {
        code: f"{latest.words(edition, code)}{joint}{latest.when(edition, code)}"
        for code in LANGUAGES
    }


def latest_of(ids: Iterable[int], moment: datetime) -> list[Latest]:
    """The latest values of the statistics that can be shown, in the order of `ids`."""
    ids = list(ids)
    found = targets(Statistic, ids, moment)
    editions = [found[pk].edition for pk in ids if pk in found and not found[pk].withdrawn]
    prefetch_related_objects(editions, "observations", "producer")
    derived.resolve(editions, moment)
    return [Latest(edition, edition.latest()) for edition in editions]


class StatisticList(ItemList):
    filter_class = StatisticFilter
    template_name = "relations/statistic_list.html"
    related = ("producer",)
    prefetch = ("observations", "topics")

    def complete(self, rows, moment):
        derived.resolve(rows, moment)


LATEST = ("period", "from", "until", "value", "qualifier", "status", "released", "note")


class StatisticExport(ListExport):
    list_view = StatisticList
    columns = (
        "key",
        "period",
        "value",
        "unit",
        "power_of_ten",
        "qualifier",
        "status",
        "released",
        "said",
        "definition",
        "producer",
        "source",
        "source_url",
        "next_release_on",
        "licence",
        "topics",
    )
    feed_fields = ("said", "definition")

    def extend(self, editions, records):
        """The latest value, and all of them, those that are computed as well."""
        derived.resolve(editions, self.request.moment)
        for edition, record in zip(editions, records, strict=True):
            latest = edition.latest()
            told = plain_observation(latest) if latest else dict.fromkeys(LATEST)
            record.update(
                told,
                key=edition.key,
                unit=edition.unit,
                power_of_ten=edition.scale,
                said=latest and formatted_by_language(latest, edition),
                observations=[plain_observation(one) for one in edition.series()],
            )


class StatisticDetail(ProseDetail):
    model = Statistic
    template_name = "relations/statistic.html"
    prefetch = ("observations", "producer__country", "producer__part_of", "topics", "relationships")

    @classmethod
    def get_context(cls, edition, moment):
        item = edition.item
        derived.resolve([edition], moment)
        relationships = targets(Relationship, [r.pk for r in edition.relationships.all()], moment)
        shown = [target.edition for target in relationships.values()]
        prefetch_related_objects(shown, "home", "partner")
        sides, latest, day = sides_of(shown), edition.latest(), timezone.localdate(moment)
        showing = shown_by(item, moment)
        return {
            "texts": [],
            "series": edition.series()[::-1],
            "latest": latest,
            "overdue": overdue_words(edition, day, latest),
            "revisions": formatted_revisions(edition, moment),
            "mirror": mirrors_of({item.pk: (edition, latest)}, moment).get(item.pk),
            "relationships": list(relationships.values()),
            "sides": sides,
            "direction": flow_words(edition, sides),
            "uses": uses_of(item, showing, moment),
            "computed": computed_from(item, moment),
            "related": [one for one in showing if one.is_measured],
        }


def formatted_revisions(edition, moment: datetime) -> list[tuple[PublishedObservation, list]]:
    """How values were revised, the latest period first: what each was at last, and what was said
    from which moment on. Values that rounding makes alike are told apart by all their digits."""
    found = []
    for told in revisions(edition, moment).values():
        words = [one.words(edition) for _since, one in told]
        if len(set(words)) < len({one.value for _since, one in told}):
            exact = copy(edition)
            exact.decimals = FINEST
            words = [one.words(exact) for _since, one in told]
        since = [when for when, _one in told]
        found.append((told[-1][1], list(zip(since, words, strict=True))))
    return sorted(found, key=lambda one: one[0].parsed_period.ends_on, reverse=True)

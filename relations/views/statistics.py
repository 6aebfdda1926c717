"""The statistics, and the page of each."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from publishing.languages import LANGUAGES, translated_columns
from publishing.models import Edition
from publishing.targets import targets
from reading.lists import ItemList
from reading.ordering import in_title_order
from relations.figures.sentences import computed_from, shown_by, uses_of
from relations.filters.statistic import StatisticFilter
from relations.models import (
    ObservationContent,
    PublishedObservation,
    Relationship,
    Statistic,
    derived,
)
from relations.models.sourced import Sourced, joined_source_columns
from relations.series.downloads import plain_observation, revisions
from relations.series.freshness import overdue_words
from relations.series.mirrors import mirrors_of
from relations.sides import flow_words, sides_of
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.wording.values import STORED_DECIMALS


@dataclass(frozen=True)
class Latest:
    """A statistic with its latest value."""

    edition: Edition
    observation: ObservationContent | None


def formatted_by_language(observation, edition) -> dict[str, str]:
    """Return an observation with its period by language: `$725.7 billion in 2021`, or of an
    undated one `47 ports, undated`."""
    separator = " " if observation.period else ", "
    return {
        language: separator.join(
            (observation.words(edition, language), observation.when(edition, language))
        )
        for language in LANGUAGES
    }


def latest_of(ids: Iterable[int], moment: datetime) -> list[Latest]:
    """Return the latest values of the statistics in force among `ids`, in their order. Three
    queries, and more where a statistic is computed."""
    ids = list(ids)
    public = targets(Statistic, ids, moment)
    editions = [public[pk].edition for pk in ids if pk in public and not public[pk].withdrawn]
    prefetch_related_objects(editions, "observations", "producer")
    derived.resolve(editions, moment)
    return [Latest(edition, edition.latest()) for edition in editions]


class StatisticList(ItemList):
    filter_class = StatisticFilter
    template_name = "relations/statistic_list.html"
    select_related = ("producer",)
    prefetch_related = ("observations", "topics")

    def complete_rows(self, rows, moment):
        derived.resolve(rows, moment)


OBSERVATION_FIELDS = (
    "period",
    "from",
    "until",
    "value",
    "qualifier",
    "status",
    "released",
    "note",
    "sources",
)


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
        "license",
        "topics",
        "source_not_known",
        "abbreviation",
    )
    feed_fields = ("said", "definition", "source")

    def extend_records(self, editions, records):
        """Add the latest value with its source, and every value, computed ones included."""
        derived.resolve(editions, self.request.moment)
        for edition, record in zip(editions, records, strict=True):
            latest = edition.latest()
            source = joined_source_columns(latest.sources(edition) if latest else [])
            record.update(
                plain_observation(latest, edition) if latest else dict.fromkeys(OBSERVATION_FIELDS),
                key=edition.key,
                unit=edition.unit,
                power_of_ten=edition.scale,
                said=latest and formatted_by_language(latest, edition),
                source={
                    language: source[column]
                    for language, column in zip(
                        LANGUAGES, translated_columns("source"), strict=True
                    )
                },
                source_url=source["source_url"],
                license=source["licence"],
                observations=[plain_observation(row, edition) for row in edition.series()],
            )


class StatisticDetail(ProseDetail):
    model = Statistic
    template_name = "relations/statistic.html"
    prefetch_related = (
        "observations",
        "producer__country",
        "producer__part_of",
        "topics",
        "relationships",
    )

    @classmethod
    def get_context(cls, edition, moment):
        item = edition.item
        derived.resolve([edition], moment)
        relationships = targets(
            Relationship, [relationship.pk for relationship in edition.relationships.all()], moment
        )
        sheets = [target.edition for target in relationships.values()]
        prefetch_related_objects(sheets, "home", "partner")
        sides, day = sides_of(sheets), timezone.localdate(moment)
        observations = edition.series()[::-1]
        series = [(row, row.sources(edition)) for row in observations]
        nothing_computed = (None, [edition] if edition.names_source else [])
        latest, sources = next(iter(series), nothing_computed)
        showing = shown_by(item, moment)
        return {
            "texts": [],
            "series": series,
            "shared_sources": sources if _are_alike([of for _row, of in series]) else None,
            "sources": sources,
            "licence": joined_source_columns(sources)["licence"],
            "latest": latest,
            "overdue": overdue_words(edition, day, latest),
            "revisions": formatted_revisions(edition, moment),
            "mirror": mirrors_of([(edition, observations)], moment)[0],
            "relationships": in_title_order(relationships.values()),
            "sides": sides,
            "direction": flow_words(edition, sides),
            "uses": uses_of(item, showing, moment),
            "computed": computed_from(item, moment),
            "related": [page for page in showing if page.is_measured],
        }


def _are_alike(sources_by_row: list[list[Sourced]]) -> bool:
    """Whether all values of a series have the same sources."""
    columns = [[source.source_columns() for source in sources] for sources in sources_by_row]
    return all(each == columns[0] for each in columns)


def formatted_revisions(edition, moment: datetime) -> list[tuple[PublishedObservation, list]]:
    """Return how values were revised, the latest period first: each observation as it is now, with
    a moment, the words that held from then on and their sources for each value that it had.

    Values that rounding makes alike are told apart by all their digits.
    """
    revised = []
    for steps in revisions(edition, moment).values():
        moments, observations = zip(*steps, strict=True)
        words = [observation.words(edition) for observation in observations]
        if len(set(words)) < len({observation.value for observation in observations}):
            exact = copy(edition)
            exact.decimals = STORED_DECIMALS
            words = [observation.words(exact) for observation in observations]
        sources = [observation.sources(observation.edition) for observation in observations]
        revised.append((observations[-1], list(zip(moments, words, sources, strict=True))))
    return sorted(revised, key=lambda revision: revision[0].parsed_period.place, reverse=True)

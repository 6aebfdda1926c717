"""What is asked of the whole site: words, types, relationships and topics."""

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from publishing.characters import fold
from publishing.languages import active_language
from reading.answers import kept_for, position_of
from reading.facets import Facet
from reading.indexed import AskingFilterSet
from relations.filters.belonging import relationships_at
from relations.models import RelationshipEdition, Topic
from search.documents import searched_types
from search.finding import Found, find
from search.matching import Engine, any_of, only
from search.questions import Hit, Sort
from search.schema import schema
from search.words import Query, parse


@lru_cache(maxsize=8)
def topics_at(key: str) -> Mapping[str, Topic]:
    return {topic.slug: topic for topic in Topic.objects.all()}


class IndexedFacet(Facet):
    """A facet that the index alone answers."""

    def labels(self) -> dict[str, str]:
        """Return every value with its label, in the order to show them."""
        raise NotImplementedError

    def valid_labels(self, values):
        labels = self.labels()
        return {value: labels[value] for value in values if value in labels}

    def key(self, value: str) -> str:
        """Return what the index knows a value by."""
        return value

    def condition(self, values: Iterable[str]) -> Engine:
        """Return the question to the index for what has one of `values`."""
        return only(any_of(self.name, map(self.key, values)))

    def ranked(self, counts: Mapping[str, int]):
        rows = [
            (value, label, counts.get(self.key(value), 0)) for value, label in self.labels().items()
        ]
        return [row for row in rows if row[2]]


class TypeFacet(IndexedFacet):
    in_sequence = True

    def labels(self):
        return {name: plural_of(name) for name in searched_types()}

    def condition(self, values):
        return of_types(values)


class RelationshipFacet(IndexedFacet):
    def labels(self):
        return _sorted({slug: str(row.title) for slug, row in self.parent.relationships.items()})

    def key(self, value):
        return str(self.parent.relationships[value].item_id)


class TopicFacet(IndexedFacet):
    def labels(self):
        return _sorted({slug: str(row.name) for slug, row in self.parent.topics.items()})

    def key(self, value):
        return str(self.parent.topics[value].pk)


def _sorted(labels: dict[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda pair: fold(pair[1])))


def plural_of(name: str) -> str:
    """Return what the items of a type are called."""
    return capfirst(str(searched_types()[name].item_model()._meta.verbose_name_plural))


def of_types(names: Iterable[str]) -> Engine:
    return only(Engine.term_set_query(schema(), "type", list(names)))


class SearchFilter(AskingFilterSet):
    """The words of a reader, and what narrows the results, with how many each would leave.

    Words are looked for among everything that readers see at the moment: what narrows the results
    does not change what the words come to.
    """

    q = CharFilter(label=_("Search"))
    type = TypeFacet(
        "type", label=_("Kind of page"), invalid_message=_("“%(value)s” is not a kind of page.")
    )
    relationship = RelationshipFacet(
        "relationship",
        label=_("Relationship"),
        invalid_message=_("“%(value)s” is not a relationship."),
    )
    topic = TopicFacet("topic", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))

    view = ""  # results are shown in one way
    narrowing: ClassVar[tuple[str, ...]] = ("type", "relationship", "topic")

    def __init__(self, request):
        # Rows are of several types, and none is filtered in SQL.
        super().__init__(request.GET, RelationshipEdition.objects.none(), request=request)

    @cached_property
    def relationships(self) -> Mapping[str, RelationshipEdition]:
        return relationships_at(*kept_for(self.request))

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        return topics_at(position_of(self.request).key)

    @property
    def typed(self) -> str:
        """The words as they were typed."""
        return next(iter(self.labels.get("q", ())), "")

    @cached_property
    def query(self) -> Query:
        return parse(self.typed)

    @property
    def is_asked(self) -> bool:
        """Whether the reader asks for anything."""
        return bool(self.query) or any(self.labels.get(name) for name in self.narrowing)

    @property
    def searched(self):
        return searched_types()

    @cached_property
    def found(self) -> Found:
        return find(self.answers, self.matching, self.query)

    def conditions(self, excluding: str = "") -> list[Engine]:
        """Return what narrows the results, but for the words, and but for one facet."""
        return [
            self.filters[name].condition(self.labels[name])
            for name in self.narrowing
            if name != excluding and self.labels.get(name)
        ]

    @cached_property
    def counted(self) -> dict[str, Mapping[str, int]]:
        """How many results each value of each facet would leave under the others."""
        if self.index is None:
            return {name: {} for name in self.narrowing}
        engine = self.found.engine
        free = [n for n in ("relationship", "topic") if not self.labels.get(n)]
        counted: dict[str, Mapping[str, int]] = {}
        counted |= self.answers.tally(free, engine, *self.conditions())
        for name in {"relationship", "topic"} - {*free}:
            counted |= self.answers.tally([name], engine, *self.conditions(excluding=name))
        counted["type"] = self.answers.by_type(engine, *self.conditions(excluding="type"))
        return counted

    def ranked(self, name: str):
        return self.filters[name].ranked(self.counted[name])

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many results there are of each type that the reader wants."""
        wanted = self.labels.get("type") or searched_types()
        return {name: n for name, n in self.counted["type"].items() if name in wanted}

    def total(self) -> int:
        return sum(self.numbers.values())

    def best(self, start: int, stop: int, *types: str) -> list[Hit]:
        """Return results of some types from a place to another: the best first, or where no words
        are asked for one type after the other, each by titles."""
        conditions: tuple[Engine, ...]
        narrowed = self.conditions(excluding="type")
        if self.query.wanted:
            conditions = self.found.engine, of_types(types), *narrowed
            return self.answers.best_of_all(active_language(), start, stop, *conditions)
        hits: list[Hit] = []
        before = 0
        for name in types:
            place = max(start - before, 0), stop - before
            conditions = self.found.engine, of_types([name]), *narrowed
            ids = self.answers.sorted_ids(Sort(), active_language(), *place, *conditions)
            hits += [Hit(name, pk) for pk in ids]
            before += self.counted["type"].get(name, 0)
        return hits

    def latest(self, number: int) -> list[Hit]:
        """Return the results that began last, at most so many of each type."""
        conditions = [self.found.engine, *self.conditions(excluding="type")]
        return [
            Hit(name, pk)
            for name in self.numbers
            for pk in self.answers.latest(number, of_types([name]), *conditions)
        ]

    def url_with(self, **changed: list[str]) -> str:
        """Return the URL of the results with other values of some parameters."""
        values = {name: list(labels) for name, labels in self.labels.items()} | changed
        return self._url([(name, value) for name in self.filters for value in values.get(name, ())])

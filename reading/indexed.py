"""Lists that the index answers: one declaration of filters gives rows, counts, order and files."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from publishing.languages import active_language
from reading.answers import answers_for, matching_for
from reading.facets import Facet, SetFacet, Term, TermFacet, ask_terms
from reading.filtersets import FacetedFilterSet
from reading.ordering import Ordering, title_order
from search.finding import Found, find
from search.matching import Engine, Matching, after_all_else, only
from search.questions import Answers, Sort, among
from search.words import parse


class Words(CharFilter):
    """Words that rows are to have; the index finds them, and nothing else does. `derived` says
    whether the list had no such box when its oldest pages were kept."""

    def __init__(self, *, derived: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.derived = derived

    def filter(self, queryset, value):
        return queryset


class Results(Sequence):
    """The rows of a list, in its order, of which those of one page are fetched: what the index
    finds, looked at again in the database."""

    def __init__(self, filters: "IndexedFilterSet", rows: QuerySet):
        self.filters = filters
        self.rows = rows

    def __len__(self) -> int:
        return self.filters.total()

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            raise TypeError("Ask for a page of results.")
        start, stop, _step = place.indices(len(self))
        if self.filters.index is None:
            return list(self.rows.order_by(*self.filters.ordering)[start:stop])
        return self._fetched(self.filters.ids(start, stop))

    def latest(self, number: int) -> list[Any]:
        """Return the rows that changed last."""
        answers = self.filters.index
        if answers is None:
            return list(self.rows.order_by("-live_from", "-pk")[:number])
        return self._fetched(answers.latest(number, *self.filters.conditions()))

    def _fetched(self, ids: list[int]) -> list[Any]:
        rows = self.rows.in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]


class Dropped(NamedTuple):
    """A filter, with its values, and how many results there would be without it, at its URL."""

    label: str
    values: list[str]
    number: int
    url: str


class AskingFilterSet(FacetedFilterSet):
    """Filters that ask the index of some types."""

    @property
    def searched(self) -> Collection[str]:
        """The names of the types."""
        raise NotImplementedError

    @cached_property
    def index(self) -> Answers | None:
        """What the index says at the moment; None while there is none."""
        return answers_for(self.request, self.searched)

    @property
    def answers(self) -> Answers:
        """The same. Raises LookupError while there is none."""
        if self.index is None:
            raise LookupError("Ask whether there is an index before asking it.")
        return self.index

    @cached_property
    def matching(self) -> Matching:
        """How words are matched."""
        return matching_for(self.request, self.searched)


class IndexedFilterSet(AskingFilterSet):
    """The filters of the list of one type of item.

    While there is no index, rows are filtered in SQL, and there are no counts and no words.
    `last` is what comes after all else among the best results, a facet and its value.
    """

    last: ClassVar[tuple[str, str] | None] = None

    q = Words(derived=True, label=_("Search"))

    @property
    def searched(self):
        return [self._meta.model.item_model()._meta.model_name]

    @property
    def is_incomplete(self) -> bool:
        """Whether the list has no counts, and takes no notice of words, for want of an index."""
        return self.index is None

    @cached_property
    def found(self) -> Found | None:
        """What the words come to; None where there are none."""
        query = parse(next(iter(self.labels.get("q", ())), ""))
        if not query or self.index is None:
            return None
        return find(self.answers, self.matching, query)

    @property
    def has_best(self):
        return self.found is not None

    @cached_property
    def asked_terms(self) -> Mapping[str, list[Term]]:
        """The terms that the query names, by filter. One query, if it names any."""
        queries = [
            filter_.lookup(**{f"{filter_.key}__in": values})
            for name, values in self.values.items()
            if isinstance(filter_ := self.filters[name], TermFacet)
        ]
        return ask_terms(queries)

    @cached_property
    def counted_terms(self) -> Mapping[str, list[Term]]:
        """The terms that the results have, by filter. One query."""
        queries = [
            filter_.lookup(pk__in=[*filter_.offered(self.counts[name])])
            for name, filter_ in self.filters.items()
            if isinstance(filter_, TermFacet) and self.counts.get(name)
        ]
        return ask_terms(queries)

    def conditions(self, excluding: str = "") -> list[Engine]:
        """Return what every filter but one asks of the index; its words rank what is found."""
        conditions = [only(each) for name, each in self._narrowing.items() if name != excluding]
        return [*conditions, self.found.engine] if self.found and excluding != "q" else conditions

    @cached_property
    def dropped(self) -> list[Dropped]:
        """What would be found without each of several filters, those that help first."""
        used = [
            name
            for name, labels in self.labels.items()
            if labels and getattr(self.filters[name], "narrows", True)
        ]
        if self.index is None or len(used) < 2:
            return []
        found = [
            Dropped(
                str(self.filters[name].label),
                list(self.labels[name].values()),
                self.answers.count(*self.conditions(excluding=name)),
                self.url_without(name),
            )
            for name in used
        ]
        return sorted((each for each in found if each.number), key=lambda each: -each.number)

    @cached_property
    def _narrowing(self) -> dict[str, Engine]:
        return {
            name: self.filters[name].condition(list(labels))
            for name, labels in self.labels.items()
            if labels and isinstance(self.filters[name], Facet)
        }

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows have each value of each facet under the other filters, by facet."""
        if self.index is None:
            return {}
        facets = {n: each for n, each in self.filters.items() if isinstance(each, Facet)}
        used = [name for name in facets if name in self._narrowing]
        counts = self._counted([name for name in facets if name not in used], self.conditions())
        for name in used:
            counts |= self._counted([name], self.conditions(excluding=name))
        return counts

    def _counted(self, names: Iterable[str], conditions: list[Engine]) -> dict[str, dict[str, int]]:
        answers, facets = self.answers, {name: self.filters[name] for name in names}
        plain = {name: each for name, each in facets.items() if not isinstance(each, SetFacet)}
        tallied = answers.tally([each.indexed_as for each in plain.values()], *conditions)
        counts = {name: tallied[each.indexed_as] for name, each in plain.items()}

        def count(condition: Engine) -> int:
            return answers.count(*conditions, condition)

        sets = {n: each.count(count) for n, each in facets.items() if isinstance(each, SetFacet)}
        return counts | sets

    def ids_among(self, ids: Iterable[int], excluding: str) -> list[int]:
        """Return those of some ids that are found under every filter but one."""
        conditions = self.conditions(excluding=excluding)
        return self.answers.all_ids(*conditions, among(ids)) if ids else []

    def ranked(self, name):
        return self.filters[name].ranked(self.counts[name]) if self.index else []

    @cached_property
    def _total(self) -> int:
        return self.answers.count(*self.conditions()) if self.index else self.qs.count()

    def total(self) -> int:
        """Return how many results there are."""
        return self._total

    def results(
        self, select_related: Iterable[str] = (), prefetch_related: Iterable[Any] = ()
    ) -> Results:
        rows = self.shown if self.index else self.shown.filter(pk__in=self.qs.values("pk"))
        rows = rows.select_related("item", *select_related)
        return Results(self, rows.prefetch_related(*prefetch_related))

    @property
    def shown(self) -> QuerySet:
        """All rows, with what the list shows of each."""
        return self.every.all()

    @property
    def ordering(self) -> Ordering:
        """The order that the reader wants, in SQL: for while there is no index."""
        order = self._order
        return order.ordering(self.sort) if order else title_order()

    def ids(self, start: int, stop: int) -> list[int]:
        """Return the ids of the results from a place to another, in the order that the reader
        wants: the best ones first where there are words and no other order is asked for."""
        conditions = self.conditions()
        language = active_language()
        if self.is_ranked:
            last = [after_all_else(*self.last)] if self.last else []
            return self.answers.best(language, start, stop, *conditions, *last)
        order = self._order
        sort, numbers = order.sort(self.sort) if order else (Sort(), None)
        if numbers is None:
            return self.answers.sorted_ids(sort, language, start, stop, *conditions)
        usual = Sort(sort.name)
        others = self.answers.sorted_ids(usual, language, 0, self.total(), *conditions)
        return in_order_of(numbers(self), others, descending=sort.descending)[start:stop]


def in_order_of(numbers: Mapping[int, Any], ids: list[int], *, descending: bool) -> list[int]:
    """Return ids in the order of what each has; those without it last, those alike as they came."""
    having = [pk for pk in ids if pk in numbers]
    having.sort(key=numbers.__getitem__, reverse=descending)
    return [*having, *(pk for pk in ids if pk not in numbers)]

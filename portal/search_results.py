"""The results of a search over the whole site, as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from portal.marking import Marker
from portal.search_filters import SearchFilter, plural_of
from portal.search_hits import Row, rows_of
from publishing.links import keep_at, with_query
from reading.said import WordsSaid, said_of
from search.documents import searched_types
from search.finding import dropped, nearest_words
from search.matching import types_of
from search.questions import Hit
from search.words import Query

FEW = 3  # results of each type that stand on the page of all types
FIRST = 50  # results by which the order of the types is known
MAX_DROPPED = 5  # words and filters that a page with too little offers to drop
MAX_NEAREST = 3


@dataclass(frozen=True)
class Group:
    """The first results of one type, how many there are, and where all of them are; that is nowhere
    else when all are here."""

    type: str
    label: str
    number: int
    rows: list[Row]
    url: str


@dataclass(frozen=True)
class Way:
    """A way out of a search that finds too little: words of a link, its address, and how many
    results there are then."""

    label: str
    url: str
    number: int


class Results:
    """The results of a search as its page shows them."""

    def __init__(self, filters: SearchFilter):
        self.filters = filters
        self.request = filters.request
        self.marker = Marker(filters.found.query, filters.matching.thesaurus)

    @cached_property
    def wanted(self) -> list[str]:
        """The types that are asked for: by filter, or else by a word that names them."""
        return [*self.filters.labels.get("type", ())] or types_named_in(self.filters.query)

    @cached_property
    def only_others(self) -> bool:
        """Whether nothing of the types that are asked for is found, and something of others is."""
        counted = self.filters.counted["type"]
        return bool(counted and self.wanted) and not any(map(counted.get, self.wanted))

    @property
    def only_others_words(self) -> str:
        wanted = [plural_of(name).lower() for name in self.wanted]
        found = [plural_of(name).lower() for name in self.types]
        return _("No %(wanted)s: see these %(found)s.") % {
            "wanted": get_text_list(wanted, _("or")),
            "found": get_text_list(found, _("and")),
        }

    @property
    def one_type(self) -> str:
        """The type that alone is shown, page by page; empty where there are groups."""
        types = [*self.filters.labels.get("type", ())]
        return types[0] if len(types) == 1 and not self.only_others else ""

    @cached_property
    def types(self) -> list[str]:
        """The types of which results are shown, that of the best result first."""
        counted = self.filters.counted["type"] if self.only_others else self.filters.numbers
        if not self.filters.query.wanted:
            return [name for name in searched_types() if counted.get(name)]
        found = [hit.type for hit in self.filters.best(0, FIRST, *counted)] if counted else []
        return list(dict.fromkeys([*found, *sorted(counted, key=lambda name: -counted[name])]))

    def rows(self, hits: Iterable[Hit]) -> list[Row]:
        sheets = self.filters.relationships
        return rows_of(hits, self.marker, self.request.moment, self.request.at, sheets)

    @cached_property
    def groups(self) -> list[Group]:
        hits = {name: self.filters.best(0, FEW, name) for name in self.types}
        rows = self.rows([hit for of_type in hits.values() for hit in of_type])
        groups = []
        for name, some in hits.items():
            number = self.filters.counted["type"][name]
            url = self.url_of_all(name) if number > len(some) else ""
            of_type = [row for row in rows if row.type == name]
            if of_type:
                groups.append(Group(name, plural_of(name), number, of_type, url))
        return groups

    def url_of_all(self, name: str) -> str:
        """Return where all results of a type are: its list, if that finds the same by its words."""
        filters, found = self.filters, self.filters.found
        narrowed = any(filters.labels.get(each) for each in ("relationship", "topic"))
        model = searched_types()[name].item_model()
        if narrowed or found.most or not model.list_name or not found.query:
            return filters.url_with(type=[name])
        url = with_query(
            reverse(f"{name}-list"),
            [("q", found.query.text if found.corrections else filters.typed)],
        )
        return keep_at(url, self.request.at)

    def said(self, rows: list[Row]) -> WordsSaid | None:
        """Return what is to be said of the words, as the results write them."""
        sentences = [row.sentence.plain for row in rows if row.sentence]
        titles = [f"{row.edition.title} {row.edition.abbreviation}" for row in rows]
        return said_of(self.filters.found, [*titles, *sentences])

    @cached_property
    def to_drop(self) -> list[Way]:
        """Words and filters without which more is found, those that help first."""
        filters = self.filters
        engine, conditions = filters.found.engine, filters.conditions()
        ways: list[Way] = []
        for term, number in dropped(filters.answers, filters.matching, filters.query, *conditions):
            rest = filters.query.without(term).text
            if rest and rest not in [way.label for way in ways]:
                ways.append(Way(rest, filters.url_with(q=[rest]), number))
        for name in filters.narrowing:
            if filters.labels.get(name):
                number = filters.answers.count(engine, *filters.conditions(excluding=name))
                label = _("without the filter “%(name)s”") % {"name": filters.filters[name].label}
                ways.append(Way(label, filters.url_with(**{name: []}), number))
        ways = [way for way in ways if way.number]
        return sorted(ways, key=lambda way: -way.number)[:MAX_DROPPED]

    @property
    def nearest(self) -> list[Way]:
        """The words of the site that are most like those that nothing has."""
        filters = self.filters
        near = nearest_words(filters.answers, filters.matching, filters.query, MAX_NEAREST)
        return [Way(word, filters.url_with(q=[word]), number) for word, number in near]


def types_named_in(query: Query) -> list[str]:
    """Return the types that the words of a question name: “program” in “trade program”."""
    wanted = query.wanted
    # First or last: in the middle it is part of the name of something else.
    edges = [term.words[0] for term in (wanted[0], wanted[-1])] if wanted else []
    return list(dict.fromkeys(name for word in edges for name in types_of(word)))

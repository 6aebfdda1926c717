"""What is asked of the index at one moment: how many, which, and in what order.

An answer is exact: what is counted is what is found, and what is found is what readers see at the
moment, as far as the index knows. Rows are fetched from the database by their ids, and looked at
again there.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import tantivy
from tantivy import FieldType, Occur, Order

from publishing.changes.position import readers_now
from search.documents import searched_types
from search.index import Searcher
from search.matching import Engine, any_of, every, only
from search.schema import (
    WHOLE,
    facet_field,
    key_field,
    microseconds,
    schema,
    title_fields,
    whole_title,
)

MOST_BUCKETS = 60_000  # of all that is counted at once; the engine refuses 65,000
BY_TITLE = "title"
MOST_RANKED = 200  # of the best rows, those that are alike are in the order of titles
MARGIN = 50  # rows that are looked at before and after a page
MOST_ALIKE = 5_000  # rows whose titles begin alike, and are sorted by the whole of them


class Sort(NamedTuple):
    """What rows are sorted by: the name of a key that their type declares, or their titles."""

    name: str = BY_TITLE
    descending: bool = False


class Hit(NamedTuple):
    """An edition that is found: the name of its type, and its id."""

    type: str
    edition: int


class Answers:
    """What the index says at a moment of the editions of some types, by the names of the types.

    Conditions are questions of `search.matching`; all of them hold of what is found. With `kept`,
    the key of the position of the record and the moment, None for now, what is shown at all is
    asked for once a change.
    """

    def __init__(
        self,
        searcher: Searcher,
        moment: datetime,
        types: Iterable[str],
        kept: tuple[str, datetime | None] | None = None,
    ):
        self.searcher = searcher
        self.moment = moment
        self.types = tuple(types)
        self.kept = kept

    @cached_property
    def live(self) -> Engine:
        """What readers see of the types at the moment."""
        now = microseconds(self.moment)
        begun = _between("live_from", None, now)
        # Until is the first microsecond of the next edition.
        not_over = _between("live_until", now + 1, None)
        of_types = Engine.term_set_query(schema(), "type", list(self.types))
        hidden = [(Occur.MustNot, self._hidden(name)) for name in self.types if _depends(name)]
        seen = [(Occur.Must, each) for each in (of_types, not_over, begun)]
        return only(Engine.boolean_query([*seen, *hidden]))

    def _hidden(self, name: str) -> Engine:
        """What readers of the moment do not see of a type, as what it stands with is not public."""
        shown = searched_types()[name].searched.shown
        facet, values = shown_at(name, *self.kept) if self.kept else shown(self.moment)
        of_type = (Occur.Must, Engine.term_query(schema(), "type", name))
        return Engine.boolean_query([of_type, (Occur.MustNot, any_of(facet, values))])

    def asking(self, conditions: Iterable[Engine]) -> Engine:
        return every([self.live, *conditions])

    def count(self, *conditions: Engine) -> int:
        return self._number(only(self.asking(conditions)))

    def _number(self, query: Engine) -> int:
        return self.searcher.search(query, 1).count or 0

    def tally(self, facets: Iterable[str], *conditions: Engine) -> dict[str, dict[str, int]]:
        """Return how many rows have each value of each facet."""
        wanted = {
            facet: {
                "terms": {
                    "field": facet_field(facet),
                    "size": MOST_BUCKETS,
                    "segment_size": MOST_BUCKETS,
                }
            }
            for facet in facets
        }
        if not wanted:
            return {}
        found = self.searcher.aggregate(self.asking(conditions), wanted)
        return {
            facet: {str(each["key"]): each["doc_count"] for each in found[facet]["buckets"]}
            for facet in wanted
        }

    def by_type(self, *conditions: Engine) -> dict[str, int]:
        """Return how many rows there are of each type."""
        terms = {"terms": {"field": "type", "size": 100, "segment_size": 100}}
        found = self.searcher.aggregate(self.asking(conditions), {"type": terms})
        return {each["key"]: each["doc_count"] for each in found["type"]["buckets"]}

    def best(self, language: str, start: int, stop: int, *conditions: Engine) -> list[int]:
        """Return the ids of the editions from a place to another, the best first; those alike in
        the order of titles, as readers of a language see them."""
        return self._ids(self._best(language, start, stop, conditions))

    def _best(
        self, language: str, start: int, stop: int, conditions: Iterable[Engine]
    ) -> list[tantivy.DocAddress]:
        query = self.asking(conditions)
        rest: list[tantivy.DocAddress] = []
        if stop > MOST_RANKED:
            offset = max(start, MOST_RANKED)
            found = self.searcher.search(query, stop - offset, count=False, offset=offset)
            rest = [address for _score, address in found.hits]
        if start >= MOST_RANKED:
            return rest
        hits = self.searcher.search(query, MOST_RANKED, count=False).hits
        addresses = [address for _score, address in hits]
        if not addresses:
            return []
        columns = [self._values(name, addresses) for name in (*title_fields(language), "edition")]
        keys = zip((-round(score, 3) for score, _address in hits), *columns, strict=True)
        ranked = sorted(zip(keys, range(len(hits)), strict=True))
        return [*(addresses[place] for _key, place in ranked[start:stop]), *rest]

    def best_of_all(self, language: str, start: int, stop: int, *conditions: Engine) -> list[Hit]:
        """Return the editions from a place to another, the best first, of whatever type."""
        addresses = self._best(language, start, stop, conditions)
        if not addresses:
            return []
        names = list(searched_types())
        kinds = self._values("kind", addresses)
        return [Hit(names[kind], pk) for kind, pk in zip(kinds, self._ids(addresses), strict=True)]

    def latest(self, number: int, *conditions: Engine) -> list[int]:
        """Return the ids of the editions that began last."""
        query = self.asking(conditions)
        return self._in_order(query, (("live_from", True), ("edition", True)), 0, number)

    def all_ids(self, *conditions: Engine) -> list[int]:
        """Return the ids of everything that is found, in no order."""
        found = self.searcher.search(self.asking(conditions), max(self.count(*conditions), 1))
        return self._ids([address for _score, address in found.hits])

    def sorted_ids(
        self, sort: Sort, language: str, start: int, stop: int, *conditions: Engine
    ) -> list[int]:
        """Return the ids of the editions from a place to another: what has no value comes last, and
        what is alike is in the order of titles, as readers of a language see them."""
        query = self.asking(conditions)
        down = sort.descending and sort.name == BY_TITLE
        titles = [(name, down) for name in (*title_fields(language), whole_title(language))]
        fields = (*titles, ("edition", False))
        if sort.name == BY_TITLE:
            return self._in_order(query, fields, start, stop - start)
        key = key_field(sort.name)
        having = every([query, only(Engine.exists_query(key))])
        number = self._number(having)
        ids = self._in_order(having, ((key, sort.descending), *fields), start, stop - start)
        if stop > number:
            exists = (Occur.MustNot, Engine.exists_query(key))
            lacking = Engine.boolean_query([(Occur.Must, query), exists])
            rest = max(start - number, 0), stop - max(start, number)
            ids += self._in_order(lacking, fields, *rest)
        return ids

    def _in_order(
        self, query: Engine, fields: Sequence[tuple[str, bool]], start: int, number: int
    ) -> list[int]:
        """Return ids in the order of fields. The engine sorts by one of them; what is alike in that
        one is told apart by the next, within the rows that are wanted."""
        if number <= 0:
            return []
        (field, descending), *rest = fields
        if field.endswith(WHOLE):
            return self._in_whole_order(query, field, start, number, descending=descending)
        # With some rows before and after, so that hardly any group is cut off at the edges.
        first = max(start - MARGIN, 0)
        asked = start + number + MARGIN - first
        hits = self._sorted(query, field, asked, first, descending=descending)
        if not rest:
            return self._ids([address for _value, address in hits])[start - first :][:number]
        ids: list[int] = []
        place, last = first, first + len(hits)
        for value, group in groupby(hits, key=itemgetter(0)):
            addresses = [address for _value, address in group]
            begin, place = place, place + len(addresses)
            wanted = range(max(begin, start), min(place, start + number))
            if not wanted:
                continue
            alike = every([query, only(_between(field, value, value))])
            if (begin == first > 0) or (place == last and len(hits) == asked):
                before = self._number_before(query, field, value, descending=descending)
                ids += self._in_order(alike, rest, wanted.start - before, len(wanted))
            else:
                told_apart = self._told_apart(addresses, rest)
                if told_apart is None:
                    told_apart = self._in_order(alike, rest, 0, len(addresses))
                ids += told_apart[wanted.start - begin : wanted.stop - begin]
        return ids

    def _sorted(
        self, query: Engine, field: str, number: int, start: int = 0, *, descending: bool
    ) -> list:
        order = Order.Desc if descending else Order.Asc
        return self.searcher.search(
            query, number, count=False, order_by_field=field, offset=start, order=order
        ).hits

    def _in_whole_order(
        self, query: Engine, field: str, start: int, number: int, *, descending: bool
    ) -> list[int]:
        """Return the ids of rows whose titles begin alike in the order of the whole titles; of very
        many in that of their ids."""
        count = self._number(query)
        if count > MOST_ALIKE:
            return self._in_order(query, (("edition", False),), start, number)
        hits = self._sorted(query, field, max(count, 1), descending=descending)
        ids = self._ids([address for _title, address in hits])
        rows = sorted(zip((title or "" for title, _address in hits), ids, strict=True))
        if descending:
            rows.sort(key=lambda row: row[0], reverse=True)
        return [pk for _title, pk in rows[start : start + number]]

    def _number_before(self, query: Engine, field: str, value: int, *, descending: bool) -> int:
        """How many rows come before those of a value."""
        limits = (value + 1, None) if descending else (None, value - 1)
        if limits == (None, -1) and _kind_of(field) is FieldType.Unsigned:
            return 0
        return self._number(every([query, only(_between(field, *limits))]))

    def _told_apart(
        self, addresses: list[tantivy.DocAddress], fields: Sequence[tuple[str, bool]]
    ) -> list[int] | None:
        """Return the ids of a few rows in the order of fields, None if numbers cannot tell."""
        if len(addresses) == 1:
            return self._ids(addresses)
        numbers = [(name, down) for name, down in fields if not name.endswith((WHOLE, "edition"))]
        columns = [
            [-value if down else value for value in self._values(name, addresses)]
            for name, down in numbers
        ]
        keys = list(zip(*columns, strict=True))
        if len(set(keys)) < len(addresses):
            return None
        ids = self._ids(addresses)
        return [ids[place] for place in sorted(range(len(ids)), key=keys.__getitem__)]

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        return self.searcher.fast_field_values(field, addresses)

    def _ids(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return self._values("edition", addresses) if addresses else []

    def vocabulary(self, zones: Iterable[str]) -> Mapping[str, int]:
        """Return the words that stand in some zones, without accents, and in how many rows."""
        found: dict[str, int] = {}
        for zone in zones:
            for word, number in self.searcher.terms_with_prefix(zone, "", self.live):
                if number:
                    found[word] = max(found.get(word, 0), number)
        return found


@lru_cache(maxsize=16)
def shown_at(name: str, key: str, moment: datetime | None) -> tuple[str, tuple[int, ...]]:
    """Return the facet, and those of its values of which editions of a type need one, as readers
    see them at a moment, None for now; `key` is that of the position of the record."""
    facet, values = searched_types()[name].searched.shown(moment or readers_now())
    return facet, tuple(values)


def _depends(name: str) -> bool:
    return searched_types()[name].searched.shown is not None


SIGNED = ("live_from", "live_until")


def _kind_of(field: str) -> FieldType:
    is_signed = field in SIGNED or field.startswith("key_")
    return FieldType.Integer if is_signed else FieldType.Unsigned


def _between(field: str, lower: int | None, upper: int | None) -> Engine:
    return Engine.range_query(schema(), field, _kind_of(field), lower, upper)


def among(ids: Iterable[int]) -> Engine:
    """Return those of some editions of one type."""
    return only(Engine.term_set_query(schema(), "edition", list(ids)))

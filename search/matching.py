"""How the words of a reader become questions to the engine, and what ranks before what.

A word is found as it is written, by its stem in any language, as part of what is written together,
in the names of what content is classified with, by what staff say means the same, and, while it is
typed, by its beginning. What has it in its title ranks before what has it in its abbreviation,
summary or text; what has the words one after the other before what has them apart; what is written
with the same accents before what is not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import tantivy
from django.utils.translation import override
from tantivy import Occur

from publishing.languages import LANGUAGES
from search.analysis import Word, variants, words
from search.documents import searched_types
from search.names import Names, Values, names_at
from search.schema import facet_field, facet_fields, schema
from search.thesaurus import Thesaurus, thesaurus_at
from search.words import MIN_PREFIX, Query, Term

Engine = tantivy.Query
# How much it counts where a word stands; what a stem, a beginning, or another word counts of that.
WEIGHTS = {"title": 10.0, "abbreviation": 8.0, "summary": 4.0, "body": 1.0}
OF_STEM, OF_BEGINNING, OF_SYNONYM, OF_APART = 0.8, 0.3, 0.3, 0.5
OF_NAME = 8.0  # what it counts that the topic, or the sponsor, has the word in its name
ABBREVIATION = 30.0
EXACT = 2.0
OF_TYPE = 1.0  # what it counts that the word names the type
PHRASES = {"title": 20.0, "summary": 6.0, "body": 2.0}
TITLES = ("title", "abbreviation")
BEFORE = 4096.0  # more than all words of a question can count
TIE = 0.1  # how much the other places of a word count beside the best one


def every(queries: Iterable[Engine]) -> Engine:
    return Engine.boolean_query([(Occur.Must, query) for query in queries])


def some(queries: Sequence[Engine]) -> Engine:
    return Engine.disjunction_max_query(queries, TIE)


def either(*queries: Engine) -> Engine:
    return Engine.boolean_query([(Occur.Should, query) for query in queries])


def only(query: Engine) -> Engine:
    """Return a question that says what is found, and nothing of its rank."""
    return Engine.const_score_query(query, 0.0)


def after_all_else(facet: str, value: Any) -> Engine:
    """Return a question that finds everything, and ranks what has a value of a facet after the
    rest, whatever its words are."""
    others = [(Occur.Must, Engine.all_query()), (Occur.MustNot, any_of(facet, [value]))]
    rest = Engine.const_score_query(Engine.boolean_query(others), BEFORE)
    return Engine.boolean_query([(Occur.Must, only(Engine.all_query())), (Occur.Should, rest)])


def any_of(facet: str, values: Iterable[Any]) -> Engine:
    """Return what has one of some values of a facet."""
    has_ids = facet_fields()[facet]
    plain = [int(value) if has_ids else str(value) for value in values]
    return Engine.term_set_query(schema(), facet_field(facet), plain)


class Matching:
    """Questions in words, with the names and synonyms that hold when they are asked.

    `facets` are those whose names may stand among the words, with how much those count.
    """

    def __init__(self, names: Names, thesaurus: Thesaurus, facets: Mapping[str, float]):
        self.names = names
        self.thesaurus = thesaurus
        self.facets = facets

    def clauses(self, query: Query) -> list[Engine]:
        """Return what is to be found of each term that is wanted: of several at once where staff
        say of them together what means the same."""
        terms = query.wanted
        clauses = []
        place = 0
        while place < len(terms):
            length, others = self.thesaurus.at(terms, place)
            found = terms[place : place + length]
            is_last = place + length == len(terms) and found[-1] == query.terms[-1]
            own = every(
                [
                    self._term(term, open_ended=query.open_ended and is_last and term == found[-1])
                    for term in found
                ]
            )
            clauses.append(some([own, *self._others(others)]))
            place += length
        return clauses

    def all_of(self, query: Query) -> Engine:
        """Return what has all words, and nothing that is unwanted."""
        # Words that say nothing rank what has them, and keep out nothing.
        say = Occur.Must if query.says_something else Occur.Should
        return Engine.boolean_query(
            [
                (Occur.Must, only(Engine.all_query())),
                *((say, clause) for clause in self.clauses(query)),
                *self._bonuses(query),
                *self._unwanted(query),
            ]
        )

    def titled(self, query: Query) -> Engine:
        """Return what has all words in its title or abbreviation; the last one may be a beginning
        of any length."""
        words = [word for term in query.wanted for word in term.words]
        wanted = []
        for place, word in enumerate(words):
            is_last = query.open_ended and place == len(words) - 1
            found = [
                Engine.boost_query(_phrase(zone, word.parts), WEIGHTS[zone]) for zone in TITLES
            ]
            found.append(_is("joined", word.joined))
            if len(word.parts) == 1:
                found += [_is(f"{zone}_stems", stem) for zone in TITLES for stem in word.stems[0]]
                found += _by_beginning(word.joined, TITLES) if is_last else []
            elif is_last:
                found += [Engine.phrase_prefix_query(schema(), z, [*word.parts]) for z in TITLES]
            wanted.append((Occur.Must, some(found)))
        return Engine.boolean_query([*wanted, *self._unwanted(query)])

    def most_of(self, query: Query, number: int) -> Engine:
        """Return what has as many of the words as `number`."""
        clauses = [(Occur.Should, clause) for clause in self.clauses(query)]
        least = Engine.boolean_query(clauses, minimum_number_should_match=number)
        rest = [*self._bonuses(query), *self._unwanted(query)]
        return Engine.boolean_query([(Occur.Must, least), *rest])

    def _unwanted(self, query: Query) -> list[tuple[Occur, Engine]]:
        return [(Occur.MustNot, self._term(term, open_ended=False)) for term in query.unwanted]

    def _bonuses(self, query: Query) -> list[tuple[Occur, Engine]]:
        """Return what ranks higher: words with the same accents, one after the other, and types
        that readers look for more often."""
        bonuses = [
            Engine.const_score_query(_is("exact", word.exact), EXACT)
            for term in query.wanted
            for word in term.words
        ]
        parts = [part for term in query.terms for word in term.words for part in word.parts]
        if len(parts) > 1:
            bonuses += [
                Engine.const_score_query(_phrase(zone, parts), weight)
                for zone, weight in PHRASES.items()
            ]
        return [(Occur.Should, bonus) for bonus in [*bonuses, *_by_type()]]

    def _term(self, term: Term, *, open_ended: bool) -> Engine:
        if term.quoted:
            return _in_zones([part for word in term.words for part in word.parts])
        return self._word(term.words[0], open_ended=open_ended)

    def _word(self, word: Word, *, open_ended: bool = False) -> Engine:
        long_enough = open_ended and len(word.joined) >= MIN_PREFIX
        found = [*_as_written(word), *_by_stems(word), *_as_one(word)]
        found += self._by_names(self.names.having(word, open_ended=long_enough), OF_NAME)
        found += [Engine.const_score_query(_is("type", name), OF_TYPE) for name in types_of(word)]
        if long_enough and len(word.parts) == 1:
            found += _by_beginning(word.joined)
        return some(found)

    def _by_names(self, named: Values, weight: float) -> list[Engine]:
        """Return what is classified with one of some values."""
        return [
            Engine.const_score_query(any_of(facet, named[facet]), weight * self.facets[facet])
            for facet in sorted(named.keys() & self.facets.keys())
        ]

    def _others(self, ways: Sequence[Sequence[Word]]) -> list[Engine]:
        """Return what says the same in other ways: a word by its stems or in names, several words
        one after the other."""
        single = [way[0] for way in ways if len(way) == len(way[0].parts) == 1]
        phrases = [
            _in_zones([part for word in way for part in word.parts])
            for way in ways
            if len(way) > 1 or len(way[0].parts) > 1
        ]
        forms = sorted({form for word in single for form in variants(word)})
        texts = [*phrases, *(_weighed(zone, _is(zone, form)) for zone in WEIGHTS for form in forms)]
        return [
            *(Engine.boost_query(text, OF_SYNONYM) for text in texts),
            *self._by_names(self.names.with_forms(forms), OF_NAME * OF_SYNONYM),
        ]


def types_of(word: Word) -> list[str]:
    """Return the types that a word names: “programs” asks for programs, whatever they say."""
    return _types_by_form().get(word.joined, []) if len(word.parts) == 1 else []


@cache
def _types_by_form() -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for name, model in searched_types().items():
        meta = model.item_model()._meta
        forms = set()
        for language in LANGUAGES:
            with override(language):
                for label in (meta.verbose_name, meta.verbose_name_plural):
                    named = words(str(label))
                    forms |= {each.joined for each in named} if len(named) == 1 else set()
        for form in forms:
            types.setdefault(form, []).append(name)
    return types


def matching_at(key: str, moment: datetime | None, types: Iterable[str]) -> Matching:
    """Return how words are matched among types: with the synonyms of now, and the names at a
    moment, None for now; `key` is that of the position of the record."""
    known: dict[str, Any] = searched_types()
    facets: dict[str, float] = {}
    for name in types:
        facets |= known[name].searched.named
    return Matching(names_at(key, moment), thesaurus_at(key), facets)


def _by_type() -> list[Engine]:
    """What ranks types that readers look for more often before others."""
    return [
        Engine.const_score_query(_is("type", name), model.searched.weight)
        for name, model in searched_types().items()
        if model.searched.weight
    ]


def _as_written(word: Word) -> Iterable[Engine]:
    if len(word.parts) > 1:
        yield _in_zones(word.parts)
        return
    for zone in WEIGHTS:
        yield _weighed(zone, _is(zone, word.parts[0]))


def _by_stems(word: Word) -> Iterable[Engine]:
    if len(word.stems) > 1:
        return
    for zone, weight in WEIGHTS.items():
        for stem in sorted(word.stems[0]):
            yield Engine.boost_query(_is(f"{zone}_stems", stem), weight * OF_STEM)


def _as_one(word: Word) -> Iterable[Engine]:
    """What has a word without its hyphens, or has it with some."""
    yield Engine.boost_query(_is("joined", word.joined), WEIGHTS["summary"])
    if len(word.parts) > 1:
        for zone in WEIGHTS:
            yield _weighed(zone, _is(zone, word.joined))
        telling = [part for part in word.parts if len(part) > 1]
        if telling:
            apart = every([some([_is(zone, part) for zone in WEIGHTS]) for part in telling])
            yield Engine.boost_query(apart, OF_APART)


def _by_beginning(beginning: str, zones: Iterable[str] = WEIGHTS) -> Iterable[Engine]:
    for zone in zones:
        # Not as a phrase that ends in a prefix: the engine looks at fifty such words only.
        query = Engine.regex_query(schema(), zone, f"{re.escape(beginning)}.+")
        yield Engine.const_score_query(query, WEIGHTS[zone] * OF_BEGINNING)


def _in_zones(parts: Sequence[str]) -> Engine:
    return some([_weighed(zone, _phrase(zone, parts)) for zone in WEIGHTS])


def _weighed(zone: str, query: Engine) -> Engine:
    """Return what is found in a zone with its weight. Whoever asks for an abbreviation means it,
    however many others have one, and however long theirs are."""
    if zone == "abbreviation":
        return Engine.const_score_query(query, ABBREVIATION)
    return Engine.boost_query(query, WEIGHTS[zone])


def _is(field: str, word: str) -> Engine:
    return Engine.term_query(schema(), field, word)


def _phrase(field: str, parts: Sequence[str]) -> Engine:
    """Return what has words one after the other; of one word, what has it."""
    if len(parts) == 1:
        return _is(field, parts[0])
    return Engine.phrase_query(schema(), field, list(parts))

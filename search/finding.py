"""What the words of a reader come to: all of them, corrected ones, or most of them.

A word is corrected only where nothing is found, and by one letter, or two in a long word; it is for
whoever shows the results to say so.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import ALL_STOP_WORDS, Word, words
from search.matching import Engine, Matching, only
from search.questions import Answers, Hit
from search.schema import ZONES
from search.words import Query, Term, parse

LONG = 8  # letters of a word in which two may be wrong
CANDIDATES = 3  # words that may be meant, of which the first that finds anything is taken
SHORT = 6  # letters of a word below which another letter makes another word
SHORTEST = 4  # letters of a word that may be wrong at all
ALIKE = 0.6  # how much of a word one must share with it to be offered where nothing is found


class Correction(NamedTuple):
    """A word as it was typed, and the one that is looked for in its place."""

    typed: str
    shown: str


class Found(NamedTuple):
    """What is looked for, and how: `engine` finds it; `missing` are words that nothing has, and
    `most` says whether what is found has only most of the words."""

    query: Query
    engine: Engine
    corrections: tuple[Correction, ...] = ()
    missing: tuple[str, ...] = ()
    most: bool = False


def find(answers: Answers, matching: Matching, query: Query) -> Found:
    """Return what the words of a question come to among all that readers see at the moment."""
    engine = matching.all_of(query)
    if not query.wanted or answers.count(only(engine)):
        return Found(query, engine)
    lost = [term for term in query.wanted if not answers.count(only(_alone(matching, query, term)))]
    corrected, corrections = _corrected(answers, matching, query, lost)
    missing = tuple(term.text for term in lost)
    typed = {correction.typed for correction in corrections}
    left = tuple(text for text in missing if text not in typed)
    if corrections:
        engine = matching.all_of(corrected)
        if answers.count(only(engine)):
            return Found(corrected, engine, corrections, left)
    if found := _most(answers, matching, some := query.in_words(lost)):
        return Found(some, found, (), missing, most=True)
    if found := _most(answers, matching, corrected):
        return Found(corrected, found, corrections, left, most=True)
    return Found(query, engine, (), missing)


def _corrected(
    answers: Answers, matching: Matching, query: Query, lost: Iterable[Term]
) -> tuple[Query, tuple[Correction, ...]]:
    """Return a question with those of its words that nothing has in the place of others."""
    wrong = [term for term in lost if _may_be_wrong(term)]
    vocabulary = _vocabulary(answers, matching) if wrong else {}
    corrections = []
    for term in wrong:
        for near in nearest(term.words[0], vocabulary, CANDIDATES):
            if _number_with(answers, matching, near):
                query = query.with_term(term, Term(tuple(words(near))))
                corrections.append(Correction(term.text, near))
                break
    return query, tuple(corrections)


def _most(answers: Answers, matching: Matching, query: Query) -> Engine | None:
    """Return what has as many words of a question as anything has; None if nothing has one."""
    for number in range(len(matching.clauses(query)), 0, -1):
        engine = matching.most_of(query, number)
        if answers.count(only(engine)):
            return engine
    return None


def nearest(word: Word, vocabulary: Mapping[str, int], number: int) -> list[str]:
    """Return the words of a vocabulary that differ from one by a letter, or by two if it is long:
    the nearest first, then those of the most rows."""
    typed = word.joined
    most = 2 if len(typed) >= LONG else 1
    near = process.extract(
        typed, vocabulary.keys(), scorer=OSA.distance, score_cutoff=most, limit=None
    )
    near = [each for each in near if _is_slip(typed, each[0], int(each[1]))]
    ranked = sorted(near, key=lambda each: (each[1], each[0][0] != typed[0], -vocabulary[each[0]]))
    return [other for other, _distance, _place in ranked[:number]]


def _is_slip(typed: str, other: str, distance: int) -> bool:
    """Whether it is likely that a word was typed for another, and is not a word of its own."""
    if distance > 1:  # not a different ending, and not a different beginning
        return typed[0] == other[0] and typed[:-3] != other[: len(typed) - 3]
    if len(typed) >= SHORT or len(typed) != len(other):
        return True
    return sorted(typed) == sorted(other)  # of short words, letters that change places


def _alone(matching: Matching, query: Query, term: Term) -> Engine:
    ends = query.open_ended and term == query.terms[-1]
    return matching.all_of(Query((term,), open_ended=ends))


def _may_be_wrong(term: Term) -> bool:
    return not term.quoted and len(term.words[0].joined) >= SHORTEST


def _vocabulary(answers: Answers, matching: Matching) -> dict[str, int]:
    """Return every word that finds something, and in how many rows it stands."""
    known = {**dict.fromkeys(matching.names.plain, 1), **answers.vocabulary(ZONES)}
    return {word: number for word, number in known.items() if word not in ALL_STOP_WORDS}


def nearest_words(
    answers: Answers, matching: Matching, query: Query, number: int
) -> list[tuple[str, int]]:
    """Return the words that are most like those that nothing has, each with how many rows it finds,
    the nearest first; for whoever found nothing."""
    vocabulary = _vocabulary(answers, matching)
    near: dict[str, float] = {}
    for term in query.wanted:
        for word in term.words:
            found = process.extract(
                word.joined,
                vocabulary.keys(),
                scorer=OSA.normalized_similarity,
                score_cutoff=ALIKE,
                limit=number,
            )
            for other, likeness, _place in found:
                near[other] = max(likeness, near.get(other, 0))
    ranked = sorted(near, key=lambda other: (-near[other], -vocabulary[other], other))
    counted = ((other, _number_with(answers, matching, other)) for other in ranked[: 2 * number])
    return [(other, rows) for other, rows in counted if rows][:number]


def _number_with(answers: Answers, matching: Matching, word: str) -> int:
    return answers.count(only(matching.all_of(parse(word))))


def suggestions(
    answers: Answers, matching: Matching, query: Query, language: str, number: int
) -> list[Hit]:
    """Return what has all words in its title or abbreviation, the best first."""
    return answers.best_of_all(language, 0, number, matching.titled(query))


def dropped(
    answers: Answers, matching: Matching, query: Query, *conditions: Engine
) -> list[tuple[Term, int]]:
    """Return of each word how many rows are found without it, those that help first."""
    numbers = [
        (term, answers.count(only(matching.all_of(query.without(term))), *conditions))
        for term in (*query.wanted, *query.unwanted)
        if len(query.wanted) + len(query.unwanted) > 1
    ]
    return sorted((each for each in numbers if each[1]), key=lambda each: -each[1])

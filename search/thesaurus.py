"""The words that mean the same, as a question is read by them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis import Word, words
from search.synonyms import synonym_groups
from search.words import Term


class Entry(NamedTuple):
    """What is said in one way, and the other ways to say it."""

    words: tuple[Word, ...]
    others: tuple[tuple[Word, ...], ...]


class Thesaurus:
    """Groups of words and phrases that mean the same, found by the first word."""

    def __init__(self, groups: Iterable[Iterable[str]]):
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for group in groups:
            ways = list(dict.fromkeys(found for way in group if (found := tuple(words(way)))))
            for way in ways:
                entry = Entry(way, tuple(other for other in ways if other != way))
                for form in _forms(way[0]):
                    self.entries[form].append(entry)

    def at(self, terms: Sequence[Term], place: int) -> tuple[int, list[tuple[Word, ...]]]:
        """Return how many terms from a place on say together what can be said otherwise, at least
        one, and the other ways."""
        length = 1
        others: dict[tuple[Word, ...], None] = {}
        for form in _forms(terms[place].words[0]):
            for entry in self.entries.get(form, ()):
                size = len(entry.words)
                if size >= length and _say(terms[place : place + size], entry.words):
                    if size > length:
                        length, others = size, {}
                    others |= dict.fromkeys(entry.others)
        return length, list(others)


def _say(terms: Sequence[Term], way: Sequence[Word]) -> bool:
    """Whether terms, none of them in quotes, are the words of one way to say it."""
    return len(terms) == len(way) and all(
        not term.quoted and _forms(term.words[0]) & _forms(word)
        for term, word in zip(terms, way, strict=True)
    )


def _forms(word: Word) -> frozenset[str]:
    stems = word.stems[0] if len(word.stems) == 1 else frozenset()
    return stems | {word.joined}


@lru_cache(maxsize=4)
def thesaurus_at(key: str) -> Thesaurus:
    """Return what holds now; `key` is that of the position of the record."""
    return Thesaurus([word for _language, word in group] for group in synonym_groups())

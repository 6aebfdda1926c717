"""The words that mean the same, as a question is read by them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from search.analysis import Word, words
from search.synonyms import synonym_groups
from search.words import Term

MIN_STEM = 5  # letters of a stem: shorter ones are those of too many words
Forms = Callable[[Word], AbstractSet[str]]


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
                entry = Entry(_telling(way), tuple(other for other in ways if other != way))
                for form in entry.words[0].forms:
                    self.entries[form].append(entry)

    def at(self, terms: Sequence[Term], place: int) -> tuple[int, list[tuple[Word, ...]]]:
        """Return how many terms from a place on say together what can be said otherwise, at least
        one, and the other ways."""
        word = terms[place].words[0]
        as_written = self._at(terms, place, [word.joined], lambda each: {each.joined})
        stems = sorted(form for form in word.forms if len(form) >= MIN_STEM)
        by_stems = self._at(terms, place, stems, attrgetter("forms"))
        return as_written if as_written[1] and as_written[0] >= by_stems[0] else by_stems

    def _at(
        self, terms: Sequence[Term], place: int, first: Iterable[str], forms_of: Forms
    ) -> tuple[int, list[tuple[Word, ...]]]:
        """Return the same of words that share a form: as they are written, which mean what they
        mean, or a stem, which other words may share, as `maestría` and `maestro` do."""
        length = 1
        others: dict[tuple[Word, ...], None] = {}
        for form in first:
            for entry in self.entries.get(form, ()):
                size = len(entry.words)
                if size >= length and _say(terms[place : place + size], entry.words, forms_of):
                    if size > length:
                        length, others = size, {}
                    others |= dict.fromkeys(entry.others)
        return length, list(others)


def _telling(way: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of a way to say it that a question is read by."""
    return tuple(word for word in way if not word.is_stop_word) or way


def _say(terms: Sequence[Term], way: Sequence[Word], forms_of: Forms) -> bool:
    """Whether terms, none of them in quotes, are the words of one way to say it."""
    return len(terms) == len(way) and all(
        not term.quoted and not forms_of(term.words[0]).isdisjoint(forms_of(word))
        for term, word in zip(terms, way, strict=True)
    )


@lru_cache(maxsize=4)
def thesaurus_at(key: str) -> Thesaurus:
    """Return what holds now; `key` is that of the position of the record."""
    return Thesaurus([word for _language, word in group] for group in synonym_groups())

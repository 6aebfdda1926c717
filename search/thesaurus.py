"""The words that mean the same, as a question is read by them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis import Word, words
from search.synonyms import synonym_groups
from search.words import Term

MIN_STEM = 5  # letters of a stem: shorter ones are those of too many words


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
                for form in _forms(entry.words[0]):
                    self.entries[form].append(entry)

    def at(self, terms: Sequence[Term], place: int) -> tuple[int, list[tuple[Word, ...]]]:
        """Return how many terms from a place on say together what can be said otherwise, at least
        one, and the other ways."""
        word = terms[place].words[0]
        as_written = self._at(terms, place, {word.joined}, exact=True)
        telling = {form for form in _forms(word) if len(form) >= MIN_STEM}
        by_stems = self._at(terms, place, telling, exact=False)
        return as_written if as_written[1] and as_written[0] >= by_stems[0] else by_stems

    def _at(
        self, terms: Sequence[Term], place: int, forms: Iterable[str], *, exact: bool
    ) -> tuple[int, list[tuple[Word, ...]]]:
        """Return the same of words as they are written, which mean what they mean, or by stems,
        which other words may share: `maestría` and `maestro`."""
        length = 1
        others: dict[tuple[Word, ...], None] = {}
        for form in sorted(forms):
            for entry in self.entries.get(form, ()):
                size = len(entry.words)
                said = _say(terms[place : place + size], entry.words, exact=exact)
                if size >= length and said:
                    if size > length:
                        length, others = size, {}
                    others |= dict.fromkeys(entry.others)
        return length, list(others)


def _telling(way: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of a way to say it that a question is read by."""
    return tuple(word for word in way if not word.is_stop_word) or way


def _say(terms: Sequence[Term], way: Sequence[Word], *, exact: bool) -> bool:
    """Whether terms, none of them in quotes, are the words of one way to say it."""
    return len(terms) == len(way) and all(
        not term.quoted
        and (
            term.words[0].joined == word.joined
            if exact
            else bool(_forms(term.words[0]) & _forms(word))
        )
        for term, word in zip(terms, way, strict=True)
    )


def _forms(word: Word) -> frozenset[str]:
    stems = word.stems[0] if len(word.stems) == 1 else frozenset()
    return stems | {word.joined}


@lru_cache(maxsize=4)
def thesaurus_at(key: str) -> Thesaurus:
    """Return what holds now; `key` is that of the position of the record."""
    return Thesaurus([word for _language, word in group] for group in synonym_groups())

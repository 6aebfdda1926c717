"""What a reader typed into a search: words, phrases and what is not wanted.

Nothing of it is ever handed to the engine's own query language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from search.analysis import Word, analyze, clean, compounds

MAX_LENGTH = 200  # characters that a reader may search for
MAX_WORDS = 12  # of a question; the others are not looked for
MIN_PREFIX = 3  # letters of a word that may be the beginning of another
QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


class Term(NamedTuple):
    """A word that is looked for, or a phrase of several, whose words stand one after the other."""

    words: tuple[Word, ...]
    quoted: bool = False
    stressed: bool = False  # typed in capitals among other words: UN, and not the Spanish article
    written: str = ""  # as it was typed, in lower case

    @property
    def text(self) -> str:
        return self.written or " ".join(word.exact for word in self.words)

    @property
    def typed(self) -> str:
        """The term as it can be typed again: a phrase in quotes."""
        return f'"{self.text}"' if self.quoted else self.text


@dataclass(frozen=True)
class Query:
    """A question in words. `open_ended` says whether its last word may be the beginning of one."""

    terms: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    open_ended: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.unwanted)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What is looked for, without words that say nothing, unless there are no others."""
        return self._telling or self.terms

    @property
    def says_something(self) -> bool:
        return bool(self._telling)

    @property
    def _telling(self) -> tuple[Term, ...]:
        return tuple(
            term
            for term in self.terms
            if term.quoted or term.stressed or not term.words[0].is_stop_word
        )

    def with_term(self, term: Term, other: Term) -> "Query":
        """Return the question with one of its terms in the place of another."""
        return replace(self, terms=tuple(other if each == term else each for each in self.terms))

    def in_words(self, lost: Iterable[Term]) -> "Query":
        """Return the question without the words that are lost; lost phrases are taken apart."""
        terms: dict[Term, None] = {}
        for term in self.terms:
            if term not in lost:
                terms[term] = None
            elif term.quoted:
                terms |= dict.fromkeys(Term((word,)) for word in term.words)
        return replace(self, terms=tuple(terms))

    def without(self, term: Term) -> "Query":
        """Return the question without a term, wanted or not."""
        return replace(
            self,
            terms=tuple(each for each in self.terms if each != term),
            unwanted=tuple(each for each in self.unwanted if each != term),
        )

    @property
    def text(self) -> str:
        """The question as it can be typed again."""
        wanted = [term.typed for term in self.terms]
        return " ".join([*wanted, *(f"-{term.typed}" for term in self.unwanted)])


def parse(text: str) -> Query:
    """Return what a reader asks for. Anything is a question; of long ones the first words are."""
    terms: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    last: Term | None = None
    # In capitals among others: the abbreviation, and not the word that says nothing.
    has_small = text != text.upper()
    for piece in PIECE.finditer(text[:MAX_LENGTH].translate(QUOTES)):
        quoted = piece["phrase"] is not None
        stressed = not quoted and has_small and len(piece["word"]) > 1 and piece["word"].isupper()
        written = compounds(clean(piece["phrase"] if quoted else piece["word"]))
        found = [(analyze(each), each) for each in written if analyze(each).parts][:MAX_WORDS]
        if not found or len(terms) + len(unwanted) >= MAX_WORDS:
            continue
        if quoted:
            typed = " ".join(each for _word, each in found)
            some = [Term(tuple(word for word, _each in found), quoted=True, written=typed)]
        else:
            some = [Term((word,), stressed=stressed, written=each) for word, each in found]
        for last in some:
            (unwanted if piece["minus"] else terms)[last] = None
    tail = clean(text)[-1:]
    is_open = bool(last) and last in terms and not last.quoted and tail.isalnum()
    return Query(tuple(terms), tuple(unwanted), is_open)

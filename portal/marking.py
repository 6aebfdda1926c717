"""The words of a question, marked where a text has them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import Word, words
from search.thesaurus import Thesaurus
from search.words import MIN_PREFIX, Query

# A word as it stands in a text, with what joins its parts.
WRITTEN = re.compile(r"[^\W_]+(?:[-'.·/&‘’ʼ‐‑–−][^\W_]+)*")
PART = re.compile(r"[^\W_]+")
LONGEST = 280  # characters of a sentence that are shown
BEFORE = 100  # characters that are shown before the first word that is marked


class Piece(NamedTuple):
    """A part of a text, and the number of the term of the question that it is, if of one."""

    text: str
    term: int | None = None


class Marker:
    """Finds in texts what a question asks for: its words, in any form, and what means the same."""

    def __init__(self, query: Query, thesaurus: Thesaurus):
        self.forms: dict[str, int] = {}
        self.beginning, self.last = "", 0
        terms = query.wanted
        self.number = len(terms)
        for number, term in enumerate(terms):
            _length, others = thesaurus.at(terms, number)
            for word in (*term.words, *(word for other in others for word in other)):
                if not word.is_stop_word:
                    parts = (part for part in word.parts if len(part) > 1)
                    for form in (*_forms(word), *parts):
                        self.forms.setdefault(form, number)
        if query.open_ended and terms and terms[-1] == query.terms[-1]:
            beginning = terms[-1].words[-1].joined
            self.beginning = beginning if len(beginning) >= MIN_PREFIX else ""
            self.last = len(terms) - 1

    def pieces(self, text: str) -> Iterator[Piece]:
        """Yield a text in pieces, what is asked for apart: a word that is joined of several as a
        whole, or those of its parts that are asked for."""
        end = 0
        for match in WRITTEN.finditer(text):
            wholes = [match] if self._term_of(match[0]) is not None else PART.finditer(match[0])
            offset = 0 if wholes == [match] else match.start()
            for found in wholes:
                number = self._term_of(found[0])
                if number is not None:
                    yield Piece(text[end : offset + found.start()])
                    yield Piece(found[0], number)
                    end = offset + found.end()
        yield Piece(text[end:])

    def mark(self, text: str) -> SafeString:
        """Return a text, escaped, with what is asked for marked."""
        return marked(self.pieces(text))

    def _term_of(self, written: str) -> int | None:
        for form in _forms_in(written):
            if form in self.forms:
                return self.forms[form]
            if self.beginning and form.startswith(self.beginning):
                return self.last
        return None


def _forms(word: Word) -> set[str]:
    """Return what makes words of texts and of questions alike: they share one of these."""
    return {word.joined, *(word.stems[0] if len(word.stems) == 1 else ())}


@lru_cache(maxsize=50_000)
def _forms_in(written: str) -> frozenset[str]:
    return frozenset(form for word in words(written) for form in _forms(word))


def marked(pieces: Iterator[Piece] | list[Piece]) -> SafeString:
    """Return pieces as HTML, escaped."""
    html = (
        escape(text) if term is None else f"<mark>{escape(text)}</mark>" for text, term in pieces
    )
    return mark_safe("".join(html))  # every piece is escaped


def shortened(pieces: list[Piece]) -> list[Piece]:
    """Return what is shown of a long sentence: from shortly before the first word marked."""
    length = sum(len(piece.text) for piece in pieces)
    if length <= LONGEST:
        return pieces
    first = 0
    for text, term in pieces:
        if term is not None:
            break
        first += len(text)
    start = max(0, min(first - BEFORE, length - LONGEST)) if first < length else 0
    kept, place = [], 0
    for text, term in pieces:
        low, high = max(start - place, 0), start + LONGEST - place
        place += len(text)
        part = text[low : max(high, 0)]
        if not part:
            continue
        if low and " " in part:
            part = "…" + part.partition(" ")[2]
        if high < len(text):
            part = (part.rpartition(" ")[0] or part) + "…"
        kept.append(Piece(part, term))
    if place > start + LONGEST and kept and not kept[-1].text.endswith("…"):
        kept.append(Piece("…"))
    return kept

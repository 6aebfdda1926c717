"""What has changed between two texts: blocks are aligned first, then the words of paired blocks.

A figure is one word, read as the words that its author saw; the same words with another
reference, link or emphasis are another word.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

BLOCK_TAGS = {"p", "h2", "h3", "h4", "li", "blockquote"}
SENSES = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
WORD = re.compile(r"((?:\w[\w'’\-.,:/]*)?\w|[^\w\s])(\s*)|(\s+)")
# Above this many comparisons of words a pair of blocks is shown as replaced, not compared.
MAX_COMPARISONS = 4_000_000
# Blocks that share fewer of their words are not versions of each other.
MIN_SIMILARITY = 0.4

UNCHANGED, REMOVED, ADDED = "same", "gone", "new"


@dataclass(frozen=True)
class Word:
    text: str
    sense: tuple[str, ...] = ()
    space: str = field(default="", compare=False)


Block = tuple[Word, ...]
# A block of the comparison: its words, each with what became of it.
Line = list[tuple[str, Word]]


def text_blocks(text: str) -> list[Block]:
    """The blocks of plain text: its lines."""
    return [tuple(_words(line)) for line in text.splitlines() if line.strip()]


def prose_blocks(html: str) -> list[Block]:
    """The blocks of rich text: paragraphs, headings, entries of lists."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


def _words(text: str, sense: tuple[str, ...] = ()) -> Iterator[Word]:
    for word, space, _lone in WORD.findall(text):
        if word:
            yield Word(word, sense, " " if space else "")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[Word] = []
        self.open: list[tuple[str, str]] = []  # inline elements, with what they mean
        self.figure: str | None = None
        self.figure_text = ""

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in BLOCK_TAGS or tag == "br":
            self.end_block()
        elif tag == "data":
            self.figure = " ".join(f"{name}={value}" for name, value in sorted(attrs))
            self.figure_text = ""
        elif tag == "a":
            self.open.append((tag, f"link {values.get('href') or ''}"))
        elif tag in SENSES:
            self.open.append((tag, SENSES[tag]))

    def handle_endtag(self, tag):
        if tag in BLOCK_TAGS:
            self.end_block()
        elif tag == "data" and self.figure is not None:
            self._space_before(self.figure_text)
            sense = (*self._sense(), f"figure {self.figure}")
            self.words.append(Word(" ".join(self.figure_text.split()), sense))
            self.figure = None
        else:
            for place in range(len(self.open) - 1, -1, -1):
                if self.open[place][0] == tag:
                    del self.open[place]
                    break

    def handle_data(self, data):
        if self.figure is not None:
            self.figure_text += data
            return
        self._space_before(data)
        self.words += _words(data, self._sense())

    def _space_before(self, text: str) -> None:
        if self.words and text[:1].isspace() and not self.words[-1].space:
            last = self.words.pop()
            self.words.append(Word(last.text, last.sense, " "))

    def _sense(self) -> tuple[str, ...]:
        return tuple(meaning for _tag, meaning in self.open)

    def end_block(self) -> None:
        if self.words:
            self.blocks.append(tuple(self.words))
            self.words = []


def compare(before: Sequence[Block], after: Sequence[Block]) -> list[Line]:
    """The blocks of both texts in order, each word the same, gone or new."""
    lines: list[Line] = []
    matcher = SequenceMatcher(None, _keys(before), _keys(after), False)
    for act, i1, i2, j1, j2 in matcher.get_opcodes():
        if act == "equal":
            lines += [[(UNCHANGED, word) for word in block] for block in before[i1:i2]]
        else:
            for old, new in _paired(before[i1:i2], after[j1:j2]):
                lines.append(_compare_words(old, new))
    return lines


def _keys(blocks: Sequence[Block]) -> list[str]:
    """A string for each block; equal for equal blocks, and quick to hash."""
    return ["\0".join(f"{word.text}\1{word.sense}" for word in block) for block in blocks]


def _paired(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Each block beside its other version, or beside nothing, in order."""
    bags = [Counter(word.text for word in block) for block in new]
    at = 0
    for block in old:
        bag = Counter(word.text for word in block)
        near = range(at, min(len(new), at + 8))
        best = max(near, key=lambda j: _likeness(bag, bags[j]), default=None)
        if best is None or _likeness(bag, bags[best]) < MIN_SIMILARITY:
            yield block, ()
            continue
        for skipped in new[at:best]:
            yield (), skipped
        yield block, new[best]
        at = best + 1
    for skipped in new[at:]:
        yield (), skipped


def _likeness(one: Counter, other: Counter) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _compare_words(old: Block, new: Block) -> Line:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    line = [(UNCHANGED, word) for word in new[:start]]
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if len(middle_old) * len(middle_new) > MAX_COMPARISONS:
        line += [(REMOVED, word) for word in middle_old] + [(ADDED, word) for word in middle_new]
    else:
        matcher = SequenceMatcher(None, middle_old, middle_new, len(middle_new) > 1000)
        for act, i1, i2, j1, j2 in matcher.get_opcodes():
            if act == "equal":
                line += [(UNCHANGED, word) for word in middle_new[j1:j2]]
            else:
                line += [(REMOVED, word) for word in middle_old[i1:i2]]
                line += [(ADDED, word) for word in middle_new[j1:j2]]
    return line + [(UNCHANGED, word) for word in new[len(new) - end :]]


def unified(lines: Sequence[Line]) -> SafeString:
    """Both texts in one, what is gone struck out and what is new underlined."""
    return format_html_join("", "<p>{}</p>", ((_marked(line),) for line in lines))


def one_side(lines: Sequence[Line], side: str) -> SafeString:
    """The text before (`REMOVED`) or after (`ADDED`), with what the other lacks marked."""
    kept = ([part for part in line if part[0] in (UNCHANGED, side)] for line in lines)
    return unified([line for line in kept if line])


TAGS = {REMOVED: "del", ADDED: "ins"}


def _marked(line: Line) -> SafeString:
    parts = []
    for fate, group in groupby(line, key=lambda part: part[0]):
        words = [word for _fate, word in group]
        said = format_html_join("", "{}{}", ((_said(word), word.space) for word in words))
        if fate != UNCHANGED and (links := _links(words)):
            said = format_html('{}<span class="link">{}</span> ', said, " ".join(links))
        parts.append(format_html("<{0}>{1}</{0}>", TAGS[fate], said) if fate in TAGS else said)
    return mark_safe("".join(parts))  # each part is escaped above


def _links(words: list[Word]) -> list[str]:
    """Where words lead to: it may be all that has changed."""
    senses = dict.fromkeys(sense for word in words for sense in word.sense)
    return [sense.removeprefix("link ") for sense in senses if sense.startswith("link ")]


def _said(word: Word) -> SafeString | str:
    if any(sense.startswith("figure ") for sense in word.sense):
        return format_html('<span class="figure">{}</span>', word.text)
    return word.text

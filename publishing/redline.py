"""What has changed between two texts: blocks are aligned first, then the words of paired blocks.

A figure is one word, read as the words that its author saw; the same words with another
reference, link or emphasis are another word.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from publishing.markup import FigureParser, with_script_digits

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
# A block of the comparison: its words, each UNCHANGED, REMOVED or ADDED.
Line = list[tuple[str, Word]]


def text_blocks(text: str) -> list[Block]:
    """Return the blocks of plain text: its lines."""
    return [tuple(_words(line)) for line in text.splitlines() if line.strip()]


def prose_blocks(html: str) -> list[Block]:
    """Return the blocks of rich text: paragraphs, headings, entries of lists."""
    parser = _BlockParser()
    parser.feed(with_script_digits(html))
    parser.close()
    parser.end_block()
    return parser.blocks


def _words(text: str, sense: tuple[str, ...] = ()) -> Iterator[Word]:
    for word, space, _lone in WORD.findall(text):
        if word:
            yield Word(word, sense, " " if space else "")


class _BlockParser(FigureParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[Word] = []
        self.open: list[tuple[str, str]] = []  # inline elements, with what they mean

    def handle_figure(self, figure):
        self._space_before(figure.content)
        sense = (*self._sense(), f"figure {sorted(figure.attributes.items())}")
        self.words.append(Word(" ".join(figure.content.split()), sense))

    def handle_open_tag(self, tag, attrs):
        if self.figure:
            return
        if tag in BLOCK_TAGS or tag == "br":
            self.end_block()
        elif tag == "a":
            self.open.append((tag, f"link {dict(attrs).get('href') or ''}"))
        elif tag in SENSES:
            self.open.append((tag, SENSES[tag]))

    def handle_close_tag(self, tag):
        if self.figure:
            return
        if tag in BLOCK_TAGS:
            self.end_block()
            return
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place]
                break

    def handle_text(self, text):
        self._space_before(text)
        self.words += _words(text, self._sense())

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
    """Return the blocks of both texts in order, each word unchanged, removed or added."""
    lines: list[Line] = []
    matcher = SequenceMatcher(None, _keys(before), _keys(after), False)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
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
        best = max(near, key=lambda j: _similarity(bag, bags[j]), default=None)
        if best is None or _similarity(bag, bags[best]) < MIN_SIMILARITY:
            yield block, ()
            continue
        for skipped in new[at:best]:
            yield (), skipped
        yield block, new[best]
        at = best + 1
    for skipped in new[at:]:
        yield (), skipped


def _similarity(bag: Counter, other: Counter) -> float:
    """The share of words that both bags have, from 0 to 1."""
    return 2 * (bag & other).total() / ((bag.total() + other.total()) or 1)


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
        for operation, i1, i2, j1, j2 in matcher.get_opcodes():
            if operation == "equal":
                line += [(UNCHANGED, word) for word in middle_new[j1:j2]]
            else:
                line += [(REMOVED, word) for word in middle_old[i1:i2]]
                line += [(ADDED, word) for word in middle_new[j1:j2]]
    return line + [(UNCHANGED, word) for word in new[len(new) - end :]]


def unified(lines: Sequence[Line]) -> SafeString:
    """Return both texts in one, what is removed struck out and what is added underlined."""
    return format_html_join("", "<p>{}</p>", ((_line_html(line),) for line in lines))


def one_side(lines: Sequence[Line], side: str) -> SafeString:
    """Return the text before (`REMOVED`) or after (`ADDED`), with what the other lacks marked."""
    parts = ([part for part in line if part[0] in (UNCHANGED, side)] for line in lines)
    return unified([line for line in parts if line])


TAGS = {REMOVED: "del", ADDED: "ins"}


def _line_html(line: Line) -> SafeString:
    parts = []
    for change, group in groupby(line, key=lambda part: part[0]):
        words = [word for _change, word in group]
        html = format_html_join("", "{}{}", ((_word_html(word), word.space) for word in words))
        if change != UNCHANGED and (links := _links(words)):
            html = format_html('{}<span class="link">{}</span> ', html, " ".join(links))
        parts.append(format_html("<{0}>{1}</{0}>", TAGS[change], html) if change in TAGS else html)
    return mark_safe("".join(parts))  # each part is escaped above


def _links(words: list[Word]) -> list[str]:
    """Where words lead to: it may be all that has changed."""
    senses = dict.fromkeys(sense for word in words for sense in word.sense)
    return [sense.removeprefix("link ") for sense in senses if sense.startswith("link ")]


def _word_html(word: Word) -> SafeString | str:
    if any(sense.startswith("figure ") for sense in word.sense):
        return format_html('<span class="figure">{}</span>', word.text)
    return word.text

"""Rich text as people read it: its paragraphs, and the sentences in which a figure stands."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relations.prose.references import FigureParser, Reference

BLOCKS = {"p", "h3", "h4", "li", "blockquote", "br"}
MARK = "\ufffc"  # stands for a figure in plain text
# A full stop after these does not end a sentence.
ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Sr|Sra|Lic|St|Ave|Av|No|Nos|núm|vs|etc|tel|approx|aprox|art))\.$",
    re.IGNORECASE,
)
END = re.compile(r"[.!?…][”\"’»)\]]*\s+(?=[“\"‘«¿¡(\[]*[A-ZÁÉÍÓÚÑ\d\ufffc])")


@dataclass
class Passage:
    """A paragraph, heading or list item, or one sentence of it: words and figures in order."""

    number: int  # of the paragraph in its text, from 1
    pieces: list[str | Reference]

    @property
    def plain(self) -> str:
        """The words, with a mark for every figure."""
        return "".join(one if isinstance(one, str) else MARK for one in self.pieces)

    @property
    def references(self) -> list[Reference]:
        return [one for one in self.pieces if isinstance(one, Reference)]

    def format(self, words_of: Callable[[Reference], str | None] | None = None) -> str:
        """The words with every figure as `words_of` gives it, or as it is written."""
        parts = []
        for one in self.pieces:
            if isinstance(one, str):
                parts.append(one)
            else:
                parts.append((words_of and words_of(one)) or one.words.strip())
        return "".join(parts).strip()

    def sentences(self) -> Iterable["Passage"]:
        """Its sentences, each a passage of the same number."""
        text, figures, start = self.plain, iter(self.references), 0
        ends = [found.end() for found in END.finditer(text) if _ends(text, found)]
        for end in [*ends, len(text)]:
            parts = re.split(f"({MARK})", text[start:end].strip())
            pieces = [next(figures) if one == MARK else one for one in parts if one]
            if pieces:
                yield Passage(self.number, pieces)
            start = end


def _ends(text: str, found: re.Match) -> bool:
    return text[found.start()] != "." or not ABBREVIATION.search(text, 0, found.start() + 1)


def passages(html: str) -> list[Passage]:
    """The paragraphs, headings and list items of sanitised rich text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.found


class _Reader(FigureParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self.pieces: list[str | Reference] = []

    def figure(self, reference):
        self.pieces.append(reference)

    def opened(self, tag, attrs):
        if tag in BLOCKS and not self.reference:
            self.finish()

    def closed(self, tag):
        if tag in BLOCKS and not self.reference:
            self.finish()

    def handle_data(self, data):
        if self.reference:
            self.reference.words += data
        else:
            self.pieces.append(data.replace(MARK, ""))

    def finish(self):
        """End the paragraph that is open, if it says anything."""
        if self.reference:
            self.pieces.append(self.reference)
            self.reference = None
        pieces = [re.sub(r"\s+", " ", one) if isinstance(one, str) else one for one in self.pieces]
        passage = Passage(len(self.found) + 1, [one for one in pieces if one])
        if passage.plain.strip():
            self.found.append(passage)
        self.pieces = []

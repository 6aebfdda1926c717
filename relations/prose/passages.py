"""Rich text as people read it: its paragraphs, and the sentences in which a figure stands."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publishing.characters import legible
from publishing.markup import FigureParser, with_script_digits
from relations.prose.references import Reference, reference_of

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
        return "".join(piece if isinstance(piece, str) else MARK for piece in self.pieces)

    @property
    def references(self) -> list[Reference]:
        return [piece for piece in self.pieces if isinstance(piece, Reference)]

    def format(self, words_of: Callable[[Reference], str]) -> str:
        """Return the words with every figure as `words_of` gives it."""
        parts = (piece if isinstance(piece, str) else words_of(piece) for piece in self.pieces)
        return "".join(parts).strip()

    def sentences(self) -> Iterable["Passage"]:
        """Its sentences, each a passage of the same number."""
        text, figures, start = self.plain, iter(self.references), 0
        ends = [match.end() for match in END.finditer(text) if _ends(text, match)]
        for end in [*ends, len(text)]:
            parts = re.split(f"({MARK})", text[start:end].strip())
            pieces = [next(figures) if part == MARK else part for part in parts if part]
            if pieces:
                yield Passage(self.number, pieces)
            start = end


def _ends(text: str, match: re.Match) -> bool:
    """Whether a sentence ends where a full stop matches, and not an abbreviation."""
    end = match.start() + 1
    return text[end - 1] != "." or not ABBREVIATION.search(text[max(0, end - 20) : end])


def passages(html: str) -> list[Passage]:
    """Return the paragraphs, headings and list items of sanitised rich text."""
    parser = _PassageParser()
    parser.feed(with_script_digits(html))
    parser.close()
    parser.end_passage()
    return parser.passages


class _PassageParser(FigureParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self.pieces: list[str | Reference] = []

    def handle_figure(self, figure):
        self.pieces.append(reference_of(figure))

    def handle_open_tag(self, tag, attrs):
        if tag in BLOCKS and not self.figure:
            self.end_passage()

    def handle_close_tag(self, tag):
        if tag in BLOCKS and not self.figure:
            self.end_passage()

    def handle_text(self, text):
        self.pieces.append(legible(text.replace(MARK, "")))

    def end_passage(self) -> None:
        """End the paragraph that is open, if it says anything."""
        pieces = [
            re.sub(r"\s+", " ", piece) if isinstance(piece, str) else piece for piece in self.pieces
        ]
        passage = Passage(len(self.passages) + 1, [piece for piece in pieces if piece])
        if passage.plain.strip():
            self.passages.append(passage)
        self.pieces = []

"""Figures in prose: references to a statistic's observation, rendered for a moment.

Stored as `<data data-figure="KEY" data-period="latest|2021|…" data-show="value|…"
data-qualifier="…">words the author saw</data>`. Rendering walks the text twice: once to collect
the keys of every text on the page, for one query, and once to write.
"""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from django.utils.html import escape

from publishing.markup import FigureElement, FigureParser

# In sanitised HTML a value stands in double quotes and holds none.
ADDRESS = re.compile(r'(?<=\shref=")[^"]*(?=")')


@dataclass
class Reference:
    """One figure in a text, as its author left it."""

    key: str
    period: str = "latest"
    show: str = "value"
    qualifier: str = ""
    words: str = field(default="", compare=False)
    tag: str = field(default="", compare=False)  # as it was written

    @property
    def name(self) -> str:
        """What distinguishes it from figures that say something else."""
        return "|".join((self.key, self.period, self.show, self.qualifier))


# Gives the HTML of a figure, and is told whether it stands inside a link.
WriteFigure = Callable[[Reference, bool], str]


class ProseRewriter(FigureParser):
    """Writes sanitised HTML again, unchanged but for figures and links.

    `write_figure(reference, inside_link)` gives the HTML of a figure; `write_link(address)` the
    address of a link.
    """

    def __init__(self, write_figure: WriteFigure, write_link: Callable[[str], str]):
        super().__init__(convert_charrefs=False)
        self.write_figure = write_figure
        self.write_link = write_link
        self.written: list[str] = []
        self.links_open = 0

    def handle_figure(self, figure):
        self._write(self.write_figure(reference_of(figure), self.links_open > 0))

    def handle_unclosed_figure(self, figure):
        self._write(figure.content)

    def handle_open_tag(self, tag, attrs):
        if tag == "a":
            self.links_open += 1
        self._write(self._start_tag(tag, attrs))

    def handle_close_tag(self, tag):
        if tag == "a":
            self.links_open -= 1
        self._write(f"</{tag}>")

    def handle_startendtag(self, tag, attrs):
        self._write(self.get_starttag_text() or "")

    def handle_text(self, text):
        self._write(text)

    def handle_entityref(self, name):
        self._write(f"&{name};")

    def handle_charref(self, name):
        self._write(f"&#{name};")

    def handle_comment(self, data):
        self._write(f"<!--{data}-->")

    def _start_tag(self, tag, attrs):
        start_tag = self.get_starttag_text() or ""
        address = dict(attrs).get("href") or ""
        if tag != "a" or not address:
            return start_tag
        return ADDRESS.sub(lambda _: escape(self.write_link(address)), start_tag, count=1)

    def _write(self, html: str) -> None:
        if self.figure:
            self.figure.content += html
        else:
            self.written.append(html)


def rewrite(html: str, write_figure: WriteFigure, write_link: Callable[[str], str]) -> str:
    """Return `html` with its figures and the addresses of its links written anew."""
    rewriter = ProseRewriter(write_figure, write_link)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.written)


class LinkReplacer(ProseRewriter):
    """Writes words in the place of the links to some addresses, and all else unchanged."""

    def __init__(self, addresses: Container[str], words: str):
        super().__init__(lambda figure, _inside: f"{figure.tag}{figure.words}</data>", str)
        self.addresses = addresses
        self.words = words
        self.leaving_out = False

    def handle_open_tag(self, tag, attrs):
        address = ADDRESS.search(self.get_starttag_text() or "")
        if tag == "a" and address and address[0] in self.addresses:
            self._write(escape(self.words))
            self.leaving_out = True
        else:
            super().handle_open_tag(tag, attrs)

    def handle_close_tag(self, tag):
        if tag == "a" and self.leaving_out:
            self.leaving_out = False
        else:
            super().handle_close_tag(tag)

    def _write(self, html):
        if not self.leaving_out:
            super()._write(html)


def replace_links(html: str, addresses: Container[str], words: str) -> str:
    """Return `html` with `words` in the place of every link to one of `addresses`, its text and
    figures included."""
    replacer = LinkReplacer(addresses, words)
    replacer.feed(html)
    replacer.close()
    return "".join(replacer.written)


def references_in(texts: Iterable[str]) -> list[Reference]:
    """Return every figure in `texts`, in reading order."""
    references: list[Reference] = []

    def collect(reference: Reference, inside_link: bool) -> str:
        references.append(reference)
        return ""

    for text in texts:
        if "data-figure" in text:
            rewrite(text, collect, str)
    return references


def keys_in(texts: Iterable[str]) -> set[str]:
    """Return the keys of every statistic that `texts` refer to."""
    return {reference.key for reference in references_in(texts)}


def reference_of(figure: FigureElement) -> Reference:
    """Return the reference that an element of a text holds."""
    attributes = figure.attributes
    return Reference(
        attributes["data-figure"],
        attributes.get("data-period") or "latest",
        attributes.get("data-show") or "value",
        attributes.get("data-qualifier") or "",
        words=figure.content,
        tag=figure.start_tag,
    )

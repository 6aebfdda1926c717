"""Figures in prose: references to a statistic's observation, rendered for a moment.

Stored as `<data data-figure="KEY" data-period="latest|2021|…" data-show="value|…"
data-qualifier="…">words the author saw</data>`. Rendering walks the text twice: once to collect
the keys of every text on the page, which one query answers, and once to write.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.html import escape

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
        """What tells it from figures that say something else."""
        return "|".join((self.key, self.period, self.show, self.qualifier))


class FigureParser(HTMLParser):
    """Walks sanitised HTML and tells figures from everything around and inside them.

    A subclass says what to do with a `figure` that was closed, and with the other tags that are
    `opened` or `closed`; while a figure is open it is the `reference`.
    """

    def __init__(self, *, convert_charrefs: bool):
        super().__init__(convert_charrefs=convert_charrefs)
        self.reference: Reference | None = None
        self.nested = 0  # <data> inside the figure that is open

    def figure(self, reference: Reference) -> None:
        raise NotImplementedError

    def opened(self, tag, attrs) -> None:
        raise NotImplementedError

    def closed(self, tag) -> None:
        raise NotImplementedError

    def handle_starttag(self, tag, attrs):
        if tag == "data" and self.reference:
            self.nested += 1
        elif tag == "data" and (reference := reference_of(dict(attrs))):
            self.reference = reference
            reference.tag = self.get_starttag_text() or ""
            return
        self.opened(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "data" and self.reference:
            if not self.nested:
                reference, self.reference = self.reference, None
                self.figure(reference)
                return
            self.nested -= 1
        self.closed(tag)


class ProseParser(FigureParser):
    """Writes sanitised HTML again, unchanged but for figures and links.

    `write_figure(reference, inside_link)` gives the HTML of a figure; `write_link(address)` the
    address of a link.
    """

    def __init__(self, write_figure: Callable, write_link: Callable[[str], str]):
        super().__init__(convert_charrefs=False)
        self.write_figure = write_figure
        self.write_link = write_link
        self.written: list[str] = []
        self.links_open = 0

    def figure(self, reference):
        self._write(self.write_figure(reference, self.links_open > 0))

    def opened(self, tag, attrs):
        if tag == "a":
            self.links_open += 1
        self._write(self._start_tag(tag, attrs))

    def closed(self, tag):
        if tag == "a":
            self.links_open -= 1
        self._write(f"</{tag}>")

    def handle_startendtag(self, tag, attrs):
        self._write(self.get_starttag_text() or "")

    def handle_data(self, data):
        self._write(data)

    def handle_entityref(self, name):
        self._write(f"&{name};")

    def handle_charref(self, name):
        self._write(f"&#{name};")

    def handle_comment(self, data):
        self._write(f"<!--{data}-->")

    def close(self):
        super().close()
        if self.reference:  # a figure that was never closed keeps its words
            unclosed, self.reference = self.reference, None
            self._write(unclosed.words)

    def _start_tag(self, tag, attrs):
        written = self.get_starttag_text() or ""
        address = dict(attrs).get("href") or ""
        if tag != "a" or not address.startswith("/"):
            return written
        return ADDRESS.sub(lambda _: escape(self.write_link(address)), written, count=1)

    def _write(self, html: str) -> None:
        if self.reference:
            self.reference.words += html
        else:
            self.written.append(html)


def rewrite(html: str, write_figure: Callable, write_link: Callable[[str], str]) -> str:
    parser = ProseParser(write_figure, write_link)
    parser.feed(html)
    parser.close()
    return "".join(parser.written)


def references_in(texts: Iterable[str]) -> list[Reference]:
    """Every figure in `texts`, in reading order."""
    found: list[Reference] = []

    def collect(reference, inside_link):
        found.append(reference)
        return ""

    for text in texts:
        if "data-figure" in text:
            rewrite(text, collect, str)
    return found


def keys_in(texts: Iterable[str]) -> set[str]:
    """The keys of every statistic that `texts` refer to."""
    return {reference.key for reference in references_in(texts)}


def reference_of(attributes: dict) -> Reference | None:
    """The figure that the attributes of a <data> describe, if they describe one."""
    key = attributes.get("data-figure")
    if not key:
        return None
    return Reference(
        key,
        attributes.get("data-period") or "latest",
        attributes.get("data-show") or "value",
        attributes.get("data-qualifier") or "",
    )

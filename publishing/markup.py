"""Walks sanitised HTML in which figures stand, for those who read it and those who rewrite it."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

SCRIPT = re.compile(r"<(sup|sub)>(.*?)</\1>", re.DOTALL)
TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<]+")
DIGITS = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}


def with_script_digits(html: str) -> str:
    """Return sanitised HTML in which raised and lowered digits stay so without its elements:
    `$799²` where `$799<sup>2</sup>` would be read as $7992."""

    def write(match: re.Match) -> str:
        digits = DIGITS[match[1]]
        return TAG_OR_TEXT.sub(
            lambda part: part[0] if part[0].startswith("<") else part[0].translate(digits),
            match[2],
        )

    return SCRIPT.sub(write, html)


@dataclass
class FigureElement:
    """A `<data data-figure="…">` in a text."""

    attributes: dict[str, str]
    start_tag: str  # as it is written
    content: str = ""


class FigureParser(HTMLParser):
    """Tells figures from everything around and inside them.

    While a figure is open it is `figure`, and text is added to its content. A subclass implements
    the `handle_*` methods below; those for tags are called inside a figure as well.
    """

    def __init__(self, *, convert_charrefs: bool):
        super().__init__(convert_charrefs=convert_charrefs)
        self.figure: FigureElement | None = None
        self._nested = 0  # <data> inside the figure that is open

    def handle_figure(self, figure: FigureElement) -> None:
        """Called when a figure is closed."""
        raise NotImplementedError

    def handle_unclosed_figure(self, figure: FigureElement) -> None:
        """Called at the end of the text for a figure that is still open."""
        self.handle_figure(figure)

    def handle_open_tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise NotImplementedError

    def handle_close_tag(self, tag: str) -> None:
        raise NotImplementedError

    def handle_text(self, text: str) -> None:
        """Called for text outside figures."""
        raise NotImplementedError

    def handle_starttag(self, tag, attrs):
        if tag == "data" and self.figure:
            self._nested += 1
        elif tag == "data" and dict(attrs).get("data-figure"):
            attributes = {name: value or "" for name, value in attrs}
            self.figure = FigureElement(attributes, self.get_starttag_text() or "")
            return
        self.handle_open_tag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "data" and self.figure:
            if not self._nested:
                figure, self.figure = self.figure, None
                self.handle_figure(figure)
                return
            self._nested -= 1
        self.handle_close_tag(tag)

    def handle_data(self, data):
        if self.figure:
            self.figure.content += data
        else:
            self.handle_text(data)

    def close(self):
        super().close()
        if self.figure:
            figure, self.figure = self.figure, None
            self.handle_unclosed_figure(figure)

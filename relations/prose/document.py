"""A text as lines in lists and quotations, and how it is written as HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """A piece of a line: HTML, in the marks whose start tags are given, the outermost first."""

    html: str
    marks: tuple[str, ...]


@dataclass(eq=False)
class Item:
    """An entry of a list."""

    filled: bool = False  # whether it holds more than a list

    start_tag, end_tag = "<li>", "</li>"


@dataclass(eq=False)
class List:
    """A list, `ul` or `ol`; the number that it starts with, and the kind of its numbers."""

    tag: str
    start: str = ""
    kind: str = ""
    items: list[Item] = field(default_factory=list)

    @property
    def start_tag(self) -> str:
        start = f' start="{self.start}"' if self.start else ""
        kind = f' type="{self.kind}"' if self.kind else ""
        return f"<{self.tag}{start}{kind}>"

    @property
    def end_tag(self) -> str:
        return f"</{self.tag}>"


@dataclass(eq=False)
class Quote:
    """A quotation of any number of lines."""

    start_tag, end_tag = "<blockquote>", "</blockquote>"


Path = tuple[Item | List | Quote, ...]  # what a line stands in, the outermost first


@dataclass
class Line:
    """A paragraph, or a heading of a level from 1."""

    path: Path
    level: int = 0
    runs: list[Run] = field(default_factory=list)

    def says_something(self) -> bool:
        return any(_says_something(run) for run in self.runs)

    def stripped(self) -> list[Run]:
        """The runs without spaces and breaks at both ends, and with single spaces within."""
        runs: list[Run] = []
        for run in self.runs:
            html = run.html
            if not runs or runs[-1].html.endswith((" ", "<br>")):
                html = html.lstrip(" ")
            if html and (runs or _says_something(Run(html, ()))):
                runs.append(Run(html, run.marks))
        while runs and not _says_something(runs[-1]):
            runs.pop()
        if runs:
            runs[-1] = Run(runs[-1].html.rstrip(" "), runs[-1].marks)
        return runs


def _says_something(run: Run) -> bool:
    return bool(run.html.replace("<br>", "").strip())


def write(lines: Sequence[Line], levels: Sequence[int]) -> str:
    """Return lines as HTML, with headings of the two `levels`: those below that of the page."""
    heading = _headings(lines, *levels)
    written: list[str] = []
    path: Path = ()
    for line in lines:
        kept = _shared(path, line.path)
        written += [part.end_tag for part in reversed(path[kept:])]
        written += [part.start_tag for part in line.path[kept:]]
        path = line.path
        tag = heading[line.level] if line.level and not path else "p"
        written.append(f"<{tag}>{write_inline(line)}</{tag}>")
    written += [part.end_tag for part in reversed(path)]
    return "".join(written)


def _headings(lines: Iterable[Line], upper: int, lower: int) -> dict[int, str]:
    """The element of each level of headings that lines have."""
    levels = sorted({line.level for line in lines if line.level and not line.path})
    # Other programs begin anywhere; a text that is of this site has its own levels.
    first = levels[0] if levels and levels[0] < upper else upper
    return {level: f"h{upper if level == first else lower}" for level in levels}


def write_inline(line: Line) -> str:
    """Return what a line says as HTML."""
    written: list[str] = []
    marks: tuple[str, ...] = ()
    for run in line.stripped():
        kept = _shared(marks, run.marks)
        written += [_end_tag(mark) for mark in reversed(marks[kept:])]
        written += run.marks[kept:]
        written.append(run.html)
        marks = run.marks
    return "".join([*written, *(_end_tag(mark) for mark in reversed(marks))])


def _end_tag(start_tag: str) -> str:
    return f"</{start_tag.strip('<>').split()[0]}>"


def _shared(before: Sequence, after: Sequence) -> int:
    """How many of the outermost are the same."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count

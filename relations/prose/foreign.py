"""HTML that other programs wrote, read as the document that its author sees.

Word, Outlook, LibreOffice, Google Docs and web pages put far more into the clipboard than that:
what was deleted, comments, text that is hidden. They say in styles what HTML has elements for. So
such HTML is not cleaned tag by tag but read, line by line, and written anew (`document.py`). What
the reader leaves out it counts, for people to be told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext
from justhtml import JustHTML

from publishing.addresses import leads_somewhere, with_scheme
from relations.prose.document import (
    Item,
    Line,
    List,
    Path,
    Quote,
    Run,
    write,
    write_inline,
)
from relations.prose.elements import (
    BLOCKS,
    COMMENT,
    HIDDEN,
    LINK,
    NOTE,
    PICTURE,
    SCRIPTS,
    START,
    TABLE,
    UNREAD,
    UNSEEN,
    Marks,
    figure_html,
    fragment_of,
    heading_level,
    is_cell,
    is_counter,
    is_mark_of_word,
    kind_left_out,
    leads_to_figure,
    leads_within_page,
    marks_in,
    note_label,
    numbering_of,
    rows_of,
    says_something,
    start_tag,
    style_of,
    texts_of_comments,
    words_of,
)
from relations.prose.stylesheets import Style, hiding_rules

MAX_LENGTH = 1_000_000  # characters; a report of a hundred pages has fewer
BEGINNING = re.compile(r"<!--\s*StartFragment\s*-->")
END = re.compile(r"<!--\s*EndFragment\s*-->")
# Word's own marks of lists stand between comments that ask whether lists are known.
LIST_MARK = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>(.{0,2000}?)<!(?:--)?\[endif\](?:--)?>",
    re.DOTALL | re.IGNORECASE,
)
SPACES = re.compile(r"[ \t\r\n\f]+")
COMMENT_REFERENCE = re.compile(r"_msocom_|cmnt(?!_ref)")
LEVEL = re.compile(r"level([1-9])\b")  # Word has no others


@dataclass
class Document:
    """What HTML says, in the elements that prose has, and how much of each kind was left out."""

    html: str
    left_out: Counter[str]


def read(html: str, levels: Sequence[int], *, is_pasted: bool = False) -> Document:
    """Return what HTML of any origin says, with headings of the two `levels`. Links that lead
    nowhere, or to footnotes of other pages, stay unless they are pasted: whoever typed them is told
    beside the field.

    Raises ValueError, with a sentence for whoever wrote it, if it is too long or too deep.
    """
    if len(html) > MAX_LENGTH:
        raise ValueError(gettext("This is too long to be read at once. Write it in parts."))
    rules = hiding_rules(html)
    html = LIST_MARK.sub(r'<span style="mso-list:ignore">\1</span>', _copied(html))
    reader = _Reader(is_pasted, rules)
    try:
        reader.walk(JustHTML(html, sanitize=False).root, (), ())
        reader.end_line()
    except RecursionError:
        raise ValueError(gettext("This is nested too deeply. Paste it as plain text.")) from None
    reader.left_out[COMMENT] = max(reader.left_out[COMMENT], reader.comment_texts)
    only_words = len(reader.lines) == 1 and not reader.has_blocks
    written = write_inline(reader.lines[0]) if only_words else write(reader.lines, levels)
    return Document(written, +reader.left_out)


def _copied(html: str) -> str:
    """The part of a page that was copied, where its clipboard says which."""
    beginning, ends = BEGINNING.search(html), [match.start() for match in END.finditer(html)]
    return html[beginning.end() : ends[-1]] if beginning and ends else html


@dataclass
class _Reader:
    """Walks a tree of elements; fills `lines`."""

    is_pasted: bool
    rules: dict[str, Style]
    lines: list[Line] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    comment_texts: int = 0
    line: Line | None = None
    has_blocks: bool = False  # whether it holds more than words and what stands among them
    last_left_out: str = ""  # until text follows: what is left out in pieces counts as one
    word_lists: list[tuple[List, str]] = field(default_factory=list)  # open, by level

    def walk(self, node, marks: Marks, path: Path) -> None:
        if node.name == "#text":
            self.add_text(node.data, marks, path)
        elif node.name.startswith(("#", "!")):
            for child in node.children or ():  # a document; comments have none
                self.walk(child, marks, path)
        elif not (node.name in UNREAD or is_mark_of_word(node) or self.is_left_out(node)):
            self.walk_element(node, marks_in(node, marks, self.rules), path)

    def walk_all(self, nodes: Iterable, marks: Marks, path: Path) -> None:
        for node in nodes:
            self.walk(node, marks, path)

    def is_left_out(self, node) -> bool:
        """Whether an element is left out; counts it."""
        kind = kind_left_out(node, self.rules)
        if kind == COMMENT and node.name != "a":
            self.comment_texts += texts_of_comments(node)
        elif kind == COMMENT and not COMMENT_REFERENCE.match(fragment_of(node)):
            pass  # a link from the text of a comment to its place, which is counted
        elif kind == PICTURE:
            self.left_out[kind] += not is_counter(node)
        elif kind and says_something(node):
            self.count_passage(kind)
        return bool(kind)

    def count_passage(self, kind: str) -> None:
        self.left_out[kind] += kind != self.last_left_out
        self.last_left_out = kind

    def walk_element(self, node, marks: Marks, path: Path) -> None:
        name = node.name
        if name == "br":
            self.add(Run("<br>", marks), path)
        elif name == "a":
            self.walk_link(node, marks, path)
        elif name == "data" and UNSEEN not in marks and (figure := figure_html(node)):
            self.add(Run(figure, marks), path)
        elif name in ("ul", "ol"):
            self.walk_list(node, marks, path)
        elif name == "li":
            self.walk_item(node, marks, path)
        elif name == "table":
            self.walk_table(node, marks, path)
        elif name == "blockquote":
            with self.block():
                self.has_blocks = True
                self.walk_all(node.children, marks, (*path, Quote()))
        elif name in BLOCKS or style_of(node).get("display") in ("block", "flex", "grid"):
            self.walk_block(node, marks, path)
        else:
            self.walk_all(node.children, marks, path)

    # Blocks

    @contextmanager
    def block(self) -> Iterator[None]:
        self.end_line()
        yield
        self.end_line()

    def end_line(self) -> None:
        if self.line and self.line.says_something():
            self.lines.append(self.line)
        self.line = None

    def walk_block(self, node, marks: Marks, path: Path) -> None:
        """A paragraph, a heading, or anything else that ends a line before and after it."""
        style = style_of(node)
        self.has_blocks |= node.name not in ("html", "body")
        with self.block():
            if "level" in style.get("mso-list", ""):
                path = (*path, *self.word_item(node, style["mso-list"]))
            elif says_something(node):
                self.word_lists = []
            if level := heading_level(node, style):
                self.line = Line(path, level)
            if node.name == "pre":
                self.walk_preformatted(node, marks, path)
            else:
                self.walk_all(node.children, marks, path)

    def walk_preformatted(self, node, marks: Marks, path: Path) -> None:
        for number, line in enumerate(words_of(node).split("\n")):
            if number:
                self.add(Run("<br>", ()), path)
            self.add_text(line, marks, path)

    def walk_list(self, node, marks: Marks, path: Path) -> None:
        start = node.attrs.get("start") or ""
        kind = node.attrs.get("type") or ""
        opened = List(
            node.name,
            start if node.name == "ol" and START.fullmatch(start) and start != "1" else "",
            kind if node.name == "ol" and kind in "aAiI1" else "",
        )
        # Google Docs puts lists straight into lists, others into entries that say nothing.
        if path and isinstance(path[-1], Item) and not (path[-1].filled or self.line):
            path = path[:-1]
        if path and isinstance(path[-1], List):
            entries = [item for item in path[-1].items if item.filled]
            if entries:
                path = (*path, entries[-1])
            else:
                path, opened = path[:-1], path[-1]
        self.has_blocks = True
        with self.block():
            self.walk_all(node.children, marks, (*path, opened))

    def walk_item(self, node, marks: Marks, path: Path) -> None:
        if not (path and isinstance(path[-1], List)):
            path = (*path, List("ul"))
        item = Item()
        path[-1].items.append(item)
        with self.block():
            self.walk_all(node.children, marks, (*path, item))

    def word_item(self, node, mso_list: str) -> Path:
        """The place of a paragraph that Word calls a list entry, and numbers by itself."""
        found = LEVEL.search(mso_list)
        level = int(found[1]) if found else 1
        name = LEVEL.sub("", mso_list)
        del self.word_lists[level:]
        if len(self.word_lists) == level and self.word_lists[-1][1] != name:
            self.word_lists.pop()
        while len(self.word_lists) < level:
            opened = numbering_of(node)
            self.word_lists.append((opened, name))
        path: Path = ()
        for opened, _name in self.word_lists[:-1]:
            path = (*path, opened, opened.items[-1]) if opened.items else path
        innermost, item = self.word_lists[-1][0], Item()
        innermost.items.append(item)
        return (*path, innermost, item)

    def walk_table(self, node, marks: Marks, path: Path) -> None:
        """A line for each row, its cells kept apart; a table of one column is no table."""
        rows = [
            [cell for cell in row.children if is_cell(cell)]
            for row in rows_of(node)
            if not self.is_left_out(row)
        ]
        self.has_blocks = True
        if all(sum(says_something(cell) for cell in row) < 2 for row in rows):
            self.walk_all((cell for row in rows for cell in row), marks, path)
            return
        self.left_out[TABLE] += 1
        self.walk_all((one for one in node.children if one.name == "caption"), marks, path)
        for row in rows:
            with self.block():
                self.line = Line(path)
                for number, cell in enumerate(row):
                    self.line.runs += [Run(" | ", ())] if number else []
                    self.line.runs += self.runs_of(cell, marks)

    def runs_of(self, node, marks: Marks) -> list[Run]:
        """What an element says, in one line."""
        outside, self.lines, self.line = (self.lines, self.line), [], None
        self.walk(node, marks, ())
        self.end_line()
        inside = self.lines
        self.lines, self.line = outside
        runs: list[Run] = []
        for line in inside:
            runs += [Run("; ", ()), *line.stripped()] if runs else line.stripped()
        return [Run(" ", ()) if run.html == "<br>" else run for run in runs]

    # What stands in lines

    def add(self, run: Run, path: Path) -> None:
        if self.line is None:
            self.line = Line(path)
        if path and isinstance(path[-1], Item):
            path[-1].filled = True
        if self.line.level:  # headings are bold by themselves
            run = Run(run.html, tuple(mark for mark in run.marks if mark != "<strong>"))
        self.line.runs.append(run)

    def add_text(self, text: str, marks: Marks, path: Path) -> None:
        words = SPACES.sub(" ", text)
        if UNSEEN in marks:
            if words.strip():
                self.count_passage(HIDDEN)
            return
        if words == " " and self.line is None:
            return
        if words.strip():
            self.last_left_out = ""
        if path and isinstance(path[-1], List):
            if not words.strip():
                return
            path[-1].items.append(Item())  # words that stand in a list, and in no entry
            path = (*path, path[-1].items[-1])
        self.add(Run(escape(words, quote=False), marks), path)

    def walk_link(self, node, marks: Marks, path: Path) -> None:
        """A link; one to or from a footnote is its number, one to a figure's note the figure."""
        address = node.attrs.get("href")
        label = note_label(node, is_raised="<sup>" in marks, is_pasted=self.is_pasted)
        if address is None or leads_to_figure(node):
            self.walk_all(node.children, marks, path)
        elif label is not None:
            self.left_out[NOTE] += not leads_within_page(node)
            if label:
                self.add_note(label, marks, path)
        elif not self.is_pasted or leads_somewhere(with_scheme(address)):
            link = start_tag("a", node, ("href", "rel", "title"))
            outside = tuple(mark for mark in marks if not mark.startswith("<a "))
            self.walk_all(node.children, (*outside, link), path)
        else:
            self.left_out[LINK] += not leads_within_page(node)
            self.walk_all(node.children, marks, path)

    def add_note(self, label: str, marks: Marks, path: Path) -> None:
        """The number of a footnote, which no other runs into."""
        marks = (*(mark for mark in marks if mark not in SCRIPTS), "<sup>")
        last = self.line.runs[-1] if self.line and self.line.runs else None
        self.add_text(f", {label}" if last and "<sup>" in last.marks else label, marks, path)

"""What elements of HTML say that other programs wrote: in their names, classes and styles."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from django.conf import settings

from relations.prose.document import List
from relations.prose.stylesheets import Style, declarations, hides, is_zero, style_by

Marks = tuple[str, ...]  # the start tags that text stands in, the outermost first

UNREAD = set(
    "base head title meta link style script noscript template iframe object embed xml math "
    "select textarea input".split()
)
BLOCKS = set(
    "address article aside body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu nav "
    "optgroup option p pre search section summary td th".split()
)
PICTURES = {"img", "svg", "picture", "video", "audio", "canvas", "v:shape"}
SCRIPTS = ("<sup>", "<sub>")
UNSEEN = "<unseen>"  # in letters of no size, which what stands within may give one
DELETED = {"del", "s", "strike", "w:del"}
# Kinds of what is left out, which `Document.left_out` counts.
DELETION, COMMENT, HIDDEN = "deletion", "comment", "hidden"
PICTURE, TABLE, LINK, NOTE = "picture", "table", "link", "note"
# Names of comments and of their places; of footnotes and of theirs.
COMMENT_ANCHOR = re.compile(r"_?mso?(com|anchor)_?\d+|cmnt(_ref)?\d+")
FOOTNOTE = re.compile(
    r"(user-content-)?(_?(ftn|edn)t?|(sd)?(foot|end)?note|nota|fn|ref)"
    r"([-_:]?(ref|anchor))?[-_:]?\d*(sym|anc)?|cite[-_](note|ref)[-_].+",
    re.IGNORECASE,
)
# What a link to a footnote says: a number, a letter or a sign.
LABEL = re.compile(r"[^\w*†‡§]*(\d{1,3}|[a-z]|[ivxlc]{1,6}|[*†‡§]+)[^\w*†‡§]*", re.IGNORECASE)
START = re.compile(r"[0-9]{1,9}")  # the number of a list's first entry
MARKER = re.compile(rf"\(?(?:(?P<number>{START.pattern})|(?P<letter>[a-zA-Z])|[ivxlcIVXLC]+)[.)]?")
HEADING = re.compile(r"h([1-6])")
WORD_HEADING = re.compile(r"msoheading([1-9])")
OUTLINE_LEVEL = re.compile(r"[1-9]")
WEIGHT = re.compile(r"[0-9]{1,4}")
SHIFT = re.compile(r"([-+]?[0-9]{0,3}(?:\.[0-9]{1,4})?)(pt|px|r?em|%)")
POINTS = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}  # about
LEAST_SHIFT = 2  # points; by less, programs only move what they copied from a page
SMALL = re.compile(r"smaller|(?:x{1,2}-)?small|[0-9]{1,2}(?:\.[0-9]{1,4})?%|0?\.[0-9]{1,4}r?em")


def style_of(node) -> dict[str, str]:
    """The declarations of `style`, read as text: a policy may keep browsers from reading it."""
    return declarations(node.attrs.get("style") or "")


def _classes(node) -> list[str]:
    return (node.attrs.get("class") or "").lower().split()


def words_of(node) -> str:
    return node.to_text(separator="", strip=False).replace("\xa0", " ").strip()


def says_something(node) -> bool:
    """Whether an element holds words; looks no further than the first."""
    if node.name == "#text":
        return bool(node.data.replace("\xa0", " ").strip())
    return any(says_something(child) for child in node.children or ())


def fragment_of(node) -> str:
    """Where on its page a link leads; of what has no address, the name that it has there."""
    address = node.attrs.get("href")
    if address is None:
        return node.attrs.get("id") or node.attrs.get("name") or "" if node.name == "a" else ""
    return address.partition("#")[2]


def kind_left_out(node, rules: Mapping[str, Style]) -> str:
    """Which kind of what its author does not see, or prose does not hold, an element is, also by
    the `rules` of its page."""
    style, classes = style_of(node), _classes(node)
    if node.name in PICTURES:
        return PICTURE
    if _is_comment(node, style, classes):
        return COMMENT
    if "hidden" in node.attrs or hides(style_by(rules, node.name, classes) | style):
        return HIDDEN
    decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if node.name in DELETED or "line-through" in decoration or "msodel" in classes:
        return DELETION
    return ""


def is_counter(picture) -> bool:
    """Whether a picture of one pixel only tells that somebody has seen it."""
    return bool({picture.attrs.get("width"), picture.attrs.get("height")} & {"0", "1"})


def _is_comment(node, style: dict[str, str], classes: list[str]) -> bool:
    if style.get("mso-element") in ("comment", "comment-list"):
        return True
    if {"msocomanchor", "msocomtxt", "msocomoff"} & set(classes):
        return True
    if node.name == "a":
        return bool(COMMENT_ANCHOR.fullmatch(fragment_of(node)))
    # Google Docs puts each comment into a box, which begins with a link to its place.
    is_box = node.name == "p" or (node.name == "div" and "border" in style)
    first = node
    while is_box and first and first.name in ("div", "p", "sup", "span"):
        first = next((child for child in first.children if says_something(child)), None)
    return bool(first and first.name == "a" and fragment_of(first).startswith("cmnt_ref"))


def texts_of_comments(node) -> int:
    """How many comments stand in what holds their texts."""
    inside = [one for one in node.query("div") if style_of(one).get("mso-element") == "comment"]
    return len(inside) or says_something(node)


def leads_within_page(link) -> bool:
    """Whether a link leads to elsewhere on its page, which is another page once it is pasted."""
    return (link.attrs.get("href") or "").startswith("#")


def note_label(link, *, is_raised: bool, is_pasted: bool) -> str | None:
    """What a link to or from a footnote says: its number, or nothing. None for any other link.

    Browsers complete the addresses of what they copy; whatever else names a page leads there.
    """
    words, names_note = words_of(link), FOOTNOTE.fullmatch(fragment_of(link))
    is_on_page = leads_within_page(link)
    if not (is_on_page or (is_pasted and names_note)):
        return None
    label = LABEL.fullmatch(words)
    if label and (is_raised or words.startswith("[") or link.query("sup")):
        return label[1]
    if is_on_page and names_note:
        return label[1] if label else None if re.search(r"\w", words) else ""
    return None


def leads_to_figure(link) -> bool:
    """Whether a link of a public page leads from a figure to its note."""
    return fragment_of(link).startswith("note-") and bool(link.query("data[data-refers]"))


def marks_in(node, marks: Marks, rules: Mapping[str, Style]) -> Marks:
    """The marks of what stands in an element, which stands in `marks` itself."""
    style = style_of(node)
    size = style.get("font-size") or style_by(rules, node.name, _classes(node)).get("font-size")
    marks = _marked(marks, UNSEEN, is_zero(size) if size else None)
    is_bold = _weight(style.get("font-weight", ""))
    if is_bold is None and node.name in ("b", "strong"):
        is_bold = True
    is_italic = {"italic": True, "oblique": True, "normal": False}.get(style.get("font-style", ""))
    if is_italic is None and node.name in ("i", "em"):
        is_italic = True
    marks = _marked(marks, "<strong>", is_bold)
    marks = _marked(marks, "<em>", is_italic)
    if node.name in BLOCKS:
        return marks
    if (tag := f"<{_script(style) or node.name}>") in SCRIPTS:
        marks = (*(mark for mark in marks if mark not in SCRIPTS), tag)
    return marks


def _script(style: dict[str, str]) -> str:
    """Whether a style raises or lowers words, by the name of the element that does; or nothing."""
    align = style.get("vertical-align", "")
    if align in ("super", "sub"):
        return {"super": "sup"}.get(align, align)
    if SMALL.fullmatch(style.get("font-size", "")) and align.endswith(("top", "bottom")):
        return "sup" if align.endswith("top") else "sub"
    raised = _points(align) or _points(style.get("mso-text-raise", ""))
    if not raised and style.get("position") == "relative":
        raised = _points(style.get("bottom", "")) or -_points(style.get("top", ""))
    if abs(raised) < LEAST_SHIFT:
        return ""
    return "sup" if raised > 0 else "sub"


def _points(length: str) -> float:
    """A length in points, about; 0 if it is none."""
    shift = SHIFT.fullmatch(length)
    return float(shift[1]) * POINTS[shift[2]] if shift and shift[1].strip("+-") else 0


def _weight(weight: str) -> bool | None:
    """Whether a weight is bold; None if it says nothing of its own."""
    if WEIGHT.fullmatch(weight):
        return int(weight) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight)


def _marked(marks: Marks, tag: str, is_marked: bool | None) -> Marks:
    if is_marked is None or is_marked == (tag in marks):
        return marks
    return (*marks, tag) if is_marked else tuple(mark for mark in marks if mark != tag)


def heading_level(node, style: dict[str, str]) -> int:
    """The level of a heading, from 1; 0 if it is none."""
    if heading := HEADING.fullmatch(node.name):
        return int(heading[1])
    for name in _classes(node):
        if name == "msotitle":
            return 1
        if heading := WORD_HEADING.fullmatch(name):
            return int(heading[1])
    level = style.get("mso-outline-level", "") or (
        node.attrs.get("aria-level") if node.attrs.get("role") == "heading" else ""
    )
    return int(level) if level and OUTLINE_LEVEL.fullmatch(level) else 0


def numbering_of(node) -> List:
    """The list that begins with a paragraph of Word, by the mark that it gave the first entry."""
    mark = next((words_of(one) for one in node.query("span") if is_mark_of_word(one)), "")
    found = MARKER.fullmatch(mark)
    if not found or mark == "o":  # the bullet of the second level
        return List("ul")
    if found["number"]:
        return List("ol", found["number"] if found["number"] != "1" else "")
    if found["letter"] and found["letter"] not in "iI":
        return List("ol", kind="a" if mark.islower() else "A")
    return List("ol", kind="i" if mark.islower() else "I")


def is_mark_of_word(node) -> bool:
    """Whether Word wrote it in the place of what it makes itself: numbers of lists, comments."""
    style = style_of(node)
    return style.get("mso-list") == "ignore" or style.get("mso-special-character") == "comment"


def is_cell(node) -> bool:
    return node.name in ("td", "th")


def rows_of(table) -> Iterator:
    """The rows of a table, without those of tables in its cells."""
    for child in table.children or ():
        if child.name == "tr":
            yield child
        elif child.name in ("thead", "tbody", "tfoot"):
            yield from rows_of(child)


def figure_html(node) -> str:
    """A figure as prose holds it, also one of a public page, which names what it refers to."""
    if name := node.attrs.get("data-refers"):
        values = zip(settings.FIGURE_ATTRIBUTES, name.split("|"), strict=False)
        node.attrs.update((attribute, value) for attribute, value in values if value)
    if not node.attrs.get("data-figure"):
        return ""
    tag = start_tag("data", node, settings.FIGURE_ATTRIBUTES)
    return f"{tag}{escape(words_of(node), quote=False)}</data>"


def start_tag(tag: str, node, names: Iterable[str]) -> str:
    """A start tag with those of an element's attributes that have one of `names`."""
    attributes = (
        f' {name}="{escape(value or "")}"' for name, value in node.attrs.items() if name in names
    )
    return f"<{tag}{''.join(attributes)}>"

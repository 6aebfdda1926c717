"""HTML of other programs is read as its authors see it: without what they deleted or hid, and with
its lists, headings and numbers as they were."""

import re
from itertools import product
from pathlib import Path

import nh3
import pytest
from django.core.exceptions import ValidationError
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from publishing.redline import prose_blocks
from relations.models import Section
from relations.prose import foreign
from relations.prose.field import EXTENSIONS, create_sanitizer
from relations.prose.passages import passages
from relations.templatetags.pages import description

sanitize = create_sanitizer(EXTENSIONS)
PASTED = Path(__file__).parent / "fixtures" / "paste"
SOURCES = sorted(path for path in PASTED.glob("*.html") if ".expected." not in path.name)
of_every_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def expected(path):
    """What should become of a fixture, and what is left out of it."""
    left_out, html = path.with_suffix(".expected.html").read_text().split("\n", 1)
    counts = re.findall(r"(\w+): (\d+)", left_out)
    return html.replace("\n", ""), {kind: int(count) for kind, count in counts}


def test_there_are_fixtures_of_five_sources_in_both_languages():
    sources = {path.name.split(".")[0] for path in SOURCES}
    assert sources == {"google-docs", "libreoffice", "outlook", "web-page", "word"}
    assert {f"{source}.{code}.html" for source in sources for code in ("en", "es")} == {
        path.name for path in SOURCES
    }


@of_every_source
def test_what_its_author_sees_is_kept_and_all_else_left_out(path):
    document = foreign.read(path.read_text(), (3, 4), is_pasted=True)
    html, left_out = expected(path)
    assert sanitize(document.html) == html
    assert document.left_out == left_out


@of_every_source
def test_whatever_is_saved_is_read_alike(path):
    """But for a footnote whose address names another page, which is a link like any other."""
    html = path.read_text().replace("https://example.org/wiki/Trade#cite_note", "#cite_note")
    assert sanitize(html) == expected(path)[0]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://en.wikipedia.org/x#References"><sup>2</sup></a>',
        '<a href="https://example.org/x#refugees">[b]</a>',
        '<a href="https://example.org/x#cite_note-4">[4]</a>',
        '<a href="/programs/exchange/#note-1"><sup>1</sup></a>',
        '<a href="https://example.org/x#mscommittee">The committee</a>',
        '<a href="#mscommittee">The committee</a>',  # nor does a comment's name only begin alike
    ],
)
def test_a_link_of_a_text_stays_whatever_its_place_is_called(link):
    assert sanitize(f"<div>See {link}.</div>") == f"<p>See {link}.</p>"


@pytest.mark.parametrize(
    ("fragment", "is_note"),
    [
        ("cite_note-4", True), ("cite_note-:0-3", True), ("_ftn1", True), ("_ednref1", True),
        ("ftnt_ref1", True), ("sdfootnote1anc", True), ("fn:1", True), ("fnref-1", True),
        ("note-1", True), ("user-content-fn-1", True), ("References", False), ("refugees", False),
        ("notes-on-trade", False), ("fnord1", False), ("2", False),
    ],
)  # fmt: skip
def test_a_pasted_footnote_is_its_number_and_counted(fragment, is_note):
    link = f'<a href="https://example.org/x#{fragment}">[2]</a>'
    document = foreign.read(f"<p>See {link}</p>", (3, 4), is_pasted=True)
    assert document.html == f"<p>See {'<sup>2</sup>' if is_note else link}</p>"
    assert document.left_out == ({"note": 1} if is_note else {})


BLOCKS = (
    "{}", "<p>{}</p>", "<p>{}</p><p></p>", "<p>{}<br></p>", "<p> {} </p>", "<h4>{}</h4><h3>{}</h3>",
    "<ul><li>{}</li></ul>", "<ul><li><h3>{}</h3></li></ul>", "<ul><li><p>{}</p></li></ul>",
    '<ol start="1"><li><p>{}</p><ol type="a"><li><p>{}</p></li></ol></li></ol>',
    "<blockquote><h3>{}</h3></blockquote>", "<blockquote>{}<p>{}</p></blockquote>",
)  # fmt: skip
WORDS = (
    "one  two", "one&nbsp;two", " <em> one </em> ", "<strong><em>1</em></strong><em>2</em>",
    "<sup>1</sup><sup>2</sup>", "a<br><br>b", '<a href="/x/#y"><data data-figure="a">2</data></a>',
    '<a href="https://example.org/x#References"><sup>2</sup></a>', 'Say href="#y" or &lt;a&gt;',
    '<a href="/x/#refugees" title="a &gt; #b">[b]</a>', '<a href="?q=1#note-1">1</a>',
)  # fmt: skip
nothing_to_clean = nh3.Cleaner(**allowlist_from_extensions(expand_extensions(EXTENSIONS))).clean


@pytest.mark.parametrize("words", WORDS)
def test_what_holds_no_more_than_prose_does_is_kept_byte_for_byte(words):
    for block, more in product(BLOCKS, WORDS):
        html = block.replace("{}", words) + f"<p>{more}</p>"
        assert nothing_to_clean(html) == html
        assert sanitize(html) == html


@of_every_source
def test_what_was_read_is_read_again_unchanged(path):
    html, _left_out = expected(path)
    document = foreign.read(html, (3, 4))
    assert (sanitize(document.html), document.left_out) == (html, {})


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<div>612</div><div>799</div>", "<p>612</p><p>799</p>"),
        ("<table><tr><td>612<td>799</table>", "<p>612 | 799</p>"),
        ("<table><tr><td>1<p>2</table>", "<p>1</p><p>2</p>"),  # of one column: a frame
        ("$799<sup>2</sup> billion<sub>a</sub>", "$799<sup>2</sup> billion<sub>a</sub>"),
        ("<p>a<img width=1 src=x>b", "<p>ab</p>"),
        ("<my-words>one </my-words>two", "one two"),
        ("<strong>a<span style='font-weight: normal'>b</span></strong>", "<strong>a</strong>b"),
        ("<h4>a</h4><h1>b</h1><h2>c</h2>", "<h4>a</h4><h3>b</h3><h4>c</h4>"),
        ("<ul><li><ul><li>a</ul><li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ('<a name="y21">2021</a> see', "2021 see"),
        ('<a href="#y21">2021</a>', None),  # whoever typed it is told that it leads nowhere
        ('<a href="/x/#y"><data data-figure="a" data-show="value">2</data></a>', None),
        ('<a href="/statistics/trade/#notes">2021</a>', None),  # None: unchanged
        ('<a href="https://example.org/#ref">A</a>', None),
        ('<p><a href="#fn1">[1]</a><a href="#fn2">[2]</a></p>', "<p><sup>1, 2</sup></p>"),
        ('<p><a href="#fnref1">↩</a> Note</p>', "<p>Note</p>"),
        ("<p><s>612</s> <strike>613</strike>799</p>", "<p>799</p>"),
        ('<p style="DISPLAY: none !important">a</p><p>b</p>', "<p>b</p>"),
        ("<pre>one\ntwo</pre>", "<p>one<br>two</p>"),
    ],
)
def test_nothing_runs_together_and_nothing_turns_bold(html, clean):
    assert sanitize(html) == (html if clean is None else clean)


@pytest.mark.parametrize("comment", ["<![{}]>", "<!--[{}]-->"])
@pytest.mark.parametrize(
    ("mark", "opened"),
    [
        ("·&nbsp; ", "<ul>"),
        ("o&nbsp;", "<ul>"),
        ("1. ", "<ol>"),
        ("<b>4)</b>", '<ol start="4">'),
        ("(a)", '<ol type="a">'),
        ("B.", '<ol type="A">'),
        ("iv.", '<ol type="i">'),
    ],
)
def test_word_marks_its_lists_in_comments(comment, mark, opened):
    marked = f"{comment.format('if !supportLists')}{mark}{comment.format('endif')}"
    entry = f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{marked}Words</p>"
    closed = opened[:3].replace("<", "</")
    assert sanitize(f"{entry}{entry}<p>After</p>") == (
        f"{opened}<li><p>Words</p></li><li><p>Words</p></li>{closed}><p>After</p>"
    )


def test_a_passage_of_a_public_page_brings_its_figures():
    html = (
        '<p>It came to <a href="https://example.org/x/#note-1"><data value="1" '
        'data-refers="trade|2021|value|over">84</data></a>.</p>'
    )
    assert sanitize(html) == (
        '<p>It came to <data data-figure="trade" data-period="2021" data-show="value" '
        'data-qualifier="over">84</data>.</p>'
    )


def test_raised_digits_stay_apart_in_plain_text():
    html = "<p>$799<sup>2</sup> of CO<sub><strong>2</strong></sub>, the 1<sup>st</sup></p>"
    (passage,) = passages(html)
    assert passage.plain == "$799² of CO₂, the 1st"
    (block,) = prose_blocks(html)
    assert "7992" not in "".join(word.text for word in block)
    assert description(html) == "$799² of CO₂, the 1st"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<style>.h{display:none}</style><p class=h>a</p>", False),
        (
            "<style><!-- /* x */ p.H , li.h\n{color:red;visibility:hidden} --></style><p class=h>a",
            False,
        ),
        ("<style>@page A{margin:0} p{mso-hide:all}</style><p>a</p>", False),
        ("<style>.h{font-size:0}</style><p><span class=h>a</span></p>", False),
        ("<style>.h{display:none} p.h{display:block}</style><p class=h>a</p>", True),
        ("<style>.h{display:none}</style><p class=h style='display:block'>a</p>", True),
        ("<style>@media print{.h{display:none}}</style><p class=h>a</p>", True),
        ("<style media=print>.h{display:none}</style><p class=h>a</p>", True),
        ("<style>.menu p, #h{display:none}</style><p>a</p>", True),
        ("<p style='font-size:0'>a</p>", False),
        ("<p style='font-size:0.0px'>a</p>", False),
        ("<div style='font-size:0px'><p style='font-size:13px'>a</p></div>", True),
        ("<p style='max-height:0;overflow:hidden'>a</p>", False),
        ("<p style='max-height:0'>a</p>", True),
        ("<p style='opacity:0'>a</p>", False),
        ("<p style='opacity:0.5'>a</p>", True),
        ("<p aria-hidden=true>a</p>", True),
    ],
)
def test_what_a_style_hides_is_left_out_and_counted(html, seen):
    document = foreign.read(f"<div>b</div>{html}", (3, 4))
    assert document.html == ("<p>b</p><p>a</p>" if seen else "<p>b</p>")
    assert document.left_out == ({} if seen else {"hidden": 1})


def test_what_was_copied_is_hidden_by_the_styles_of_its_page():
    page = (
        "<style>.h{display:none}</style><!--StartFragment--><p class=h>a</p><p>b<!--EndFragment-->"
    )
    assert foreign.read(page, (3, 4)).html == "<p>b</p>"


def test_styles_without_an_end_are_read_once():  # not again from each beginning: that takes hours
    for piece in ("<style", "<style>", "<style>/*", "<style>{", "<style>a{"):
        assert not foreign.read(piece * (foreign.MAX_LENGTH // len(piece)), (3, 4)).html


HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p style='mso-list:l0 level999999999 lfo1'>a", "<ul><li><p>a</p></li></ul>"),
        (f"<p style='mso-list:l0 level{HUGE} lfo1'>a", "<ul><li><p>a</p></li></ul>"),
        ("<p style='mso-list:l0 level0 lfo1'>a", "<ul><li><p>a</p></li></ul>"),
        (f"<div><span style='font-weight:{HUGE}'>a</span></div>", "<p>a</p>"),
        (f"<p style='mso-outline-level:{HUGE}'>a", "<p>a</p>"),
        (f"<p role=heading aria-level={HUGE}>a", "<p>a</p>"),
        (f"<div><span style='vertical-align:{HUGE}pt'>a</span></div>", "<p>a</p>"),
        (f"<div><ol start={HUGE}><li>a</ol></div>", "<ol><li><p>a</p></li></ol>"),
        ("<div><ol start=3><li>a</ol></div>", '<ol start="3"><li><p>a</p></li></ol>'),
    ],
)
def test_no_number_sizes_anything_beyond_what_there_can_be(html, clean):
    assert sanitize(html) == clean


@pytest.mark.parametrize(
    ("style", "tag"),
    [
        ("position:relative;top:-4.0pt;mso-text-raise:4.0pt", "sup"),
        ("position:relative;top:3.0pt;mso-text-raise:-3.0pt", "sub"),
        ("position:relative;top:-.5em", "sup"),
        ("position:relative;bottom:-.25em", "sub"),
        ("position:relative;top:-.5pt;mso-text-raise:.5pt", ""),
        ("top:-4pt", ""),
        ("vertical-align:33%", "sup"),
        ("vertical-align:4pt", "sup"),
        ("vertical-align:-25%", "sub"),
        ("vertical-align:text-top;font-size:60%", "sup"),
        ("vertical-align:text-bottom;font-size:.6em", "sub"),
        ("vertical-align:text-top", ""),
        ("vertical-align:baseline", ""),
        ("vertical-align:-%", ""),
    ],
)
def test_what_a_style_raises_or_lowers_runs_into_no_number(style, tag):
    html = f"<div>$799<span style='{style}'>2</span></div>"
    assert sanitize(html) == (f"<p>$799<{tag}>2</{tag}></p>" if tag else "<p>$7992</p>")


def test_a_table_is_refused_beside_its_field():
    section = Section(body_en="<table><tr><td>612<td>799</table>")
    with pytest.raises(ValidationError) as refused:
        section.clean_fields(exclude={"relationship", "owner", "title_en", "slug"})
    assert "A text holds no tables" in str(refused.value.message_dict["body_en"])


def test_what_is_nested_too_deeply_is_refused_beside_its_field():
    section = Section(body_en="<div>" * 5000 + "x")
    with pytest.raises(ValidationError) as refused:
        section.clean_fields(exclude={"relationship", "owner", "title_en", "slug"})
    assert "nested too deeply" in str(refused.value.message_dict["body_en"])


def test_a_page_of_its_own_has_higher_headings():
    html = "<h1>a</h1><h3>b</h3><p>c</p>"
    assert foreign.read(html, (2, 3)).html == "<h2>a</h2><h3>b</h3><p>c</p>"
    assert foreign.read("<h3>b</h3>", (2, 3)).html == "<h3>b</h3>"

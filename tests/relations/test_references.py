"""Texts pass the renderer unchanged, but for their figures and links."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from publishing.models import Withdrawal
from relations.figures.page import Figures
from relations.models import Observation, Statistic
from relations.prose.field import EXTENSIONS, create_sanitizer
from relations.prose.references import keys_in, references_in, rewrite
from relations.wording.series import Series
from relations.wording.values import Unit
from tests.factories import make_section, make_statistic

sanitize = create_sanitizer(EXTENSIONS)

TAGS = "p h3 h4 strong em ul ol li blockquote a br data b i div script style table span".split(" ")
NAMES = "href title class style onclick data-figure data-period data-show data-qualifier".split(" ")
TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("<>&\"'=/;#!-[]ñ→ \n"), st.characters(codec="utf-8")),
    max_size=12,
)
WORDS = st.one_of(TEXT, st.sampled_from(["trade", "nothing", "latest", "2021", "/x/?a=1&b=2"]))
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=3)


def element(children):
    def write(tag, attributes, inside):
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"<{tag}{written}>{inside}</{tag}>"

    return st.builds(
        write, st.sampled_from(TAGS), ATTRIBUTES, st.lists(children, max_size=3).map("".join)
    )


HTML = st.lists(st.recursive(TEXT, element, max_leaves=8), max_size=4).map("".join)
# What the sanitiser writes of a figure: no attribute of it can hold a quote or end the tag.
FIGURE = re.compile(r'<data (?=[^>]*data-figure="[^"]+)')


@given(HTML)
def test_text_without_figures_passes_unchanged(html):
    clean = sanitize(html)
    if not FIGURE.search(clean):
        assert rewrite(clean, None, str) == clean


@given(HTML, HTML, st.sampled_from(["trade", "nothing"]), WORDS)
def test_everything_around_a_figure_passes_unchanged(before, after, key, words):
    """The figure is written in place of its element, and in no other."""
    before, after = sanitize(before), sanitize(after)
    figure = sanitize(f'<data data-figure="{key}">{words.replace("<", "")}</data>')
    if FIGURE.search(before + after):
        return
    assert rewrite(before + figure + after, lambda *_: "[figure]", str) == (
        f"{before}[figure]{after}"
    )


@given(HTML)
def test_writing_the_words_of_figures_leaves_no_figure(html):
    written = rewrite(sanitize(html), lambda reference, _inside: reference.words, str)
    rewritten = rewrite(written, lambda reference, _inside: "", str)
    assert rewritten == written or FIGURE.search(written)  # one nested in another stays inert


@given(HTML)
def test_keys_are_those_of_the_references(html):
    clean = sanitize(html)
    assert keys_in([clean]) == {reference.key for reference in references_in([clean])}


@given(HTML)
def test_addresses_are_rewritten_and_nothing_else(html):
    clean = sanitize(html)
    if not FIGURE.search(clean):
        marked = rewrite(clean, None, lambda address: f"{address}~")
        assert re.sub(r'(href="[^"]*)~"', r'\1"', marked) == clean


def test_figure_in_a_figure_is_part_of_its_words():
    inner = '<data data-figure="inner">2</data>'
    text = f'<p>a <data data-figure="outer">1 {inner} 3</data> b</p>'
    (reference,) = references_in([text])
    assert (reference.key, reference.words) == ("outer", f"1 {inner} 3")
    assert rewrite(text, lambda *_: "!", str) == "<p>a ! b</p>"


def test_figure_that_is_not_closed_keeps_its_words():
    assert rewrite('<p><data data-figure="x">12 cases', None, str) == "<p>12 cases"


def test_address_with_an_apostrophe_is_rewritten():
    text = '<a href="/programs/?q=l\'art&amp;page=2">x</a>'
    assert rewrite(text, None, lambda address: f"/es{address}") == (
        '<a href="/es/programs/?q=l&#x27;art&amp;page=2">x</a>'
    )


# What readers see


def rendered(text, language="en"):
    return Figures([text], timezone.now()).render(text, language)


@given(counted=TEXT)
def test_every_value_is_escaped(counted):
    """Whatever a statistic is called, no markup of its words reaches the page."""
    text = sanitize('<p><data data-figure="trade" data-show="value-with-unit">old</data></p>')
    figures = Figures([], timezone.now())
    statistic = Statistic(key="trade", slug="trade", counted_en=f"<b>{counted}")
    observation = Observation(statistic=statistic, period="2021", value=Decimal(6))
    figures.series["trade"] = Series(statistic, [observation])
    html = figures.render(text, "en")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("figure", "seen"),
    [
        ('<data data-figure="unknown">47 ports</data>', "47 ports"),
        ('<data data-figure="unknown"><strong>47</strong></data>', "<strong>47</strong>"),
        ('<data data-figure="unknown"></data>', "unknown"),
        ('<data data-figure="&lt;i&gt;"> </data>', "&lt;i&gt;"),
        ('<data data-figure="withdrawn">12 cases</data>', "12 cases"),
        ('<data data-figure="draft">12 cases</data>', "12 cases"),
        ('<data data-figure="trade" data-period="1999">none</data>', "none"),
        ('<data data-figure="trade" data-show="change:1999">none</data>', "none"),
        ('<data data-figure="trade" data-show="change">none</data>', "none"),
        ('<data data-figure="trade" data-show="change:2021">none</data>', "none"),
        ('<data data-figure="trade" data-show="rank">none</data>', "none"),
    ],
)
def test_what_cannot_be_said_shows_its_written_words(pilar, figure, seen):
    make_statistic("trade").publish(pilar)
    make_statistic("draft")
    withdrawn = make_statistic("withdrawn")
    withdrawn.publish(pilar)
    withdrawn.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Why.")
    for language in ("en", "es"):
        assert rendered(f"<p>{figure}</p>", language) == f"<p>{seen}</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["123456789012345678", "-0.000001", "0"])
def test_value_of_any_size_can_be_said(pilar, value, monkeypatch):
    """Also what was published before ranks and percentages were looked at."""
    monkeypatch.setattr(Statistic, "publication_errors", lambda *_: [])
    for unit in (*Unit, "mxn", "km"):
        for scale in (0, 3, 6, 9, 12):
            key = f"{unit}-{scale}"
            make_statistic(key, [("2021", value)], unit=unit, scale=scale, decimals=6).publish(
                pilar
            )
            for show in ("value", "value-with-unit", "value-in-period", "rank", "period", "x"):
                text = f'<data data-figure="{key}" data-show="{show}">old</data>'
                sayable = show != "x" and (show != "rank" or unit == "rank")
                for language in ("en", "es"):
                    assert ("class" in rendered(text, language)) == sayable


@pytest.mark.django_db
def test_unknown_key_is_refused_at_publish_by_name(pilar):
    section = make_section(body_en='<p><data data-figure="no-such-thing">1</data></p>')
    assert "“no-such-thing”" in " ".join(section.publication_errors())

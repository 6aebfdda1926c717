"""From any number to its source in one step: the notes of a page."""

import pytest
from django.utils import timezone

from relations.figures.page import Figures
from tests.factories import make_organization, make_section, make_statistic

pytestmark = pytest.mark.django_db

FIGURE = '<data data-figure="{}" data-period="{}" data-show="value">words</data>'


@pytest.fixture
def page(client, pilar):
    make_statistic(
        "trade",
        [("2020", "577.3"), ("2021", "725.7")],
        unit="usd",
        scale=9,
        producer=make_organization("census"),
        source_en="Trade in goods",
        source_url="https://example.org/trade",
        next_release_on="2026-08-07",
    ).publish(pilar)
    text = " ".join(FIGURE.format("trade", period) for period in ("latest", "2020", "2021"))
    section = make_section(body_en=f"<p>{text}</p>", body_es="")
    section.relationship.publish(pilar)
    section.publish(pilar)
    return client.get(section.relationship.get_absolute_url()).content.decode()


def test_each_figure_leads_to_a_note_with_value_period_and_source(page):
    assert 'href="#note-1" data-note="1"' in page
    note = page[page.index('id="note-1"') :].partition("</li>")[0]
    for words in (
        "$725.7 billion",
        "2021",
        "Census",
        "Trade in goods",
        "https://example.org/trade",
    ):
        assert words in note
    assert 'href="/statistics/trade/"' in note
    assert "Update overdue since August 7, 2026" in note


def test_one_observation_has_one_note(page):
    assert page.count('data-note="1"') == 2
    assert page.count('data-note="2"') == 1
    assert 'id="note-3"' not in page


def test_notes_cost_no_query(pilar, django_assert_num_queries):
    make_statistic("trade").publish(pilar)
    html = FIGURE.format("trade", "latest")
    with django_assert_num_queries(1):
        figures = Figures([html], timezone.now())
        figures.render(html, "en")
        assert [note.freshness for note in figures.notes.values()] == [""]


def test_text_without_figures_has_no_notes(client, pilar):
    section = make_section()
    section.relationship.publish(pilar)
    section.publish(pilar)
    page = client.get(section.relationship.get_absolute_url()).content.decode()
    assert "figure-notes" not in page

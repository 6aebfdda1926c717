"""What the page of a statistic tells: chart, revisions, sentences, both sides' numbers, and the
lines that its changes leave in the histories of other pages."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from relations.figures.page import Figures
from relations.series.mirrors import differences_between
from tests.factories import (
    make_agreement,
    make_organization,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_sum,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)
FIGURE = '<p>Trade was <data data-figure="trade" data-show="value">words</data>. It grew.</p>'
SPANISH = '<p>El comercio fue de <data data-figure="trade">palabras</data>.</p>'


def page_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def part(page: str, heading: str) -> str:
    """The section of a page under the heading with an id."""
    return page.split(f'id="{heading}"')[1].partition("</section>")[0]


def line_of(page: str, words: str) -> str:
    """The line of a history with these words."""
    return next(line for line in page.split("<li>") if words in line)


@pytest.fixture
def trade(pilar):
    """A statistic whose value of 2021 was corrected."""
    statistic = make_statistic(
        "trade",
        [("2020", "538"), ("2021", "577.3")],
        unit="usd",
        scale=9,
        producer=make_organization("census"),
        next_release_on="2026-08-07",
    )
    statistic.import_edition(pilar, LONG_AGO)
    return statistic


def correct(trade, pilar, value="725.7"):
    trade.observations.filter(period="2021").update(value=value)
    trade.publish(pilar)


def test_chart_stands_beside_the_table_and_says_the_same(client, trade):
    page = part(page_of(client, "/statistics/trade/"), "values")
    assert page.index("<svg") < page.index("<table")
    for words in ("2021: $577.3 billion", "2020: $538 billion"):
        assert f"<title>{words}</title>" in page
    assert '<td class="amount">$577.3 billion' in page


def test_one_value_has_no_chart(client, pilar):
    make_statistic("alone").publish(pilar)
    page = page_of(client, "/statistics/alone/")
    assert 'class="chart' not in page
    assert "chart-box" not in page


def test_series_and_vintages_are_linked_and_keep_the_moment(client, trade):
    page = page_of(client, "/statistics/trade/?at=2022-10-01")
    for name in ("series.csv", "series.json", "vintages.csv", "vintages.json"):
        address = f"/statistics/trade/{name}?at=2022-10-01"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_revisions_tell_what_was_said_and_from_when(client, trade, pilar):
    assert 'id="revisions"' not in page_of(client, "/statistics/trade/")
    correct(trade, pilar)
    revisions = part(page_of(client, "/statistics/trade/"), "revisions")
    assert revisions.index("$577.3 billion") < revisions.index("$725.7 billion")
    assert "from September 19, 2022" in revisions or "from September 20, 2022" in revisions
    assert "538" not in revisions
    assert 'id="revisions"' not in page_of(client, "/statistics/trade/?at=2022-10-01")


def test_uses_are_the_sentences_in_the_language_of_the_reader(client, trade, pilar):
    sheet = make_relationship("pair")
    trade.relationships.add(sheet)
    sheet.key_figures.create(statistic=trade)
    sheet.publish(pilar)
    section = make_section(sheet, "economy", body_en=FIGURE, body_es=SPANISH)
    section.publish(pilar)
    english = part(page_of(client, "/statistics/trade/"), "uses")
    assert 'href="/relations/pair/#economy"' in english
    assert "Trade was <strong>$577.3 billion</strong>." in english
    assert "It grew" not in english
    assert "El comercio" not in english
    assert "key figure" in english
    spanish = part(page_of(client, "/es/statistics/trade/"), "uses")
    assert "El comercio fue de <strong>" in spanish
    assert "Trade was" not in spanish


def test_sentence_in_the_other_language_says_so(client, trade, pilar):
    section = make_section(body_en=FIGURE, body_es="")
    section.relationship.publish(pilar)
    section.publish(pilar)
    uses = part(page_of(client, "/es/statistics/trade/"), "uses")
    assert '<blockquote class="sentence" lang="en">' in uses


def test_what_is_computed_from_it_is_among_its_uses(client, trade, pilar):
    other = make_statistic("other", unit=trade.unit, scale=trade.scale)
    other.publish(pilar)
    assert "No page uses it." in part(page_of(client, "/statistics/other/"), "uses")
    total = make_statistic(
        "total", (), derivation="sum", title_en="Both", unit=trade.unit, scale=trade.scale
    )
    for operand in (trade, other):
        total.operands.create(statistic=operand)
    total.publish(pilar)
    uses = part(page_of(client, "/statistics/other/"), "uses")
    assert '<a href="/statistics/total/">Both</a>' in uses
    assert "No page uses it." not in uses
    assert "Both" not in part(page_of(client, "/statistics/total/"), "uses")


def test_agreements_and_programs_that_list_it_are_related(client, trade, pilar):
    for item in (make_agreement("treaty"), make_program("exchange")):
        item.statistics.add(trade)
        item.publish(pilar)
    related = part(page_of(client, "/statistics/trade/"), "related")
    assert 'href="/agreements/treaty/"' in related
    assert 'href="/programs/exchange/"' in related


def test_overdue_release_and_citation(client, trade, settings):
    settings.SITE_URL = "https://chancery.example"
    page = page_of(client, "/statistics/trade/")
    assert "update overdue since August 7, 2026" in page
    assert "update overdue" not in page_of(client, "/statistics/trade/?at=2022-10-01")
    address = trade.editions.get().identifier
    cite = part(page, "cite")
    assert f'<a href="/e/{address}/">chancery.example/e/{address}/</a>' in cite
    assert "Census" in cite


def test_both_sides_are_on_both_pages_and_why_they_may_differ(client, pilar):
    theirs = make_statistic("theirs", [("", "58")], title_en="Their count", decimals=0)
    ours = make_statistic("ours", [("2022", "47")], mirror=theirs, decimals=0)
    theirs.definition_en = "Crossings."
    theirs.method_note_en = "Counted by hand."
    theirs.save()
    for item in (theirs, ours):
        item.publish(pilar)
    for slug, other in (("ours", "theirs"), ("theirs", "ours")):
        mirror = part(page_of(client, f"/statistics/{slug}/"), "mirror")
        assert f'href="/statistics/{other}/"' in mirror
        assert "47" in mirror
        assert "58" in mirror
        assert "Crossings." in mirror
        assert "A source does not say for which period its number holds." in mirror
        assert "They are defined differently." in mirror
        assert "different organizations" not in mirror
        assert ("Counted by hand." in mirror) is (slug == "ours")  # its own page says it itself


def test_where_nothing_is_known_the_page_does_not_guess_why():
    class Same:
        producer_id = measure = unit = definition = scale = decimals = None
        period, released_on = "2021", "2022"

    (sentence,) = differences_between(Same, Same, Same, Same)
    assert sentence == "The sources do not say why the two may differ."


def test_numbers_of_one_period_are_compared(client, pilar):
    """Two sources of one number: the years that only one of them has do not hide the difference."""
    sheet = make_statistic("sheet", [("2021", "661"), ("2023", "807")], decimals=0)
    trade = make_statistic("trade", [("2023", "798.9"), ("2025", "872.8")], mirror=sheet)
    sheet.observations.update(released_on="2024-09")
    trade.observations.update(released_on="2024-02")
    for item in (sheet, trade):
        item.publish(pilar)
    for slug in ("sheet", "trade"):
        mirror = part(page_of(client, f"/statistics/{slug}/"), "mirror")
        assert "798.9" in mirror
        assert "807" in mirror
        assert "872.8" not in mirror
        assert "661" not in mirror
        assert "released at different times" in mirror
        assert "rounded differently" in mirror
        assert "different periods" not in mirror


def test_note_of_a_figure_shows_the_other_side(client, pilar, django_assert_num_queries):
    theirs = make_statistic("theirs", [("2021", "58")], title_en="Their count", decimals=0)
    trade = make_statistic("trade", [("2022", "47")], mirror=theirs, decimals=0)
    for item in (theirs, trade):
        item.publish(pilar)
    section = make_section(body_en=FIGURE)
    section.relationship.publish(pilar)
    section.publish(pilar)
    page = page_of(client, section.relationship.get_absolute_url())
    note = page.split('id="note-1"')[1].partition("</li>")[0]
    assert 'href="/statistics/theirs/"' in note
    assert "58" in note
    assert "They hold for different periods." in note
    with django_assert_num_queries(3):  # figures, mirrors and the observations of mirrors
        figures = Figures([FIGURE], timezone.now())
        figures.render(FIGURE, "en")
        assert [mirror.edition.item for _note, mirror in figures.noted] == [theirs]


def test_computed_statistic_is_a_mirror_in_notes_as_on_its_page(client, pilar):
    parts = [make_statistic(key, [("2021", "29")], decimals=0) for key in ("north", "south")]
    theirs = make_sum("theirs", *parts, title_en="Their sum", decimals=0)
    trade = make_statistic("trade", [("2021", "47")], mirror=theirs, decimals=0)
    section = make_section(body_en=FIGURE)
    for item in (*parts, theirs, trade, section.relationship, section):
        item.publish(pilar)
    sheet = page_of(client, section.relationship.get_absolute_url())
    note = sheet.split('id="note-1"')[1].partition("</li>")[0]
    assert "Their sum" in note
    assert "58" in note
    assert "Their sum" in page_of(client, trade.get_absolute_url())


def test_each_note_is_compared_with_its_own_period(client, pilar):
    theirs = make_statistic("theirs", [("2020", "58"), ("2021", "59")], decimals=0)
    ours = [("2019", "41"), ("2020", "47"), ("2021", "48")]
    trade = make_statistic("trade", ours, mirror=theirs, decimals=0)
    figures = "".join(
        f'<p><data data-figure="trade" data-period="{year}" data-show="value">x</data></p>'
        for year in ("2019", "2020", "2021")
    )
    section = make_section(body_en=figures)
    for item in (theirs, trade, section.relationship, section):
        item.publish(pilar)
    edition = section.edition_at(timezone.now())
    shown = Figures([edition.body_en], timezone.now())
    shown.render(edition.body_en, "en")
    compared = [
        (mirror.own.period, mirror.observation.period, mirror.differences[0])
        for _note, mirror in shown.noted
    ]
    apart, together = "They hold for different periods.", "The sources do not say"
    assert [pair[:2] for pair in compared] == [("2019", "2021"), ("2020", "2020"), ("2021", "2021")]
    assert compared[0][2] == apart
    assert all(pair[2].startswith(together) for pair in compared[1:])


def test_list_has_the_shape_of_each_series(client, trade, pilar):
    make_statistic("alone").publish(pilar)
    page = page_of(client, "/statistics/")
    assert page.count("chart-spark") == 1
    assert "$577.3 billion" in page


@pytest.mark.parametrize("at", ["relations/pair", "agreements/treaty", "programs/exchange"])
def test_history_tells_that_a_figure_was_updated(client, trade, pilar, at):
    sheet = make_relationship("pair", lead_en=FIGURE)
    sheet.publish(pilar)
    section = make_section(sheet, "economy", title_en="Economy", body_en=FIGURE, body_es="")
    program = make_program("exchange", description_en=FIGURE)
    for item in (section, make_agreement("treaty", body_en=FIGURE), program):
        item.publish(pilar)
    correct(trade, pilar)
    words = "Figure revised: 577.3 → 725.7 billion (2021)"
    history = page_of(client, f"/{at}/history/")
    assert history.count(words) == 1
    line = line_of(history, words)
    assert 'href="/statistics/trade/"' in line
    if at == "relations/pair":
        assert "Economy" in line
        assert "Relations pair" in line
    assert history.index(words) < history.index('href="/e/')
    assert "577.3 → 725.7" in page_of(client, f"/es/{at}/history/")


def test_history_asks_no_more_for_more_sections(
    client, trade, pilar, django_assert_max_num_queries
):
    sheet = make_relationship("pair")
    sheet.publish(pilar)
    for number in range(8):
        make_section(sheet, f"part-{number}", body_en=FIGURE).publish(pilar)
    correct(trade, pilar)
    with django_assert_max_num_queries(32):
        history = page_of(client, "/relations/pair/history/")
    assert history.count("Figure revised") == 1

"""Where a statistic stands, what publishing it would change, and what its changes leave behind."""

from datetime import UTC, datetime, timedelta
from operator import attrgetter

import pytest
from django.utils import timezone, translation

from relations.figures.sentences import sentences_affected, sentences_of, shown_by
from relations.figures.updates import updates_of, updates_on
from relations.prose.passages import passages
from relations.series.timeline import Timeline
from tests.factories import (
    make_agreement,
    make_program,
    make_section,
    make_statistic,
    make_sum,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)
TRADE = '<data data-figure="trade" data-show="value">$577.3 billion</data>'
TEXT = f"<p>The U.S. is near. Trade rose to {TRADE}. It is big.</p><ul><li><p>No.</p></li></ul>"
TEXTO = f"<p>El comercio subió a {TRADE} y es más que antes.</p>"


@pytest.fixture
def trade(pilar):
    statistic = make_statistic("trade", [("2020", "577.3")], unit="usd", scale=9)
    statistic.import_edition(pilar, LONG_AGO)
    return statistic


@pytest.fixture
def section(trade, pilar):
    section = make_section(body_en=TEXT, body_es=TEXTO)
    section.relationship.import_edition(pilar, LONG_AGO)
    section.import_edition(pilar, LONG_AGO)
    return section


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("<p>One. Two! Three?</p>", ["One.", "Two!", "Three?"]),
        ("<p>The U.S. market cost $1.5 million. So.</p>",
         ["The U.S. market cost $1.5 million.", "So."]),
        ("<p>Mr. Ruiz of No. 5 met Dr. Paz.</p>", ["Mr. Ruiz of No. 5 met Dr. Paz."]),
        ("<p>¿Cuánto? «Mucho». Sí.</p>", ["¿Cuánto?", "«Mucho».", "Sí."]),
        ("<h3>Head</h3><p>a<br>b</p>", ["Head", "a", "b"]),
        ("<p>AT&amp;T &lt;b&gt; won. <strong>Yes</strong>.</p>", ["AT&T <b> won.", "Yes."]),
        (f"<p>Now {TRADE}. Then {TRADE}.</p>", ["Now $577.3 billion.", "Then $577.3 billion."]),
    ],
)  # fmt: skip
def test_text_is_read_in_sentences(text, sentences):
    assert [
        sentence.format(attrgetter("words"))
        for passage in passages(text)
        for sentence in passage.sentences()
    ] == sentences


def test_sentences_of_both_languages_with_their_page(trade, section):
    english, spanish = sentences_of(trade, timezone.now())
    assert english.before == "Trade rose to $577.3 billion."
    assert english.pieces == (("Trade rose to ", False), ("$577.3 billion", True), (".", False))
    assert spanish.before == "El comercio subió a 577.3 mil millones de dólares y es más que antes."
    assert english.get_absolute_url() == section.get_absolute_url()
    assert not english.changes


def test_words_of_direction_are_flagged(trade, section):
    english, spanish = sentences_affected(trade)
    assert english.trend_words == ("rose",)
    assert spanish.trend_words == ("subió", "más")


def test_sentence_is_shown_as_it_will_be(trade, section):
    trade.observations.create(period="2021", value="725.7")
    english, spanish = sentences_affected(trade)
    assert english.before == "Trade rose to $577.3 billion."
    assert english.after == "Trade rose to $725.7 billion."
    assert spanish.after.startswith("El comercio subió a 725.7 mil millones de dólares")
    assert english.changes


def test_sentence_with_a_computed_figure_is_affected_as_well(trade, pilar):
    other = make_statistic("other", [("2020", 100)], unit="usd", scale=9)
    other.publish(pilar)
    total = make_statistic("sum", (), derivation="sum", unit="usd", scale=9)
    for position, operand in enumerate((trade, other)):
        total.operands.create(statistic=operand, position=position)
    total.publish(pilar)
    program = make_program(description_en='<p>All: <data data-figure="sum">x</data>.</p>')
    program.publish(pilar)
    trade.observations.update(value=500)
    (sentence,) = sentences_affected(trade)
    assert (sentence.before, sentence.after) == ("All: $677.3 billion.", "All: $600 billion.")
    assert not sentences_of(trade, timezone.now())


def test_drafts_and_withdrawn_texts_are_not_read(trade, pilar):
    make_section(body_en=TEXT)
    assert sentences_of(trade, timezone.now()) == []


def test_pages_that_show_it_beside_their_text(trade, section, pilar):
    agreement = make_agreement()
    agreement.statistics.add(trade)
    agreement.publish(pilar)
    section.relationship.key_figures.create(statistic=trade)
    section.relationship.publish(pilar)
    assert {edition.item for edition in shown_by(trade, timezone.now())} == {
        section.relationship,
        agreement,
    }


# History


def figure_updates(item, until):
    return [update for _page, update in updates_on([item], until)]


def test_page_tells_that_a_figure_on_it_changed(trade, section, pilar):
    trade.observations.create(period="2021", value="725.7")
    edition = trade.publish(pilar)
    (update,) = figure_updates(section, timezone.now())
    assert str(update) == "new value: 725.7 billion (2021)"
    assert (update.at, update.edition) == (edition.live_from, edition)
    assert section.editions.count() == 1
    assert figure_updates(section, edition.live_from - timedelta(seconds=1)) == []
    with translation.override("es"):
        assert "725.7 mil millones (2021)" in str(update)


def test_values_of_two_periods_are_never_set_side_by_side(trade, section, pilar):
    """A period that came is new; one that was taken away takes its value with it."""
    trade.observations.create(period="2021", value="725.7", qualifier="about")
    trade.publish(pilar)
    trade.observations.filter(period="2021").delete()
    trade.publish(pilar)
    back, came = figure_updates(section, timezone.now())
    assert str(came) == "new value: about 725.7 billion (2021)"
    assert str(back) == "figure withdrawn: about $725.7 billion (2021)"


def test_a_new_value_and_the_revision_of_an_earlier_one_are_two_lines(trade, pilar):
    trade.observations.update(value="580")
    trade.observations.create(period="2021", value="725.7")
    trade.publish(pilar)
    assert list(map(str, updates_of(trade, timezone.now()))) == [
        "new value: 725.7 billion (2021)",
        "figure revised: 577.3 → 580 billion (2020)",
    ]


def test_values_before_and_after_keep_the_unit_they_were_published_in(trade, section, pilar):
    trade.unit, trade.scale = "percent", 0
    trade.save()
    trade.observations.update(value="12.5")
    trade.publish(pilar)
    (update,) = figure_updates(section, timezone.now())
    assert str(update) == "figure revised: $577.3 billion → 12.5% (2020)"
    trade.observations.update(value="13", qualifier="about")
    trade.publish(pilar)
    update, _first = figure_updates(section, timezone.now())
    assert str(update) == "figure revised: 12.5% → about 13% (2020)"


def test_page_tells_of_figures_that_came_went_or_are_said_otherwise(trade, section, pilar):
    def lines():
        return [str(update) for _page, update in updates_on([section], timezone.now())]

    trade.observations.update(qualifier="about")
    trade.publish(pilar)
    trade.withdraw(pilar, "withdrawn", reason_en="It is over.")
    trade.publish(pilar)
    back, gone, qualified = lines()
    assert back.startswith("figure published: about ")
    assert gone.startswith("figure withdrawn: about ")
    assert qualified.startswith("figure revised: ")
    assert " → about " in qualified


def test_page_tells_that_the_value_compared_with_was_revised(pilar):
    ports = make_statistic("ports", [("2019", "100"), ("2021", "150")], decimals=0)
    ports.publish(pilar)
    text = '<p>It went <data data-figure="ports" data-show="change:2019">up</data>.</p>'
    section = make_section(body_en=text)
    section.publish(pilar)
    ports.observations.filter(period="2019").update(value=120)
    ports.publish(pilar)
    ((_page, update),) = updates_on([section], timezone.now())
    assert str(update) == "figure revised: 100 → 120 (2019)"


def test_change_that_is_not_seen_is_no_line(trade, section, pilar):
    trade.observations.update(value="577.31", note_en="Corrected.")
    trade.publish(pilar)
    assert figure_updates(section, timezone.now()) == []


def test_pinned_figure_tells_of_a_revision_only(trade, pilar):
    pinned = TRADE.replace(" data-show", ' data-period="2020" data-show')
    program = make_program(description_en=f"<p>{pinned}</p>")
    program.import_edition(pilar, LONG_AGO)
    trade.observations.create(period="2021", value="725.7")
    trade.publish(pilar)
    assert figure_updates(program, timezone.now()) == []
    trade.observations.filter(period="2020").update(value="580")
    trade.publish(pilar)
    (update,) = figure_updates(program, timezone.now())
    assert str(update) == "figure revised: 577.3 → 580 billion (2020)"


def test_changes_before_or_after_the_figure_stood_there_are_no_lines(trade, section, pilar):
    section.body_en = section.body_es = "<p>No number.</p>"
    section.save()
    section.publish(pilar)
    trade.observations.update(value=600)
    trade.publish(pilar)
    assert figure_updates(section, timezone.now()) == []


def test_key_figures_and_lists_have_lines_too(trade, pilar):
    agreement = make_agreement()
    agreement.statistics.add(trade)
    agreement.import_edition(pilar, LONG_AGO)
    trade.observations.update(value=600)
    trade.publish(pilar)
    assert list(map(str, figure_updates(agreement, timezone.now()))) == [
        "figure revised: 577.3 → 600 billion (2020)"
    ]


def test_timeline_knows_what_a_computed_statistic_said(trade, pilar):
    other = make_statistic("other", [("2020", 100)], unit="usd", scale=9)
    other.import_edition(pilar, LONG_AGO)
    total = make_statistic("sum", (), derivation="sum", unit="usd", scale=9)
    for operand in (trade, other):
        total.operands.create(statistic=operand)
    total.import_edition(pilar, LONG_AGO)
    trade.observations.update(value=600)
    edition = trade.publish(pilar)
    timeline = Timeline([total.pk], timezone.now())
    assert timeline.instants(total.pk) == [LONG_AGO, edition.live_from]
    values = [
        timeline.at(total.pk, instant).observations[0].value
        for instant in timeline.instants(total.pk)
    ]
    assert [float(value) for value in values] == [677.3, 700]


def test_nothing_is_computed_from_a_statistic_that_is_computed_itself(trade, pilar):
    """Publishing refuses it, but two editions that were scheduled can meet."""
    other = make_statistic("other", [("2020", 100)], unit="usd", scale=9)
    other.publish(pilar)
    soon = timezone.now() + timedelta(hours=1)
    parts = make_sum("parts", trade, other, unit="usd", scale=9)
    parts.publish(pilar)
    trade.observations.all().delete()
    trade.derivation = "sum"
    trade.save()
    for key in ("one", "two"):
        part = make_statistic(key, [("2020", 1)], unit="usd", scale=9)
        part.publish(pilar)
        trade.operands.create(statistic=part)
    parts.withdraw(pilar, "withdrawn", reason_en="For now.")
    trade.publish(pilar, at=soon)
    parts.publish(pilar)
    later = soon + timedelta(seconds=1)
    assert Timeline([parts.pk], later).at(parts.pk, later).observations == []
    assert updates_of(parts, later)

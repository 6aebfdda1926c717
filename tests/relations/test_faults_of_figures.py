"""A figure that can say nothing is refused, told of, and owed; its written words keep up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import Withdrawal
from relations.debt import DebtKind, debts
from relations.figures.page import Figures
from relations.figures.sentences import sentences_affected, sentences_losing_figures
from tests.factories import make_section, make_statistic, make_sum

pytestmark = pytest.mark.django_db


def figure(**attributes):
    given = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    return f'<p>There were <data data-figure="ports"{given}>55</data> ports.</p>'


@pytest.fixture
def ports(pilar):
    statistic = make_statistic("ports", [("2019", "55"), ("2021", "47")], decimals=0)
    statistic.publish(pilar)
    return statistic


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({"period": "1999"}, "It has no value for this period: 1999."),
        ({"period": "nonsense"}, "It has no value for this period: nonsense."),
        ({"show": "rank"}, "It is not a rank"),
        ({"show": "nonsense"}, "A figure cannot show this: nonsense."),
        ({"show": "value:2019"}, "A figure cannot show this: value:2019."),
        ({"qualifier": "bogus"}, "It cannot be qualified so: bogus."),
        ({"show": "change"}, "Choose an earlier period"),
        ({"show": "change:1999"}, "It has no value for this period: 1999."),
        ({"show": "change:2021"}, "must be the earlier one"),
        ({"period": "2019", "show": "range:2021"}, "must be the earlier one"),
    ],
)
def test_text_with_a_figure_that_can_say_nothing_is_refused(ports, attributes, why):
    (reason,) = make_section(body_en=figure(**attributes)).publication_errors()
    assert "“55” (ports) cannot be said." in reason
    assert why in reason


@pytest.mark.parametrize("attributes", [{}, {"period": "2019"}, {"show": "change:2019"}])
def test_text_whose_figures_can_be_said_is_not(ports, attributes):
    assert make_section(body_en=figure(**attributes)).publication_errors() == []


def public_section(pilar, **attributes):
    section = make_section(body_en=figure(**attributes))
    for item in (section.relationship, section):
        item.publish(pilar)
    return section


def test_value_that_a_text_names_is_told_of_before_it_goes(ports, pilar):
    public_section(pilar, period="2019")
    ports.observations.filter(period="2019").delete()
    (sentence,) = sentences_affected(ports)
    assert sentence.before == sentence.after == "There were 55 ports."
    assert sentence.unbound
    assert sentence.changes


def publish_sum(pilar, key, *operands):
    other = make_statistic("other", [("2021", "3")])
    for statistic in (other, make_sum(key, *operands, other, decimals=0)):
        statistic.publish(pilar)


def test_sentences_that_a_withdrawal_leaves_without_a_figure(ports, pilar):
    publish_sum(pilar, "total", ports)
    sheet = public_section(pilar, period="2021").relationship
    mute = make_section(sheet, body_en=figure(period="2019").replace("ports.", "places."))
    summed = make_section(sheet, body_en='<p>All <data data-figure="total">9</data>.</p>')
    for item in (mute, summed):
        item.publish(pilar)
    ports.observations.filter(period="2019").delete()
    ports.publish(pilar)
    before = {sentence.before for sentence in sentences_losing_figures(ports)}
    assert before == {"There were 47 ports.", "All 50."}


def test_figure_of_a_withdrawn_statistic_is_owed(ports, pilar):
    section = public_section(pilar)
    assert DebtKind.FIGURE not in {debt.kind for debt in debts(timezone.now())}
    ports.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It is over.")
    owed = [
        debt for debt in debts(timezone.now() + timedelta(days=9)) if debt.kind == DebtKind.FIGURE
    ]
    (debt,) = owed
    assert debt.item == section
    assert "“ports”" in debt.what
    assert debt.days == 9


def test_figure_that_lost_its_value_is_owed_and_so_is_one_computed_from_what_is_gone(ports, pilar):
    publish_sum(pilar, "total", ports)
    pinned = public_section(pilar, period="2019")
    summed = '<p>All <data data-figure="total">9</data>.</p>'
    make_section(pinned.relationship, body_en=summed).publish(pilar)
    ports.observations.filter(period="2019").delete()
    ports.publish(pilar)
    owed = {debt.item for debt in debts(timezone.now()) if debt.kind == DebtKind.FIGURE}
    assert owed == {pinned}
    ports.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It is over.")
    owed = {debt.what for debt in debts(timezone.now()) if debt.kind == DebtKind.FIGURE}
    assert any("“total”" in what for what in owed)


def test_publishing_writes_the_words_anew_and_leaves_everything_else(ports, pilar):
    section = public_section(pilar, period="latest", show="value")
    renewed = figure(period="latest", show="value").replace("55", "47")
    assert section.body_en == section.editions.get().body_en == renewed
    ports.observations.filter(period="2021").update(value=50)
    ports.publish(pilar)
    assert not section.differs_from(section.editions.get())


def test_text_may_wait_for_a_value_that_waits_before_it(ports, pilar):
    soon = timezone.now() + timedelta(hours=1)
    ports.observations.create(period="2022", value=48)
    ports.publish(pilar, at=soon)
    section = make_section(body_en=figure(period="2022", show="value"))
    section.relationship.publish(pilar)
    assert "for this period: 2022" in " ".join(section.publication_errors())
    edition = section.publish(pilar, at=soon)
    assert ">48</data>" in edition.body_en


def test_words_of_the_editor_are_those_of_now_in_both_languages(ports):
    figures = Figures([figure(), figure(period="1999")], timezone.now())
    assert figures.words_by_name() == {
        "en": {"ports|latest|value|": "47"},
        "es": {"ports|latest|value|": "47"},
    }


def test_formula_names_what_is_not_public_as_such(client, ports, pilar):
    other = make_statistic("other", [("2021", "100")], title_en="Crossings")
    share = make_statistic("share", (), derivation="share", unit="percent")
    for position, operand in enumerate((ports, other)):
        share.operands.create(statistic=operand, position=position)
    for statistic in (other, share):
        statistic.publish(pilar)
    ports.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It is over.")
    page = client.get("/statistics/share/").content.decode()
    assert "share of a statistic that is not public in “Crossings”" in page


def test_computed_statistic_is_cited_as_of_the_moment(client, ports, pilar):
    publish_sum(pilar, "twice", ports)
    page = client.get("/statistics/twice/").content.decode()
    citation = page.split('class="citation"')[1].split("</p>")[0]
    assert 'href="/statistics/twice/"' in citation
    assert "as computed on" in citation
    assert "/e/statistic-" not in citation


def test_revisions_that_rounding_hides_are_told_by_all_digits(client, ports, pilar):
    ports.observations.filter(period="2021").update(value="46.8")
    ports.publish(pilar)
    page = client.get("/statistics/ports/").content.decode()
    revised = page.split('id="revisions"')[1].split("</section>")[0]
    assert "46.8" in revised

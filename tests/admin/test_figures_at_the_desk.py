"""What the forms and the home of the desk say of figures: sentences, findings, debt."""

import pytest
from django.urls import reverse

from relations.models import Statistic
from tests import people
from tests.admin.desk import open_form, submit, url
from tests.factories import make_agreement, make_relationship, make_section, make_statistic

pytestmark = pytest.mark.django_db


def figure(words):
    return f'<data data-figure="trade" data-period="latest" data-show="value">{words}</data>'


@pytest.fixture
def section(client):
    pilar = people.pilar()
    client.force_login(pilar)
    make_statistic("trade", scale=9, unit="usd").publish(pilar)
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    section = make_section(
        relationship,
        "trade",
        body_en=f"<p>Trade rose to {figure('x')}. It currently has 4,321 parts.</p>",
        body_es=f"<p>El comercio fue de {figure('x')}.</p>",
    )
    section.publish(pilar)
    return section


def test_the_sentences_a_saved_draft_would_change_are_in_its_form(client, section):
    trade = Statistic.objects.get()
    assert "sentences" not in open_form(client, trade).context
    trade.observations.update(value="800.1")
    page = open_form(client, trade)
    assert {sentence.language for sentence in page.context["sentences"]} == {"en", "es"}
    assert "Trade rose to $800.1 billion." in page.text
    assert ">rose</mark>" in page.text


def test_a_value_is_published_only_once_its_sentences_were_shown(client, section):
    trade = Statistic.objects.get()
    row = trade.observations.get()
    page = submit(client, trade, "_publish", **{"observations-0-value": "918.2"})
    assert "Trade rose to $918.2 billion." in page.text
    assert trade.observations.get() == row
    assert trade.editions.count() == 1
    read = {
        "sentences-read": page.context["sentences_digest"],
        "credits-read": page.context["credits_digest"],
    }
    submit(client, trade, "_publish", **{"observations-0-value": "918.2"}, **read)
    assert trade.editions.count() == 2


def test_what_to_look_at_in_a_text_is_in_its_form(client, section):
    make_statistic("parts", (("2020", 4321), ("2021", 5000)), title_en="Parts").publish(
        people.ruth()
    )
    page = open_form(client, section)
    texts = [text for text, _id in page.context["linted"]]
    findings = [finding.words for text in texts for finding in text.report.findings]
    assert findings == ["currently", "4,321"]
    assert 'id="findings" open' in page.text
    assert '<a href="#id_body_en"><q lang="en">currently</q></a>' in page.text
    assert 'hidden data-figure="parts" data-period="2020"' in page.text
    section.body_en = "<p>Nothing.</p>"
    section.save()
    page = open_form(client, section)
    assert page.context["linted"] == []
    assert 'id="findings" open' not in page.text


def test_findings_in_rows_lead_to_their_rows(client, section):
    agreement = make_agreement(summary_en="A pact.")
    row = agreement.mechanisms.create(name_en="A group that currently meets", name_es="Un grupo")
    page = open_form(client, agreement)
    ((linted, field),) = page.context["linted"]
    assert (linted.row, field) == (row, "id_mechanisms-0-name_en")
    assert f'id="{field}"' in page.text
    assert f'<a href="#{field}">' in page.text


def test_where_a_statistic_is_used_is_in_its_form(client, section):
    trade, pilar = Statistic.objects.get(), people.ruth()
    assert "Trade rose to <strong>" in open_form(client, trade).text
    other = make_statistic("other", scale=9, unit="usd", title_en="The other side’s", mirror=trade)
    other.publish(pilar)
    total = make_statistic("total", (), derivation="sum", scale=9, unit="usd", title_en="Both")
    for operand in (trade, other):
        total.operands.create(statistic=operand)
    total.publish(pilar)
    page = open_form(client, trade)
    assert list(map(str, page.context["computed"])) == ["Both"]
    assert list(map(str, page.context["mirrors"])) == ["The other side’s"]
    assert "Where it is used: 2 places" in page.text
    assert list(map(str, open_form(client, other).context["mirrors"])) == [str(trade)]


def test_the_home_of_the_desk_lists_what_is_owed(client, section):
    late = make_statistic("late", title_en="Late", next_release_on="2020-01")
    late.publish(people.ruth())
    page = client.get(reverse("admin:index"))
    assert "Late: next release" in page.text
    assert reverse("admin:relations_statistic_change", args=[late.pk]) in page.text
    client.force_login(people.make_staff("nora"))
    assert "Late: next release" not in client.get(reverse("admin:index")).text


def test_any_number_of_debts_takes_the_same_queries(
    client, section, django_assert_num_queries, django_assert_max_num_queries
):
    ruth = people.ruth()
    home = reverse("admin:index")
    for _number in range(5):
        make_statistic(next_release_on="2020-01").publish(ruth)
    client.get(home)
    with django_assert_max_num_queries(60) as first:
        client.get(home)
    for _number in range(5):
        make_statistic(next_release_on="2020-01").publish(ruth)
    with django_assert_num_queries(len(first)):
        client.get(home)


def test_withdrawing_a_statistic_shows_what_becomes_of_the_texts(client, section):
    page = client.get(url(Statistic, "withdraw", Statistic.objects.get().pk))
    assert "2 sentences lose their figures" in page.text
    assert "Trade rose to $725.7 billion." in page.text.split('id="orphaned"')[1]


def test_publishing_a_text_renews_the_words_of_its_figures(client, section):
    page = open_form(client, section)
    assert 'id="figure-words"' in page.text
    submit(client, section, "_publish", title_en="Trade today")
    section.refresh_from_db()
    assert "$725.7 billion</data>" in section.body_en
    assert section.editions.first().body_en == section.body_en

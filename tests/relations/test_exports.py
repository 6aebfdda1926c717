"""Lists to take away: CSV, JSON and a feed, filtered as the page is."""

import csv
import json
import re
from io import StringIO

import pytest
from django.utils import translation

from publishing.items import item_models
from publishing.models import Withdrawal
from publishing.snapshot import part_models, shared_fields
from tests.contracts.site import LONG_AGO
from tests.factories import (
    make_agreement,
    make_organization,
    make_partner,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_sum,
    make_topic,
)
from tests.feeds import entries

pytestmark = pytest.mark.django_db

FIGURE = '<p>Trade was <data data-figure="trade" data-show="value-in-period">old</data>.</p>'


def rows(response) -> list[dict]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def trade(pilar):
    statistic = make_statistic("trade", unit="usd", scale=9, measure="flow", title_en="Trade")
    statistic.publish(pilar)
    return statistic


def test_spreadsheet_has_the_rows_of_the_filtered_list_in_the_language_of_its_address(
    client, pilar, trade
):
    topic = make_topic("water", name_en="Water", name_es="Agua")
    treaty = make_agreement("treaty", title_en="Water treaty", title_es="Tratado", body_en=FIGURE)
    treaty.parties.create(country=make_partner("MX"), signed_on="1944-02-03")
    treaty.topics.add(topic)
    for agreement in (treaty, make_agreement("other")):
        agreement.publish(pilar)
    (row,) = rows(client.get("/agreements.csv?topic=water"))
    assert (row["title"], row["kind"], row["topics"]) == ("Water treaty", "Treaty", "Water")
    assert row["party_names"] == "Country MX"
    assert row["body"] == "Trade was $725.7 billion in 2021."
    assert row["address"] == "http://testserver/agreements/treaty/"
    (row,) = rows(client.get("/es/agreements.csv?topic=water"))
    assert (row["title"], row["kind"], row["topics"]) == ("Tratado", "Tratado", "Agua")


def test_an_event_is_called_what_it_is_on_the_day(client, pilar):
    treaty = make_agreement("treaty")
    treaty.events.create(kind="signed", happened_on="2020-01-01")
    treaty.events.create(kind="signed", happened_on="2999-01-01")
    treaty.publish(pilar)
    (record,) = json.loads(client.get("/agreements.json").content)["items"]
    assert [event["kind"] for event in record["events"]] == [
        {"key": "signed", "name": {"en": "Signed", "es": "Firma"}},
        {"key": "signed", "name": {"en": "Signature", "es": "Firma"}},
    ]
    assert "Signature" in rows(client.get("/agreements.csv"))[0]["events"]
    assert "Firma" in rows(client.get("/es/agreements.csv"))[0]["events"]


def test_json_tells_everything_in_both_languages(client, pilar, trade):
    relationship = make_relationship("pair", lead_en=FIGURE, lead_es=FIGURE)
    section = make_section(relationship, "economy", body_en=FIGURE)
    for item in (relationship, section):
        item.publish(pilar)
    export = json.loads(client.get("/relations.json").content)
    assert export["number"] == 1
    (record,) = export["items"]
    assert record["lead"] == {
        "en": "Trade was $725.7 billion in 2021.",
        "es": "Trade was 725.7 mil millones de dólares en 2021.",
    }
    assert record["home"] == {"key": "US", "name": {"en": "Country US", "es": "País US"}}
    (section_record,) = record["sections"]
    assert section_record["body"]["en"] == "Trade was $725.7 billion in 2021."
    assert section_record["address"] == "http://testserver/relations/pair/#economy"
    assert [statistic["address"] for statistic in record["cited"]] == [
        "http://testserver/statistics/trade/"
    ]


def test_statistics_are_told_with_their_values_the_computed_ones_too(client, pilar, trade):
    second = make_statistic("twin", unit="usd", scale=9, measure="flow")
    total = make_sum("total", trade, second, unit="usd", scale=9, measure="flow")
    for statistic in (second, total):
        statistic.publish(pilar)
    values = {row["key"]: row["value"] for row in rows(client.get("/statistics.csv"))}
    assert values == {"trade": "725.7", "twin": "725.7", "total": "1451.4"}
    export = json.loads(client.get("/es/statistics.json").content)
    record = next(record for record in export["items"] if record["key"] == "total")
    assert record["said"]["es"] == "1,451.4 mil millones de dólares en 2021"
    assert [observation["value"] for observation in record["observations"]] == ["1451.4"]


def test_files_of_a_statistic_and_of_their_list_agree_and_say_what_is_true_of_it(client, pilar):
    statistic = make_statistic("people", licence="CC BY 4.0", measure="stock", scale=9)
    statistic.publish(pilar)
    (record,) = json.loads(client.get("/statistics.json").content)["items"]
    series = json.loads(client.get("/statistics/people/series.json").content)
    (row,) = rows(client.get("/statistics.csv"))
    assert record["measure"]["key"] == series["measured"] == "stock"
    assert record["measure"]["name"]["en"] == "At a point in time"
    assert record["license"] == series["usual_license"] == row["license"] == "CC BY 4.0"
    assert record["scale"]["name"]["en"] == "billions (10⁹)"
    assert "licence" not in {*record, *series, *row}


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_of_a_choice_holds_an_example(language):
    """It is said of every record that has the choice."""
    with translation.override(language):
        for model in item_models():
            columns = [*shared_fields(model, model.edition_model())]
            for part in model.published_parts:
                columns += shared_fields(*part_models(model, part))
            for column in columns:
                for _value, label in column.flatchoices:
                    assert not re.search(r"\b\d{4}\b|…", str(label)), (column, label)


def test_what_readers_cannot_see_is_not_named(client, pilar):
    never = make_agreement("never", title_en="Secret treaty")
    erred = make_statistic("erred", title_en="Wrong number")
    erred.publish(pilar)
    linking = make_agreement("linking")
    linking.links.create(kind="amends", title_en="A treaty of others")
    linking.publish(pilar)
    (record,) = json.loads(client.get("/agreements.json").content)["items"]
    assert [link["title"]["en"] for link in record["links"]] == ["A treaty of others"]
    linking.links.create(kind="amends", agreement_linked=never)
    linking.publish(pilar)
    (record,) = json.loads(client.get("/agreements.json").content)["items"]
    assert [link["title"]["en"] for link in record["links"]] == ["A treaty of others"]
    program = make_program("exchange")
    program.agreements.add(never)
    program.statistics.add(erred)
    program.publish(pilar)
    erred.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It was wrong.")
    for form in ("csv", "json", "atom"):
        text = client.get(f"/programs.{form}").content.decode()
        assert "Program exchange" in text
        assert "Secret treaty" not in text
        assert "Wrong number" not in text


def test_what_was_withdrawn_is_named_as_such_and_hidden_sections_are_not(client, pilar):
    over = make_agreement("over", title_en="Old treaty")
    over.publish(pilar)
    hidden = make_section(title_en="Section of a draft sheet")
    hidden.publish(pilar)
    program = make_program("exchange")
    program.agreements.add(over)
    program.sections.add(hidden)
    program.publish(pilar)
    over.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It is over.")
    (record,) = json.loads(client.get("/programs.json").content)["items"]
    (named,) = record["agreements"]
    assert (named["title"]["en"], named["withdrawn"]) == ("Old treaty", True)
    assert record["sections"] == []
    (row,) = rows(client.get("/programs.csv"))
    assert row["agreements"] == "Old treaty (withdrawn)"


def test_feed_has_the_latest_editions_first_under_names_that_stay(client, pilar, trade):
    for slug in ("first", "second"):
        make_program(slug, summary_en="Tea & <b>cake</b>").publish(pilar)
    response = client.get("/programs.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = entries(response)
    assert [entry["title"] for entry in feed] == ["Program second", "Program first"]
    assert feed[0]["link"] == "http://testserver/programs/second/"
    assert feed[0]["summary"] == "<p>Tea &amp; &lt;b&gt;cake&lt;/b&gt;</p>"
    assert client.get(feed[0]["id"]).status_code == 200
    (statistic,) = entries(client.get("/statistics.atom"))
    assert "$725.7 billion in 2021" in statistic["summary"]


def test_a_filter_that_makes_no_sense_is_refused_instead_of_left_out(client, pilar):
    make_agreement("treaty").publish(pilar)
    for form in ("csv", "json", "atom"):
        response = client.get(f"/agreements.{form}?topic=no-such-topic")
        assert response.status_code == 400
        assert "“no-such-topic” is not a topic." in response.content.decode()
        response = client.get(f"/agreements.{form}?topics=trade")
        assert response.status_code == 400
        assert "This list has no filter “topics”." in response.content.decode()
        assert client.get(f"/agreements.{form}?view=table&page=2").status_code == 200


def test_cells_are_no_formulas_and_feeds_hold_no_character_that_xml_forbids(client, pilar):
    make_program("sheet", title_en="=1+1", summary_en="A\x0bB", award_en=" =2+2").publish(pilar)
    (row,) = rows(client.get("/programs.csv"))
    assert (row["title"], row["award"]) == ("'=1+1", "'=2+2")
    (entry,) = entries(client.get("/programs.atom"))
    assert entry["summary"] == "<p>A<br>B</p>"


def test_the_past_is_taken_away_as_it_was(client, pilar, trade):
    program = make_program("exchange", title_en="Old name")
    program.sponsors.add(make_organization("ministry"))
    program.import_edition(pilar, LONG_AGO)
    program.title_en = "New name"
    program.save()
    program.publish(pilar)
    (row,) = rows(client.get("/programs.csv"))
    assert (row["title"], row["sponsors"]) == ("New name", "Ministry")
    response = client.get("/programs.csv?at=2022-10-01")
    assert response["X-Robots-Tag"] == "noindex"
    (row,) = rows(response)
    assert row["title"] == "Old name"
    assert row["address"] == "http://testserver/programs/exchange/?at=2022-10-01"


def test_a_list_leads_to_its_twins_as_it_is_filtered(client, pilar):
    program = make_program("exchange", taking_part="open")
    program.import_edition(pilar, LONG_AGO)
    page = client.get("/es/programs/?taking_part=open&view=table&at=2022-10-01").content.decode()
    for form in ("csv", "json", "atom"):
        assert f'href="/es/programs.{form}?taking_part=open&amp;at=2022-10-01"' in page


@pytest.mark.parametrize("path", ["/agreements.json", "/agreements.csv", "/agreements.atom"])
def test_addresses_are_those_of_the_site_whatever_host_was_asked(client, pilar, settings, path):
    make_agreement("treaty").publish(pilar)
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://chancery.example"
    text = client.get(path, headers={"host": "forged.example"}).content.decode()
    assert "https://chancery.example/agreements/treaty/" in text
    assert "forged" not in text
    settings.SITE_URL = ""
    assert (
        "http://forged.example/agreements/treaty/"
        in client.get(path, headers={"host": "forged.example"}).content.decode()
    )


@pytest.mark.parametrize("site_url", ["https://chancery.example", ""])
def test_ids_of_feeds_and_citations_do_not_follow_the_host_that_was_asked(
    client, pilar, trade, settings, site_url
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = site_url
    section = make_section(body_en=FIGURE)
    total = make_sum("total", trade, make_statistic("twin", unit="usd", scale=9), unit="usd")
    for item in (section.relationship, section, total.operands.last().statistic, total):
        item.publish(pilar)
    trade.observations.update(value=800)
    trade.publish(pilar)
    sheet = section.relationship.get_absolute_url()
    for address in ("/updates.atom", "/statistics.atom", f"{sheet}history.atom"):
        response = client.get(address, headers={"host": "forged.example"})
        ids = re.findall(r"<id>(.*?)</id>", response.text)
        assert len(ids) > 2
        own = site_url or settings.LOCAL_URL
        assert [name for name in ids if not name.startswith(f"{own}/")] == []
    for address in ("/statistics/trade/", "/statistics/total/"):
        page = client.get(address, headers={"host": "forged.example"}).text
        citation = re.search(r'<p class="citation">(.*?)</p>', page, re.S)[1]
        assert (site_url or settings.LOCAL_URL).partition("://")[2] in citation
        assert "forged" not in citation

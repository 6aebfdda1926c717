"""What changed on the site, as a page and as feeds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.changes import EDITION_MODELS, edition_rows, editions_of
from publishing.models import Withdrawal
from relations.models import Section, StatisticEdition
from relations.series.timeline import Timeline
from tests.factories import (
    MAKERS,
    make_agreement,
    make_program,
    make_section,
    make_statistic,
    make_sum,
)
from tests.feeds import entries

pytestmark = pytest.mark.django_db

CITING = '<p>There are <data data-figure="ports">many</data> ports.</p>'


def correct(statistic, value, by):
    statistic.observations.update(value=value)
    statistic.publish(by, note_en="Counted anew.", note_es="Contado de nuevo.")


def number_next_edition(model, number):
    """Give the next edition of a type this number, which those of other types have as well."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, 'id')"
            cursor.execute(f"SELECT setval({sequence}, %s, false)", [table, number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number - 1])


@pytest.fixture
def ports(pilar):
    statistic = make_statistic("ports", [("", "47")], title_en="Ports", title_es="Puertos")
    statistic.publish(pilar)
    return statistic


def test_a_corrected_value_is_told_in_both_languages_with_what_is_computed_from_it(
    client, pilar, ports
):
    other = make_statistic("other", [("", "3")])
    total = make_sum("total", ports, other, title_en="All crossings")
    for statistic in (other, total):
        statistic.publish(pilar)
    correct(ports, 50, pilar)
    page = client.get("/updates/").content.decode()
    assert "Figure updated: 47 → 50" in page
    assert "Figure updated: 50 → 53" in page
    assert "All crossings" in page
    assert "Cifra actualizada: 47 → 50" in client.get("/es/updates/").content.decode()
    feed = [entry["title"] for entry in entries(client.get("/updates.atom"))]
    assert feed[:3] == [
        "Ports: figure updated: 47 → 50",
        "All crossings: figure updated: 50 → 53",
        "Ports",
    ]
    for key, line in (("ports", "47 → 50"), ("total", "50 → 53")):
        assert f"Figure updated: {line}" in client.get(f"/statistics/{key}/history/").text
    spanish = [entry["title"] for entry in entries(client.get("/es/updates.atom"))]
    assert spanish[0] == "Puertos: cifra actualizada: 47 → 50"


def test_figures_that_changed_stand_under_their_statistic_alone(client, pilar, ports):
    """Editions of every type are numbered from 1, so that many share a number."""
    for model in EDITION_MODELS:
        number_next_edition(model, 5000)
        if model is not StatisticEdition:
            MAKERS[model.item_model()]().publish(pilar)
    Section.objects.get().relationship.publish(pilar)
    correct(ports, 50, pilar)
    editions = editions_of(edition_rows(timezone.now()))
    assert [edition.pk for edition in editions].count(5000) == len(EDITION_MODELS)
    told = {edition.identifier: list(map(str, edition.updates)) for edition in editions}
    assert {name: lines for name, lines in told.items() if lines} == {
        "statistic-5000": ["figure updated: 47 → 50"]
    }
    assert client.get("/updates/").text.count("47 → 50") == 1
    assert client.get("/updates.atom").text.count("47 → 50") == 1


def test_what_several_statistics_changed_at_once_is_told_once(client, pilar, ports):
    other = make_statistic("other", [("", "3")])
    total = make_sum("total", ports, other, title_en="All crossings")
    for statistic in (other, total):
        statistic.publish(pilar)
    hour = timezone.now() + timedelta(hours=1)
    for statistic, value in ((ports, 50), (other, 4)):
        statistic.observations.update(value=value)
        statistic.publish(pilar, at=hour)
    client.force_login(pilar)
    later = f"{hour + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    feed = entries(client.get(f"/updates.atom?at={later}"))
    titles = [entry["title"] for entry in feed if "50 → 54" in entry["title"]]
    assert titles == ["All crossings: figure updated: 50 → 54"]
    assert len({entry["id"] for entry in feed}) == len(feed)


def test_past_of_a_long_series_is_asked_for_once_at_each_instant(client, pilar, monkeypatch):
    statistic = make_statistic("long", [(f"{year}", "5") for year in range(1980, 2020)])
    for value in range(5):
        statistic.observations.filter(period="2019").update(value=value)
        statistic.publish(pilar)
    instants = []
    at = Timeline.at
    monkeypatch.setattr(
        Timeline, "at", lambda *arguments: instants.append(arguments) or at(*arguments)
    )
    assert "Figure revised: 3 → 4 (2019)" in client.get("/statistics/long/history/").text
    assert len(instants) == 10


def test_history_of_a_page_is_followed_with_the_figures_on_it(client, pilar, ports):
    section = make_section(body_en=CITING, title_en="The border")
    sheet = section.relationship
    for item in (sheet, section):
        item.publish(pilar)
    correct(ports, 50, pilar)
    feed = entries(client.get(f"/relations/{sheet.slug}/history.atom"))
    assert feed[0]["title"] == "Ports: figure updated: 47 → 50"
    assert "The border" in feed[0]["summary"]
    assert {entry["title"] for entry in feed[1:]} == {"The border", sheet.title_en}
    assert len({entry["id"] for entry in feed}) == len(feed)


def test_what_was_published_in_error_is_not_told_of(client, pilar):
    agreement = make_agreement("wrong", title_en="Wrong treaty")
    agreement.publish(pilar, note_en="A wrong note.")
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It was never signed.")
    for address in ("/updates/", "/updates.atom", "/agreements.atom"):
        text = client.get(address).content.decode()
        assert "Wrong treaty" not in text
        assert "A wrong note." not in text
    assert client.get("/agreements/wrong/history.atom").status_code == 410


def test_a_section_is_told_of_while_its_fact_sheet_is_public(client, pilar):
    section = make_section(title_en="The border")
    section.publish(pilar)
    assert "The border" not in client.get("/updates/").content.decode()
    section.relationship.publish(pilar)
    assert "The border" in client.get("/updates/").content.decode()


def test_what_was_withdrawn_says_so_and_why(client, pilar):
    program = make_program("ended", title_en="Old exchange")
    program.publish(pilar)
    program.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It had ended.")
    page = client.get("/updates/").content.decode()
    assert "Withdrawn" in page
    assert "It had ended." in page
    assert entries(client.get("/updates.atom"))[0]["title"] == "Old exchange: Withdrawn"


def test_updates_go_on_over_pages_and_keep_the_moment(client, pilar):
    for number in range(51):
        make_program(f"exchange-{number}").publish(pilar)
    page = client.get("/updates/").content.decode()
    assert 'href="/updates/?page=2"' in page
    assert "Program exchange-0<" in client.get("/updates/?page=2").content.decode()
    assert client.get("/updates/?page=3").status_code == 404
    past = client.get("/updates/?at=2022-10-01").content.decode()
    assert "Nothing is published here yet." in past
    assert 'href="/updates.atom?at=2022-10-01"' in past

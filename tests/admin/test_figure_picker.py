"""What the figure picker of the prose editor asks of the server."""

import pytest
from django.urls import reverse

from tests import people
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db

FIND, READ = "admin:relations_statistic_figures", "admin:relations_statistic_figure"


@pytest.fixture
def trade(client):
    pilar = people.pilar()
    client.force_login(pilar)
    trade = make_statistic(
        "trade",
        observations=(("2020", "577.3"), ("2021", "725.7")),
        scale=9,
        unit="usd",
        title_en="Trade in goods",
        title_es="Comercio de bienes, México",
        source_en="A survey",
    )
    trade.publish(pilar)
    return trade


def find(client, **query):
    return client.get(reverse(FIND), query).json()["statistics"]


def test_it_is_found_by_any_part_of_its_name_without_accents(client, trade):
    make_statistic("ports", title_en="Ports of entry").publish(people.ruth())
    (match,) = find(client, q="mexico BIENES", language="es")
    assert match["key"] == "trade"
    assert match["value"] == "725.7 mil millones de dólares"
    assert match["source"] == "A survey"
    assert [period["code"] for period in match["periods"]] == ["2021", "2020"]
    assert [match["key"] for match in find(client, key="trade")] == ["trade", "ports"]


def test_a_draft_is_offered_with_a_word(client, trade):
    assert find(client, q="goods")[0]["mark"] == ""
    make_statistic("jobs", (("2021", "3"), ("2022", "4")), title_en="Jobs", source_en="A count")
    (jobs,) = find(client, q="jobs")
    assert jobs["mark"] == "draft: publish it before this text"
    assert (jobs["value"], jobs["period"], jobs["source"]) == ("4", "2022", "A count")
    answer = client.get(reverse(READ), {"key": "jobs", "period": "2021"}).json()
    assert answer == {"words": "3", "about": f"Jobs, 2021, {jobs['mark']}"}


def test_a_draft_of_a_computed_statistic_says_what_it_will_say(client, trade):
    other = make_statistic("other", (("2021", "100"),), scale=9, unit="usd")
    other.publish(people.ruth())
    total = make_statistic("total", (), derivation="sum", scale=9, unit="usd")
    for operand in (trade, other):
        total.operands.create(statistic=operand)
    assert find(client, key="total")[0]["value"] == "$825.7 billion"


def test_what_readers_see_is_offered_and_not_its_draft(client, trade):
    trade.observations.update(value="1")
    ruth = people.ruth()
    trade.withdraw(ruth, "withdrawn", reason_en="It was wrong.")
    assert find(client, key="trade") == []
    trade.publish(ruth)
    trade.observations.update(value="2")
    (match,) = find(client, key="trade")
    assert (match["value"], match["mark"]) == ("$1 billion", "")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "$725.7 billion"),
        ({"period": "2020", "qualifier": "over"}, "over $577.3 billion"),
        ({"show": "value-in-period"}, "$725.7 billion as of 2021"),
        ({"show": "change:2020"}, "up $148.4 billion"),
        ({"language": "es"}, "725.7 mil millones de dólares"),
    ],
)
def test_it_says_how_a_figure_will_read(client, trade, query, words):
    answer = client.get(reverse(READ), {"key": "trade", **query}).json()
    assert answer == {"words": words, "about": f"Trade in goods, {query.get('period', '2021')}"}


@pytest.mark.parametrize(
    "query", [{"key": "no"}, {"period": "1900"}, {"show": "change:"}, {"show": "range:1900"}]
)
def test_what_cannot_be_said_is_refused_with_a_reason(client, trade, query):
    answer = client.get(reverse(READ), {"key": "trade", **query}).json()
    assert answer.keys() == {"error"}


@pytest.mark.parametrize("view", [FIND, READ])
def test_only_who_may_look_at_statistics_may_ask(client, view):
    assert client.get(reverse(view)).status_code == 302
    client.force_login(people.make_staff("nora"))
    assert client.get(reverse(view)).status_code == 403
    client.force_login(people.make_staff("vera", "view"))
    assert client.get(reverse(view), {"key": "no"}).status_code == 200
    assert client.get(reverse(view), {"language": "xx"}).status_code == 404


def test_any_number_of_statistics_takes_the_same_queries(
    client, trade, django_assert_max_num_queries
):
    ruth = people.ruth()
    for _number in range(6):
        make_statistic(observations=(("2021", "1"),)).publish(ruth)
    with django_assert_max_num_queries(13):
        assert len(find(client)) == 7

"""The facts of the demo's source are looked for in fields, where prose does not count."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from demo.checking import Fact, find_errors
from tests.factories import make_agreement, make_section, make_statistic, make_topic

pytestmark = pytest.mark.django_db

TRADE = Fact(
    row="Goods trade",
    fact="661 billion in 2021",
    item="statistics/goods-trade",
    where="observations[period=2021;qualifier=about].value",
    equals="661.5",
)


@pytest.fixture
def trade(pilar):
    statistic = make_statistic(slug="goods-trade", key="goods-trade", title_en="Goods trade")
    statistic.observations.all().delete()
    statistic.observations.create(period="2021", value="661.5", qualifier="about")
    statistic.publish(pilar)
    return statistic


def test_facts_are_found_where_they_stand(trade, pilar):
    topic = make_topic(slug="trade")
    trade.topics.add(topic)
    trade.publish(pilar)
    assert not find_errors([
        TRADE,
        replace(TRADE, where="title_en", equals="Goods trade"),
        replace(TRADE, where="key", equals="goods-trade"),
        replace(TRADE, where="topics", equals=["trade"]),
        Fact("Topics", "its name", "topics/trade", "name_en", topic.name_en),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"equals": "700"}, "says 661.5 instead of 700"),
        ({"where": "observations[period=2022].value"}, "none of the observations match"),
        ({"where": "observations[period=2021].year"}, "no field “year”"),
        ({"where": "history[period=2021].value"}, "no child rows “history”"),
        ({"where": "topics", "equals": "trade"}, "says nothing instead of trade"),
        ({"where": "a.b.c"}, "not readable"),
        ({"item": "statistics/services-trade"}, "no such item in public"),
        ({"item": "figures/goods-trade"}, "no folder “figures”"),
        ({"at": date(2020, 1, 1)}, "no such item in public"),
    ],
)
def test_fact_that_is_not_there_is_told_with_the_reason(trade, change, reason):
    (error,) = find_errors([replace(TRADE, **change)])
    assert error.startswith("Goods trade: 661 billion in 2021 (")
    assert reason in error


def test_fact_of_a_draft_does_not_count(trade):
    trade.observations.update(value="700")
    assert not find_errors([TRADE])
    assert find_errors([replace(TRADE, equals="700")])


def test_fact_moved_into_prose_is_caught(pilar):
    agreement = make_agreement(slug="treaty", place_en="Mexico City", body_en="<p>A treaty.</p>")
    agreement.publish(pilar)
    fact = Fact("Treaty", "signed in Mexico City", "agreements/treaty", "place_en", "Mexico City")
    assert not find_errors([fact])
    agreement.place_en, agreement.body_en = "", "<p>Signed in <em>Mexico City</em>.</p>"
    agreement.save()
    agreement.publish(pilar)
    (error,) = find_errors([fact])
    assert "It stands only in prose." in error


def test_place_in_prose_is_refused(pilar):
    section = make_section(slug="trade", body_en="<p>47 ports of entry.</p>")
    section.relationship.publish(pilar)
    section.publish(pilar)
    item = f"sections/{section.relationship.slug}/trade"
    (error,) = find_errors([Fact("Ports", "47", item, "body_en", "47")])
    assert "that is prose" in error


def test_command_fails_when_a_fact_is_missing(trade, monkeypatch, capsys):
    wrong = replace(TRADE, equals="700")
    monkeypatch.setattr("demo.management.commands.check_demo.read_facts", lambda: [TRADE, wrong])
    with pytest.raises(CommandError, match="1 of 2 facts are not in a field"):
        call_command("check_demo")
    assert "says 661.5 instead of 700" in capsys.readouterr().err

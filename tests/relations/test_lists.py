"""Readers filter the lists of relationships, agreements and statistics."""

import re

import pytest

from relations.models import Statistic
from tests.factories import (
    make_agreement,
    make_organization,
    make_partner,
    make_relationship,
    make_statistic,
    make_topic,
)

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    """The titles in the list, in their order."""
    results = response.content.decode().split('class="results"')[1]
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", results)


def count_of(response, name: str, value: str) -> int | None:
    """The number beside a choice, or None when it is not offered."""
    match = re.search(
        rf'name="{name}" value="{value}".*?<span class="tally">(\d+)</span>',
        response.content.decode(),
    )
    return int(match[1]) if match else None


def test_statistics_are_filtered_by_the_years_of_computed_values(client, pilar):
    for key, years in (("alpha", ("2019", "2021")), ("beta", ("2020", "2021"))):
        observations = [(year, 10) for year in years]
        make_statistic(key, observations, title_en=key.title()).publish(pilar)
    total = make_statistic("gamma", (), derivation="sum", title_en="Gamma")
    for operand in ("alpha", "beta"):
        total.operands.create(statistic=Statistic.objects.get(key=operand))
    total.publish(pilar)
    assert titles(client.get("/statistics/?period=2021")) == ["Alpha", "Beta", "Gamma"]
    assert titles(client.get("/statistics/?period=2019")) == ["Alpha"]
    every = client.get("/statistics/")
    assert [count_of(every, "period", year) for year in ("2021", "2020", "2019")] == [3, 1, 1]


@pytest.fixture
def agreements(pilar):
    trade, water = make_topic("trade"), make_topic("water")
    mexico, canada = make_partner("MX"), make_partner("CA")
    for title, kind, topics, parties, year in (
        ("Alpha", "treaty", [trade], [mexico], "1970-07-17"),
        ("Beta", "treaty", [trade, water], [mexico, canada], "1970"),
        ("Gamma", "dialogue", [water], [canada], "2021-10"),
    ):
        agreement = make_agreement(title.lower(), title_en=title, kind=kind)
        agreement.binding = "binding" if kind == "treaty" else ""
        agreement.save()
        agreement.topics.set(topics)
        for country in parties:
            agreement.parties.create(country=country)
        if title == "Alpha":
            agreement.parties.create(organization=make_organization(country=make_partner("FR")))
            agreement.parties.create(organization=make_organization())
        agreement.events.create(kind="signed", happened_on=year)
        agreement.events.create(kind="met", happened_on="1999")
        agreement.publish(pilar)


def test_choices_of_a_filter_add_up_and_filters_narrow_each_other(client, agreements):
    expected = {
        "": ["Alpha", "Beta", "Gamma"],
        "kind=treaty": ["Alpha", "Beta"],
        "kind=treaty&kind=dialogue": ["Alpha", "Beta", "Gamma"],
        "topic=trade&topic=water": ["Alpha", "Beta", "Gamma"],
        "kind=treaty&topic=water": ["Beta"],
        "party=CA": ["Beta", "Gamma"],
        "party=FR": ["Alpha"],
        "party=FR&party=CA": ["Alpha", "Beta", "Gamma"],
        "signed=1970": ["Alpha", "Beta"],
        "signed=1999": [],
        "binding=non_binding": [],
        "signed=1970&party=CA&topic=trade&kind=treaty&binding=binding": ["Beta"],
        "kind=treaty&kind=treaty": ["Alpha", "Beta"],
    }
    found = {query: titles(client.get(f"/agreements/?{query}")) for query in expected}
    assert found == expected


def test_choice_shows_its_count_under_the_other_filters(client, agreements):
    response = client.get("/agreements/?kind=treaty")
    assert count_of(response, "topic", "water") == 1
    assert count_of(response, "kind", "dialogue") == 1  # its own filter does not narrow it
    assert count_of(response, "signed", "2021") is None  # nothing left: not offered


def test_every_count_is_the_number_of_results_behind_it(client, agreements):
    page = client.get("/agreements/?topic=water")
    for name, value in re.findall(r'name="(\w+)" value="([\w-]+)"', page.content.decode()):
        narrowed = client.get(f"/agreements/?topic=water&{name}={value}")
        if name != "topic":
            assert count_of(page, name, value) == len(titles(narrowed)), (name, value)


def test_filters_in_use_are_said_in_words_with_a_link_that_removes_each(client, agreements):
    page = client.get("/agreements/?kind=treaty&topic=water&at=").content.decode()
    chips = page.split('class="chips"')[1].split("</ul>")[0]
    assert "Kind:</span> Treaty" in chips
    assert 'href="/agreements/?topic=water"' in chips
    assert 'href="/agreements/?kind=treaty"' in chips
    assert 'href="/agreements/">Remove all filters' in chips


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=banana", "“banana” is not a kind of agreement."),
        ("topic=banana", "“banana” is not a topic."),
        ("party=ZZ", "“ZZ” is not the code of a country on this site."),
        ("binding=maybe", "“maybe” is not a kind of legal force."),
        ("signed=19x0", "“19x0” is not a year."),
    ],
)
def test_wrong_value_is_named_and_the_rest_still_applies(client, agreements, query, sentence):
    response = client.get(f"/agreements/?{query}&topic=water")
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert titles(response) == ["Beta", "Gamma"]
    assert 'href="/agreements/?topic=water">Remove what was ignored' in response.content.decode()


def test_wrong_value_is_repeated_as_text_and_shortened(client, agreements):
    page = client.get("/agreements/?kind=<b>" + "x" * 5000).content.decode()
    assert "<b>x" not in page
    assert "“&lt;b&gt;xxx" in page
    assert "x" * 100 + "” is" not in page


def test_empty_list_offers_the_way_out(client, agreements):
    page = client.get("/agreements/?signed=1999").content.decode()
    assert "Nothing matches all of these filters." in page
    assert '<a class="button quiet" href="/agreements/">' in page


def test_page_that_does_not_exist_is_named_with_a_way_back(client, agreements):
    response = client.get("/agreements/?kind=treaty&page=7")
    assert response.status_code == 404
    page = response.content.decode()
    assert "This list has no page “7”. Its last page is 1." in page
    assert 'href="/agreements/?kind=treaty"' in page


def test_relationships_are_filtered_by_region(client, pilar):
    for code, region in (("MX", "americas"), ("JP", "asia")):
        partner = make_partner(code, region=region)
        make_relationship(code.lower(), home=make_partner("US"), partner=partner).publish(pilar)
    response = client.get("/relations/?region=asia")
    assert titles(response) == ["Relations jp"]
    assert count_of(response, "region", "americas") == 1
    assert "“mars” is not a region." in client.get("/relations/?region=mars").content.decode()


@pytest.fixture
def statistics(pilar):
    bureau = make_organization("census")
    make_statistic("trade", [("2021", 1), ("2022", 2)], title_en="Trade", producer=bureau).publish(
        pilar
    )
    make_statistic("grants", [("2008/2021", 3)], title_en="Grants").publish(pilar)
    make_statistic("alumni", [("2010/", 4)], title_en="Alumni").publish(pilar)
    make_statistic("border", [("", 5)], title_en="Border").publish(pilar)


def test_statistics_are_filtered_by_the_year_a_period_ends_in(client, statistics):
    expected = {
        "period=2021": ["Grants", "Trade"],
        "period=2022": ["Trade"],
        "period=2008": [],
        "period=2010": ["Alumni"],
        "period=undated": ["Border"],
        "period=undated&period=2022": ["Border", "Trade"],
        "producer=census": ["Trade"],
        "producer=census&period=undated": [],
    }
    found = {query: titles(client.get(f"/statistics/?{query}")) for query in expected}
    assert found == expected


def test_undated_statistic_says_so_in_the_list(client, statistics):
    page = client.get("/statistics/?period=undated").content.decode()
    assert '<span class="undated">undated</span>' in page


def test_agreement_that_was_signed_twice_has_one_term_for_both_days(client, pilar):
    agreement = make_agreement("twice")
    for kind, day in (("signed", "1944-02-03"), ("in_force", "1945"), ("signed", "1944-11-14")):
        agreement.events.create(kind=kind, happened_on=day)
    agreement.publish(pilar)
    (facts,) = re.findall(r'<dl class="facts">.*?</dl>', client.get("/agreements/").text, re.S)
    assert re.findall(r"<dt>(.*?)</dt>", facts) == ["Parties", "Signed", "Entered into force"]
    signed = re.search(r"<dt>Signed</dt>(.*?)</div>", facts, re.S)[1]
    assert re.findall(r"<dd>(.*?)</dd>", signed) == ["February 3, 1944", "November 14, 1944"]


def test_what_follows_who_clicks_is_no_filter_and_refuses_no_file(client, agreements):
    for name in ("utm_source", "UTM_Campaign", "fbclid", "gclid", "mc_eid", "ref"):
        page = client.get(f"/agreements/?topic=water&{name}=x")
        assert "ignored" not in page.text, name
        assert f"{name}=x" not in page.text
        for form in ("csv", "json", "atom"):
            response = client.get(f"/agreements.{form}?topic=water&{name}=x")
            assert response.status_code == 200, (name, form)
            assert f"{name}=x" not in response.text


def test_unknown_filter_is_named_on_the_page(client, agreements):
    page = client.get("/agreements/?topic=water&topics=trade&%3Cb%3E=1")
    assert titles(page) == ["Beta", "Gamma"]
    assert "This list has no filter “topics”." in page.text
    assert "This list has no filter “&lt;b&gt;”." in page.text
    assert 'href="/agreements/?topic=water">Remove what was ignored' in page.text

"""The search over the whole site: what is found, and how it is shown."""

import re
from html import unescape

import pytest
from django.utils import timezone

from portal import search_views
from publishing.models import Withdrawal
from relations.models import Topic
from search.catching import IndexState
from tests.factories import (
    make_program,
    make_topic,
)
from tests.portal.searching import groups, number_said, page_of, records, texts

pytestmark = pytest.mark.django_db


def test_results_stand_in_groups_by_type_that_of_the_best_first(client, site):
    page = page_of(client, q="water")
    shown = groups(page)
    assert next(iter(shown)) == "Agreements 1"
    assert {*shown} == {
        "Agreements 1",
        "Programs 1",
        "Statistics 1",
        "Sections 1",
        "Relationships 1",
        "Pages about the site 1",
    }
    assert shown["Sections 1"] == ["/relations/pair/#rivers"]
    assert number_said(page) == "6 results"


def test_a_group_leads_to_all_of_its_type(client, site, pilar):
    for number in range(5):
        make_program(f"p{number}", title_en=f"Water {number}").publish(pilar)
    page = page_of(client, q="water")
    assert len(groups(page)["Programs 6"]) == 3
    assert [(link.attrs["href"], link.to_text()) for link in page.query("a.more")] == [
        ("/programs/?q=water", "All 6 programs")
    ]
    # What is narrowed otherwise stays on this page.
    narrowed = page_of(client, q="water", relationship="pair")
    assert not narrowed.query("a.more")


def test_one_type_is_shown_page_by_page(client, site, pilar, monkeypatch):
    monkeypatch.setattr(search_views, "PER_PAGE", 2)
    for number in range(4):
        make_program(f"p{number}", title_en=f"Water {number}").publish(pilar)
    seen = []
    for number in (1, 2, 3):
        page = page_of(client, q="water", type="program", page=number)
        seen += [link.attrs["href"] for link in page.query("li.entry h3 a")]
        assert number_said(page) == "5 results"
    assert len({*seen}) == len(seen) == 5
    assert client.get("/search/?q=water&type=program&page=4").status_code == 404


def test_every_count_is_the_number_of_results_that_it_leads_to(client, site):
    checked = 0
    for query in (
        {"q": "water"},
        {"q": "water", "type": ["agreement", "program"]},
        {"q": "water", "topic": "nature"},
        {"topic": "nature", "relationship": "pair"},
        {},
    ):
        page = page_of(client, **query)
        for box in page.query("input[type=checkbox]"):
            name, value = box.attrs["name"], box.attrs["value"]
            number = int(box.parent.query(".tally")[0].to_text())
            # Choices of one facet are alternatives: what one leads to, alone under the others.
            assert records(client, **{**query, name: value})["number"] == number
            checked += 1
    assert checked > 20


def test_what_is_asked_for_is_marked_in_any_form_and_escaped(client, pilar):
    make_program(
        "odd",
        title_en="<script>alert('x')</script> & scholarships",
        summary_en="First. A <b>scholarship</b> for Water–Research and “rivers”. Last.",
    ).publish(pilar)
    html = client.get("/search/?q=scholarship+research").content.decode()
    assert "<script>alert" not in html
    assert (
        "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; <mark>scholarships</mark>" in html
    )
    assert "A &lt;b&gt;<mark>scholarship</mark>&lt;/b&gt; for Water–<mark>Research</mark>" in html
    assert "First." not in html
    assert "Last." not in html


def test_a_result_in_the_other_language_says_so(client, site):
    page = page_of(client, q="aguas")
    (link,) = page.query("h4 a")
    assert link.attrs["href"] == "/agreements/treaty/"
    spanish = page_of(client, "/es/search/", q="aguas")
    assert texts(spanish, "h4 mark") == ["aguas"]


def test_figures_in_a_sentence_say_what_they_say_at_the_moment(client, site, pilar):
    site[
        "section"
    ].body_en = (
        '<p>The wells number <data data-figure="wells" data-show="value">old</data> today.</p>'
    )
    site["section"].save()
    site["section"].publish(pilar)
    before = timezone.now()
    assert "The <mark>wells</mark> number 725.7 today." in sentences(client, "wells")
    site["wells"].observations.create(period="2022", value="801.2")
    site["wells"].publish(pilar)
    assert "The <mark>wells</mark> number 801.2 today." in sentences(client, "wells")
    then = before.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "725.7" not in sentences(client, "wells")
    site["wells"].withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert "801.2" not in client.get("/search/?q=wells").content.decode()
    assert client.get(f"/search/?q=wells&at={then}").status_code == 200


def sentences(client, words):
    page = client.get(f"/search/?q={words}").content.decode()
    return " ".join(re.findall(r'class="entry-summary"[^>]*>(.*?)</p>', page))


def test_entries_say_value_status_and_deadline(client, site):
    page = page_of(client, q="water")
    entries = {
        link: entry
        for entry in texts(page, "li.entry")
        for link in ("Wells", "Treaty", "Hydrology")
        if link in entry
    }
    assert "725.7 2021" in entries["Wells"]
    assert "In force" in entries["Treaty"]
    assert "Open application" in entries["Hydrology"]
    assert "· until " in entries["Hydrology"]


def test_result_pages_are_kept_out_of_search_engines(client, site):
    for address in ("/search/?q=water", "/search.json?q=water", "/search.atom?topic=nature"):
        assert client.get(address)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/search/").headers


def test_a_correction_is_said_as_it_is_written(client, pilar):
    make_program("robles", title_en="Fulbright–García Robles").publish(pilar)
    page = page_of(client, q="fullbright")
    said = texts(page, ".said")
    assert said == ["Showing results for Fulbright : nothing has “fullbright”."]
    assert groups(page) == {"Programs 1": ["/programs/robles/"]}
    assert records(client, q="fullbright")["corrections"] == [
        {"typed": "fullbright", "shown": "Fulbright"}
    ]
    accents = page_of(client, q="garcai")
    assert "Showing results for García" in texts(accents, ".said")[0]


def test_where_none_has_all_words_it_is_said_with_what_to_drop(client, site):
    page = page_of(client, q="water treaty hydrology")
    assert "None has all words. These have most of them." in texts(page, ".said")[0]
    ways = {link.to_text(): link.attrs["href"] for link in page.query(".search-ways a")}
    assert ways
    for words, address in ways.items():
        number = int(words.split()[-1])
        assert number_said(
            page_of(
                client,
                address.partition("?")[0],
                q=unescape(address.partition("q=")[2]).replace("+", " "),
            )
        ) in (
            f"{number} results",
            "One result",
        )
    assert records(client, q="water treaty hydrology")["has_all_words"] is False


def test_an_empty_result_says_what_to_drop_and_where_to_look(client, site):
    page = page_of(client, q="water -water")
    assert number_said(page) == "0 results"
    ways = [(link.to_text(), link.attrs["href"]) for link in page.query(".search-ways a")]
    assert ("water 6", "/search/?q=water") in ways
    places = {link.attrs["href"] for link in page.query(".empty .chips a")}
    assert {"/agreements/", "/statistics/", "/programs/", "/relations/", "/updates/"} <= places
    near = page_of(client, q="hidrologie")
    assert any("hydrology" in words for words in texts(near, ".search-ways a"))


def test_a_filter_that_leaves_nothing_can_be_dropped(client, site, pilar):
    Topic.objects.get(slug="nature")
    make_topic("culture").save()
    make_program("other", title_en="Other").publish(pilar)  # so that the topic is known
    page = page_of(client, q="wells", topic="nature")
    assert ("without the filter “Topic” 1", "/search/?q=wells") in [
        (link.to_text(), link.attrs["href"]) for link in page.query(".search-ways a")
    ]


@pytest.mark.parametrize("query", [{"q": "treaty", "type": "program"}, {"q": "treaty program"}])
def test_where_only_others_are_found_they_are_shown(client, site, query):
    site_types = groups(page := page_of(client, **query))
    if "type" in query:
        assert number_said(page) == "No programs: see these agreements."
        assert site_types == {"Agreements 1": ["/agreements/treaty/"]}
    else:
        assert "Agreements 1" in site_types
    assert records(client, q="treaty", type="program")["number"] == 0


def test_before_anything_is_asked_for_there_is_what_can_be_found(client, site):
    page = page_of(client)
    assert [
        link.attrs["href"] for link in page.query(".results .index a") if "Agree" in link.to_text()
    ] == ["/search/?type=agreement"]
    assert records(client)["number"] == len(records(client)["items"]) == 6
    by_title = page_of(client, type="program")
    assert [link.attrs["href"] for link in by_title.query("li.entry h3 a")] == ["/programs/grant/"]


def test_while_the_index_is_made_the_page_says_so(client, site, monkeypatch):
    monkeypatch.setattr(IndexState, "searcher", lambda self, position: None)
    page = page_of(client, q="water")
    assert number_said(page) == "The index is being made"
    assert not page.query("li.entry")
    for name in ("json", "atom"):
        response = client.get(f"/search.{name}?q=water")
        assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert client.get("/search/suggestions.json?q=water").json()["suggestions"] == []

"""The search over the whole site: what is found, how it is shown, and what is never shown."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from justhtml import JustHTML

from portal import search_views
from publishing.models import Withdrawal
from relations.models import Topic
from search.catching import IndexState
from tests.factories import (
    make_agreement,
    make_page,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_topic,
)
from tests.feeds import entries

pytestmark = pytest.mark.django_db
SENTINEL = "xyzzysentinel"


def page_of(client, path="/search/", **query):
    response = client.get(f"{path}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200, response.content[:300]
    return JustHTML(response.content.decode(), sanitize=False)


def texts(page, selector):
    return [re.sub(r"\s+", " ", each.to_text()).strip() for each in page.query(selector)]


def groups(page):
    """The groups of a page: the words of each heading, and the addresses of its results."""
    return {
        texts(section, "h3")[0]: [link.attrs["href"] for link in section.query("h4 a")]
        for section in page.query("section.search-group")
    }


def number_said(page):
    return texts(page, "h2#results")[0]


def records(client, **query):
    response = client.get(f"/search.json?{urlencode(query, doseq=True)}")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def found(client, **query):
    """The addresses that are found."""
    return {
        item["address"].removeprefix("http://testserver")
        for item in records(client, **query)["items"]
    }


@pytest.fixture
def site(pilar):
    """A relationship, its section, and things about water of every type."""
    relationship = make_relationship("pair", lead_en="<p>They share much water.</p>")
    water = make_topic("nature", name_en="Nature", name_es="Naturaleza")
    section = make_section(
        relationship,
        "rivers",
        title_en="Rivers",
        body_en="<h3>Flow</h3><p>Nothing here. The water is shared out.</p>",
    )
    treaty = make_agreement(
        "treaty",
        title_en="Water Treaty",
        title_es="Tratado de aguas",
        summary_en="It shares out a river.",
        binding="binding",
    )
    treaty.events.create(kind="signed", happened_on="1944-02-03")
    treaty.events.create(kind="in_force", happened_on="1945-11-08")
    wells = make_statistic(
        "wells", title_en="Wells", definition_en="Wells of water.", relationship=relationship
    )
    grant = make_program(
        "grant",
        title_en="Hydrology grant",
        summary_en="For those who study water.",
        taking_part="open",
        closes_on=timezone.localdate() + timedelta(days=40),
    )
    about = make_page("about", title_en="About us", body_en="<p>Write to us about water.</p>")
    treaty.relationships.add(relationship)
    treaty.topics.add(water)
    grant.topics.add(water)
    for item in (relationship, section, treaty, wells, grant, about):
        item.publish(pilar)
    return {"treaty": treaty, "wells": wells, "grant": grant, "section": section, "about": about}


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
    assert "Applications close" in entries["Hydrology"]


def test_what_readers_do_not_see_is_found_by_nobody(client, site, pilar):
    make_program("draft", title_en=f"Draft {SENTINEL}").save()
    queued = make_program("queued", title_en=f"Queued {SENTINEL}")
    queued.publish(pilar, at=timezone.now() + timedelta(days=1))
    cancelled = make_agreement("cancelled", title_en=f"Canceled {SENTINEL}")
    cancelled.publish(pilar, at=timezone.now() + timedelta(days=2)).cancel(pilar)
    for slug, reason in (("gone", Withdrawal.WITHDRAWN), ("wrong", Withdrawal.IN_ERROR)):
        item = make_program(slug, title_en=f"Was {SENTINEL}")
        item.publish(pilar)
        item.withdraw(pilar, reason, reason_en="It had to be.")
    for path in (
        "/search/",
        "/es/search/",
        "/search.json",
        "/search.atom",
        "/search/suggestions.json",
    ):
        response = client.get(f"{path}?q={SENTINEL}")
        assert response.status_code == 200
        text = response.content.decode()
        assert not re.search(rf"(Draft|Queued|Canceled|Was) ?(<[^>]*>)?{SENTINEL}", text), path
    page = page_of(client, q=SENTINEL)
    assert number_said(page) == "0 results"
    assert SENTINEL not in " ".join(texts(page, ".chips a"))[len(f"Search: “{SENTINEL}”") :]


def test_what_was_published_in_error_is_found_at_no_moment(client, pilar):
    item = make_program("wrong", title_en=f"Wrong {SENTINEL}")
    item.publish(pilar)
    moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It was.")
    assert not found(client, q=SENTINEL)
    assert client.get(f"/search.json?q={SENTINEL}&at={moment}").json()["number"] == 0


def test_rows_are_looked_at_again_whatever_the_index_says(client, site, pilar, monkeypatch):
    assert "/programs/grant/" in found(client, q="hydrology")
    monkeypatch.setattr(IndexState, "_catch_up", lambda self, wanted: None)  # it stays behind
    site["grant"].withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert not found(client, q="hydrology")
    assert "Hydrology grant" not in client.get("/search/?q=hydrology").content.decode()
    assert client.get("/search/suggestions.json?q=hyd").json()["suggestions"] == []


def test_a_past_moment_is_searched_as_it_stood(client, pilar):
    item = make_program("grant", title_en="An old name")
    item.import_edition(pilar, timezone.now() - timedelta(days=400))
    item.title_en = "A newer name"
    item.save()
    item.publish(pilar)
    day = (timezone.localdate() - timedelta(days=100)).isoformat()
    assert found(client, q="old") == set()
    assert found(client, q="old", at=day) == {f"/programs/grant/?at={day}"}
    assert found(client, q="newer", at=day) == set()
    response = client.get(f"/search/?q=old&at={day}")
    assert response["X-Robots-Tag"] == "noindex"
    page = JustHTML(response.content.decode(), sanitize=False)
    assert page.query("section.at")
    links = [link.attrs["href"] for link in page.query("main a[href]")]
    assert links
    assert all(f"at={day}" in link for link in links)
    suggested = client.get(f"/search/suggestions.json?q=old&at={day}").json()["suggestions"]
    assert [each["address"] for each in suggested] == [f"/programs/grant/?at={day}"]


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


def test_the_feed_has_the_newest_first(client, site, pilar):
    site["grant"].title_en = "Newest water grant"
    site["grant"].save()
    site["grant"].publish(pilar)
    response = client.get("/search.atom?q=water")
    assert response["Content-Type"].startswith("application/atom+xml")
    titles = [entry["title"] for entry in entries(response)]
    assert titles[0] == "Newest water grant"
    assert len(titles) == 6


def test_suggestions_have_the_beginning_of_a_title_or_an_abbreviation(client, pilar):
    make_statistic("awards", title_en="People who received Fulbright awards").publish(pilar)
    make_program("robles", title_en="Fulbright–García Robles").publish(pilar)
    make_agreement("usmca", title_en="A trade agreement", abbreviation_en="USMCA").publish(pilar)
    for number in range(12):
        make_program(f"full-{number}", title_en=f"Of full days {number}").publish(pilar)

    def suggested(words):
        return client.get("/search/suggestions.json", {"q": words}).json()["suggestions"]

    assert len(suggested("ful")) == 8
    assert suggested("ful")[0] == {
        "title": "Fulbright–García Robles",
        "language": "en",
        "type": "program",
        "address": "/programs/robles/",
    }
    assert [each["address"] for each in suggested("usm")] == ["/agreements/usmca/"]
    assert suggested("") == suggested("-") == suggested("nothing-has-this") == []


@pytest.mark.parametrize("name", ["search-json", "search-atom"])
@pytest.mark.parametrize("query", ["topic=no-such", "banana=1", "type=visit", "q=" + "a" * 201])
def test_files_refuse_what_the_page_names_and_ignores(client, site, name, query):
    assert client.get(f"{reverse(name)}?{query}").status_code == 400
    page = JustHTML(client.get(f"/search/?{query}").content.decode(), sanitize=False)
    assert page.query("section.warning li")


HOSTILE = [
    "a" * 100_000,
    "word " * 300,
    '"' * 200,
    "-" * 200,
    "AND OR NOT ( [ { ~ ^ * ? : \\ / title:water edition:[0 TO *]",
    "\ufeff\u200b\u2060",
    "😀👩‍👩‍👧‍👦🇲🇽",
    "\u202eretaw \u0627\u0644\u0645\u0627\u0621",
    "-" + "a" * 199,
    "'; DROP TABLE",
    "<mark><script>",
    "%",
    "a-" * 100,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_anything_may_be_typed(client, site, text):
    client.get("/search/?q=water")  # the index catches up
    for path in ("/search/", "/search.json", "/search.atom", "/search/suggestions.json"):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path, {"q": text})
        assert response.status_code in (200, 400, 414), (path, response.status_code)
        assert b"<script>alert" not in response.content
        assert len(captured) <= 15, path  # bounded, whatever is typed


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=a%00b",
        "q=%FF",
        "&".join(f"q={n}" for n in range(5_000)),
        "&".join(f"topic={n}" for n in range(5_000)),
        "&".join(f"p{n}=1" for n in range(5_000)),
        "type=program&type=program&page=0",
        "type=program&page=99999999999",
    ],
)
def test_no_query_makes_it_fail(client, site, query):
    for path in ("/search/", "/search.json", "/search.atom", "/search/suggestions.json"):
        assert client.get(f"{path}?{query}").status_code in (200, 400, 404, 414)


def test_more_results_take_no_more_queries(client, site, pilar):
    def queries(path):
        client.get(path)  # names are read once for each change
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    make_program("water", title_en="Water").publish(pilar)
    paths = ("/search/?q=water", "/search/?q=water&type=program", "/search/suggestions.json?q=wat")
    few = [queries(path) for path in paths]
    for number in range(12):
        make_program(f"p{number}", title_en=f"Water {number}").publish(pilar)
        make_agreement(f"a{number}", title_en=f"Water {number}").publish(pilar)
    assert [queries(path) for path in paths] == few
    # One for each of the six types on a page of all; one type takes no more than a list does.
    assert few[0] <= 12
    assert few[1] <= 8

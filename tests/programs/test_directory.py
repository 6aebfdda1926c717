"""A program seeker searches and reads the directory."""

import re

import pytest

from tests.factories import make_audience, make_partner, make_program, make_relationship

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    results = response.content.decode().split('class="results"')[1]
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", results)


@pytest.fixture
def directory(pilar):
    youth = make_program(
        "youth",
        title_en="Jóvenes en Acción",
        summary_es="Liderazgo CÍVICO para equipos",
        direction="to_home",
        taking_part="open",
        state="running",
    )
    coaches = make_program("sports", title_en="Sports Envoy", eligibility_en="100% of clubs")
    coaches.audiences.set([make_audience("entrenadores")])
    for program in (youth, coaches):
        program.publish(pilar)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("jovenes", ["Jóvenes en Acción"]),
        ("JÓVENES ACCION", ["Jóvenes en Acción"]),
        ("civico", ["Jóvenes en Acción"]),
        ("jovenes sports", ["Sports Envoy", "Jóvenes en Acción"]),  # none has all words
        ("jovenes -accion", []),
        ("ENTRENADORES", ["Sports Envoy"]),
        ("envoy entrenadores", ["Sports Envoy"]),
        ("100%", ["Sports Envoy"]),
        ("1_0", []),
        ("   ", ["Jóvenes en Acción", "Sports Envoy"]),
        (" ".join("envoy" for _ in range(33)), ["Sports Envoy"]),
        (" ".join("a" for _ in range(100)), ["Jóvenes en Acción", "Sports Envoy"]),
    ],
)
def test_search_finds_every_word_whatever_its_accents_and_capitals(
    client, directory, words, expected
):
    assert titles(client.get("/programs/", {"q": words})) == expected


def test_text_that_is_too_long_is_named(client, directory):
    response = client.get("/programs/", {"q": "a" * 10_000})
    assert response.status_code == 200
    assert b"The search text is longer than 200 characters." in response.content
    assert b'id="q" name="q" value=""' in response.content


def test_direction_names_the_countries_when_there_are_two_only(client, directory, pilar):
    assert b"To the home country" in client.get("/programs/").content
    home = make_partner("US", name_in_text_en="the United States")
    make_relationship("pair", home=home, partner=make_partner("MX")).publish(pilar)
    response = client.get("/programs/?direction=to_home")
    assert "To the United States" in response.content.decode()
    assert titles(response) == ["Jóvenes en Acción"]
    make_relationship("other", home=home, partner=make_partner("CA")).publish(pilar)
    assert b"To the home country" in client.get("/programs/").content


def test_search_and_filters_combine_and_stay_in_the_form(client, directory):
    response = client.get("/programs/?q=jovenes&taking_part=open&state=running")
    page = response.content.decode()
    assert titles(response) == ["Jóvenes en Acción"]
    assert 'name="q" value="jovenes"' in page
    assert 'value="open" checked' in page
    assert "Search:</span> “jovenes”" in page


def test_what_is_not_known_of_a_program_is_said(client, directory):
    page = client.get("/programs/sports/").content.decode()
    way = page.split('class="application-method"')[1].split("</p>")[0]
    assert "not recorded" in way
    unknown = page.split("Not recorded</dt>")[1].split("</dd>")[0]
    for name in ("Citizenship", "Duration", "What is funded", "Award"):
        assert f"<li>{name}</li>" in unknown
    assert "Who can apply" not in unknown


def test_program_shows_what_it_is_part_of_and_its_parts(client, pilar):
    whole = make_program("bridge", title_en="The whole")
    part = make_program("camp", title_en="The part", part_of=whole)
    whole.publish(pilar)
    assert b"The part" not in client.get("/programs/bridge/").content
    part.publish(pilar)
    assert b'href="/programs/camp/">The part' in client.get("/programs/bridge/").content
    assert b'href="/programs/bridge/">The whole' in client.get("/programs/camp/").content


def sorts_of(response) -> list[tuple[str, str]]:
    """The ways to sort a list: words and address."""
    tools = response.content.decode().split('id="sorts"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', tools)
    return [(words + " (used)" * ("aria-current" in used), url) for url, used, words in found]


def test_orders_say_what_they_do(client, directory):
    names = [words for words, _url in sorts_of(client.get("/programs/"))]
    assert names == ["Name (used)", "Closing soonest first", "Newest first"]
    by_words = sorts_of(client.get("/programs/?q=envoy"))
    assert by_words[0] == ("Best match (used)", "/programs/?q=envoy")
    by_name = sorts_of(client.get("/programs/?q=envoy&sort=name"))
    assert by_name[0] == ("Best match", "/programs/?q=envoy")
    assert by_name[1][0] == "Name (used)"


@pytest.mark.parametrize(
    "query", ["", "q=scholarship", "sort=name", "sort=closing", "sort=-newest"]
)
def test_what_has_ended_comes_last_in_every_order_and_is_never_hidden(client, pilar, query):
    for title, state, summary in (
        ("A scholarship, scholarship of scholarships", "ended", "Scholarship"),
        ("Running", "running", "A program with a scholarship somewhere in its summary"),
        ("Zebra", "", "It may run, and has a scholarship"),
    ):
        make_program(title_en=title, state=state, summary_en=summary).publish(pilar)
    found = titles(client.get(f"/programs/?{query}"))
    assert len(found) == 3
    assert found[-1] == "A scholarship, scholarship of scholarships"


def facets_of(page: str) -> dict[str, str]:
    """The facets of a list in their order, and whether each is open."""
    found = re.findall(r'<details class="facet"( open)?>\s*<summary>(.*?)</summary>', page)
    return {label: is_open.strip() for is_open, label in found}


def test_what_readers_ask_first_stands_open_and_first(client, pilar):
    mexico, home = make_partner("MX"), make_partner("US")
    for slug, partner in (("pair", mexico), ("other", make_partner("CA"))):
        make_relationship(slug, home=home, partner=partner).publish(pilar)
    program = make_program(rolling=True, direction="both", any_citizenship=True)
    program.audiences.set([make_audience()])
    program.publish(pilar)
    facets = facets_of(client.get("/programs/").content.decode())
    first = ["For whom", "Open to citizens of", "Applications"]
    assert list(facets)[:3] == first
    assert [label for label, is_open in facets.items() if is_open] == first


def boxes_of(page: str, name: str) -> list[tuple[str, str]]:
    found = re.findall(rf'name="{name}" value="(.*?)".*?class="tally">(.*?)<', page)
    return [(value, number) for value, number in found]


def test_programs_for_whatever_citizenship_are_offered_to_citizens_of_each_side(client, pilar):
    sides = {"home": make_partner("US"), "partner": make_partner("MX")}
    make_relationship(**sides).publish(pilar)
    make_partner("CA")
    make_program("all", any_citizenship=True).publish(pilar)
    page = client.get("/programs/").content.decode()
    assert boxes_of(page, "citizenship") == [("MX", "1"), ("US", "1")]
    other = client.get("/programs/?citizenship=CA").content.decode()
    assert boxes_of(other, "citizenship") == [("CA", "1"), ("MX", "1"), ("US", "1")]
    assert "Some filters were ignored" not in other


def test_audiences_are_grouped_and_those_of_most_programs_come_first(client, pilar):
    audiences = {slug: make_audience(slug) for slug in ("artists", "teachers", "museums")}
    audiences["museums"].kind = "institutions"
    audiences["museums"].save()
    for slug, names in (
        ("one", ["teachers", "museums"]),
        ("two", ["teachers", "museums"]),
        ("three", ["artists", "museums"]),
        ("four", []),
    ):
        program = make_program(slug)
        program.audiences.set([audiences[name] for name in names])
        program.publish(pilar)
    page = client.get("/programs/").content.decode()
    assert boxes_of(page, "audience") == [
        ("teachers", "2"),
        ("artists", "1"),
        ("museums", "3"),
        ("not-recorded", "1"),
    ]
    headings = re.findall(r'role="group" aria-label="(.*?)"', page.split('name="citizenship"')[0])
    assert headings == ["People", "Institutions"]
    # One that would find nothing stands with its like.
    none = client.get("/programs/?audience=teachers&q=three").content.decode()
    assert boxes_of(none, "audience")[-1][0] == "museums"

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

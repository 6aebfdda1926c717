"""Three questions lead a reader to a filtered list of programs."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from programs.models import Answer, Audience
from programs.models.answers import MOST_ANSWERS
from publishing.record.coverage import covered_tables
from tests.factories import (
    make_answer,
    make_audience,
    make_field,
    make_partner,
    make_program,
    make_relationship,
)

pytestmark = pytest.mark.django_db
FIND = "/programs/find/"


@pytest.fixture
def mexico():
    return make_partner("MX", name_es="México")


@pytest.fixture
def directory(pilar, mexico):
    """A relationship of two countries, two answers, and a program that they lead to."""
    home = make_partner("US", name_in_text_en="the United States")
    make_relationship("pair", home=home, partner=mexico).publish(pilar)
    teachers, english = make_audience("teachers"), make_field("english")
    make_answer("teacher", audiences=[teachers])
    make_answer("english", question="what", fields=[english])
    for title, countries in (("For Mexicans", [mexico]), ("Says nothing", [])):
        program = make_program(title_en=title, direction="to_home")
        program.audiences.set([teachers])
        program.fields.set([english])
        program.citizenships.set(countries)
        program.publish(pilar)


def choices_of(response) -> dict[str, str]:
    """What is said beside each answer, by its value."""
    rows = re.findall(
        r'type="radio" name="\w+" value="([^"]*)".*?class="tally">(.*?)<',
        response.content.decode(),
    )
    return dict(rows)


def titles(response) -> list[str]:
    results = response.content.decode().split('class="results"')[1]
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", results)


def links_of(response) -> dict[str, str]:
    """The addresses of links by their words."""
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>([^<]+)</a>', response.content.decode())
    return {words: unescape(url) for url, words in found}


def test_answers_end_in_the_filtered_list(client, directory):
    first = client.get(FIND)
    assert choices_of(first) == {"teacher": "2 programs", "not-sure": "2 programs"}
    second = client.get(FIND, {"who": "teacher"})
    assert 'name="who" value="teacher"' in second.content.decode()
    assert "Question 2 of 3" in second.content.decode()
    third = client.get(FIND, {"who": "teacher", "what": "english"})
    assert choices_of(third)["mx-abroad"] == "One program"
    assert choices_of(third)["us-abroad"] == "none at present"
    assert links_of(third)["Back to the question before"] == f"{FIND}?who=teacher"
    last = client.get(FIND, {"who": "teacher", "what": "english", "where": "mx-abroad"})
    assert last.status_code == 302
    assert last.url == (
        "/programs/?audience=teachers&field=english&citizenship=MX&direction=to_home&direction=both"
    )
    listed = client.get(last.url)
    assert titles(listed) == ["For Mexicans"]
    silent = links_of(listed)["Show it too"]
    assert titles(client.get(silent)) == ["For Mexicans", "Says nothing"]
    assert "Show it too" not in links_of(client.get(silent))


def test_the_number_beside_every_answer_is_what_its_list_has(client, directory):
    for answered in ({}, {"who": "teacher"}, {"who": "teacher", "what": "english"}):
        for value, said in choices_of(client.get(FIND, answered)).items():
            name = ("who", "what", "where")[len(answered)]
            sure = dict.fromkeys(("who", "what", "where"), "not-sure")
            end = client.get(FIND, {**sure, **answered, name: value})
            number = len(titles(client.get(end.url)))
            words = {0: "none at present", 1: "One program"}.get(number, f"{number} programs")
            assert said == words, (answered, value)


def test_whoever_is_sure_of_nothing_gets_every_program(client, directory):
    everything = client.get(f"{FIND}?who=not-sure&what=not-sure&where=not-sure")
    assert everything.url == "/programs/"


def test_in_spanish_and_at_a_moment_the_way_leads_to_the_same(client, directory):
    page = client.get("/es/programs/find/?who=teacher&what=english").content.decode()
    assert "México" in page
    end = client.get("/es/programs/find/?who=teacher&what=not-sure&where=online&at=2020-01-01")
    assert end.url == "/es/programs/?audience=teachers&direction=online&at=2020-01-01"
    then = client.get(f"{FIND}?at=2020-01-01")
    assert 'name="at" value="2020-01-01"' in then.content.decode()
    assert choices_of(then)["teacher"] == "none at present"


@pytest.mark.parametrize("value", ["", "nonsense", "x" * 10_000, "\x00", "<b>"])
def test_an_answer_that_does_not_exist_is_asked_again(client, directory, value):
    response = client.get(FIND, {"who": value, "what": "english"})
    page = response.content.decode()
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "Choose one of these answers." in page
        assert "Who are you?" in page
        assert "<b>" not in page
        assert len(page) < 30_000


def test_a_site_about_several_relationships_asks_about_the_one_that_is_named(
    client, directory, pilar, mexico
):
    make_relationship("other", home=make_partner("CA"), partner=mexico).publish(pilar)
    third = {"who": "not-sure", "what": "not-sure"}
    assert set(choices_of(client.get(FIND, third))) == {"abroad", "at-home", "online", "not-sure"}
    named = {**third, "relationship": "other"}
    assert set(choices_of(client.get(FIND, named))) >= {"mx-abroad", "ca-at-home"}
    end = client.get(FIND, {**named, "where": "ca-at-home"})
    assert end.url.startswith("/programs/?relationship=other&citizenship=CA&direction=in_home")
    unknown = client.get(FIND, {**third, "relationship": "nothing", "where": "abroad"})
    assert "relationship" not in unknown.url


def test_a_question_has_at_most_eight_answers_and_says_so_by_name(directory):
    for number in range(MOST_ANSWERS - 1):
        make_answer(f"answer-{number}")
    answer = Answer(slug="more", name_en="More", name_es="Más", question="who")
    with pytest.raises(ValidationError, match=r"“Who are you\?” has 8 answers") as refused:
        answer.full_clean()
    assert list(refused.value.message_dict) == ["question"]
    Answer.objects.get(slug="teacher").full_clean()  # one that is there already
    Answer(slug="more", name_en="More", name_es="Más", question="what").full_clean()


def test_publishers_keep_the_answers_at_the_desk(admin_client, directory):
    add = "/admin/programs/answer/add/"
    form = {"question": "who", "position": 1, "name_en": "I", "name_es": "Yo", "slug": "i"}
    form["audiences"] = [Audience.objects.get().pk]
    assert admin_client.post(add, form).status_code == 302
    assert Answer.objects.get(slug="i").filters() == [("audience", "teachers")]
    for number in range(MOST_ANSWERS - 2):
        make_answer(f"answer-{number}")
    refused = admin_client.post(add, {**form, "slug": "one-more"}).content.decode()
    assert "has 8 answers already" in refused
    assert 'value="one-more"' in refused


def test_what_an_answer_leads_to_cannot_be_deleted_and_is_on_the_record(directory):
    answer = Answer.objects.get(slug="teacher")
    with pytest.raises(ProtectedError):
        answer.audiences.get().delete()
    tables = {Answer.audiences.through, Answer.levels.through, Answer.fields.through, Answer}
    assert {model._meta.db_table for model in tables} <= covered_tables().keys()


def test_no_program_takes_the_address_of_the_questions(directory):
    with pytest.raises(ValidationError, match="“find” is the address"):
        make_program("find").full_clean()


def test_an_empty_end_offers_what_to_drop(client, directory):
    end = client.get("/programs/?audience=teachers&field=english&direction=online")
    offered = {words: url for words, url in links_of(end).items() if words.startswith("Without")}
    assert list(offered) == ["Without “Direction: Online”"]
    assert len(titles(client.get(offered["Without “Direction: Online”"]))) == 2
    assert "Without" not in client.get("/programs/?direction=online").content.decode()

"""The page and the card of a program, as they stand at a moment."""

import re
from datetime import UTC, date, datetime
from html import unescape
from itertools import cycle

import pytest
from django.utils.html import strip_tags

from programs.applying import applying_at
from programs.models import ApplicationMethod, Program, ProgramEdition, ProgramState
from programs.similar import similar_to
from publishing import formats
from tests.factories import make_audience, make_field, make_partner, make_program

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AHEAD, OPEN, SOON, CLOSED = "2026-06-01", "2026-07-15", "2026-08-25", "2026-10-01"
CALL = {"cycle": "2026", "opens_on": date(2026, 7, 1), "closes_on": date(2026, 8, 31)}


def read(client, address, **query):
    return client.get(address, query).content.decode().split("<main")[1]


def text(html: str) -> str:
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def button(html: str) -> str:
    return "".join(re.findall(r'<a class="button" href="([^"]*)"', html))


def test_page_and_cards_follow_the_moment(client, pilar):
    edition = make_program(
        "course", taking_part="open", calls=[CALL], apply_at="https://apply.example.org/"
    ).import_edition(pilar, LONG_AGO)
    said = {
        AHEAD: ("opens on July 1, 2026", "Announced, not open yet", ""),
        OPEN: ("until August 31, 2026", "Open", "https://apply.example.org/"),
        SOON: ("closing soon: 6 days left", "Closing soon", "https://apply.example.org/"),
        CLOSED: ("the next is not announced", "Closed", ""),
    }
    for moment, (words, state, address) in said.items():
        page = read(client, "/programs/course/", at=moment)
        assert words in text(page).lower().replace("july", "July").replace("august", "August")
        call = page.split('<li id="call-2026">')[1].split("</h3>")[0]
        assert text(call) == f"Call 2026 {state}"
        assert not button(page)  # on a page of the past
        noon = datetime.fromisoformat(f"{moment}T18:00:00+00:00")
        assert applying_at(edition, noon).address == address
        for listed in ("/programs/", "/programs/?view=table", "/search/?q=course"):
            path, _mark, query = listed.partition("?")
            shown = read(client, f"{path}?at={moment}&{query}")
            assert words.split()[-1] in text(shown)


def test_what_one_gets_where_and_how_long_follow_the_facts_that_lead(client, pilar):
    offer = {"award_en": "A scholarship", "funded_en": "Fees", "duration_en": "Two weeks"}
    make_program(
        "course",
        **offer,
        direction="online",
        modality="online",
        taking_part_note_en="The note",
        description_en="<p>At length</p>",
        calls=[CALL],
    ).import_edition(pilar, LONG_AGO)
    page = text(read(client, "/programs/course/", at=OPEN))
    words = ["Who may apply", "Until August 31", "A scholarship", "Direction", "Two weeks", "Fees"]
    places = [page.index(word) for word in [*words, "The note", "At length", "Call 2026"]]
    assert places == sorted(places)
    assert [page.count(word) for word in ("A scholarship", "Two weeks", "Fees")] == [1, 1, 1]


def test_details_repeat_nothing_that_leads_and_name_all_that_is_not_recorded(client, pilar):
    make_program("clubs", eligibility_en="Clubs of youths").publish(pilar)
    make_program("newborns", age_until=0, applicants="person").publish(pilar)
    clubs, newborns = (text(read(client, f"/programs/{slug}/")) for slug in ("clubs", "newborns"))
    assert clubs.count("Clubs of youths") == 1
    unknown = clubs.split("Details")[1].split("Not recorded")[1]
    assert "Citizenship Residence Individuals or organizations Age Level" in unknown
    assert "Individuals Up to age 0" in newborns
    assert "Citizenship Residence Level" in newborns


def test_only_an_old_edition_says_that_it_repeats_every_year(client, pilar, monkeypatch):
    columns = {"opens_on": None, "closes_on": None, "citizenship_en": "", "citizenship_es": ""}
    with monkeypatch.context() as before:
        before.setattr(formats, "CURRENT", 3)
        for name, value in {**columns, "recurring": True}.items():
            before.setattr(Program, name, value, raising=False)
        make_program("fair").publish(pilar)
    edition = ProgramEdition.objects.get(item__slug="fair")
    assert "repeats every year" in text(read(client, f"/e/{edition.identifier}/"))
    assert "repeats every year" not in text(read(client, "/programs/fair/"))


def test_button_names_the_other_site_and_says_that_it_is_one(client, pilar):
    make_program(
        "course", taking_part="open", rolling=True, apply_at="https://www.apply.example.org/x?y=1"
    ).publish(pilar)
    page = read(client, "/programs/course/")
    link = page.split('<a class="button"')[1].split("</a>")[0]
    assert 'rel="external"' in link
    assert text(f"<a{link}") == "Apply at apply.example.org (another site)"


def test_what_is_asked_and_what_excludes_is_listed(client, pilar):
    conditions = {"conditions_en": "A degree\n\nTwo years <b>", "not_eligible_en": "A passport"}
    make_program("course", not_eligible_en="One\nTwo", calls=[CALL | conditions]).publish(pilar)
    lists = re.findall(r'<ul class="conditions">(.*?)</ul>', read(client, "/programs/course/"))
    items = [re.findall("<li>(.*?)</li>", found) for found in lists]
    assert items == [["One", "Two"], ["A degree", "Two years &lt;b&gt;"], ["A passport"]]


def test_past_calls_are_folded_when_there_are_many(client, pilar):
    def calls(number):
        return [
            {"cycle": str(year), "closes_on": date(year, 6, 1)}
            for year in range(1900, 1900 + number)
        ]

    make_program("few", calls=calls(3)).publish(pilar)
    make_program("many", calls=calls(100)).publish(pilar)
    assert "<details" not in read(client, "/programs/few/").split('id="facts"')[0]
    page = read(client, "/programs/many/")
    assert "100 past calls" in text(page)
    shown = re.findall(r'<li id="call-(\d+)">', page)
    assert shown == [str(year) for year in range(1999, 1899, -1)]


def test_similar_programs_share_people_or_a_field(client, pilar):
    youth, coaches, sport = make_audience("youth"), make_audience("coaches"), make_field("sport")
    whole = make_program("whole")
    sought = make_program("sought", direction="to_home", part_of=whole)
    likeness = {
        "both": ([youth, coaches], [sport], {"direction": "to_home"}),
        "ended": ([youth, coaches], [sport], {"direction": "to_home", "state": "ended"}),
        "field": ([], [sport], {}),
        "field-and-direction": ([], [sport], {"direction": "to_home"}),
        "one": ([youth], [], {}),
        "other": ([make_audience("pilots")], [], {"direction": "to_home"}),
        "part": ([youth], [sport], {"part_of": sought}),
    }
    sets = {sought: ([youth, coaches], [sport])}
    for slug, (audiences, fields, columns) in likeness.items():
        sets[make_program(slug, **columns)] = (audiences, fields)
    sets[whole] = ([youth], [sport])
    for program, (audiences, fields) in sets.items():
        program.audiences.set(audiences)
        program.fields.set(fields)
        program.import_edition(pilar, LONG_AGO)
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    edition = ProgramEdition.objects.as_of(moment).get(item=sought)
    found = [other.item.slug for other in similar_to(edition, moment)]
    assert found == ["both", "field-and-direction", "field", "one"]
    assert list(similar_to(edition, datetime(2019, 1, 1, tzinfo=UTC))) == []
    page = read(client, "/programs/sought/").split('id="similar"')[1]
    assert re.findall(r'<a href="/programs/([a-z-]+)/">', page)[:4] == found


def test_what_is_shared_is_counted_once_and_only_of_those_that_share_something(
    pilar, django_assert_num_queries
):
    program = make_program("sought")
    program.audiences.add(make_audience("youth"))
    program.fields.add(make_field("sport"))
    program.publish(pilar)
    moment = datetime.now(UTC)
    edition = ProgramEdition.objects.as_of(moment).get(item=program)
    with django_assert_num_queries(3) as asked:  # both sets, and the programs
        assert list(similar_to(edition, moment)) == []
    sql = asked[-1]["sql"]
    assert sql.count("COUNT(") == 2
    assert sql.index(" UNION ALL ") < sql.index(" ORDER BY ")


def test_what_has_ended_is_similar_after_all_others(pilar):
    sport = make_field("sport")
    for slug, state in (("sought", ""), ("old", "ended"), ("running", "running")):
        program = make_program(slug, state=state, direction="" if slug == "running" else "online")
        program.fields.add(sport)
        program.publish(pilar)
    moment = datetime.now(UTC)
    edition = ProgramEdition.objects.as_of(moment).get(item__slug="sought")
    assert [other.item.slug for other in similar_to(edition, moment)] == ["running", "old"]


def test_no_page_of_any_combination_fails(client, pilar):
    mexico = make_partner("MX")
    windows = cycle(
        [
            [],
            [CALL],
            [CALL | {"opens_on": None}],
            [CALL | {"closes_on": None, "name_es": "Solo en español"}],
            [{"cycle": "2026", "cancelled": True, "announced_on": date(2026, 5, 1)}],
            [{"cycle": "2026", "zone": "Asia/Kathmandu", "places": 0, "begins_on": "2027"}],
        ]
    )
    states = cycle(["", *ProgramState])
    for number, method in enumerate(["", *ApplicationMethod]):
        program = make_program(
            f"sample-{number}",
            taking_part=method,
            state=next(states),
            calls=[] if method == ApplicationMethod.WALK_IN else next(windows),
            any_citizenship=number % 3 == 0,
            applicants=("", "person", "organization", "both")[number % 4],
            age_from=number or None,
            apply_at="https://apply.example.org/" if number % 2 else "",
        )
        if number % 3 == 1:
            program.citizenships.add(mexico)
            program.residences.add(mexico)
        program.import_edition(pilar, LONG_AGO)
        for moment in (AHEAD, OPEN, CLOSED):
            for language in ("", "/es"):
                address = f"{language}/programs/sample-{number}/"
                assert client.get(address, {"at": moment}).status_code == 200
    for address in ("/programs/", "/es/programs/?view=table", "/search/?q=sample"):
        assert client.get(address).status_code == 200

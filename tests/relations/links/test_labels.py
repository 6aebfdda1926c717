"""What readers are told of links that do not work, wherever such a link stands."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from portal.models import FooterLink
from relations.models import LinkCheck
from relations.models.link_check import FAILURES, REFUSED, Finding, Outcome
from tests.factories import (
    make_agreement,
    make_organization,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
)

pytestmark = pytest.mark.django_db
DEAD = "https://dead.example/page?a=1&b=2"
BEGAN = datetime(2026, 11, 1, 18, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOTE = "(this link did not work on 3 days, last on November 3, 2026)"
EXTERNAL = re.compile(r'<a [^>]*href="{{ ([\w.]+) }}" rel="external"')


def note(address: str, outcome: Outcome, days: int = 1) -> LinkCheck:
    check = LinkCheck.objects.get_or_create(address=address)[0]
    for day in range(days):
        check.note(Finding(outcome, None, address), BEGAN + timedelta(days=day))
    return check


@pytest.fixture
def dead():
    return note(DEAD, Outcome.NOT_FOUND, 3)


def test_every_link_to_another_site_is_followed_by_its_note():
    """In each template that shows an address: what follows it says whether it works."""
    found = 0
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        for shown in EXTERNAL.finditer(text):
            found += 1
            assert f"{{% link_note {shown[1]} %}}" in text[shown.end() :], f"{path}: {shown[0]}"
        assert text.count('rel="external"') == len(EXTERNAL.findall(text)), path
    assert found


@pytest.fixture
def pages(pilar, ruth):
    """The pages on which the dead link stands: each in a place of another kind."""
    organization = make_organization(website=DEAD)
    relationship = make_relationship(
        "united-states-mexico", lead_en=f'<p><a href="{DEAD}">A</a></p>'
    )
    relationship.readings.create(title_en="Book", title_es="Libro", url=DEAD)
    home = relationship.home
    relationship.offices.create(kind="embassy", country=home, website=DEAD)
    reading = make_section(relationship, shows="readings", slug="reading")
    offices = make_section(relationship, shows="offices", slug="offices")
    program = make_program("program", site=DEAD)
    sourced = make_program("sourced", source_url=DEAD, source_en="A", source_es="A")
    sponsored = make_program("sponsored")
    sponsored.sponsors.add(organization)
    agreement = make_agreement("agreement")
    agreement.texts.create(language="en", url=DEAD)
    statistic = make_statistic("trade", relationship=relationship)
    statistic.observations.update(source_url=DEAD)
    for item in (relationship, reading, offices, program, sourced, sponsored, agreement, statistic):
        item.import_edition(ruth, LONG_AGO)
    return {
        relationship.get_absolute_url(): 3,  # in its lead, among readings and offices
        program.get_absolute_url(): 1,
        sourced.get_absolute_url(): 1,
        sponsored.get_absolute_url(): 1,
        agreement.get_absolute_url(): 1,
        statistic.get_absolute_url(): 1,
    }


def test_readers_are_told_wherever_it_stands(client, pages, dead):
    for address, number in pages.items():
        assert client.get(address).text.count(NOTE) >= number, address
    LinkCheck.objects.update(failed_days=2)
    for address in pages:
        assert "did not work" not in client.get(address).text


def test_readers_are_told_at_the_foot(client, pages, dead):
    FooterLink.objects.create(title_en="A", title_es="A", url=DEAD)
    assert NOTE in client.get("/programs/").text


def test_pages_of_the_past_say_nothing_of_today(client, pages, dead):
    for address in pages:
        page = client.get(address, {"at": "2026-06-01"}).text
        assert DEAD.replace("&", "&amp;") in page
        assert "did not work" not in page


def test_readers_are_told_in_their_language(client, pages, dead):
    page = client.get("/es/programs/program/").text
    assert "3 de noviembre de 2026" in page


@pytest.mark.parametrize("outcome", [o for o in Outcome if o != Outcome.NOT_FOUND])
def test_other_outcomes_label_nothing(client, pages, outcome):
    note(DEAD, Outcome.NOT_FOUND, 2)
    LinkCheck.objects.update(outcome=outcome)
    assert "did not work" not in client.get("/programs/program/").text


def test_a_page_asks_once_for_all_its_links(client, ruth, dead):
    def counted(number: int) -> int:
        links = "".join(f'<p><a href="https://{n}.example/">A</a></p>' for n in range(number))
        agreement = make_agreement(f"of-{number}", body_en=links, source_url=DEAD)
        for n in range(number):
            agreement.texts.create(language="en", url=f"https://{n}.example/t")
        agreement.publish(ruth)
        client.get(agreement.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(agreement.get_absolute_url())
        return sum("relations_linkcheck" in query["sql"] for query in captured)

    assert counted(1) == counted(12) == 1


def test_prose_is_left_as_it_is_but_for_the_note(client, ruth, dead):
    links = (
        f'<p><a href="{DEAD}"><strong>Dead</strong></a>, <a href="/programs/">own</a>, '
        '<a href="https://fine.example/">fine</a>.</p>'
    )
    agreement = make_agreement("links", body_en=links)
    agreement.publish(ruth)
    page = client.get("/agreements/links/").text
    assert f'<strong>Dead</strong></a> <span class="meta">{NOTE}</span>, <a' in page
    assert page.count(NOTE) == 1


# When an address was last checked


def rendered(at: str = "") -> str:
    class Request:
        pass

    request = Request()
    request.at = at
    template = Template("{% load links %}{% last_checked address as day %}{{ day|date:'Y-m-d' }}")
    return template.render(Context({"address": DEAD, "request": request}))


def test_last_check_is_the_last_that_found_nothing_against_it():
    assert rendered() == ""
    note(DEAD, Outcome.ANSWERED)
    assert rendered() == "2026-11-01"
    note(DEAD, Outcome.TURNED_AWAY, 5)
    assert rendered() == "2026-11-05"
    assert rendered(at="2026-11-20") == ""


@pytest.mark.parametrize("outcome", Outcome)
def test_day_of_a_check_is_said_unless_it_failed_or_nobody_could_look(outcome):
    note(DEAD, Outcome.ANSWERED)
    note(DEAD, outcome, 2)
    against = {*FAILURES, *REFUSED, Outcome.PORT, Outcome.UNCLEAR}
    assert rendered() == ("" if outcome in against else "2026-11-02")


def test_no_day_of_a_check_is_said_of_a_dead_link(dead):
    note(DEAD, Outcome.TURNED_AWAY, 9)
    assert LinkCheck.objects.dead().exists()
    assert rendered() == ""


def test_day_of_a_check_is_one_of_the_site():
    midnight = datetime(2026, 11, 28, 6, tzinfo=UTC)  # in Mexico City
    check = LinkCheck.objects.create(address=DEAD)
    check.note(Finding(Outcome.TURNED_AWAY, 403, DEAD), midnight - timedelta(minutes=1))
    assert rendered() == "2026-11-27"
    check.note(Finding(Outcome.TURNED_AWAY, 403, DEAD), midnight)
    assert rendered() == "2026-11-28"


@pytest.mark.parametrize(
    ("written", "seen", "words"),
    [
        (None, None, "link not checked"),
        (date(2026, 10, 1), None, "link checked on October 1, 2026"),
        (None, Outcome.ANSWERED, "link checked on November 1, 2026"),
        (None, Outcome.TURNED_AWAY, "link checked on November 1, 2026"),
        (None, Outcome.NOT_FOUND, "link not checked"),
        (date(2026, 10, 1), Outcome.ANSWERED, "link checked on November 1, 2026"),
        (date(2026, 11, 5), Outcome.ROBOTS, "link checked on November 5, 2026"),
    ],
)
def test_reading_says_when_its_link_was_checked(client, ruth, written, seen, words):
    relationship = make_relationship("united-states-mexico")
    relationship.readings.create(
        title_en="Book", title_es="Libro", url=DEAD, last_checked_on=written
    )
    for item in (relationship, make_section(relationship, shows="readings")):
        item.publish(ruth)
    if seen:
        note(DEAD, seen)
    assert words in client.get(relationship.get_absolute_url()).text

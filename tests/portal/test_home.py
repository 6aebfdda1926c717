"""The front page."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    make_agreement,
    make_audience,
    make_program,
    make_relationship,
    review,
    term,
)

pytestmark = pytest.mark.django_db


def test_home_names_the_two_countries_and_searches_first(client, pilar):
    relationship = make_relationship("pair")
    relationship.home.name_in_text_en = "the United States"
    relationship.home.save()
    relationship.publish(pilar)
    page = client.get("/").content.decode()
    assert "What the United States and" in page
    assert page.index('role="search"') < page.index("Relationships")


def test_home_with_nothing_published_says_so(client):
    response = client.get("/")
    assert response.status_code == 200
    assert b"Nothing is published here yet." in response.content


def test_counts_of_audiences_are_those_of_the_list_they_lead_to(client, pilar):
    for number in range(3):
        program = make_program(f"program-{number}")
        program.audiences.set([make_audience(f"teachers-{number}")])
        program.publish(pilar)
    page = client.get("/").content.decode()
    assert '<a class="chip" href="/programs/?audience=teachers-1">teachers-1' in page
    assert b"One program" in client.get("/programs/?audience=teachers-1").content


def test_items_published_together_for_one_reason_are_one_change(client, pilar):
    for number in range(5):
        make_agreement(f"agreement-{number}").publish(pilar, note_en="Dates were added.")
    page = client.get("/").content.decode()
    assert page.count("Dates were added.") == 1
    assert "and more" in page


def test_changes_are_those_before_the_moment(client, pilar):
    agreement = make_agreement("treaty", title_en="Old name")
    agreement.import_edition(pilar, datetime(2022, 9, 20, tzinfo=UTC))
    agreement.title_en = "New name"
    agreement.save()
    agreement.publish(pilar)
    assert b"New name" in client.get("/").content
    past = client.get("/?at=2022-10-01").content
    assert b"Old name" in past
    assert b"New name" not in past


def test_home_tells_the_next_dates_of_agreements_the_soonest_first(client, pilar):
    make_agreement("late", title_en="Late treaty", rules=[term("2090-07")]).publish(pilar)
    make_agreement("soon", title_en="Soon treaty", rules=[review("2080-01-01")]).publish(pilar)
    make_agreement("past", title_en="Past treaty", rules=[term("2001")]).publish(pilar)
    page = client.get("/").content.decode()
    coming = page.split("Upcoming dates")[1].split("</section>")[0]
    assert coming.index("Soon treaty") < coming.index("Late treaty")
    assert "Past treaty" not in coming

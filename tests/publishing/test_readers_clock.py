"""A clock that is set back takes nothing back; one that ran ahead is corrected on the record."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.changes.position import clock_lag, current_position, readers_now
from publishing.models import Act, Change
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db

NOON = timezone.now().replace(microsecond=0) + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agreement(clock, pilar):
    agreement = make_agreement("usmca", title_en="First")
    agreement.publish(pilar)
    return agreement


def read(client):
    return client.get("/agreements/usmca/").text


def retitle(agreement, title):
    agreement.title_en = title
    agreement.save()


def test_edition_that_is_public_stays_public_when_the_clock_is_set_back(client, agreement, clock):
    clock.move_to(NOON - HOUR)
    assert "First" in read(client)
    assert readers_now() == NOON
    assert clock_lag() == HOUR


def test_item_at_an_address_like_that_of_a_probe_follows_the_record_too(client, clock, pilar):
    make_agreement("health", title_en="Health").publish(pilar)
    clock.move_to(NOON - HOUR)
    assert client.get("/agreements/health/").status_code == 200


def test_scheduled_edition_that_readers_saw_is_neither_taken_back_nor_cancelled(
    client, agreement, clock, pilar
):
    retitle(agreement, "Second")
    scheduled = agreement.publish(pilar, at=NOON + HOUR)
    clock.move_to(NOON + HOUR)
    assert "Second" in read(client)
    clock.move_to(NOON)
    assert "Second" in read(client)
    with pytest.raises(ValidationError, match="still waits"):
        scheduled.cancel(pilar)
    (reached,) = Change.objects.filter(act=Act.REACHED)
    assert (reached.by, reached.source, reached.begins_at) == (None, "clock", NOON + HOUR)


def test_hour_is_noted_once(client, agreement, clock, pilar):
    agreement.publish(pilar, at=NOON + HOUR)
    clock.move_to(NOON + 2 * HOUR)
    for _ in range(3):
        read(client)
    assert Change.objects.filter(act=Act.REACHED).count() == 1


def test_reader_waits_for_nobody_to_note_an_hour(client, agreement, clock, pilar, monkeypatch):
    """Where it cannot be noted, the page is right all the same, and is not kept too long."""
    monkeypatch.setattr("publishing.changes.position._refused_until", float("inf"))
    retitle(agreement, "Second")
    agreement.publish(pilar, at=NOON + HOUR)
    before = current_position().key
    clock.move_to(NOON + HOUR)
    assert "Second" in read(client)
    assert current_position().key != before
    assert not Change.objects.filter(act=Act.REACHED).exists()


def test_publishing_with_a_clock_behind_begins_after_what_is_in_force(agreement, clock, pilar):
    clock.move_to(NOON - HOUR)
    editions = [agreement.editions.get()]
    for title in ("Second", "Third"):
        retitle(agreement, title)
        editions.append(agreement.publish(pilar))
        assert agreement.edition_at(readers_now()) == editions[-1]
    begins = [edition.live_from for edition in editions]
    assert begins == sorted(set(begins))


def test_withdrawing_with_a_clock_behind_withdraws(client, agreement, clock, pilar):
    clock.move_to(NOON - HOUR)
    agreement.withdraw(pilar, "withdrawn", reason_en="Over.")
    assert "Over." in read(client)


def test_clock_that_ran_ahead_is_corrected_by_name_and_reason(client, agreement, clock, pilar):
    clock.move_to(NOON + 365 * 24 * HOUR)
    retitle(agreement, "From the future")
    agreement.publish(pilar)
    clock.move_to(NOON + HOUR)
    assert "From the future" in read(client)
    call_command("correct_clock", "--by", "pilar", "--reason", "It ran ahead by a year.")
    assert readers_now() == NOON + HOUR
    assert "First" in read(client)
    change = Change.objects.get(act=Act.SET_CLOCK)
    assert (change.by, change.detail["reason"]) == (pilar, "It ran ahead by a year.")


def test_clock_that_is_right_is_not_corrected(agreement, pilar):
    with pytest.raises(CommandError, match="nothing to correct"):
        call_command("correct_clock", "--by", "pilar", "--reason", "Why not.")
    with pytest.raises(CommandError, match="no person"):
        call_command("correct_clock", "--by", "nobody", "--reason", "Why not.")


def test_clock_behind_shows_where_operators_and_staff_look(client, agreement, clock, ruth):
    clock.move_to(NOON - HOUR)
    health = client.get("/readyz")
    assert (health.status_code, health.json()["warnings"]) == (
        200,
        {"clock": "3600 seconds behind the record"},
    )
    client.force_login(ruth)
    assert "3600 seconds behind" in client.get("/admin/").text


def test_reading_the_position_costs_one_query(agreement):
    with CaptureQueriesContext(connection) as captured:
        current_position()
    assert len(captured) == 1

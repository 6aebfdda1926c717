"""Dates as calendars: what a calendar program reads, and keeps over editions."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from publishing.models import Withdrawal
from tests.factories import (
    make_agreement,
    make_partner,
    make_program,
    make_relationship,
    make_statistic,
    review,
    term,
)

NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def treaty(pilar):
    agreement = make_agreement(
        "treaty",
        title_en="Treaty, on “all”; things",
        binding="binding",
        rules=[term("2036-07-01"), review("2026-07-01", every_amount=6, citation="Art. 34.7")],
    )
    for kind, day in (("signed", "2018-11-30"), ("in_force", "2020-07-01"), ("met", "2026-09")):
        agreement.events.create(kind=kind, happened_on=day)
    agreement.rules.create(
        kind="duty",
        amount=180,
        unit="days",
        before=True,
        anchor="review",
        owed_by_en="Trade Representative",
        about_en="Report to Congress",
        citation="19 U.S.C. 4611",
        position=5,
    )
    agreement.publish(pilar)
    return agreement


def events(client, address="/dates.ics"):
    """The events of a calendar by the middle of their names: the keys of their dates."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def test_a_calendar_program_reads_days_ranges_and_reasons(client, treaty, settings):
    settings.SITE_URL = "https://relations.example"
    found = events(client, "/dates.ics")
    due = found[f"agreement-{treaty.pk}-review-1@relations.example"]
    assert due["dtstart"].params["VALUE"] == "DATE"
    assert (due["dtstart"].dt, due["dtend"].dt) == (date(2026, 7, 1), date(2026, 7, 2))
    assert due["summary"] == "Treaty, on “all”; things: Review"
    assert "Periodic review (Art. 34.7)" in due["description"]
    assert due["url"] == "https://relations.example/agreements/treaty/"
    assert due["status"] == "TENTATIVE"  # its day follows from a rule: nobody has said it
    assert [str(each) for each in due["categories"].cats] == ["Agreement", "Review"]
    assert due["sequence"] == 1
    assert due["dtstamp"].dt == due["last-modified"].dt == treaty.editions.get().live_from
    met = found[f"agreement-{treaty.pk}-event-met-2026-1@relations.example"]
    assert (met["dtstart"].dt, met["dtend"].dt) == (date(2026, 9, 1), date(2026, 10, 1))
    assert met["status"] == "TENTATIVE"


def test_a_duty_says_who_owes_it_and_where_that_stands(client, treaty):
    duty, _of_the_second_review = events(client, "/dates.ics?kind=duty&on=2025-12-01").values()
    assert duty["dtstart"].dt == date(2026, 7, 1) - timedelta(180)
    assert duty["summary"].endswith("Report to Congress (Trade Representative)")
    assert "Owed by: Trade Representative" in duty["description"]
    assert "19 U.S.C. 4611" in duty["description"]


def test_the_calendar_keeps_its_uids_over_an_edition(client, treaty, pilar, clock):
    before = events(client)
    clock.shift(timedelta(days=1))
    treaty.rules.filter(kind="review").update(day="2026-10-15")
    treaty.events.filter(kind="met").update(happened_on="2026-11-20")
    treaty.events.create(kind="adopted", happened_on="2018-10-01")
    treaty.rules.filter(kind="term").update(position=8)
    treaty.publish(pilar)
    after = events(client)
    assert before.keys() < after.keys()  # the duty is ahead now, and has its own
    recorded = {event["status"] for uid, event in after.items() if "-event-" in uid}
    assert recorded == {"CONFIRMED"}
    assert {event["sequence"] for event in after.values()} == {2}
    assert {event["sequence"] for event in before.values()} == {1}
    moved = f"agreement-{treaty.pk}-review-1@127.0.0.1"
    assert (before[moved]["dtstart"].dt, after[moved]["dtstart"].dt) == (
        date(2026, 7, 1),
        date(2026, 10, 15),
    )


def test_the_file_is_the_same_to_the_byte_until_something_is_published(
    client, treaty, pilar, clock
):
    before = client.get("/dates.ics").content
    clock.shift(timedelta(hours=3))
    assert client.get("/dates.ics").content == before
    assert b"Subscribe" in client.get("/agreements/treaty/").content


def test_a_dropped_date_is_sent_as_cancelled_for_ninety_days(client, treaty, pilar, clock):
    end = f"agreement-{treaty.pk}-end@127.0.0.1"
    clock.shift(timedelta(days=1))
    treaty.rules.filter(kind="term").delete()
    treaty.publish(pilar)
    for address in ("/dates.ics", "/dates.ics?kind=end", "/agreements/treaty/dates.ics"):
        cancelled = events(client, address)[end]
        assert (cancelled["status"], cancelled["sequence"]) == ("CANCELLED", 2)
        assert cancelled["dtstart"].dt == date(2036, 7, 1)
    assert end not in events(client, "/dates.ics?kind=review")
    clock.shift(timedelta(days=89))
    assert end in events(client)
    clock.shift(timedelta(days=2))
    assert end not in events(client)


def test_dates_of_a_withdrawn_item_are_cancelled_and_of_one_in_error_never_named(
    client, treaty, pilar, clock
):
    grant = make_program("grant", title_en="Secret grant", closes_on="2026-12-01")
    grant.publish(pilar)
    before = events(client, "/dates.ics?type=agreement")
    assert len(before) == 5
    clock.shift(timedelta(days=1))
    reason = {"reason_en": "Gone.", "reason_es": "Retirado."}
    treaty.withdraw(pilar, Withdrawal.WITHDRAWN, **reason)
    grant.withdraw(pilar, Withdrawal.IN_ERROR, **reason)
    found = events(client)
    assert found.keys() == before.keys()
    assert found.keys() == events(client, "/agreements/treaty/dates.ics").keys()
    assert {event["status"] for event in found.values()} == {"CANCELLED"}
    assert b"Secret" not in client.get("/dates.ics").content
    assert client.get("/programs/grant/dates.ics").status_code == 410


def test_releases_and_deadlines_are_events_and_the_next_release_is_another(client, pilar, clock):
    jobs = make_statistic("jobs", [("2025", "4")], next_release_on="2026-05-07")
    grant = make_program("grant", closes_on="2026-12-01")
    for item in (jobs, grant):
        item.publish(pilar)
    first = f"statistic-{jobs.pk}-release-after-2025@127.0.0.1"
    assert events(client, "/statistics/jobs/dates.ics")[first]["status"] == "TENTATIVE"
    jobs.next_release_on, jobs.next_release_confirmed = "2026-05-08", True
    jobs.save()
    clock.shift(timedelta(days=1))
    jobs.publish(pilar)
    corrected = events(client, "/statistics/jobs/dates.ics")[first]
    assert (corrected["status"], corrected["dtstart"].dt) == ("CONFIRMED", date(2026, 5, 8))
    clock.move_to(NOON + timedelta(days=69))
    jobs.observations.create(period="2026", value=5)
    jobs.next_release_on = "2027-05"
    jobs.save()
    jobs.publish(pilar)
    assert events(client, "/statistics/jobs/dates.ics").keys() == {
        f"statistic-{jobs.pk}-release-after-2026@127.0.0.1"
    }
    assert events(client, "/programs/grant/dates.ics").keys() == {
        f"program-{grant.pk}-deadline-2026@127.0.0.1"
    }


def test_one_can_subscribe_to_the_dates_of_a_relationship(client, pilar, treaty):
    relationship = make_relationship("pair")
    relationship.publish(pilar)
    make_program("grant", closes_on="2026-12-01").publish(pilar)
    treaty.relationships.add(relationship)
    treaty.publish(pilar)
    address = "/dates.ics?relationship=pair"
    assert f'href="{address}"' in client.get("/dates/?relationship=pair").content.decode()
    assert {uid.partition("-")[0] for uid in events(client, address)} == {"agreement"}
    response = client.get(address)
    assert "dates.ics" in response["Content-Disposition"]
    calendar = Calendar.from_ical(response.content)
    assert "Relationship: Relations pair" in calendar["x-wr-calname"]
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_a_calendar_follows_the_language_the_moment_and_the_address(client, pilar, treaty, clock):
    clock.shift(timedelta(days=2))
    treaty.move("renamed", pilar)
    assert client.get("/agreements/treaty/dates.ics?at=2026-03-03").status_code == 301
    past = client.get("/es/agreements/renamed/dates.ics?at=2026-03-03")
    assert past["X-Robots-Tag"] == "noindex"
    assert past["Content-Disposition"] == 'attachment; filename="renamed-dates.ics"'
    assert "at=2026-03-03" in past.content.decode()
    assert client.get("/agreements/nothing/dates.ics").status_code == 404
    assert not events(client, "/dates.ics?at=2026-03-01")


def test_a_date_that_is_corrected_into_the_past_is_cancelled(client, treaty, pilar, clock):
    met = f"agreement-{treaty.pk}-event-met-2026-1@127.0.0.1"
    assert met in events(client)
    clock.shift(timedelta(days=1))
    treaty.events.filter(kind="met").update(happened_on="2026-02-10")
    treaty.publish(pilar)
    cancelled = events(client)[met]
    assert (cancelled["status"], cancelled["dtstart"].dt) == ("CANCELLED", date(2026, 9, 1))


def test_dates_that_another_agreement_takes_away_are_cancelled(client, treaty, pilar, clock):
    before = events(client)
    clock.shift(timedelta(days=1))
    successor = make_agreement("successor", binding="binding")
    for kind, day in (("signed", "2026-01-01"), ("in_force", "2026-03-01")):
        successor.events.create(kind=kind, happened_on=day)
    successor.links.create(kind="supersedes", agreement_linked=treaty)
    successor.publish(pilar)
    for address in ("/dates.ics", "/agreements/treaty/dates.ics"):
        found = events(client, address)
        assert {found[uid]["status"] for uid in before} == {"CANCELLED"}, address


def test_a_date_of_which_the_day_has_come_is_kept_by_calendars_and_not_cancelled(
    client, treaty, pilar, clock
):
    met = f"agreement-{treaty.pk}-event-met-2026-1@127.0.0.1"
    clock.shift(timedelta(days=1))
    treaty.publish(pilar)
    clock.move_to(datetime(2026, 10, 2, 18, tzinfo=UTC))
    treaty.publish(pilar)
    assert met not in events(client)


def test_the_first_day_of_the_calendar_has_one_too(client):
    assert client.get("/dates.ics?at=0001-01-01").status_code == 200


CALL = {"cycle": "2026", "zone": "America/New_York", "closes_on": "2026-03-02"}


def test_a_deadline_with_an_hour_is_an_instant_and_one_without_a_whole_day(client, pilar, clock):
    calls = [
        {**CALL, "closes_time": "17:00", "name_en": "Spring"},
        {**CALL, "cycle": "2027", "opens_on": "2026-09-01", "closes_on": "2027-01-31"},
    ]
    grant = make_program("grant", title_en="Grant", calls=calls)
    grant.publish(pilar)
    found = events(client, "/programs/grant/dates.ics")
    timed = found[f"program-{grant.pk}-deadline-2026@127.0.0.1"]
    assert timed["dtstart"].dt == datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert "dtend" not in timed
    assert timed["summary"] == "Grant: Applications close: Spring, at 17:00 (New York)"
    whole = found[f"program-{grant.pk}-deadline-2027@127.0.0.1"]
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (date(2027, 1, 31), date(2027, 2, 1))
    assert whole["summary"] == "Grant: Applications close: 2027 (New York)"
    before = client.get("/dates.ics").content
    assert "Spring, at 17:00" in client.get("/dates/").content.decode()
    clock.move_to(datetime(2026, 3, 2, 22, tzinfo=UTC))  # it closes: readers see that at once,
    assert "Spring, at 17:00" not in client.get("/dates/").content.decode()
    assert "Spring, at 17:00" in client.get("/dates/?on=2026-03-01").content.decode()
    assert client.get("/dates.ics").content == before  # and calendars keep the day
    clock.shift(timedelta(days=1))
    assert "Spring" not in client.get("/dates.ics").content.decode()


def test_a_deadline_elsewhere_is_ahead_until_its_day_ends_there(client, pilar, clock):
    call = {"cycle": "2026", "zone": "Pacific/Honolulu", "closes_on": "2026-03-02"}
    make_program("grant", title_en="Grant", calls=[call]).publish(pilar)
    clock.move_to(datetime(2026, 3, 3, 9, 59, tzinfo=UTC))  # the site's 3 March
    assert "Grant" in client.get("/dates/").content.decode()
    clock.shift(timedelta(minutes=1))
    assert "Grant" not in client.get("/dates/").content.decode()


def test_one_call_has_a_calendar_over_all_editions(client, pilar, clock):
    calls = [{**CALL, "cycle": "2026–2027", "closes_on": "2026-12-01"}, {**CALL, "cycle": "2028"}]
    calls[1]["closes_on"] = "2027-12-01"
    grant = make_program("grant", title_en="Grant", calls=calls)
    grant.publish(pilar)
    address = "/programs/grant/calls/2026-2027.ics"
    uid = f"program-{grant.pk}-deadline-2026-2027@127.0.0.1"
    assert events(client, address).keys() == {uid}
    assert "grant-2026-2027.ics" in client.get(address)["Content-Disposition"]
    assert client.get("/programs/grant/calls/2029.ics").status_code == 404
    clock.shift(timedelta(days=1))
    grant.calls.filter(cycle="2026–2027").update(closes_on="2026-12-15")
    grant.publish(pilar)
    moved = events(client, address)[uid]
    assert (moved["dtstart"].dt, moved["sequence"]) == (date(2026, 12, 15), 2)
    clock.shift(timedelta(days=1))
    grant.calls.filter(cycle="2026–2027").update(cancelled=True)
    grant.publish(pilar)
    grant.move("renamed", pilar)
    assert client.get(address).status_code == 301
    address = "/programs/renamed/calls/2026-2027.ics"
    assert events(client, address)[uid]["status"] == "CANCELLED"
    assert b"X-WR-CALNAME:Grant: 2026" in client.get(address).content
    grant.calls.filter(cycle="2026–2027").delete()
    grant.publish(pilar)
    assert events(client, address)[uid]["status"] == "CANCELLED"
    grant.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Gone.", reason_es="Retirado.")
    assert client.get(address).status_code == 410


def test_one_can_subscribe_to_what_a_filter_of_programs_finds(client, pilar, clock):
    mexico = make_partner("MX")
    names = ("grant", "other", "anyone")
    programs = {
        name: make_program(
            name, closes_on="2026-12-01", any_citizenship=name == "anyone", title_en=f"The {name}"
        )
        for name in names
    }
    programs["grant"].citizenships.add(mexico)
    for program in programs.values():
        program.publish(pilar)
    uids = {name: f"program-{each.pk}-deadline-2026@127.0.0.1" for name, each in programs.items()}

    def status(address):
        found = events(client, address)
        return {name: str(found[uid]["status"]) for name, uid in uids.items() if uid in found}

    both = {"grant": "CONFIRMED", "anyone": "CONFIRMED"}
    addresses = ("/programs.ics?citizenship=MX", "/programs.ics?citizenship=MX&applications=open")
    for address in addresses:
        assert status(address) == both
    assert len(status("/programs.ics")) == 3
    assert status("/programs.ics?q=grant") == {"grant": "CONFIRMED"}
    assert client.get("/programs.ics?citizenship=nowhere").status_code == 400
    assert client.get("/programs.ics?colour=red").status_code == 400
    shown = client.get("/programs/?citizenship=MX").content.decode()
    assert f'href="{addresses[0]}"' in shown
    calendar = Calendar.from_ical(client.get(addresses[0]).content)
    assert "Open to citizens of: " in calendar["x-wr-calname"]
    clock.shift(timedelta(days=1))
    programs["grant"].citizenships.clear()
    programs["grant"].publish(pilar)
    reason = {"reason_en": "Gone.", "reason_es": "Retirado."}
    programs["anyone"].withdraw(pilar, Withdrawal.WITHDRAWN, **reason)
    dropped = {"grant": "CANCELLED", "anyone": "CANCELLED"}
    for address in addresses:
        assert status(address) == dropped
    assert status("/programs.ics?q=anyone") == {"anyone": "CANCELLED"}
    clock.shift(timedelta(days=91))
    assert not status(addresses[0])

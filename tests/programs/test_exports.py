"""What one takes away of calls: calendars, feeds, spreadsheets and the CommonGrants protocol."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine

from tests.factories import make_audience, make_partner, make_program
from tests.feeds import entries

NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)  # at noon in Mexico City
PAST = {"cycle": "2025", "opens_on": "2025-01-01", "closes_on": "2025-02-01"}
OPEN = {
    "cycle": "2026–2027",
    "name_en": "Spring call",
    "opens_on": "2026-03-01",
    "closes_on": "2026-04-01",
    "closes_time": "23:59",
    "zone": "America/New_York",
    "conditions_en": "A degree.\nA letter.",
    "announced_on": "2026-02-20",
    "places": 12,
    "begins_on": "2026-09",
    "apply_at": "https://example.org/apply",
}
NEXT = {"cycle": "2028", "opens_on": "2027-09-01", "announced_on": "2026-02-25"}


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def grant(pilar):
    program = make_program(
        "grant",
        title_en="Grant",
        calls=[PAST, OPEN, NEXT],
        applicants="both",
        age_from=18,
        any_citizenship=False,
        award_en="USD 5,000",
    )
    program.citizenships.set([make_partner("MX")])
    program.audiences.set([make_audience("teachers")])
    program.publish(pilar)
    return program


def row_of(client, address="/programs.csv") -> dict:
    (row,) = csv.DictReader(StringIO(client.get(address).content.decode("utf-8-sig")))
    return row


def test_spreadsheet_has_the_call_that_is_open_and_all_calls_in_a_cell(client, grant):
    row = row_of(client)
    assert (row["opens_on"], row["closes_on"]) == ("2026-03-01", "2026-04-01")
    assert row["opens_at"] == "2026-03-01T00:00:00-05:00"
    assert row["closes_at"] == "2026-04-01T23:59:00-04:00"
    assert (row["application_state"], row["citizenships"]) == ("Open", "Country MX")
    assert row["calls"].split("; ") == [
        "Spring call 2026–2027 (Open): 2026-03-01T00:00:00-05:00 – 2026-04-01T23:59:00-04:00",
        "2028 (Announced, not open yet): 2027-09-01T00:00:00-06:00 – …",
        "2025 (Closed): 2025-01-01T00:00:00-06:00 – 2025-02-02T00:00:00-06:00",
    ]


def test_files_say_the_state_of_their_moment_in_both_languages(client, grant, clock):
    def state(address="/programs.json"):
        (record,) = client.get(address).json()["items"]
        return record["application_state"]["key"], [c["state"]["key"] for c in record["calls"]]

    assert state() == ("open", ["open", "forecast", "closed"])
    clock.move_to(datetime(2026, 4, 2, 3, 58, tzinfo=UTC))
    assert state() == ("closing-soon", ["closing-soon", "forecast", "closed"])
    clock.shift(timedelta(minutes=1))
    assert state() == ("forecast", ["forecast", "closed", "closed"])
    assert state("/programs.json?at=2026-03-03T12:00Z")[0] == "open"
    assert row_of(client)["opens_on"] == "2027-09-01"
    assert row_of(client, "/es/programs.csv")["citizenships"] == "País MX"
    (record,) = client.get("/programs.json").json()["items"]
    spring = record["calls"][1]
    assert spring["address"].endswith("/programs/grant/#call-2026-2027")
    assert (spring["zone"], spring["places"]) == ("America/New_York", 12)
    assert spring["conditions"]["en"] == "A degree.\nA letter."


@pytest.mark.parametrize(
    ("fields", "calls", "state"),
    [
        ({}, [], None),
        ({"rolling": True}, [], "open"),
        ({"taking_part": "walk_in"}, [], "open"),
        ({"rolling": True, "state": "ended"}, [], "closed"),
        ({"state": "paused"}, [OPEN], "closed"),
        ({}, [{**OPEN, "cancelled": True}], "cancelled"),
        ({}, [{**OPEN, "cancelled": True}, PAST], "closed"),
    ],
)
def test_state_of_applications_is_that_of_program_and_calls(client, pilar, fields, calls, state):
    make_program("grant", calls=calls, **fields).publish(pilar)
    (record,) = client.get("/programs.json").json()["items"]
    assert (record["application_state"] or {}).get("key") == state
    assert row_of(client)["title"] == "Program grant"


def feed(client, address="/programs/calls.atom") -> list[dict]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return entries(response)


def test_new_calls_are_a_feed_the_newest_announced_first(client, grant, pilar):
    make_program("other", rolling=True).publish(pilar)
    past, following, spring = feed(client)  # what is first published here is announced then
    assert [each["title"] for each in (past, following, spring)] == [
        "Grant: 2025",
        "Grant: 2028",
        "Grant: Spring call 2026–2027",
    ]
    assert spring["link"] == "http://testserver/programs/grant/#call-2026-2027"
    for words in (
        "For citizens of Country MX; individuals and organizations; from age 18",
        "Applications open: March 1, 2026 (New York)",
        "Applications close: April 1, 2026, 23:59 (New York)",
        "Conditions: A degree.; A letter.",
    ):
        assert words in spring["content" if "content" in spring else "summary"], words
    assert "Applications close: not recorded" in following["summary"]
    assert not feed(client, "/programs/calls.atom?applications=closed")
    assert len(feed(client, "/programs/calls.atom?citizenship=MX&q=grant")) == 3
    assert not feed(client, "/programs/calls.atom?q=nothing")
    assert client.get("/programs/calls.atom?citizenship=mexican").status_code == 400
    assert feed(client, "/es/programs/calls.atom")[-1]["title"].startswith("Programa grant: ")


def test_a_feed_keeps_the_id_of_a_call_and_says_when_it_changed(client, grant, pilar, clock):
    def told():
        return {each["title"]: (each["id"], each["updated"]) for each in feed(client)}

    before = told()
    clock.shift(timedelta(days=1))
    grant.summary_en = "Another summary."
    grant.save()
    grant.publish(pilar)
    grant.move("renamed", pilar)
    assert told() == before
    clock.shift(timedelta(days=1))
    grant.calls.filter(cycle="2028").update(closes_on="2027-12-01")
    grant.calls.filter(cycle="2026–2027").update(cancelled=True)
    grant.publish(pilar)
    after = told()
    assert {each: url for each, (url, _at) in after.items()} == {
        each: url for each, (url, _at) in before.items()
    }
    changed = {each for each in after if after[each] != before[each]}
    assert changed == {"Grant: 2028", "Grant: Spring call 2026–2027"}
    assert "Canceled by the sponsor" in feed(client)[-1]["summary"]
    past = feed(client, "/programs/calls.atom?at=2026-03-03")
    assert "Canceled" not in past[-1]["summary"]


def test_a_call_that_is_announced_later_is_no_entry_yet(client, pilar, clock):
    make_program("grant", calls=[{**OPEN, "announced_on": "2026-03-03"}]).publish(pilar)
    assert not feed(client)
    clock.shift(timedelta(days=1))
    assert len(feed(client)) == 1
    assert not feed(client, "/programs/calls.atom?at=2026-03-02")

"""Readers see each call open and close at its minute, whatever caches hold."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches

from tests.factories import make_program
from tests.programs.test_windows import MINUTE, WINDOWS, window_of

ZONES = (
    "whole days, clocks set back between",
    "closes on the day on which clocks are set back",
    "opens on the day on which clocks are set forward",
    "its day begins at one, as clocks skip midnight",
)
PAGES = ("/programs/", "/programs/grant/", "/dates/", "/", "/es/programs/")
OPEN_NOW = "/programs/?applications=open"
FILES = ("/programs.json", "/programs.csv?applications=open", "/common-grants/opportunities")


@pytest.fixture(autouse=True)
def _cache(settings, db):
    settings.PAGE_CACHE = True
    caches["pages"].clear()


def made_anew(client, settings, address):
    """What an address answers without a cache."""
    settings.PAGE_CACHE = False
    try:
        return client.get(address).content
    finally:
        settings.PAGE_CACHE = True


def call_of(zone, first, at, last, until):
    days = {"opens_on": first, "opens_time": at, "closes_on": last, "closes_time": until}
    return {"cycle": "2026", "zone": zone, **days}


def state_now(client, query="") -> str:
    (record,) = client.get(f"/programs.json{query}").json()["items"]
    return record["application_state"]["key"]


def expected(window, at) -> str:
    return str(window.state_at(at).value)


@pytest.mark.parametrize("case", [WINDOWS[name] for name in ZONES], ids=ZONES)
def test_no_page_stays_from_before_an_hour(client, pilar, settings, case):
    said = case[:-2]
    window = window_of(*said)
    with time_machine.travel(window.opens_at - timedelta(days=30), tick=False) as clock:
        make_program("grant", title_en="The grant", calls=[call_of(*said)]).publish(pilar)
        for hour in window.hours():
            for at in (hour - MINUTE, hour - timedelta.resolution, hour, hour + MINUTE):
                clock.move_to(at)
                state = expected(window, at)
                assert state_now(client) == state, at
                listed = client.get(OPEN_NOW).content.decode()
                assert ("The grant</a>" in listed) == (state in ("open", "closing-soon")), at
                dated = client.get("/dates/").content.decode()
                assert ("Applications close" in dated) == (state != "closed"), at
        assert state == "closed"
        for moment in (window.opens_at, window.closes_at):
            for at in (moment - MINUTE, moment):
                query = f"?at={at:%Y-%m-%dT%H:%MZ}"
                assert state_now(client, query) == expected(window, at), at
                found = client.get(f"{OPEN_NOW}&{query[1:]}").content.decode()
                is_open = expected(window, at) in ("open", "closing-soon")
                assert ("The grant</a>" in found) == is_open, at


def test_what_is_kept_is_what_would_be_made_anew_at_every_hour(client, pilar, settings):
    said = WINDOWS["no change of clocks since 2022"][:-2]
    window = window_of(*said)
    with time_machine.travel(window.opens_at - timedelta(days=30), tick=False) as clock:
        make_program("grant", title_en="The grant", calls=[call_of(*said)]).publish(pilar)
        answers = {address: [] for address in (*PAGES, OPEN_NOW, *FILES)}
        for hour in window.hours():
            for at in (hour - MINUTE, hour):
                clock.move_to(at)
                for address, seen in answers.items():
                    client.get(address)  # kept for the next reader
                    kept = client.get(address).content
                    assert kept == made_anew(client, settings, address), (address, at)
                    seen.append(kept)
        for address in (OPEN_NOW, *FILES, "/dates/"):
            assert len(set(answers[address])) > 1, address

"""What is said of who may apply to a program, and how and until when."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from portal.samples import with_related
from programs.applying import applying_at, lines
from programs.models import (
    Applicants,
    ApplicationMethod,
    Program,
    ProgramEdition,
    ProgramState,
    PublishedCall,
)
from relations.models import Partner

NOON = datetime(2026, 7, 1, 18, tzinfo=UTC)  # in Mexico City
DAY = date(2026, 7, 1)
US = Partner(
    code="US",
    name_en="United States",
    name_es="Estados Unidos",
    name_in_text_en="the United States",
)
MX = Partner(code="MX", name_en="Mexico", name_es="México")
ADDRESS = "https://www.apply.example.org/now?cycle=2026"
OWN = [ApplicationMethod.OPEN, ApplicationMethod.GRANT, ApplicationMethod.WALK_IN, ""]
OTHERS = [method for method in ApplicationMethod if method not in OWN]


def call(opens=None, closes=None, cycle="2026", **columns):
    """A call that opens and closes so many days from today."""
    on = {"opens_on": opens, "closes_on": closes}
    days = {name: DAY + timedelta(days=n) for name, n in on.items() if n is not None}
    return PublishedCall(**{"cycle": cycle, "zone": "America/Mexico_City", **days, **columns})


def program(*calls, citizens=(), residences=(), **columns):
    return with_related(
        ProgramEdition(item=Program(slug="sample"), title_en="A program", **columns),
        calls=list(calls),
        citizenships=list(citizens),
        residences=list(residences),
    )


CALLS = {
    "none": [],
    "forecast": [call(30, 60)],
    "announced": [call()],
    "open": [call(-10, 60)],
    "open without an end": [call(-10)],
    "soon": [call(-10, 3)],
    "last day": [call(-10, 0)],
    "closed": [call(-60, -10)],
    "closed, of unknown opening": [call(None, -10)],
    "canceled": [call(-10, 60, cancelled=True)],
    "closed, the next canceled": [call(-60, -10), call(-5, 60, "2027", cancelled=True)],
    "closed, the next canceled undated": [call(-60, -10), call(cycle="2027", cancelled=True)],
    "closed after a canceled one": [call(-60, -10), call(-200, -100, "2025", cancelled=True)],
}
LAST = "last call May 2, 2026 – June 21, 2026"
WHEN = {
    "none": [],
    "forecast": ["opens on July 31, 2026", "closes on August 30, 2026"],
    "announced": ["announced", "dates not recorded"],
    "open": ["until August 30, 2026"],
    "open without an end": ["open since June 21, 2026", "closing date not recorded"],
    "soon": ["until July 4, 2026"],
    "last day": ["until July 1, 2026"],
    "closed": [LAST, "the next is not announced"],
    "closed, of unknown opening": [
        "last call closed on June 21, 2026",
        "the next is not announced",
    ],
    "canceled": ["canceled: Call 2026", "no other is announced"],
    "closed, the next canceled": [LAST, "canceled: Call 2027"],
    "closed, the next canceled undated": [LAST, "canceled: Call 2027"],
    "closed after a canceled one": [LAST, "the next is not announced"],
}
URGENT = {"soon": "Closing soon: 3 days left", "last day": "Closing soon: last day"}
CAN_APPLY = {"open", "open without an end", "soon", "last day"}


@pytest.mark.parametrize("state", CALLS)
@pytest.mark.parametrize("method", ["", *ApplicationMethod])
def test_when_is_said_and_a_button_leads_on_only_while_one_can_apply(method, state):
    for address in (ADDRESS, ""):
        edition = program(*CALLS[state], taking_part=method, apply_at=address)
        found = applying_at(edition, NOON)
        always = method == ApplicationMethod.WALK_IN
        assert found.when == (["at any time"] if always else WHEN[state])
        assert found.urgent == ("" if always else URGENT.get(state, ""))
        can_apply = always or state in CAN_APPLY
        assert found.address == (address if can_apply and method in OWN else "")
        if method in OTHERS:
            assert found.notice.endswith(("yourself.", "not you."))
        elif found.address:
            assert found.notice == ""
        elif can_apply:
            assert found.notice == "The address to apply is not recorded."
        else:
            ahead = "Applications open on July 31, 2026."
            assert found.notice == (ahead if state == "forecast" else "")


@pytest.mark.parametrize("state", CALLS)
@pytest.mark.parametrize(
    ("over", "said"),
    [(ProgramState.ENDED, "the program has ended"), (ProgramState.PAUSED, "the program is paused")],
)
def test_what_has_ended_or_is_paused_says_so_and_takes_no_applications(state, over, said):
    for rolling, method in product((True, False), ["", *ApplicationMethod]):
        edition = program(
            *CALLS[state], taking_part=method, rolling=rolling, state=over, apply_at=ADDRESS
        )
        found = applying_at(edition, NOON)
        assert (found.when, found.urgent, found.address, found.notice) == ([said], "", "", "")
        assert found.current_calls == []


def test_rolling_programs_take_applications_at_any_time():
    found = applying_at(program(rolling=True, taking_part="open", apply_at=ADDRESS), NOON)
    assert (found.when, found.address) == (["at any time"], ADDRESS)
    assert found.host == "apply.example.org"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org?x=1",
        "https://user:pw@example.org:443/x",
        "https://WWW.Example.org/",
        "https://example.org#apply",
    ],
)
def test_site_at_which_one_applies_is_its_name_alone(address):
    assert applying_at(program(rolling=True, apply_at=address), NOON).host == "example.org"


def test_call_that_closes_first_leads_then_the_next_to_open_then_the_last():
    late, soon = call(-5, 90, "late"), call(-5, 40, "soon", apply_at="https://own.example.org/")
    later, next_one, old, older = call(80), call(9, None, "next"), call(-9, -5), call(-99, -50)
    calls = [older, later, late, old, next_one, soon]
    found = applying_at(program(*calls, apply_at=ADDRESS), NOON)
    assert [each.call for each in found.calls] == [soon, late, next_one, later, old, older]
    assert found.address == "https://own.example.org/"
    assert len(found.current_calls) == 4
    without_open = applying_at(program(older, later, old, next_one, apply_at=ADDRESS), NOON)
    assert without_open.when == ["opens on July 10, 2026"]
    assert applying_at(program(older, old), NOON).when[0].startswith("last call June 22, 2026")


def test_state_follows_the_moment():
    edition = program(call(0, 30, opens_time=time(9), closes_time=time(17)))
    opens_at = datetime(2026, 7, 1, 15, tzinfo=UTC)
    before = applying_at(edition, opens_at - timedelta(minutes=1))
    assert before.when[0] == "opens on July 1, 2026, 09:00 (Mexico City)"
    assert applying_at(edition, opens_at).when == ["until July 31, 2026, 17:00 (Mexico City)"]
    closes_at = datetime(2026, 7, 31, 23, tzinfo=UTC)
    assert applying_at(edition, closes_at - timedelta(minutes=1)).urgent
    assert applying_at(edition, closes_at).when[0].startswith("last call")


def test_days_and_hours_are_those_of_the_sponsor():
    there = call(-9, 60, zone="America/New_York", closes_time=time(23, 59))
    assert applying_at(program(there), NOON).when == ["until August 30, 2026, 23:59 (New York)"]
    whole_days = call(-9, 60, zone="America/New_York")
    assert applying_at(program(whole_days), NOON).when == ["until August 30, 2026 (New York)"]


WHO = {
    "nothing": (program(), []),
    "citizens": (program(citizens=[US]), ["For citizens of the United States"]),
    "of either": (
        program(citizens=[US, MX]),
        ["For citizens of Mexico or the United States"],
    ),
    "all": (
        program(
            any_citizenship=True, residences=[MX], applicants="both", age_from=18, age_until=25
        ),
        [
            "Whatever the citizenship",
            "living in Mexico",
            "individuals and organizations",
            "ages 18 to 25",
        ],
    ),
    "no citizenship": (
        program(applicants="organization", age_from=0),
        ["organizations", "from age 0", "citizenship not recorded"],
    ),
    "oldest age": (
        program(citizens=[MX], age_until=30),
        ["For citizens of Mexico", "up to age 30"],
    ),
    "sentence": (program(eligibility_en="Clubs of youths"), ["Clubs of youths"]),
    "words of before": (program(citizenship_en="U.S., for fellows"), ["U.S., for fellows"]),
}


@pytest.mark.parametrize(("edition", "said"), WHO.values(), ids=list(WHO))
def test_who_may_apply_is_said_in_the_terms_that_are_recorded(edition, said):
    found = applying_at(edition, NOON)
    assert found.who == said
    page = strip_tags(leading(edition))
    assert ("Who may apply: not recorded" in page) == (said == [])


def leading(edition):
    context = {"edition": edition, "applying": applying_at(edition, NOON)}
    return render_to_string("programs/_leading.html", context)


def test_words_of_another_language_are_marked():
    with translation.override("es"):
        assert '<span lang="en">' in leading(program(eligibility_en="Clubs of youths"))
        assert [line.lang for line in lines(program(not_eligible_en="a\n \nb").not_eligible)] == [
            "en",
            "en",
        ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_combination_can_be_shown(language):
    """Whatever is recorded or not, of either language."""
    choices = product(
        ["", *ApplicationMethod], ["", *ProgramState], CALLS.values(), (True, False), Applicants
    )
    with translation.override(language):
        for method, state, calls, rolling, applicants in choices:
            edition = program(
                *calls, taking_part=method, state=state, rolling=rolling, applicants=applicants
            )
            found = applying_at(edition, NOON)
            assert found.when or not calls
            assert all(map(str, [*found.when, *found.who]))
            assert [each.state for each in found.calls] or not calls

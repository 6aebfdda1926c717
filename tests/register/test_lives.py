"""Golden lives: what each table says of a day is derived, and why."""

from dataclasses import replace
from datetime import date

import pytest

from relations.register.dates import dates_of
from relations.register.life import life_of
from tests.register.lives import LIVES, NEXT_DATES
from tests.register.makers import E, act


@pytest.mark.parametrize("name", LIVES)
def test_life(name):
    facts, table = LIVES[name]
    life = life_of(facts)
    found = {day: life.on(date.fromisoformat(day)) for day in table}
    statuses = {day: interval.status and interval.status.value for day, interval in found.items()}
    assert statuses == table
    assert all(bool(each.reason) != bool(each.status) for each in found.values())
    assert all(str(each.reason) for each in found.values() if each.reason)


def test_a_successor_and_an_event_that_says_the_same_are_one_step():
    facts, _table = LIVES["supersession"]
    facts = replace(facts, acts=(*facts.acts, act(E.SUPERSEDED, "2020-07-01")))
    steps = life_of(facts).on(date(2021, 1, 1)).steps
    assert [str(step.sentence) for step in steps] == [
        "signed since December 17, 1992: event “signature”",
        "in force since January 1, 1994: event “entry into force”",
        "superseded since July 1, 2020: event “replacement”",
    ]
    assert [type(each).__name__ for each in steps[-1].basis] == ["Act", "Supersession"]


@pytest.mark.parametrize("name", NEXT_DATES)
def test_next_dates(name):
    life = life_of(LIVES[name][0])
    for day, expected in NEXT_DATES[name].items():
        due = dates_of(life, date.fromisoformat(day))
        assert [(each.on.code, each.kind.value) for each in due] == expected, day

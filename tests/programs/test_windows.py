"""A call opens and closes at the instants that the sponsor's clocks show."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from programs.models import Call, CallTimes, Program, ProgramEdition, calls_of
from programs.models.times import rebuild
from programs.windows import CLOSING_SOON, CallState, Window, closing, opening
from publishing import formats
from publishing.admin.drafts import find_revision
from publishing.changes.position import current_position
from publishing.models import DraftSave, Hour
from publishing.record.verification import find_errors
from publishing.snapshot import snapshot
from tests.factories import make_program

MINUTE = timedelta(minutes=1)
OPEN_STATES = {CallState.OPEN, CallState.CLOSING_SOON}
# Zone; first and last day, with times; the instants in UTC. Clocks change in between, on the day of
# the opening or on that of the closing.
WINDOWS = {
    "whole days, clocks set back between": (
        "America/New_York", date(2026, 10, 15), None, date(2026, 11, 15), None,
        datetime(2026, 10, 15, 4, tzinfo=UTC), datetime(2026, 11, 16, 5, tzinfo=UTC),
    ),
    "closes on the day on which clocks are set back": (
        "Europe/Madrid", date(2026, 10, 1), time(9), date(2026, 10, 25), time(12),
        datetime(2026, 10, 1, 7, tzinfo=UTC), datetime(2026, 10, 25, 11, tzinfo=UTC),
    ),
    "opens on the day on which clocks are set forward": (
        "Europe/Madrid", date(2026, 3, 29), time(3), date(2026, 4, 30), None,
        datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 4, 30, 22, tzinfo=UTC),
    ),
    "no change of clocks since 2022": (
        "America/Mexico_City", date(2026, 9, 13), None, date(2027, 2, 2), time(23, 59),
        datetime(2026, 9, 13, 6, tzinfo=UTC), datetime(2027, 2, 3, 5, 59, tzinfo=UTC),
    ),
    "its day begins at one, as clocks skip midnight": (
        "America/Santiago", date(2026, 9, 6), None, date(2026, 10, 1), None,
        datetime(2026, 9, 6, 4, tzinfo=UTC), datetime(2026, 10, 2, 3, tzinfo=UTC),
    ),
}  # fmt: skip


def window_of(zone, first, at, last, until):
    zone = ZoneInfo(zone)
    return Window(opening(first, at, zone), closing(last, until, zone))


@pytest.mark.parametrize("case", WINDOWS.values(), ids=list(WINDOWS))
def test_window_has_the_instants_of_its_zone(case):
    *said, opens_at, closes_at = case
    window = window_of(*said)
    assert (window.opens_at, window.closes_at) == (opens_at, closes_at)


@pytest.mark.parametrize("case", WINDOWS.values(), ids=list(WINDOWS))
def test_state_is_right_at_every_minute_around_each_hour(case):
    window = window_of(*case[:-2])
    soon_at = max(window.closes_at - CLOSING_SOON, window.opens_at)
    assert window.hours() == [window.opens_at, soon_at, window.closes_at]
    for hour in window.hours():
        for minutes in range(-90, 91):
            at = hour + minutes * MINUTE
            state = window.state_at(at)
            assert (state in OPEN_STATES) == (window.opens_at <= at < window.closes_at)
            assert (state == CallState.CLOSING_SOON) == (soon_at <= at < window.closes_at)
            assert (state == CallState.FORECAST) == (at < window.opens_at)
            assert (state == CallState.CLOSED) == (at >= window.closes_at)


def test_what_is_not_recorded_is_not_guessed():
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    assert Window(None, None).state_at(moment) == CallState.FORECAST
    assert Window(None, moment + MINUTE).state_at(moment) == CallState.CLOSING_SOON
    assert Window(moment, None).state_at(moment) == CallState.OPEN
    assert Window(moment, None, cancelled=True).state_at(moment) == CallState.CANCELLED


CALL = {"cycle": "2026", "zone": "America/New_York"}


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({"zone": "Mexico/Oaxaca"}, "zone", "no time zone"),
        ({"zone": "localtime"}, "zone", "no time zone"),
        ({"closes_on": "2026-11-01", "closes_time": "01:30"}, "closes_time", "twice"),
        ({"opens_on": "2026-03-08", "opens_time": "02:30"}, "opens_time", "skip 02:30"),
        ({"opens_on": "2026-05-02", "closes_on": "2026-05-01"}, "closes_on", "after they open"),
        (
            {
                "opens_on": "2026-05-01",
                "opens_time": "12:00",
                "closes_on": "2026-05-01",
                "closes_time": "12:00",
            },
            "closes_on",
            "after they open",
        ),
        ({"closes_time": "12:00"}, "closes_on", "which day"),
        ({"closes_on": "0001-01-01"}, "closes_on", "year"),
        ({"cycle": "—"}, "cycle", "letter or a number"),
        ({"apply_at": "http://10.0.0.7/apply"}, "apply_at", "private network"),
        ({"apply_at": "https://localhost/apply"}, "apply_at", "private network"),
        ({"apply_at": "https://[::ffff:127.0.0.1]/"}, "apply_at", "private network"),
        ({"apply_at": "https://intranet/apply"}, "apply_at", ""),
    ],
)
def test_call_that_makes_no_sense_is_refused_beside_its_field(db, said, field, reason):
    call = Call(program=make_program(), **{**CALL, **said})
    with pytest.raises(ValidationError) as refused:
        call.full_clean()
    assert reason in " ".join(refused.value.message_dict[field])


def test_two_calls_of_one_cycle_and_too_many_are_refused_by_name(db, pilar):
    program = make_program(calls=[{"cycle": "2026–2027"}, {"cycle": "2026-2027"}])
    (reason,) = program.publication_errors()
    assert "“2026-2027”" in reason
    many = make_program(calls=[{"cycle": str(number)} for number in range(500)])
    (reason,) = many.publication_errors()
    assert "500" in reason
    rolling = make_program(rolling=True, closes_on=date(2026, 5, 1))
    assert any("at any time" in reason for reason in rolling.publication_errors())


def test_every_cache_learns_of_each_hour(db, pilar):
    with time_machine.travel(datetime(2026, 3, 2, 18, tzinfo=UTC), tick=False) as clock:
        call = {"cycle": "2026", "opens_on": "2026-04-01", "closes_on": "2026-06-01"}
        program = make_program(calls=[{**call, "zone": "Asia/Tokyo"}])
        edition = program.publish(pilar)
        window = calls_of(edition)[0].window
        assert sorted(Hour.objects.values_list("at", flat=True)) == window.hours()
        keys = [current_position().key]
        for hour in window.hours():
            clock.move_to(hour - MINUTE)
            assert current_position().key == keys[-1]
            clock.move_to(hour)
            keys.append(current_position().key)
            clock.move_to(hour + MINUTE)
            assert current_position().key == keys[-1]
    assert len(set(keys)) == 4


def test_times_follow_from_editions_and_can_be_made_anew(db, pilar):
    with time_machine.travel(datetime(2026, 3, 2, 18, tzinfo=UTC), tick=False) as clock:
        program = make_program(calls=[{"cycle": "2026", "closes_on": "2026-06-01"}])
        program.publish(pilar)
        clock.shift(timedelta(days=40))
        program.calls.create(cycle="2027", position=2, zone="UTC")
        program.publish(pilar)
        columns = ("of_edition", "key", "closes_at", "announced_on", "cancelled")
        kept = list(CallTimes.objects.values_list(*columns))
        days = {(key, on) for _edition, key, _closes, on, _cancelled in kept}
        assert days == {("2026", date(2026, 3, 2)), ("2027", date(2026, 4, 11))}
        CallTimes.objects.filter(key="2027").delete()
        rebuild()
        assert list(CallTimes.objects.values_list(*columns)) == kept


def test_columns_of_before_are_read_as_a_call(db, pilar):
    edition = ProgramEdition(opens_on=date(2026, 3, 1), closes_on=date(2026, 4, 1))
    row = make_program().publish(pilar)
    edition.pk = row.pk
    (call,) = calls_of(edition)
    assert (call.key, call.opens_on, call.closes_on) == ("2026", date(2026, 3, 1), date(2026, 4, 1))


def test_call_is_new_for_thirty_days_though_nothing_is_published(db, pilar, client):
    with time_machine.travel(datetime(2026, 3, 2, 18, tzinfo=UTC), tick=False) as clock:
        make_program(calls=[{"cycle": "2026"}]).publish(pilar)
        address = "/programs.json?announced=last-30-days"
        for days, number in ((0, 1), (30, 1), (1, 0)):
            clock.shift(timedelta(days=days))
            assert client.get(address).json()["number"] == number, days


def test_edition_of_before_says_what_its_working_copy_was_moved_to(db, pilar, monkeypatch):
    """As the migration moves columns, so is an edition read that was sealed with them."""
    columns = {
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 4, 1),
        "citizenship_en": "U.S. citizens",
        "citizenship_es": "",
        "recurring": True,
    }
    with monkeypatch.context() as before:
        before.setattr(formats, "CURRENT", 3)
        for name, value in columns.items():
            before.setattr(Program, name, value, raising=False)
        program = make_program(eligibility_en="Teachers.")
        edition = program.publish(pilar)
    assert not list(find_errors(ProgramEdition))
    program.eligibility_en = "Teachers.\nU.S. citizens"
    program.save()
    call = {"opens_on": columns["opens_on"], "closes_on": columns["closes_on"]}
    program.calls.create(cycle="2026", position=1, **call)
    assert not program.differs_from(edition)


def test_what_was_canceled_before_it_began_announced_nothing(db, pilar):
    with time_machine.travel(datetime(2026, 3, 2, 18, tzinfo=UTC), tick=False) as clock:
        program = make_program(calls=[{"cycle": "2026"}])
        april, may = (datetime(2026, month, 5, 18, tzinfo=UTC) for month in (4, 5))
        first, second = (program.publish(pilar, at=at) for at in (april, may))
        announced = CallTimes.objects.filter(of_edition=second).values_list("announced_on")
        assert announced.get() == (april.date(),)
        clock.shift(timedelta(days=1))
        first.cancel(pilar)
        assert announced.get() == (may.date(),)


def test_draft_save_of_before_restores_the_call_and_the_citizenship(db, pilar):
    program = make_program()
    content = snapshot(program)
    content["fields"] |= {"closes_on": "2026-04-01", "citizenship_en": "U.S. citizens"}
    about = {"item_type": program._meta.label_lower, "item_id": program.pk}
    save = DraftSave.objects.create(by=pilar, content=content, format=3, **about)
    restored = find_revision(program, str(save.pk)).content
    assert restored["parts"]["calls"][0]["cycle"] == "2026"
    assert restored["fields"]["eligibility_en"] == "U.S. citizens"

"""Rounds over all published addresses, and what three days of failure make of one."""

import fcntl
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from publishing.changes.models import Hour
from publishing.changes.position import current_position
from relations.links.rounds import RunningError, check_links
from relations.management.commands import check_links as command
from relations.models import LinkCheck
from relations.models.link_check import DEAD_AFTER, FAILURES, LONGEST, REFUSED, Finding, Outcome
from tests.factories import make_program
from tests.relations.links.internet import answer, redirect

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 18, tzinfo=UTC)  # noon in Mexico City
A, B, C = (f"http://{name}.example/" for name in "abc")


@pytest.fixture(autouse=True)
def _lock(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def published(ruth, *addresses):
    programs = [make_program(site=address) for address in addresses]
    for program in programs:
        program.publish(ruth)
    return programs


def noted(outcome, *days_after: int, check=None) -> LinkCheck:
    check = check or LinkCheck.objects.create(address=A)
    for days in days_after:
        check.note(Finding(outcome, None, A), NOON + timedelta(days=days))
    check.refresh_from_db()
    return check


# When an address is dead


@pytest.mark.parametrize("outcome", FAILURES)
def test_three_failures_on_three_days_are_dead(outcome):
    check = noted(outcome, 0, 5)
    assert not LinkCheck.objects.dead()
    noted(outcome, 9, check=check)
    assert list(LinkCheck.objects.dead()) == [check]
    assert (check.failed_days, check.failed_on) == (DEAD_AFTER, date(2026, 12, 6))
    assert check.bad_since == date(2026, 11, 27)


def test_three_failures_on_one_day_are_not_dead():
    check = noted(Outcome.NOT_FOUND, 0, 0, 0, 0)
    assert check.failed_days == 1
    assert not LinkCheck.objects.dead()


def test_days_are_those_of_the_site():
    check = LinkCheck.objects.create(address=A)
    midnight = datetime(2026, 11, 28, 6, tzinfo=UTC)
    for at in (midnight - timedelta(minutes=1), midnight, midnight + timedelta(hours=18)):
        check.note(Finding(Outcome.NOT_FOUND, 404, A), at)
    assert check.failed_days == 2


def test_clock_that_was_set_back_counts_no_day_twice():
    assert noted(Outcome.NOT_FOUND, 0, 1, 0, 1).failed_days == 2


def test_one_answer_clears_it():
    check = noted(Outcome.NOT_FOUND, 0, 1, 2)
    noted(Outcome.ANSWERED, 3, check=check)
    assert (check.failed_days, check.failed_on, check.bad_since) == (0, None, None)
    assert check.answered_on == date(2026, 11, 30)
    assert not LinkCheck.objects.owed()
    assert noted(Outcome.NOT_FOUND, 4, 5, check=check).failed_days == 2


@pytest.mark.parametrize(
    "outcome", [o for o in Outcome if o not in (*FAILURES, *REFUSED, Outcome.ANSWERED)]
)
def test_what_says_nothing_of_readers_neither_counts_nor_clears(outcome):
    assert not noted(outcome, 0, 1, 2, 3).failed_days
    LinkCheck.objects.all().delete()
    check = noted(Outcome.NOT_FOUND, 0, 1)
    assert noted(outcome, 2, check=check).failed_days == 2
    assert check.failed_on == date(2026, 11, 28)


@pytest.mark.parametrize("outcome", REFUSED)
def test_what_is_refused_is_owed_at_once_and_never_dead(outcome):
    check = noted(outcome, 0, 1, 2, 3)
    assert list(LinkCheck.objects.owed()) == [check]
    assert not LinkCheck.objects.dead()
    assert check.bad_since == date(2026, 11, 27)


# Rounds


def test_round_asks_for_each_published_address_once_and_writes_what_came(internet, ruth):
    internet.add(A, answer(200))
    internet.add(B, redirect(C, 302))
    internet.add(C, answer(410))
    published(ruth, A, A, B)
    list(check_links(internet.checker()))
    rows = LinkCheck.objects.values_list("address", "outcome", "status", "final_address")
    assert list(rows) == [(A, "answered", 200, ""), (B, "not_found", 410, C)]
    assert internet.requests().count(f"HEAD {A}") == 1


def test_round_forgets_what_is_no_longer_published(internet, ruth):
    program, _other = published(ruth, A, B)
    list(check_links(internet.checker()))
    program.site = C
    program.save()
    program.publish(ruth)
    list(check_links(internet.checker()))
    assert list(LinkCheck.objects.values_list("address", flat=True)) == [B, C]


def test_round_that_was_cut_is_continued_by_the_next(internet, ruth):
    for address in (A, B, C):
        internet.add(address, answer(404))
    published(ruth, A, B, C)
    assert [check.address for check in check_links(internet.checker(), 1)] == [A]
    cut = check_links(internet.checker())
    assert next(cut).address == B
    cut.close()
    assert [check.address for check in check_links(internet.checker())] == [C, A, B]


def test_no_odd_address_or_server_ends_a_round(internet, ruth):
    internet.add(B, answer(200))
    published(ruth, A, B)
    checker = internet.checker()
    internet.names["a.example"] = ["no address of the internet"]
    outcomes = {check.address: check.outcome for check in check_links(checker)}
    assert outcomes == {A: Outcome.UNCLEAR, B: Outcome.ANSWERED}


def test_redirect_to_a_very_long_address_is_written_as_far_as_it_goes(internet, ruth):
    internet.add(A, redirect(f"/{'a' * 5_000}"))
    published(ruth, A)
    list(check_links(internet.checker()))
    check = LinkCheck.objects.get()
    assert (check.outcome, len(check.final_address)) == (Outcome.NOT_FOUND, LONGEST)


def test_fault_of_the_program_itself_ends_no_round(internet, ruth, caplog):
    class Faulty:
        def check(self, address):
            raise RuntimeError(address)

    published(ruth, A)
    assert [check.outcome for check in check_links(Faulty())] == [Outcome.UNCLEAR]
    assert A in caplog.text


def test_machine_without_a_way_out_takes_nobody_for_dead(internet, ruth):
    published(ruth, A, B, C)
    internet.names["b.example"] = ["93.184.216.34"]
    internet.unreachable["93.184.216.34"] = ConnectionRefusedError()
    outcomes = [(check.outcome, check.failed_days) for check in check_links(internet.checker())]
    assert outcomes == [(Outcome.UNCLEAR, 0)] * 3


def test_names_that_do_not_exist_are_dead_once_any_server_answers(internet, ruth):
    internet.add(B, answer(403))
    published(ruth, A, B, C)
    outcomes = [check.outcome for check in check_links(internet.checker())]
    assert outcomes == [Outcome.NO_NAME, Outcome.TURNED_AWAY, Outcome.NO_NAME]


def test_private_address_is_owed_also_where_nobody_answers(internet, ruth):
    internet.names["a.example"] = ["10.0.0.1"]
    published(ruth, A)
    assert [check.outcome for check in check_links(internet.checker())] == [Outcome.PRIVATE]


def test_caches_learn_of_a_label_at_once_and_of_nothing_else(internet, ruth):
    internet.add(A, answer(404))
    internet.add(B, answer(200))
    published(ruth, A, B)
    LinkCheck.objects.create(address=A, failed_days=1, failed_on=date(2026, 11, 1))
    before = current_position().key
    list(check_links(internet.checker()))
    assert current_position().key == before
    LinkCheck.objects.filter(address=A).update(failed_days=2, failed_on=date(2026, 11, 2))
    list(check_links(internet.checker()))
    dead = current_position().key
    assert dead != before
    internet.pages[A] = answer(200)
    list(check_links(internet.checker()))
    assert current_position().key not in (before, dead)


def test_caches_learn_of_each_label_before_the_next_address_is_asked_for(internet, ruth):
    """A round that is killed leaves no page with a label that its cache does not know of."""
    published(ruth, A, B, C)
    internet.add(A, answer(404))
    internet.add(B, answer(200))
    internet.add(C, answer(404))
    yesterday = date(2026, 11, 1)
    LinkCheck.objects.create(address=A, failed_days=2, failed_on=yesterday)
    LinkCheck.objects.create(address=B, failed_days=3, failed_on=yesterday)
    LinkCheck.objects.create(address=C, failed_days=3, failed_on=yesterday)
    keys = [current_position().key]
    for _check in check_links(internet.checker()):
        keys.append(current_position().key)
    assert len(set(keys)) == 4  # it died, came back, failed on another day


def test_label_and_the_hour_of_it_are_written_together(internet, ruth, monkeypatch):
    published(ruth, A)
    internet.add(A, answer(404))
    LinkCheck.objects.create(address=A, failed_days=2, failed_on=date(2026, 11, 1))

    def full(**_columns):
        raise OSError

    monkeypatch.setattr(Hour.objects, "get_or_create", full)
    with pytest.raises(OSError):  # noqa: PT011
        list(check_links(internet.checker()))
    assert not LinkCheck.objects.dead()


def test_caches_learn_of_a_dead_link_that_is_forgotten(internet, ruth):
    LinkCheck.objects.create(address=A, failed_days=2)
    before = current_position().key
    list(check_links(internet.checker()))
    assert current_position().key == before
    LinkCheck.objects.create(address=A, failed_days=3)
    list(check_links(internet.checker()))
    assert (LinkCheck.objects.count(), Hour.objects.count()) == (0, 1)


def test_two_rounds_do_not_run_at_once(internet, ruth, settings):
    published(ruth, A)
    with (settings.DATA_DIR / "check_links.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(RunningError):
            list(check_links(internet.checker()))
        with pytest.raises(CommandError, match="Another check"):
            call_command("check_links")
    assert not LinkCheck.objects.exists()
    assert len(list(check_links(internet.checker()))) == 1


def test_command_says_what_did_not_answer(internet, ruth, monkeypatch):
    internet.add(A, answer(200))
    internet.add(B, redirect(C))
    internet.add(C, redirect("http://127.0.0.1/"))
    internet.names["127.0.0.1"] = ["127.0.0.1"]
    published(ruth, A, B)
    monkeypatch.setattr(command, "Checker", internet.checker)
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{B} → http://127.0.0.1/: leads into a private network",
        "2 addresses asked for, 1 answered; 0 links are dead.",
    ]
    out = StringIO()
    call_command("check_links", "--limit", "1", stdout=out)
    assert out.getvalue().startswith("1 addresses asked for, 1 answered")
    with pytest.raises(CommandError):
        call_command("check_links", "--limit", "0")


def test_nothing_but_an_argument_of_the_checker_opens_the_way_inside(settings):
    """No setting and no variable is read where addresses are judged."""
    for module in ("network.py", "checking.py", "rounds.py", "published.py"):
        text = (settings.BASE_DIR / "relations" / "links" / module).read_text()
        assert "environ" not in text
        read = {word.partition("settings.")[2] for word in text.split() if "settings." in word}
        assert {name.strip("(){},:\"'/") for name in read} <= {"SITE_URL", "DATA_DIR", ""}

"""Who got in and who was refused stands in one row for each source and hour, whatever the way."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import access_log, models
from accounts.access_log import note
from accounts.limits import FREE_TRIES
from accounts.models import AccessEntry
from accounts.second_factor import new_authenticator, new_recovery_codes
from config.settings import number_of
from delivery import locks
from delivery.locks import Busy
from tests import people
from tests.accounts.devices import code_of, enroll
from tests.admin.desk import url
from tests.connections import meanwhile
from tests.factories import make_section
from tests.record import settle

pytestmark = pytest.mark.django_db

Kind = AccessEntry.Kind
RIGHT, WRONG = "correct horse battery", "wrong"
CODE_PAGE = "/admin/second-factor/"


@pytest.fixture
def reader(db):
    """Somebody with an account and no business at the desk."""
    return get_user_model().objects.create_user("reader", password=RIGHT)


def sign_in(client, name="ana", password=WRONG, **extra):
    values = {"username": name, "password": password}
    return client.post(reverse("admin:login"), values, **extra)


def entries() -> dict[tuple[str, str], int]:
    """How often each kind was noted for each account."""
    return {(entry.kind, entry.account): entry.number for entry in AccessEntry.objects.all()}


def forget_tries():
    models.FailedTries.objects.all().delete()


# Every way of getting in


def test_a_password(client, ana):
    sign_in(client, password=RIGHT)
    assert entries() == {(Kind.SIGNED_IN, "ana"): 1}


@pytest.mark.parametrize("recovery", [False, True])
def test_a_password_and_then_a_code_of_either_sort(client, ana, recovery):
    device = enroll(ana)
    code = new_recovery_codes(ana)[0] if recovery else code_of(device)
    sign_in(client, password=RIGHT)
    assert entries() == {(Kind.CODE_OWED, "ana"): 1}
    assert client.post(CODE_PAGE, {"code": code}).status_code == 302
    assert entries() == {(Kind.CODE_OWED, "ana"): 1, (Kind.SIGNED_IN, "ana"): 1}


def test_setting_up_the_second_factor_that_is_required(client, ana, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, password=RIGHT)
    device, offer = new_authenticator(ana)
    assert client.post(CODE_PAGE, {"code": code_of(device), "offer": offer}).status_code == 200
    assert entries() == {(Kind.CODE_OWED, "ana"): 1, (Kind.SIGNED_IN, "ana"): 1}


# Every way of being refused; those of a provider stand in test_oidc.py


@pytest.mark.parametrize(
    ("name", "password", "account"),
    [
        ("ana", WRONG, "ana"),
        ("ANA", RIGHT, "ana"),
        ("reader", RIGHT, "reader"),
        ("my password, in the wrong field", WRONG, ""),
    ],
)
def test_a_sign_in_is_refused_to_an_account_or_to_nobody_known(
    client, ana, reader, name, password, account
):
    assert sign_in(client, name, password).status_code == 200
    assert entries() == {(Kind.SIGN_IN_REFUSED, account): 1}


def test_of_accounts_that_differ_in_case_the_one_that_was_typed_is_named(client, ana):
    people.make_staff("Ana", "view")
    for name in ("Ana", "ana", "ANA"):
        sign_in(client, name)
        forget_tries()
    assert entries() == {(Kind.SIGN_IN_REFUSED, name): 1 for name in ("Ana", "ana", "")}


def test_who_is_throttled_is_refused_as_well(client, ana):
    for _try in range(FREE_TRIES + 2):
        answer = sign_in(client)
    assert answer.status_code == 429
    assert entries() == {(Kind.SIGN_IN_REFUSED, "ana"): FREE_TRIES + 2}


def test_a_password_where_only_a_provider_lets_in(client, ana, settings):
    settings.LOCAL_PASSWORDS = False
    assert sign_in(client, password=RIGHT).status_code == 200
    assert entries() == {(Kind.SIGN_IN_REFUSED, "ana"): 1}


@pytest.mark.parametrize("enrolled", [True, False])
def test_a_wrong_code(client, ana, settings, enrolled):
    settings.REQUIRE_SECOND_FACTOR = True
    if enrolled:
        enroll(ana)
    client.force_login(ana)
    offer = new_authenticator(ana)[1]
    client.post(CODE_PAGE, {"code": "000000", "offer": offer})
    assert entries() == {(Kind.SIGN_IN_REFUSED, "ana"): 1}


def test_a_wrong_old_password(client, ana):
    client.force_login(ana)
    values = {"old_password": WRONG, "new_password1": RIGHT[::-1], "new_password2": RIGHT[::-1]}
    client.post(reverse("admin:password_change"), values)
    assert entries() == {(Kind.SIGN_IN_REFUSED, "ana"): 1}


def test_too_many_requests_for_a_new_password(client, ana):
    for _try in range(FREE_TRIES + 1):
        client.post(reverse("admin_password_reset"), {"email": ana.email})
    assert entries() == {(Kind.SIGN_IN_REFUSED, ""): 1}


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_act_that_somebody_may_not_do(client, ana, method):
    section = make_section()
    client.force_login(ana)
    assert getattr(client, method)(url(section, "withdraw", section.pk)).status_code == 403
    assert entries() == {(Kind.ACT_REFUSED, "ana"): 1}


def test_reading_ahead_without_the_right_to(client, reader):
    client.force_login(reader)
    assert client.get("/?at=2099-01-01").status_code == 403
    assert entries() == {(Kind.ACT_REFUSED, "reader"): 1}


@pytest.mark.parametrize("address", ["/admin/", "/admin/queue/", CODE_PAGE, "/styleguide/"])
def test_the_desk_for_somebody_who_has_no_business_there(client, reader, address):
    client.force_login(reader)
    assert "no role yet" in client.get(address, follow=True).text
    assert entries() == {(Kind.ACT_REFUSED, "reader"): 1}
    client.post("/admin/queue/", {"cancel": "1"})
    assert entries() == {(Kind.ACT_REFUSED, "reader"): 2}


def test_whoever_owes_a_code_is_not_refused_what_waits_for_it(client, ana):
    enroll(ana)
    client.force_login(ana)
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == CODE_PAGE
    assert client.post("/admin/sign-out/").status_code == 302
    assert not entries()


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/oidc/", "/admin/second-factor/"])
def test_a_form_of_another_site(ana, address):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address).status_code == 403
    assert entries() == {(Kind.ACT_REFUSED, ""): 1}
    client.force_login(ana)
    assert client.post("/").status_code == 403
    assert entries() == {(Kind.ACT_REFUSED, ""): 1, (Kind.ACT_REFUSED, "ana"): 1}


def test_strangers_are_not_noted_for_reading_nor_for_what_is_no_desk():
    client = Client(enforce_csrf_checks=True)
    assert client.get("/admin/?at=2099-01-01").status_code == 403
    assert client.post("/").status_code == 403
    assert not entries()


# One row for each source and hour


def test_a_row_counts_an_hour_and_tells_its_first_and_its_last_time(client, ana, clock):
    clock.move_to(timezone.now().replace(minute=10))
    began = timezone.now()
    sign_in(client)
    clock.shift(timedelta(minutes=40))
    sign_in(client)
    (entry,) = AccessEntry.objects.all()
    assert (entry.number, entry.source) == (2, "127.0.0.1")
    assert (entry.first_at, entry.last_at) == (began, began + timedelta(minutes=40))
    clock.shift(timedelta(minutes=20))
    sign_in(client)
    sign_in(client, REMOTE_ADDR="2001:db8:1:2::3")
    sign_in(client, REMOTE_ADDR="2001:db8:1:2::4")
    rows = AccessEntry.objects.values_list("source", "number")
    assert sorted(rows) == [("127.0.0.1", 1), ("127.0.0.1", 2), ("2001:db8:1:2::/64", 2)]


def test_many_sources_share_a_row_for_each_account(rf, ana, monkeypatch, clock):
    monkeypatch.setattr(access_log, "MAX_ROWS", 3)
    for _round in range(2):
        for number in range(10):
            request = rf.get("/", REMOTE_ADDR=f"203.0.113.{number}")
            for name in ("ana", "nobody"):
                note(request, Kind.SIGN_IN_REFUSED, name)
    note(request, Kind.SIGNED_IN, "ana")  # of another kind
    rows = AccessEntry.objects.values_list("kind", "source", "account", "number")
    assert sorted(rows) == [
        (Kind.SIGN_IN_REFUSED, "*", "", 18),
        (Kind.SIGN_IN_REFUSED, "*", "ana", 16),
        (Kind.SIGN_IN_REFUSED, "203.0.113.0", "", 2),
        (Kind.SIGN_IN_REFUSED, "203.0.113.0", "ana", 2),
        (Kind.SIGN_IN_REFUSED, "203.0.113.1", "ana", 2),
        (Kind.SIGNED_IN, "203.0.113.9", "ana", 1),
    ]


def test_an_account_that_is_deleted_leaves_its_rows(client, reader):
    sign_in(client, "reader", RIGHT)
    reader.delete()
    assert entries() == {(Kind.SIGN_IN_REFUSED, "reader"): 1}


def statements(act) -> list[str]:
    settle()
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"].partition(" ")[0] for query in queries]


@pytest.mark.parametrize("throttled", [False, True])
def test_known_and_unknown_names_cost_the_same_queries(client, ana, clock, throttled):
    if throttled:
        for number in range(FREE_TRIES):
            sign_in(client, f"name{number}")
    known = statements(lambda: sign_in(client))
    assert known == statements(lambda: sign_in(client, "nobody"))
    assert known == statements(lambda: sign_in(client))


def test_two_at_once_are_both_counted(other_connection, rf):
    start = Barrier(2)

    def note_some(_number):
        connections["default"] = mine = other_connection.copy()
        if mine.vendor == "sqlite":
            mine.settings_dict["OPTIONS"]["timeout"] = 10
        start.wait()
        for _time in range(20):
            note(rf.get("/"), Kind.SIGNED_IN, "ana")
        mine.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(note_some, range(2)))
    assert sum(AccessEntry.objects.values_list("number", flat=True)) == 40


# What cannot be noted


def test_a_refusal_is_answered_alike_while_others_write_the_same_row(
    client, other_connection, clock, caplog
):
    ana = people.ana()
    client.force_login(ana)
    request = client.get("/").wsgi_request
    with meanwhile(other_connection, lambda: note(request, Kind.ACT_REFUSED, "ana")):
        assert client.get(reverse("admin:auth_user_changelist")).status_code == 403
    assert "Not noted: act-refused, from 127.0.0.1" in caplog.text
    assert not entries()


@pytest.mark.parametrize("form", [False, True])
def test_noting_takes_one_place_among_those_who_wait(rf, monkeypatch, other_connection, form):
    """A form has its place already where it needs one: with two, two forms would be in the way of
    all; and what is read must have one as well, or refusals would keep every thread waiting."""
    monkeypatch.setattr(locks, "PLACE_SECONDS", 0.001)
    with contextlib.ExitStack() as places:
        for _place in range(locks.MAX_WAITING - 1):
            places.enter_context(locks._places)
        if form:
            places.enter_context(connection.execute_wrapper(locks.wait_in_line))
        note(rf.get("/"), Kind.ACT_REFUSED, "")
        assert entries() == {(Kind.ACT_REFUSED, ""): 1}
        places.enter_context(locks._places)
        note(rf.get("/"), Kind.ACT_REFUSED, "")
    assert entries() == {(Kind.ACT_REFUSED, ""): 1}


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError, DatabaseError, Busy])
def test_who_is_right_gets_in_and_who_is_wrong_does_not_though_nothing_can_be_noted(
    client, ana, monkeypatch, caplog, fault
):
    def fail(*args):
        raise fault

    monkeypatch.setattr(access_log, "_count", fail)
    assert sign_in(client).status_code == 200
    assert sign_in(client, password=RIGHT).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403
    assert caplog.text.count("Not noted") == 3
    assert not entries()


# For how long


@pytest.fixture
def old_entries(client, ana, clock, settings):
    """Three rows of 31 days ago; rows are kept for 30."""
    settings.ACCESS_LOG_DAYS = 30
    for number in range(3):
        sign_in(client, REMOTE_ADDR=f"203.0.113.{number}")
    clock.shift(timedelta(days=31))


def test_old_rows_are_deleted_as_rows_are_added(client, old_entries, clock):
    sign_in(client)
    assert AccessEntry.objects.count() == 1
    clock.shift(timedelta(days=29))
    sign_in(client)
    assert AccessEntry.objects.count() == 2


def test_nobody_waits_for_a_great_many(client, old_entries, monkeypatch):
    monkeypatch.setattr(models, "FORGOTTEN_AT_ONCE", 2)
    sign_in(client)
    assert AccessEntry.objects.count() == 2


def test_preparing_a_release_deletes_them_all(old_entries, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(models, "FORGOTTEN_AT_ONCE", 2)
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("prepare", "--empty")
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "ninety", "100000", "٣"])
def test_a_setting_that_is_no_number_of_days_is_refused(monkeypatch, text):
    monkeypatch.setenv("ACCESS_LOG_DAYS", text)
    with pytest.raises(ImproperlyConfigured, match="ACCESS_LOG_DAYS"):
        number_of("days", "ACCESS_LOG_DAYS", 90)


@pytest.mark.parametrize(("text", "number"), [("", 90), (" 30 ", 30), ("365", 365)])
def test_a_setting_in_days(monkeypatch, text, number):
    monkeypatch.setenv("ACCESS_LOG_DAYS", text)
    assert number_of("days", "ACCESS_LOG_DAYS", 90) == number

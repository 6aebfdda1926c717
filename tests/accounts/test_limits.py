"""Tries that fail make further tries wait; nobody is locked out, and no name is given away."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.limits import FREE_TRIES, MAX_WAIT, wait_after
from accounts.models import FailedTries, KnownSource
from tests import people
from tests.connections import meanwhile

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "correct horse battery", "wrong"
STRANGER, OFFICE, HOME = "203.0.113.5", "198.51.100.1", "192.0.2.77"


def sign_in(client, name="ana", password=WRONG, address=STRANGER):
    values = {"username": name, "password": password}
    response = client.post(reverse("admin:login"), values, REMOTE_ADDR=address)
    client.cookies.clear()
    return response


def fail_until_slow(client, name="ana", address=STRANGER):
    for _try in range(FREE_TRIES):
        assert sign_in(client, name, address=address).status_code == 200
    return sign_in(client, name, address=address)


def addresses():
    return (f"203.0.113.{number}" for number in range(10, 40))


def test_failures_make_the_next_try_wait_and_say_how_long(client, ana, clock):
    response = fail_until_slow(client)
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    assert "Wait 2 seconds, then try again." in response.text
    assert 'value="ana"' in response.text
    assert RIGHT not in response.text


def test_a_right_password_must_wait_as_well_and_then_gets_in(client, ana, clock):
    fail_until_slow(client)
    assert sign_in(client, password=RIGHT).status_code == 429
    clock.shift(2)
    assert sign_in(client, password=RIGHT).status_code == 302


def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(client, ana, clock):
    fail_until_slow(client)
    waits = []
    for _try in range(12):
        waits.append(int(sign_in(client)["Retry-After"]))
        clock.shift(waits[-1])
        assert sign_in(client).status_code == 200
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, MAX_WAIT, MAX_WAIT, MAX_WAIT]
    assert "Wait 15 minutes" in sign_in(client).text
    assert wait_after(10_000) == MAX_WAIT


def test_tries_that_came_too_early_do_not_count(client, ana, clock):
    fail_until_slow(client)
    for _try in range(50):
        assert sign_in(client)["Retry-After"] == "2"


def test_an_hour_without_failures_forgives_them_and_later_nothing_is_kept(client, ana, clock):
    fail_until_slow(client)
    clock.shift(timedelta(hours=1, seconds=1))
    for _try in range(FREE_TRIES):
        assert sign_in(client).status_code == 200
    clock.shift(timedelta(hours=3))
    sign_in(client, "bea", address=HOME)
    assert FailedTries.objects.count() == 2


def test_one_source_cannot_try_many_names(client, ana, clock):
    answers = [sign_in(client, f"name{number}").status_code for number in range(25)]
    assert answers.count(200) == FREE_TRIES


def test_many_sources_cannot_try_one_name(client, ana, clock):
    answers = [sign_in(client, address=address).status_code for address in addresses()]
    assert answers.count(200) == FREE_TRIES


def test_one_network_of_ipv6_is_one_source(client, ana, clock):
    for number in range(FREE_TRIES):
        sign_in(client, f"name{number}", address=f"2001:db8:1:2::{number}")
    assert sign_in(client, address="2001:db8:1:2:9::9").status_code == 429
    assert sign_in(client, address="2001:db8:1:3::9").status_code == 200


def test_strangers_who_fail_do_not_keep_out_who_has_signed_in_there_before(client, ana, clock):
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 302
    for address in addresses():
        sign_in(client, address=address)
    assert sign_in(client, password=RIGHT, address=HOME).status_code == 429
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 302


def test_whoever_fails_beside_a_colleague_does_not_keep_them_out(client, ana, clock):
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 302
    for number in range(FREE_TRIES + 5):
        sign_in(client, f"name{number}", address=OFFICE)
    assert sign_in(client, "bea", address=OFFICE).status_code == 429
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 302


def test_from_a_known_address_tries_are_limited_as_well(client, ana, clock):
    sign_in(client, password=RIGHT, address=OFFICE)
    for _try in range(2 * FREE_TRIES):
        sign_in(client, address=OFFICE)
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 429


def test_a_success_frees_no_further_tries(client, ana, clock):
    """Who has an account must not test the passwords of others between two of their own."""
    people.make_staff("bea", "view")
    answers = []
    for _try in range(20):
        answers.append(sign_in(client, "bea").status_code)
        sign_in(client, password=RIGHT)
    assert answers.count(200) == FREE_TRIES


def test_after_a_success_nobody_waits_for_what_failed_before_it(client, ana, clock):
    fail_until_slow(client, "bea")
    clock.shift(2)
    assert sign_in(client, password=RIGHT).status_code == 302
    assert sign_in(client, "carl").status_code == 200
    assert sign_in(client, "carl").status_code == 429


def test_many_who_sign_in_well_are_not_slowed_by_the_typos_of_some(client, clock):
    for number in range(20):
        people.make_staff(f"person{number}", "view")
    for number in range(FREE_TRIES - 1):
        sign_in(client, f"person{number}", address=OFFICE)
    for number in range(20):
        answer = sign_in(client, f"person{number}", RIGHT, address=OFFICE)
        assert answer.status_code == 302, number


def answer(client, name, password, address):
    """What whoever tries can see, but for what they typed."""
    response = sign_in(client, name, password, address)
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.text).replace(name, "NAME")
    return response.status_code, response.headers.get("Retry-After"), text


@pytest.mark.parametrize("known_here", [False, True])
def test_known_and_unknown_names_are_answered_alike(client, ana, clock, known_here):
    get_user_model().objects.create_user("reader", password=RIGHT)
    get_user_model().objects.create_user("left", password=RIGHT, is_active=False)
    if known_here:
        sign_in(client, password=RIGHT, address=OFFICE)
    passwords = {"ana": WRONG, "nobody": WRONG, "reader": WRONG, "left": RIGHT}
    sources = {"ana": OFFICE, "nobody": HOME, "reader": "192.0.2.8", "left": "192.0.2.9"}
    for _try in range(FREE_TRIES + 2):
        answers = {answer(client, name, passwords[name], sources[name]) for name in sources}
        assert len(answers) == 1, answers


def test_an_address_where_somebody_is_known_takes_as_long_for_every_name(
    client, ana, clock, monkeypatch
):
    """Where a name is known its password is still checked, until it has failed too often as well:
    the time must not say which it is."""
    sign_in(client, password=RIGHT, address=OFFICE)
    for number in range(FREE_TRIES):
        sign_in(client, f"name{number}", address=OFFICE)
    hashed = []
    encode = MD5PasswordHasher.encode

    def count(hasher, password, salt):
        hashed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    for _try in range(FREE_TRIES + 2):
        for name in ("nobody", "ana"):
            assert sign_in(client, name, address=OFFICE).status_code == 429
            assert hashed == [WRONG], name
            hashed.clear()
    for number in range(FREE_TRIES):
        sign_in(client, f"name{number}")
    hashed.clear()
    sign_in(client, "nobody")  # strangers cost nothing
    assert not hashed


def test_counts_of_tries_hold_neither_names_nor_addresses_in_the_clear(client, ana):
    sign_in(client, "my password in the wrong field")
    sign_in(client, password=RIGHT, address=OFFICE)
    kept = [*FailedTries.objects.values_list("key"), *KnownSource.objects.values_list("key")]
    assert len(kept) == 6
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for (key,) in kept)


def test_a_failed_try_is_logged_with_its_address_and_without_the_name(client, ana, caplog):
    sign_in(client, "secret typed as name")
    assert STRANGER in caplog.text
    assert "secret" not in caplog.text


def test_a_try_counts_before_it_is_checked(client, ana, clock):
    counted = []

    def check():
        counted.append(max(FailedTries.objects.values_list("number", flat=True)))
        return False

    request = client.get("/").wsgi_request
    for _try in range(FREE_TRIES):
        limits.attempt(request, "sign-in", "ana", check)
    assert counted == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="its test database has one connection")
def test_tries_at_once_get_no_further_than_one_after_the_other(rf):
    checked = []
    start = Barrier(12)

    def try_one(_number):
        start.wait()
        try:
            limits.attempt(rf.get("/"), "sign-in", "ana", lambda: checked.append(1))
        except limits.TooManyTries:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(try_one, range(12)))
    assert len(checked) == FREE_TRIES


def test_a_count_that_another_forgets_in_between_is_made_anew(client, clock, monkeypatch):
    make = FailedTries.objects.bulk_create
    others = [FailedTries.objects.all().delete, bool]

    def make_and_forget(*args, **kwargs):
        make(*args, **kwargs)
        others.pop(0)()

    monkeypatch.setattr(FailedTries.objects, "bulk_create", make_and_forget)
    limits.count_try(["one", "two"])
    assert not others
    assert {*FailedTries.objects.values_list("key", "number")} == {("one", 1), ("two", 1)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has no locks of rows")
def test_forgetting_old_counts_waits_for_nobody(other_connection, clock):
    long_ago = timezone.now() - timedelta(days=1)
    FailedTries.objects.create(key="old", number=1, last_at=long_ago)
    FailedTries.objects.create(key="older", number=1, last_at=long_ago)

    def lock():
        FailedTries.objects.select_for_update().get(key="old")

    with meanwhile(other_connection, lock):
        limits.count_try(["new"])
    assert {*FailedTries.objects.values_list("key", flat=True)} == {"new", "old"}


def test_the_old_password_is_tried_no_more_often_than_at_the_sign_in(client, ana, clock):
    client.force_login(ana)
    address, new = reverse("admin:password_change"), "a longer sentence"
    values = {"old_password": WRONG, "new_password1": new, "new_password2": new}
    answers = [client.post(address, values) for _try in range(FREE_TRIES + 1)]
    assert [response.status_code for response in answers] == [200] * FREE_TRIES + [429]
    assert answers[-1]["Retry-After"] == "2"
    assert "Wait 2 seconds" in answers[-1].text
    values["old_password"] = RIGHT
    assert client.post(address, values).status_code == 429
    assert sign_in(client.__class__(), password=RIGHT).status_code == 429
    clock.shift(2)
    assert client.post(address, values).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(new)


def test_an_address_that_was_known_is_forgotten_in_time(client, ana, clock):
    sign_in(client, password=RIGHT, address=OFFICE)
    clock.shift(timedelta(days=91))
    fail_until_slow(client)
    assert sign_in(client, password=RIGHT, address=OFFICE).status_code == 429

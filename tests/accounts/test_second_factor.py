"""The second factor: whoever owes a code is nobody yet, at every address."""

import re
from functools import partial

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.limits import FREE_TRIES
from accounts.second_factor import (
    authenticator_for,
    confirm,
    new_authenticator,
    new_recovery_codes,
    remove_second_factor,
)
from tests import people
from tests.accounts.devices import code_of, enroll
from tests.admin.desk import url
from tests.connections import meanwhile
from tests.factories import make_section

pytestmark = pytest.mark.django_db

PAGE = "/admin/second-factor/"
OFFICE = "198.51.100.1"


@pytest.fixture(params=[True, False], ids=["required of all", "chosen by one"])
def owing(request, client, ruth, settings):
    """Ruth, who has an authenticator and gave her password only."""
    settings.REQUIRE_SECOND_FACTOR = request.param
    enroll(ruth)
    client.force_login(ruth)
    return ruth


def app_of(user) -> TOTPDevice:
    return TOTPDevice.objects.get(user=user)


def give(client, code, **extra):
    return client.post(PAGE, {"code": code, **extra})


def recovery_codes(response) -> list[str]:
    return re.findall(r"<code>(\w{5}-\w{5})</code>", response.text)


def test_off_nothing_changes(client, ana):
    client.force_login(ana)
    assert client.get("/admin/").status_code == 200


def test_staff_without_an_authenticator_are_led_to_set_one_up(client, ana, settings, clock):
    settings.REQUIRE_SECOND_FACTOR = True
    target = url(make_section(), "changelist") + "?q=a"
    values = {"username": "ana", "password": "correct horse battery", "next": target}
    page = client.post(reverse("admin:login"), values, follow=True)
    assert page.request["PATH_INFO"] == PAGE
    assert "<svg" in page.text
    assert page.context["next"] == target
    key = page.context["form"].authenticator
    assert not TOTPDevice.objects.exists()
    again = give(client, "000000", offer=page.context["offer"], next=target)
    assert again.context["key"] == page.context["key"]
    done = give(client, code_of(key), offer=page.context["offer"], next=target)
    assert TOTPDevice.objects.get(user=ana).key == key.key
    assert len(set(recovery_codes(done))) == 10
    assert "no-store" in done["Cache-Control"]
    assert done.context["next"] == target
    assert client.get(target).status_code == 200


def test_nobody_sets_up_a_key_that_another_was_offered(client, ana, ruth):
    client.force_login(ruth)
    theirs = client.get(PAGE).context
    client.force_login(ana)
    code = code_of(theirs["form"].authenticator)
    assert "This code is not right" in give(client, code, offer=theirs["offer"]).text
    assert not TOTPDevice.objects.exists()


def test_an_offer_sets_up_one_authenticator_however_often_its_form_is_sent(ana):
    """Two of one key would each take the same code once."""
    device, offer = new_authenticator(ana)
    code = code_of(device)
    assert confirm(authenticator_for(ana, offer), code)
    assert not confirm(authenticator_for(ana, offer), code)
    assert TOTPDevice.objects.count() == 1


def set_up(user):
    device, _offer = new_authenticator(user)
    assert confirm(device, code_of(device))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [set_up, new_recovery_codes, remove_second_factor])
def test_forms_sent_at_once_change_the_factor_one_after_the_other(ana, other_connection, change):
    with meanwhile(other_connection, partial(change, ana)), pytest.raises(OperationalError):
        change(ana)


def test_a_wrong_first_code_sets_up_nothing(client, ana, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(ana)
    client.get(PAGE)
    response = give(client, "000000")
    assert "This code is not right" in response.text
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert client.get("/admin/").status_code == 302


def addresses_of_the_desk():
    """Every address below /admin/ that needs nothing, or a key."""
    section = make_section()
    for model in admin.site._registry:
        yield from (url(model, page) for page in ("changelist", "add"))
    for page in ("change", "delete", "history", "preview", "queue", "drafts", "audit", "move"):
        yield url(section, page, section.pk)
    for pattern in get_resolver().url_patterns:
        route = str(getattr(pattern.pattern, "_route", ""))
        if route.startswith("admin/") and "<" not in route:
            yield f"/{route}"
    for name in ("index", "password_change", "autocomplete", "jsi18n"):
        yield reverse(f"admin:{name}")


OPEN = {PAGE, "/admin/sign-out/", "/admin/oidc/", "/admin/oidc/callback/"}


def assert_closed(response, address):
    assert response.status_code == 302, address
    assert response["Location"].startswith(("/admin/login/", "/admin/")), address
    assert not response.text, address


def test_no_page_of_the_desk_opens_before_the_code(client, ruth):
    enroll(ruth)
    client.force_login(ruth)
    for address in addresses_of_the_desk():
        if address in OPEN or "password/" in address:
            continue
        assert_closed(client.get(address), address)


def test_strangers_who_only_read_the_desk_write_nothing(client, settings):
    settings.OIDC_RP_CLIENT_ID = "chancery"
    addresses = [*addresses_of_the_desk()]
    with CaptureQueriesContext(connection) as queries:
        for address in addresses:
            client.cookies["sessionid"] = "made-up-by-a-stranger"
            client.get(address)
    statements = {query["sql"].partition(" ")[0] for query in queries}
    assert "SELECT" in statements
    assert not statements & {"INSERT", "UPDATE", "DELETE"}


def test_none_takes_a_form_before_it_whoever_chose_to_owe_it(client, owing):
    section = make_section()
    for address in (
        url(section, "add"),
        url(section, "change", section.pk),
        url(section, "delete", section.pk),
        reverse("queue"),
        reverse("admin:password_change"),
    ):
        assert_closed(client.get(address), address)
        assert_closed(client.post(address), address)


def test_what_staff_alone_may_read_stays_closed_before_the_code(client, owing):
    assert client.get("/?at=2099-01-01").status_code == 403
    assert client.get("/styleguide/").status_code == 302
    give(client, code_of(app_of(owing)))
    assert client.get("/?at=2099-01-01").status_code == 200
    assert client.get("/styleguide/").status_code == 200


def test_the_code_opens_what_one_was_on_the_way_to(client, owing):
    target = url(make_section(), "changelist")
    page = client.get(target, follow=True)
    assert page.request["PATH_INFO"] == PAGE
    assert f'name="next" value="{target}"' in page.text
    response = give(client, code_of(app_of(owing)), next=target)
    assert response["Location"] == target
    assert client.get(target).status_code == 200


@pytest.mark.parametrize("target", ["//elsewhere.example", "https://elsewhere.example/", "\\\\x"])
def test_it_leads_to_no_other_site(client, owing, target):
    response = give(client, code_of(app_of(owing)), next=target)
    assert response["Location"] == reverse("admin:index")


def test_no_code_works_twice(client, owing, clock):
    code = code_of(app_of(owing))
    assert give(client, code).status_code == 302
    client.logout()
    client.force_login(owing)
    assert "was used before" in give(client, code).text
    assert client.get("/admin/").status_code == 302
    clock.shift(30)
    assert give(client, code_of(app_of(owing))).status_code == 302


def test_neither_does_a_recovery_code(client, owing, clock):
    give(client, code_of(app_of(owing)))
    clock.shift(30)
    page = give(client, code_of(app_of(owing)), codes="1")
    for code in (recovery_codes(page)[0], recovery_codes(page)[1].replace("-", " ").upper()):
        client.logout()
        client.force_login(owing)
        assert give(client, code).status_code == 302
        assert client.get("/admin/").status_code == 200
    client.logout()
    client.force_login(owing)
    assert give(client, recovery_codes(page)[0]).status_code == 200
    assert StaticToken.objects.count() == 8


def test_new_recovery_codes_take_the_place_of_the_old(client, owing, clock):
    give(client, code_of(app_of(owing)))
    assert "0 recovery codes are left" in client.get(PAGE).text
    pages = []
    for _time in range(2):
        clock.shift(30)
        pages.append(give(client, code_of(app_of(owing)), codes="1"))
    old, new = map(recovery_codes, pages)
    assert not set(old) & set(new)
    assert "10 recovery codes are left" in client.get(PAGE).text
    assert not any(code in client.get(PAGE).text for code in new)


def test_changing_anything_takes_another_code(client, owing, clock):
    used = code_of(app_of(owing))
    give(client, used)
    for button in ("codes", "remove"):
        assert give(client, used, **{button: "1"}).status_code == 200
    assert app_of(owing)
    assert not StaticToken.objects.exists()
    clock.shift(30)
    give(client, code_of(app_of(owing)), remove="1")
    assert not TOTPDevice.objects.exists()


def test_codes_cannot_be_guessed(client, owing, clock):
    answers = [give(client, "000000") for _try in range(FREE_TRIES + 1)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "2"
    assert "Wait 2 seconds" in answers[-1].text
    assert give(client, code_of(app_of(owing))).status_code == 429
    clock.shift(2)
    assert give(client, code_of(app_of(owing))).status_code == 302


def test_who_guesses_elsewhere_does_not_keep_out_who_gave_a_code_there_before(client, owing, clock):
    client.post(PAGE, {"code": code_of(app_of(owing))}, REMOTE_ADDR=OFFICE)
    client.logout()
    client.force_login(owing)
    for _try in range(2 * FREE_TRIES):
        give(client, "000000")
    clock.shift(30)
    response = client.post(PAGE, {"code": code_of(app_of(owing))}, REMOTE_ADDR=OFFICE)
    assert response.status_code == 302


def test_a_session_before_the_code_is_none_after_it(client, owing):
    before = client.session.session_key
    give(client, code_of(app_of(owing)))
    assert client.session.session_key != before


def test_somebody_without_a_code_can_leave(client, owing):
    assert "Signed in as ruth" in client.get(PAGE).text
    assert client.get("/admin/sign-out/").status_code == 405
    assert client.post("/admin/sign-out/")["Location"] == reverse("admin:login")
    assert client.get(PAGE)["Location"].startswith(reverse("admin:login"))


def test_nobody_else_sees_the_page(client):
    get_user_model().objects.create_user("reader", password="x")
    assert client.get(PAGE).status_code == 302
    client.force_login(get_user_model().objects.get(username="reader"))
    assert client.get(PAGE).status_code == 302


def test_the_device_of_another_person_is_of_no_use(client, owing):
    other = enroll(people.ana())
    assert give(client, code_of(other)).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_an_administrator_helps_who_has_lost_it(client, ruth):
    ana = people.ana()
    enroll(ana)
    client.force_login(ruth)
    values = {"action": "remove_second_factors", "_selected_action": [ana.pk]}
    client.post(reverse("admin:auth_user_changelist"), values)
    assert not TOTPDevice.objects.exists()
    client.force_login(ana)
    assert client.get("/admin/").status_code == 200


def test_no_secret_of_another_person_is_shown_at_the_desk(client, ruth):
    assert not {"TOTPDevice", "StaticDevice"} & {model.__name__ for model in admin.site._registry}


@pytest.mark.parametrize("code", ["", " ", "12345", "9" * 21, "abc\0", "１２３４５６", "-1", "1e5"])
def test_a_code_that_is_none_is_said_to_be_so(client, owing, code):
    response = give(client, code)
    assert response.status_code == 200
    assert response.context["form"].errors["code"]

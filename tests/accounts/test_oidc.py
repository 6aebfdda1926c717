"""Signing in with an organization's account, at a provider that the test starts."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import AccessEntry, Identity
from delivery.locks import Busy
from portal.staff import make_groups
from tests.accounts.devices import code_of, enroll
from tests.accounts.provider import running_provider

pytestmark = pytest.mark.django_db

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
OUR_BACKEND = "accounts.oidc.ProviderBackend"


@pytest.fixture
def provider(settings):
    with running_provider() as provider:
        for name, value in provider.settings().items():
            setattr(settings, name, value)
        settings.AUTHENTICATION_BACKENDS = [MODEL_BACKEND, OUR_BACKEND]
        settings.SITE_URL = "http://testserver"
        yield provider


def users():
    return get_user_model().objects


def go_to_provider(client, target="/admin/"):
    """The address that the browser is sent to there."""
    page = client.post(reverse("oidc", query={"next": target}))
    assert f'content="0; url={escape(page.context["provider_url"])}"' in page.text
    return page.context["provider_url"]


def come_back(client, address):
    """Follow the provider's answer back to the site."""
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def sign_in(client, target="/admin/"):
    return come_back(client, go_to_provider(client, target))


def refused(client, response, *, begun=True) -> bool:
    """Whether nobody was let in; what was begun here is noted then, and nothing else."""
    signing_in = client.get(response["Location"])
    assert "did not succeed" in signing_in.text
    refusals = AccessEntry.objects.filter(kind=AccessEntry.Kind.SIGN_IN_REFUSED, account="")
    assert refusals.exists() == begun
    return "_auth_user_id" not in client.session


def test_without_a_provider_there_is_no_such_way(client):
    assert "oidc" not in client.get(reverse("admin:login")).text
    assert client.post(reverse("oidc")).status_code == 404
    assert client.get(reverse("oidc_authentication_callback")).status_code == 404


def test_the_sign_in_page_has_a_button(client, provider):
    page = client.get(reverse("admin:login"), {"next": "/admin/queue/?a=1&b=2"}).text
    assert "Sign in with the ministry" in page
    assert f'action="{reverse("oidc")}?next=%2Fadmin%2Fqueue%2F%3Fa%3D1%26b%3D2"' in page
    assert 'name="password"' in page


def test_who_is_unknown_gets_an_account_without_any_right(client, provider):
    assert sign_in(client)["Location"] == "/admin/"
    olga = users().get()
    assert olga.username == "olga"
    assert not olga.has_usable_password()
    assert not olga.get_all_permissions()
    assert client.get("/admin/").status_code == 302
    assert "no role yet" in client.get("/admin/", follow=True).text


@pytest.mark.parametrize("required", [False, True])
def test_who_gets_in_is_noted(client, provider, settings, required):
    Group.objects.get_or_create(name="Authors")
    provider.person["groups"] = ["Authors"]
    settings.REQUIRE_SECOND_FACTOR = required
    sign_in(client)
    kind = AccessEntry.Kind.CODE_OWED if required else AccessEntry.Kind.SIGNED_IN
    assert [*AccessEntry.objects.values_list("kind", "account")] == [(kind, "olga")]


def test_who_comes_again_is_the_same_person_whatever_else_is_new(client, provider):
    sign_in(client)
    client.logout()
    provider.person = {"sub": "1", "preferred_username": "helga", "email": "new@example.org"}
    sign_in(client)
    assert users().count() == 1


def test_groups_of_the_claim_give_rights_and_take_them(client, provider):
    make_groups()
    authors, publishers = Group.objects.order_by("name")
    provider.person["groups"] = ["Authors", "Publishers", "of another system"]
    target = "/admin/queue/"
    assert sign_in(client, target)["Location"] == target
    olga = users().get()
    assert {*olga.groups.all()} == {authors, publishers}
    assert client.get(target).status_code == 200
    provider.person["groups"] = "Authors"
    sign_in(client)
    assert [*olga.groups.all()] == [authors]
    del provider.person["groups"]
    sign_in(client)
    assert not olga.groups.exists()
    assert client.get(target).status_code == 302
    assert not Group.objects.filter(name="of another system").exists()


def test_without_a_claim_for_groups_they_are_given_here(client, provider, settings):
    settings.OIDC_GROUPS_CLAIM = ""
    provider.person["groups"] = ["Publishers"]
    sign_in(client)
    olga = users().get()
    olga.groups.add(Group.objects.get_or_create(name="Authors")[0])
    sign_in(client)
    assert [group.name for group in olga.groups.all()] == ["Authors"]
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("verified", [False, True, "true", None])
def test_no_local_account_is_taken_over_by_an_address_or_a_name(client, provider, ruth, verified):
    provider.person = {"sub": "7", "preferred_username": "Ruth", "email": ruth.email}
    if verified is not None:
        provider.person["email_verified"] = verified
    sign_in(client)
    new = users().exclude(pk=ruth.pk).get()
    assert Identity.objects.get().user == new
    assert new.username.startswith("Ruth-")
    assert new.email == (ruth.email if verified is True else "")
    assert client.session["_auth_user_id"] == str(new.pk)


def test_who_is_inactive_stays_out_and_is_put_out(client, provider):
    sign_in(client)
    users().update(is_active=False)
    assert client.get(reverse("admin:login")).wsgi_request.user.is_anonymous
    client.logout()
    assert refused(client, sign_in(client))


def test_the_request_has_state_nonce_and_proof_key(client, provider, settings):
    settings.SITE_URL = "https://chancery.example"
    asked = parse_qs(urlsplit(go_to_provider(client)).query)
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 32
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["https://chancery.example/admin/oidc/callback/"]


def test_only_a_form_of_this_site_leads_to_the_provider(provider):
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(reverse("oidc")).status_code == 405
    assert stranger.post(reverse("oidc")).status_code == 403
    assert not Session.objects.exists()
    page = stranger.get(reverse("admin:login"))
    values = {"csrfmiddlewaretoken": page.context["csrf_token"]}
    assert stranger.post(reverse("oidc"), values).status_code == 200


@pytest.mark.parametrize("cookie", ["", "made-up-by-a-stranger"])
def test_what_is_begun_and_not_ended_is_kept_for_an_hour(client, provider, clock, cookie):
    client.cookies["sessionid"] = cookie
    go_to_provider(client)
    assert Session.objects.get().expire_date == timezone.now() + timedelta(hours=1)
    clock.shift(timedelta(hours=1, seconds=1))
    client.cookies.clear()
    go_to_provider(client)
    assert Session.objects.count() == 1
    client.cookies.clear()
    sign_in(client)
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


WRONG_TOKENS = [
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"aud": "another site"},
    {"aud": None},
    {"aud": ["chancery", "another site"], "azp": "another site"},
    {"nonce": "another"},
    {"nonce": None},
    {"exp": 1_700_000_000},
    {"exp": None},
    {"sub": "another person"},
    {"sub": ""},
]


@pytest.mark.parametrize("changes", WRONG_TOKENS, ids=str)
def test_a_token_that_is_not_for_this_sign_in_is_refused(client, provider, changes):
    provider.token_changes = changes
    assert refused(client, sign_in(client))
    assert not users().exists()


def test_a_token_signed_by_somebody_else_is_refused(client, provider):
    provider.key = rsa.generate_private_key(65537, 2048)
    assert refused(client, sign_in(client))


def test_a_token_signed_otherwise_is_refused(client, provider):
    provider.algorithm = "HS256"
    assert refused(client, sign_in(client))


@pytest.mark.parametrize("person", ["2", None, 1])
def test_what_is_said_of_another_person_is_refused(client, provider, caplog, person):
    provider.userinfo_changes = {"sub": person}
    assert refused(client, sign_in(client))
    assert "The provider speaks of two persons." in caplog.text
    assert "Traceback" not in caplog.text


def test_a_fault_of_this_site_leaves_its_traceback(client, provider, caplog, monkeypatch):
    monkeypatch.setattr("accounts.oidc._free_name", {}.__getitem__)
    assert refused(client, sign_in(client))
    (record,) = (record for record in caplog.records if record.exc_info)
    assert record.levelname == "ERROR"
    assert "create_user" in caplog.text


def test_coming_back_waits_for_others_who_write_like_a_form(client, provider, monkeypatch):
    def busy(*args):
        raise Busy

    address = go_to_provider(client)
    monkeypatch.setattr("accounts.oidc.wait_in_line", busy)
    assert come_back(client, address).status_code == 503


@pytest.mark.parametrize("query", [{}, {"code": "x"}, {"code": "x", "state": "y"}, {"error": "no"}])
def test_an_answer_to_no_question_changes_nothing(client, provider, ana, query):
    answer = client.get(reverse("oidc_authentication_callback"), query)
    assert refused(client, answer, begun=False)
    client.force_login(ana, MODEL_BACKEND)
    client.get(reverse("oidc_authentication_callback"), query)
    assert client.get("/admin/").status_code == 200


def test_an_answer_serves_once_and_only_the_browser_that_asked(client, provider, django_user_model):
    address = go_to_provider(client)
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    path = back.removeprefix("http://testserver")
    stranger = client.__class__()
    assert refused(stranger, stranger.get(path), begun=False)
    assert client.get(path)["Location"] == "/admin/"
    client.logout()
    assert refused(client, client.get(path), begun=False)


def test_a_provider_that_does_not_answer_is_a_sentence(client, provider):
    address = go_to_provider(client)
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    provider.shutdown()
    provider.server_close()
    assert refused(client, client.get(back.removeprefix("http://testserver")))


def test_a_provider_that_says_no_is_a_sentence(client, provider):
    state = parse_qs(urlsplit(go_to_provider(client, "/admin/queue/")).query)["state"][0]
    query = {"error": "access_denied", "state": state}
    response = client.get(reverse("oidc_authentication_callback"), query)
    assert "next=/admin/queue/" in response["Location"]
    assert refused(client, response)


def test_a_code_in_the_address_of_the_form_lets_nobody_in(client, provider):
    address = go_to_provider(client)
    back = urlsplit(requests.get(address, allow_redirects=False, timeout=10).headers["Location"])
    provider.token_changes, provider.asks_for_proof = {"nonce": None}, False
    values = {"username": "olga", "password": "x"}
    assert client.post(f"{reverse('admin:login')}?{back.query}", values).status_code == 200
    assert not users().exists()


def test_the_second_factor_counts_here_as_well(client, provider, settings):
    Group.objects.get_or_create(name="Authors")
    provider.person["groups"] = ["Authors"]
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, "/admin/queue/")
    assert client.get("/admin/queue/").status_code == 302
    device = enroll(users().get())
    page = client.get("/admin/queue/", follow=True)
    assert page.context["next"] == "/admin/queue/"
    client.post(page.request["PATH_INFO"], {"code": code_of(device)})
    assert client.get("/admin/").status_code == 200


@pytest.fixture
def no_passwords(provider, settings):
    settings.LOCAL_PASSWORDS = False
    settings.AUTHENTICATION_BACKENDS = [OUR_BACKEND]
    return provider


def test_local_passwords_can_be_switched_off(client, no_passwords, ruth):
    page = client.get(reverse("admin:login")).text
    assert 'name="password"' not in page
    assert "Sign in with the ministry" in page
    values = {"username": "ruth", "password": "correct horse"}
    assert client.post(reverse("admin:login"), values).status_code == 200
    assert "_auth_user_id" not in client.session
    assert sign_in(client).status_code == 302
    assert "_auth_user_id" in client.session


def test_then_neither_form_nor_backend_takes_one(client, no_passwords, ruth, settings):
    values = {"username": "ruth", "password": "correct horse"}
    settings.AUTHENTICATION_BACKENDS = [MODEL_BACKEND, OUR_BACKEND]
    client.post(reverse("admin:login"), values)
    assert "_auth_user_id" not in client.session
    settings.AUTHENTICATION_BACKENDS, settings.LOCAL_PASSWORDS = [OUR_BACKEND], True
    client.post(reverse("admin:login"), values)
    assert "_auth_user_id" not in client.session


def test_then_no_password_can_be_reset(client, no_passwords, ruth):
    for path in ("forgotten-password/", "forgotten-password/sent/", "new-password/x/y/"):
        assert client.get(f"/admin/{path}").status_code == 404
        assert client.post(f"/admin/{path}", {"email": ruth.email}).status_code == 404


def test_a_session_from_before_ends(client, provider, ruth, settings):
    client.force_login(ruth, MODEL_BACKEND)
    settings.LOCAL_PASSWORDS = False
    settings.AUTHENTICATION_BACKENDS = [OUR_BACKEND]
    assert client.get("/admin/").status_code == 302

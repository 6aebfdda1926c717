"""Whoever has a role comes to the desk, and whoever has none is told so; no flag says otherwise."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AccessEntry
from accounts.roles import is_staff, role_of, staff
from accounts.second_factor import needs_code
from portal.staff import make_groups

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def nora(django_user_model):
    return django_user_model.objects.create_user("nora", "nora@example.org", PASSWORD)


def sign_in(client, password=PASSWORD):
    values = {"username": "nora", "password": password, "next": "/admin/"}
    return client.post(reverse("admin:login"), values)


def give_group(nora):
    make_groups()
    nora.groups.add(Group.objects.get(name="Authors"))


def give_permission(nora):
    nora.user_permissions.add(Permission.objects.get(codename="view_agreement"))


def make_administrator(nora):
    nora.is_superuser = True
    nora.save()


ROLES = [(give_group, "Author"), (give_permission, "permissions of their own")]
ROLES += [(make_administrator, "Administrator")]


@pytest.mark.parametrize("flag", [False, True])
@pytest.mark.parametrize(("give", "words"), ROLES)
def test_a_role_lets_in_whatever_the_old_flag_says(client, nora, settings, give, words, flag):
    give(nora)
    nora.is_staff = flag
    nora.save()
    assert sign_in(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert role_of(nora) == words
    assert [*staff()] == [nora]
    settings.REQUIRE_SECOND_FACTOR = True
    assert needs_code(nora)


@pytest.mark.parametrize("flag", [False, True])
def test_without_a_role_a_right_password_is_told_so_and_a_wrong_one_is_not(client, nora, flag):
    nora.is_staff = flag
    nora.save()
    page = sign_in(client).text
    assert "this account has no role yet" in page
    assert "enter the correct" not in page
    assert "_auth_user_id" not in client.session
    kinds = AccessEntry.objects.values_list("kind", "account")
    assert [*kinds] == [(AccessEntry.Kind.SIGN_IN_REFUSED, "nora")]
    page = sign_in(client, "wrong").text
    assert "no role" not in page
    assert "enter the correct" in page
    assert role_of(nora) == "no role yet"
    assert not is_staff(nora)


def test_who_has_signed_in_and_has_lost_the_role_is_told_so_and_can_go(client, nora):
    client.force_login(nora)
    page = client.get("/admin/", follow=True).text
    assert "You are signed in as nora, but this account has no role yet" in page
    assert 'name="password"' not in page
    client.post(reverse("sign-out"))
    assert 'name="password"' in client.get(reverse("admin:login")).text


def test_who_has_signed_in_beside_and_mistypes_is_told_of_no_missing_role(client, nora):
    give_group(nora)
    client.force_login(nora)
    page = sign_in(client, "wrong").text
    assert "no role" not in page
    assert "enter the correct" in page
    assert 'name="password"' in page


def test_who_is_deactivated_is_answered_like_a_stranger(client, nora):
    give_group(nora)
    nora.is_active = False
    nora.save()
    page = sign_in(client).text
    assert "enter the correct" in page
    assert "no role" not in page
    assert not is_staff(nora)


def test_an_administrator_of_the_command_line_gets_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="nora", email="n@example.org", interactive=False)
    assert sign_in(client)["Location"] == "/admin/"


def test_no_code_of_the_site_asks_the_old_flag():
    rooms = ("accounts", "config", "delivery", "portal", "programs", "publishing", "relations")
    sources = [path for room in rooms for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    sources += (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    flag = re.compile(r"\.is_staff\b|is_staff=|staff_member_required")
    asking = [str(path) for path in sources if flag.search(path.read_text())]
    assert len(sources) > 100
    assert not asking

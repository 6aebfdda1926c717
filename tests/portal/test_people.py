"""The page of people: roles in words, and what becomes of the items of who leaves."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from justhtml import JustHTML

from portal.staff import deactivate, keep_an_administrator, make_groups, reactivate
from publishing.admin.audit.words import format_detail
from publishing.items import item_models
from publishing.models import Act, Change
from tests import people
from tests.accounts.devices import enroll
from tests.admin.desk import messages_of, url
from tests.connections import meanwhile
from tests.contracts.matrix import Form
from tests.factories import MAKERS, make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, ruth):
    make_groups()
    client.force_login(ruth)
    return client


def page(name: str, person) -> str:
    return reverse(f"admin:auth_user_{name}", args=[person.pk])


def send(client, address: str, **changes):
    """Send the form of a page as it stands, but for `changes`; what is None is left out."""
    values = {**Form(client.get(address).text).values, **changes}
    values = {name: value for name, value in values.items() if value is not None}
    return client.post(address, {**values, "_save": "1"})


def owned(owner) -> list:
    return [item for model in item_models() for item in model.objects.filter(owner=owner)]


def make_items(owner) -> list:
    items = [MAKERS[model]() for model in item_models()]
    for item in items:
        item.owner = owner
        item.save()
    return items


# Who they are


def test_one_page_names_everybody_with_mail_and_role_in_words(desk, ana):
    get_user_model().objects.filter(pk=ana.pk).update(first_name="Ana", last_name="Luz")
    ana.groups.set(Group.objects.filter(name="Authors"))
    ana.user_permissions.clear()
    get_user_model().objects.create_user("newcomer", "new@example.org")
    text = desk.get(reverse("admin:auth_user_changelist")).text
    assert "<h1>People</h1>" in text
    assert "3 people" in text
    for words in (
        "Ana Luz (ana)",
        "ana@example.org",
        ">Author<",
        ">Administrator<",
        ">no role yet<",
    ):
        assert words in text, words
    assert "People" in desk.get("/admin/").text


@pytest.mark.parametrize(
    ("role", "names"),
    [("administrator", {"ruth"}), ("none", {"newcomer"}), ("Authors", {"ana"}), ("999", set())],
)
def test_people_are_found_by_role(desk, ana, role, names):
    get_user_model().objects.create_user("newcomer")
    ana.groups.set(Group.objects.filter(name="Authors"))
    group = Group.objects.filter(name=role).first()
    query = {"role": group.pk if group else role}
    listed = desk.get(reverse("admin:auth_user_changelist"), query).context["cl"].result_list
    assert {person.username for person in listed} == names


def test_raw_permissions_are_out_of_sight_and_stay(desk, ana):
    permissions = {*ana.user_permissions.all()}
    text = desk.get(page("change", ana)).text
    assert "user_permissions" not in text
    assert "is_staff" not in text
    assert "permissions of their own" in text
    assert send(desk, page("change", ana), first_name="Ana").status_code == 302
    assert {*ana.user_permissions.all()} == permissions


def test_a_new_person_with_a_role_signs_in(desk):
    publishers = Group.objects.get(name="Publishers")
    values = {"username": "nora", "email": "nora@example.org", "groups": [publishers.pk]}
    values |= {"usable_password": "true", "password1": "correct horse battery"}
    values |= {"password2": "correct horse battery"}
    assert desk.post(reverse("admin:auth_user_add"), values).status_code == 302
    browser = Client()
    values = {"username": "nora", "password": "correct horse battery", "next": "/admin/"}
    assert browser.post(reverse("admin:login"), values).status_code == 302
    assert browser.get(reverse("admin:relations_agreement_add")).status_code == 200


@pytest.mark.parametrize("role", [None, "Authors"])
def test_of_a_new_person_without_a_role_it_is_said_that_they_cannot_sign_in(desk, role):
    groups = [group.pk for group in Group.objects.filter(name=role)]
    values = {"username": "nora", "usable_password": "false", "groups": groups}
    done = desk.post(reverse("admin:auth_user_add"), values, follow=True)
    assert done.redirect_chain
    assert ("They cannot sign in yet" in messages_of(done)) is (role is None)


def test_the_way_back_from_people_names_nothing_of_the_software(desk, ana):
    for address in (
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        page("change", ana),
        page("deactivate", ana),
    ):
        (crumbs,) = JustHTML(desk.get(address).text, sanitize=False).query(".breadcrumbs")
        assert "Authentication" not in crumbs.to_text(), address
        assert "People" in crumbs.to_text(), address


# Who may give what


@pytest.fixture
def mara(client):
    """Mara looks after accounts, and is no administrator."""
    mara = people.make_staff("mara")
    permissions = Permission.objects.filter(content_type__app_label="auth")
    mara.user_permissions.set(permissions.filter(codename__endswith="_user"))
    client.force_login(mara)
    return mara


def test_who_is_no_administrator_makes_none_and_touches_none(client, mara, ruth, ana):
    group = Group.objects.create(name="Translators")
    values = {"username": "ana", "is_superuser": "on", "groups": [group.pk]}
    assert client.post(page("change", ana), values).status_code == 302
    ana.refresh_from_db()
    assert not ana.is_superuser
    assert [group.name for group in ana.groups.all()] == ["Staff"]
    for name in ("change", "delete", "password_change", "deactivate", "reactivate"):
        assert client.post(page(name, ruth), {"username": "x"}).status_code == 403, name
    chosen = {"action": "remove_second_factors", "_selected_action": [ruth.pk]}
    enroll(ruth)
    assert client.post(reverse("admin:auth_user_changelist"), chosen).status_code == 403
    assert TOTPDevice.objects.exists()


def test_who_may_not_touch_an_administrator_is_told_why(client, mara, ruth):
    said = client.post(page("deactivate", ruth))
    assert "Only administrators change the account of an administrator." in said.text
    assert "Nobody ends their own account" not in said.text
    assert "Nobody ends their own account" in client.post(page("deactivate", mara)).text


def test_nobody_ends_their_own_account_or_role(desk, ruth):
    for name in ("deactivate", "reactivate", "delete"):
        assert desk.post(page(name, ruth), {"post": "yes"}).status_code == 403, name
    assert delete_selected(desk, ruth).status_code == 403
    assert send(desk, page("change", ruth), is_superuser=None).status_code == 302
    ruth.refresh_from_db()
    assert ruth.is_superuser
    assert ruth.is_active


def delete_selected(desk, *those):
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in those]}
    return desk.post(reverse("admin:auth_user_changelist"), {**chosen, "post": "yes"})


ENDS = {
    "deactivate": lambda desk, person: desk.post(page("deactivate", person)),
    "delete": lambda desk, person: desk.post(page("delete", person), {"post": "yes"}),
    "delete_selected": delete_selected,
    "role": lambda desk, person: send(desk, page("change", person), is_superuser=None),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_two_administrators_do_not_end_each_other_at_once(desk, ruth, monkeypatch, end):
    """Ruth was let in before somebody else ended her account."""
    people_of = get_user_model().objects
    other = people_of.create_superuser("olga", "olga@example.org")

    def too_late(*leaving):
        people_of.filter(pk=ruth.pk).update(is_active=False)
        keep_an_administrator(*leaving)

    monkeypatch.setattr("portal.staff.keep_an_administrator", too_late)
    monkeypatch.setattr("portal.admin.people.keep_an_administrator", too_late)
    refused = end(desk, other)
    assert refused.status_code == 403
    assert "An administrator remains" in refused.text
    assert people_of.filter(pk=other.pk, is_superuser=True, is_active=True).exists()
    assert not LogEntry.objects.exists()
    monkeypatch.undo()
    people_of.filter(pk=ruth.pk).update(is_active=True)
    assert end(desk, other).status_code == 302
    assert not people_of.filter(pk=other.pk, is_superuser=True, is_active=True).exists()


def test_who_ends_an_administrator_waits_for_who_does_so_too(other_connection):
    ruth, other = people.ruth(), get_user_model().objects.create_superuser("olga")
    with (
        meanwhile(other_connection, lambda: deactivate(ruth, other)),
        pytest.raises(OperationalError),
        transaction.atomic(),
    ):
        keep_an_administrator(other)


# Who leaves


def test_leaving_lists_the_items_of_every_type_and_hands_all_of_them_over(desk, ana, pilar):
    items = make_items(ana)
    text = desk.get(page("deactivate", ana)).text
    for item in items:
        assert 0 < text.index('name="heir"') < text.index(url(item, "change", item.pk))
    refused = desk.post(page("deactivate", ana))
    assert "Choose who answers for these items" in refused.text
    ana.refresh_from_db()
    assert ana.is_active
    assert len(owned(ana)) == len(items)
    before = Change.objects.last_number()
    assert desk.post(page("deactivate", ana), {"heir": pilar.pk}).status_code == 302
    assert not owned(ana)
    assert owned(pilar) == items
    change = Change.objects.get(number__gt=before)
    assert (change.act, change.item_type, change.item_id) == (Act.DEACTIVATED, "auth.user", ana.pk)
    assert change.by.username == "ruth"
    assert change.detail["heir"] == "pilar"
    assert change.detail["items"] == {item._meta.label_lower: [item.pk] for item in items}
    assert "handed over to: pilar" in format_detail(change)
    assert f"agreement: {change.detail['items']['relations.agreement'][0]}" in format_detail(change)


def test_an_account_that_has_ended_before_hands_its_items_over(desk, ana, pilar):
    get_user_model().objects.filter(pk=ana.pk).update(is_active=False)
    items = make_items(ana)
    assert page("deactivate", ana) in desk.get(page("change", ana)).text
    text = desk.get(page("deactivate", ana)).text
    assert "Hand over now" in text
    assert "Deactivate now" not in text
    assert "Choose who answers for these items" in desk.post(page("deactivate", ana)).text
    done = desk.post(page("deactivate", ana), {"heir": pilar.pk}, follow=True)
    assert "The items are handed over." in messages_of(done)
    assert owned(pilar) == items
    change = Change.objects.about(ana).first()
    assert (change.act, change.detail["heir"]) == (Act.CHANGED, "pilar")


def test_only_what_was_done_is_said_to_be(desk, ana):
    assert "is active again" not in desk.post(page("reactivate", ana), follow=True).text
    assert "every session" in desk.post(page("deactivate", ana), follow=True).text
    before = Change.objects.last_number()
    again = desk.post(page("deactivate", ana), follow=True)
    assert "deactivated already" in again.text
    assert not messages_of(again)
    assert Change.objects.last_number() == before


def test_leaving_ends_sessions_for_good_and_the_second_factor(desk, ana):
    enroll(ana)
    browser = Client()
    browser.force_login(ana)
    token = default_token_generator.make_token(ana)
    assert desk.post(page("deactivate", ana)).status_code == 302
    assert browser.get("/admin/").status_code == 302
    assert not TOTPDevice.objects.exists()
    assert "deactivated already" in desk.get(page("deactivate", ana)).text
    assert desk.post(page("reactivate", ana)).status_code == 302
    ana.refresh_from_db()
    assert ana.is_active
    assert not ana.has_usable_password()
    assert browser.get("/admin/").status_code == 302
    assert not default_token_generator.check_token(ana, token)
    assert desk.post(page("reactivate", ana)).status_code == 200
    acts = Change.objects.about(ana).exclude(act=Act.CHANGED).values_list("act", flat=True)
    assert [*acts] == [Act.REACTIVATED, Act.DEACTIVATED]


def test_the_form_of_a_person_cannot_deactivate(desk, ana):
    assert send(desk, page("change", ana), is_active=None).status_code == 302
    ana.refresh_from_db()
    assert ana.is_active


def test_an_heir_can_sign_in_and_is_somebody_else(desk, ana, ruth, django_user_model):
    make_agreement(owner=ana)
    gone = people.make_staff("gone")
    reader = django_user_model.objects.create_user("reader")
    deactivate(gone, ruth)
    for heir in (ana, gone, reader):
        with pytest.raises(ValidationError, match="Choose"):
            deactivate(ana, ruth, heir)
        assert desk.post(page("deactivate", ana), {"heir": heir.pk}).context["form"].errors["heir"]
    ana.refresh_from_db()
    assert ana.is_active
    reactivate(gone, ruth)
    deactivate(ana, ruth, gone)
    assert len(owned(gone)) == 1


def test_a_form_that_was_open_does_not_give_the_item_back(desk, ana, pilar, ruth):
    """Whoever saves is told of the handing over, and may name nobody who cannot sign in."""
    item = make_agreement(owner=ana)
    address = url(item, "change", item.pk)
    opened = desk.get(address)
    deactivate(ana, ruth, pilar)
    form = opened.context["adminform"].form
    stale = {"version": form.initial["version"], "owner": ana.pk}
    assert send(desk, address, **stale).status_code == 409
    refused = send(desk, address, owner=ana.pk)
    assert refused.context["adminform"].form.errors["owner"] == ["Choose somebody who can sign in."]
    item.refresh_from_db()
    assert item.owner == pilar


def test_an_owner_of_before_may_stay(desk, ana):
    item = make_agreement(owner=ana)
    get_user_model().objects.filter(pk=ana.pk).update(is_active=False)
    assert send(desk, url(item, "change", item.pk), title_en="Changed").status_code == 302

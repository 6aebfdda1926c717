"""A save that ends in a 503 says whether it may have been saved, and where its text is."""

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from delivery.locks import Busy
from tests import people
from tests.connections import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/admin/auth/group/add/?next=1"
NOTHING_SAVED, MAY_BE_SAVED = b"Nothing you sent was saved.", b"may have been saved"


@pytest.fixture
def send():
    client = Client(raise_request_exception=False)
    client.force_login(people.ruth())

    def send(**fields):
        return client.post(ADDRESS, {"name": "Translators", **fields})

    return send


def unavailable(*args, **kwargs):
    raise OperationalError("disk I/O error")


def broken(*args, **kwargs):
    raise ValueError


@pytest.fixture
def send_to_list(monkeypatch):
    """Send a form whose view, which begins no transaction, does as it is told."""
    client = Client(raise_request_exception=False)
    client.force_login(people.ruth())

    def send_to_list(act):
        monkeypatch.setattr(ModelAdmin, "get_changelist_instance", lambda self, request: act())
        return client.post("/admin/auth/group/")

    return send_to_list


@pytest.mark.parametrize(("failing", "status"), [(unavailable, 503), (broken, 500)])
def test_save_that_failed_says_that_nothing_was_saved(send, monkeypatch, failing, status):
    monkeypatch.setattr(Group, "save", failing)
    response = send()
    assert response.status_code == status
    assert NOTHING_SAVED in response.content
    assert MAY_BE_SAVED not in response.content


def test_save_whose_commit_failed_says_that_it_may_have_been_saved(send, monkeypatch):
    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", unavailable)
    response = send()
    assert response.status_code == 503
    assert MAY_BE_SAVED in response.content
    assert NOTHING_SAVED not in response.content


def test_save_after_which_something_failed_says_that_it_may_have_been_saved(send, monkeypatch):
    monkeypatch.setattr(ModelAdmin, "log_addition", lambda *args: transaction.on_commit(broken))
    response = send()
    assert response.status_code == 500
    assert Group.objects.filter(name="Translators").exists()
    assert MAY_BE_SAVED in response.content
    assert NOTHING_SAVED not in response.content


def in_transaction():
    with transaction.atomic():
        Group.objects.create(name="Saved")


SAVES = [
    in_transaction,
    lambda: Group.objects.create(name="Saved"),
    lambda: Group.objects.bulk_create([Group(name="Saved")]),
    lambda: Group.objects.update(name="Saved"),
    lambda: Group.objects.get().delete(),
]


@pytest.mark.parametrize("save", SAVES)
@pytest.mark.parametrize("fault", [ValueError, OperationalError, InterfaceError, Busy])
def test_fault_after_whatever_was_saved_says_that_it_may_have_been(send_to_list, save, fault):
    Group.objects.all().delete()
    Group.objects.create(name="Before")

    def act():
        save()
        raise fault

    response = send_to_list(act)
    assert response.status_code == (500 if fault is ValueError else 503)
    assert not Group.objects.exists() or Group.objects.filter(name="Saved").exists()
    assert MAY_BE_SAVED in response.content
    assert b"Nothing you sent was saved" not in response.content


def test_statement_that_waited_in_vain_has_saved_nothing(send_to_list, other_connection):
    Group.objects.create(name="Before")
    with meanwhile(other_connection, lambda: list(Group.objects.select_for_update())):
        response = send_to_list(lambda: Group.objects.update(name="Lost"))
    assert response.status_code == 503
    assert b"Others are saving right now" in response.content
    assert not Group.objects.filter(name="Lost").exists()


def test_key_that_no_row_has_is_no_reason_to_say_that_nothing_was_saved(send_to_list):
    def act():
        Group.objects.create(name="Saved")
        raise OverflowError

    response = send_to_list(act)
    assert response.status_code == 500
    assert MAY_BE_SAVED in response.content


def test_session_that_cannot_be_saved_is_no_fault_of_whoever_sent_the_form(send, monkeypatch):
    monkeypatch.setattr(ModelAdmin, "log_addition", lambda self, request, *args: touch(request))
    monkeypatch.setattr(Session, "save", unavailable)
    response = send()
    assert response.status_code == 503
    assert MAY_BE_SAVED in response.content


def touch(request):
    request.session["touched"] = True


def test_session_that_was_deleted_meanwhile_is_no_fault_of_the_database(send, monkeypatch):
    def delete(self, request, *args):
        touch(request)
        Session.objects.all().delete()

    monkeypatch.setattr(ModelAdmin, "log_addition", delete)
    assert send().status_code == 400


def test_page_leads_back_to_a_form_whose_text_the_browser_keeps(send, monkeypatch):
    monkeypatch.setattr(Group, "save", unavailable)
    assert b"kept what you typed" not in send().content
    response = send(local_draft="1-2-3")
    assert b"kept what you typed" in response.content
    assert f'href="{ADDRESS}"'.encode() in response.content


def test_reader_who_sent_nothing_is_told_of_nothing(monkeypatch):
    monkeypatch.setattr("portal.views.latest_changes", unavailable)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 503
    assert NOTHING_SAVED not in response.content
    assert MAY_BE_SAVED not in response.content
    assert b"reload this page later" in response.content

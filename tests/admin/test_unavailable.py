"""A save that ends in a 503 says whether it may have been saved, and where its text is."""

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from delivery.models import Change
from tests import people

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
    monkeypatch.setattr(Change.objects, "create", broken)
    response = send()
    assert response.status_code == 500
    assert Group.objects.filter(name="Translators").exists()
    assert MAY_BE_SAVED in response.content
    assert NOTHING_SAVED not in response.content


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

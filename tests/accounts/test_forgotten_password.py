"""A forgotten password: a link by mail, to this site, that tells nobody who has an account."""

import re
import threading

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils.translation import get_language

from accounts.limits import FREE_TRIES
from delivery.logs import RequestFilter
from tests.accounts.devices import enroll

pytestmark = pytest.mark.django_db

ASK = "/admin/forgotten-password/"
NEW = {"new_password1": "a longer sentence", "new_password2": "a longer sentence"}


def ask(client, email="ana@example.org", **extra):
    response = client.post(ASK, {"email": email}, **extra)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return response


def link() -> str:
    return re.search(r"https?://\S+/admin/new-password/\S+", mail.outbox[-1].body)[0]


def open_link(client):
    path = re.sub(r"^https?://[^/]+", "", link())
    return client.get(path, follow=True)


def choose(client, page):
    return client.post(page.request["PATH_INFO"], NEW, follow=True)


def test_the_sign_in_page_leads_there(client):
    assert f'href="{ASK}"' in client.get(reverse("admin:login")).text


def test_the_link_lets_choose_a_password_once(client, ana):
    assert ask(client)["Location"] == reverse("password_reset_done")
    assert mail.outbox[0].to == ["ana@example.org"]
    page = open_link(client)
    assert "token" not in page.request["PATH_INFO"]
    signing_in = choose(client, page)
    assert "Your password is changed" in signing_in.text
    ana.refresh_from_db()
    assert ana.check_password("a longer sentence")
    assert "This link does not work" in open_link(client).text


def test_it_does_not_sign_in_and_the_second_factor_still_counts(client, ana):
    enroll(ana)
    ask(client)
    choose(client, open_link(client))
    assert client.get("/admin/").status_code == 302
    values = {"username": "ana", "password": "a longer sentence"}
    page = client.post(reverse("admin:login"), values, follow=True)
    assert page.request["PATH_INFO"] == "/admin/second-factor/"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "forged.example"},
        {"x-forwarded-host": "forged.example"},
        {"host": "forged.example", "x-forwarded-host": "forged.example"},
    ],
)
def test_the_link_leads_to_the_site_whatever_host_was_asked(client, ana, settings, headers):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://chancery.example"
    ask(client, headers=headers)
    message = mail.outbox[0]
    assert link().startswith("https://chancery.example/admin/new-password/")
    assert "forged" not in f"{message.subject} {message.body} {message.from_email}"


def test_the_answer_is_the_same_for_everybody(client, ana):
    answers = [ask(client, email) for email in ("ana@example.org", "nobody@example.org")]
    assert (
        len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    )
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("state", [{"is_active": False}, {"password": "!"}])
def test_who_cannot_sign_in_by_password_gets_no_mail(client, ana, state):
    get_user_model().objects.filter(pk=ana.pk).update(**state)
    assert ask(client).status_code == 302
    assert not mail.outbox


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_requests_are_limited(client, ana, email):
    for _time in range(FREE_TRIES):
        assert ask(client, email).status_code == 302
    response = ask(client, email)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "There were too many tries" in response.text
    assert f'value="{email}"' in response.text
    assert len(mail.outbox) == (FREE_TRIES if email == "ana@example.org" else 0)


def test_a_mail_server_that_fails_shows_nobody(client, ana, settings, caplog):
    settings.EMAIL_BACKEND = "tests.accounts.test_forgotten_password.Broken"
    assert ask(client).status_code == 302
    assert "A mail could not be sent" in caplog.text


def test_neither_does_a_disk_that_fails_and_the_log_says_of_which_request(
    client, ana, settings, tmp_path, caplog
):
    (tmp_path / "file").touch()
    settings.EMAIL_FILE_PATH = tmp_path / "file" / "mail"
    caplog.handler.addFilter(RequestFilter())
    response = ask(client)
    assert response.status_code == 302
    (record,) = (record for record in caplog.records if record.name == "accounts.forms")
    assert record.getMessage() == "A mail could not be sent"
    assert record.request_id == response["X-Request-ID"]


class Broken:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("no mail server")


def test_without_a_mail_server_it_goes_to_a_file_that_only_the_site_reads(
    client, ana, settings, tmp_path
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    ask(client)
    (file,) = settings.EMAIL_FILE_PATH.iterdir()
    assert "/admin/new-password/" in file.read_text()
    assert settings.EMAIL_FILE_PATH.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["new-password/x/y/", "new-password/MQ/set-password/"])
def test_a_link_that_is_none_says_so(client, path):
    assert "This link does not work" in client.get(f"/admin/{path}").text
    assert "This link does not work" in client.post(f"/admin/{path}", NEW).text


def test_the_mail_is_in_the_language_of_who_asked(client, ana, monkeypatch):
    monkeypatch.setattr("accounts.forms.render_to_string", lambda *args: get_language())
    ask(client, headers={"accept-language": "es"})
    assert mail.outbox[0].body == "es"

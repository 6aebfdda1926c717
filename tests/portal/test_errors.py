"""The pages of errors say what is wrong, and never fail themselves."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal import errors, views
from tests import people
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db


def test_malformed_moment_is_named_in_the_language_of_the_address(client):
    response = client.get("/es/programs/?at=ayer")
    assert response.status_code == 400
    assert "«ayer» no es una fecha" in response.content.decode()
    assert '<html lang="es"' in response.content.decode()
    assert "at=ayer" not in response.content.decode()


def test_future_moment_is_for_staff(client):
    response = client.get("/?at=2999-01-01")
    assert response.status_code == 403
    assert b"Only staff can read the site as it will stand." in response.content
    client.force_login(people.ana())
    assert client.get("/?at=2999-01-01").status_code == 200


def test_refusal_at_the_desk_says_why_in_the_language_of_the_desk(client):
    client.force_login(people.ana())
    agreement = make_agreement()
    address = f"/admin/relations/agreement/{agreement.pk}/audit/"
    response = client.get(address)
    assert response.status_code == 403
    assert "The audit is for those who publish, and that of an item for its owner." in response.text
    response = client.get(address, headers={"accept-language": "es"})
    assert "es para quienes publican" in response.text


@pytest.mark.parametrize("address", ["/programs/?q=%00", "/%00/", "/programs/?q=%ff", "/%ff/"])
def test_broken_address_is_refused_before_anyone_reads_it(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert b"This address" in response.content


def test_too_many_parameters_are_a_clear_page_without_words_of_the_framework(client):
    response = client.get("/programs/?" + "x&" * 22_000)
    assert response.status_code == 400
    assert b"<h1>This address is not valid</h1>" in response.content
    assert b"DATA_UPLOAD" not in response.content


def test_unknown_host_is_a_clear_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_missing_page_keeps_the_moment_and_says_it(client):
    response = client.get("/programs/nothing/?at=2022-10-01")
    assert response.status_code == 404
    assert b"Nothing was published at this address on October 1, 2022." in response.content
    assert b'href="/programs/?at=2022-10-01"' in response.content


def test_fault_has_a_page_that_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/es/programs/"))
    assert response.status_code == 500
    assert '<html lang="es"' in response.content.decode()


def test_fault_of_the_templates_has_an_answer_too(monkeypatch):
    def broken(*args):
        raise OSError

    monkeypatch.setattr(errors.loader, "render_to_string", broken)
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_database_that_cannot_be_reached_is_a_page_that_asks_to_try_again(monkeypatch):
    def unreachable(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(views, "latest_changes", unreachable)
    client = Client(raise_request_exception=False)
    response = client.get("/es/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "connection refused" not in response.content.decode()
    assert '<html lang="es"' in response.content.decode()


def test_database_that_fails_before_any_view_is_the_same(monkeypatch, settings):
    def unreachable(*args):
        raise OperationalError("connection refused")

    settings.PAGE_CACHE = True
    monkeypatch.setattr("delivery.cache.current_position", unreachable)
    response = Client(raise_request_exception=False).get("/programs/")
    assert response.status_code == 503
    assert b"<h1>" in response.content


def test_any_other_fault_stays_a_fault(monkeypatch):
    def broken(*args):
        raise ValueError

    monkeypatch.setattr(views, "latest_changes", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Retry-After" not in response


def test_form_without_its_token_is_a_clear_page():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ana"})
    assert response.status_code == 403
    assert "has expired" in response.content.decode()


@pytest.mark.parametrize(
    "sent",
    [{"title_en": "x" * 6_100_000}, {f"field{number}": "1" for number in range(20_050)}],
    ids=["bytes", "fields"],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_form_that_is_too_large_is_told_so(client, pilar, sent, language):
    client.force_login(pilar)
    headers = {"accept-language": language}
    response = client.post("/admin/relations/section/add/", sent, headers=headers)
    assert response.status_code == 413
    heading = {"en": "This form is too large", "es": "Este formulario es demasiado grande"}
    assert f"<h1>{heading[language]}</h1>" in response.text
    assert "not valid" not in response.text


def test_expired_form_speaks_of_a_kept_text_only_where_there_is_one():
    client = Client(enforce_csrf_checks=True)
    for sent, kept in (({}, False), ({"local_draft": "1-2-3"}, True)):
        response = client.post("/admin/login/", sent)
        assert response.status_code == 403
        assert "<h1>This form has expired</h1>" in response.text
        assert ("has kept what you typed" in response.text) is kept

"""The log has one line for whatever strangers send, and the id of its request on each."""

import json
import logging
from io import StringIO

import pytest
from django.test import Client

from delivery.logs import JsonFormatter, RequestFilter, TextFormatter
from portal import views

pytestmark = pytest.mark.django_db
FORMATTERS = {"text": TextFormatter, "json": JsonFormatter}


@pytest.fixture
def lines():
    """Log with the formatter of that name; returns the lines since then."""
    handlers = []

    def begin(log_format="text"):
        handler = logging.StreamHandler(StringIO())
        handler.setFormatter(FORMATTERS[log_format]())
        handler.addFilter(RequestFilter())
        logging.root.addHandler(handler)
        handlers.append(handler)
        return lambda: handler.stream.getvalue().splitlines()

    yield begin
    for handler in handlers:
        logging.root.removeHandler(handler)


def get(address, **headers):
    return Client(raise_request_exception=False).get(address, headers=headers)


def broken(*args):
    raise ValueError("first line\n2026-01-01 00:00:00,000 ERROR django forged")


REFUSED = {
    "missing page": ("/nothing/", {}),
    "unknown host": ("/", {"host": "evil.example"}),
    "malformed moment": ("/?at=yesterday", {}),
    "future moment": ("/?at=2999-01-01", {}),
    "too many parameters": ("/programs/?" + "x&" * 22_000, {}),
    "broken bytes": ("/%ff/", {}),
    "newlines": ("/a%0A2026-01-01%20ERROR%0D%1b[31m/%E2%80%A8", {}),
    "newlines in a moment": ("/?at=%0A2026-01-01%20ERROR", {}),
    "newlines in a host": ("/", {"host": "evil\n2026-01-01 ERROR"}),
}


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(("address", "headers"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_one_line_with_the_id_of_its_request(
    lines, log_format, address, headers
):
    printed = lines(log_format)
    response = get(address, **headers)
    assert 400 <= response.status_code < 500
    (line,) = printed()
    assert line.isprintable()
    assert response["X-Request-ID"] in line
    assert "Traceback" not in line


def test_fault_of_the_site_has_its_traceback_in_which_nobody_can_forge_a_line(lines, monkeypatch):
    printed = lines()
    monkeypatch.setattr(views, "latest_changes", broken)
    assert get("/").status_code == 500
    first, *traceback = printed()
    assert "ERROR django.request" in first
    assert any("ValueError" in line for line in traceback)
    assert all(line.startswith("    ") for line in traceback)


def test_fault_of_the_site_is_one_object_of_json(lines, monkeypatch):
    printed = lines("json")
    monkeypatch.setattr(views, "latest_changes", broken)
    response = get("/")
    (line,) = map(json.loads, printed())
    assert line["level"] == "ERROR"
    assert line["logger"] == "django.request"
    assert line["message"] == "Internal Server Error: /"
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", 500)
    assert "ValueError" in line["traceback"]


def test_log_of_code_carries_the_id_of_the_request_that_runs_it(lines, monkeypatch):
    def logging_view(*args):
        logging.getLogger("relations").warning("odd")
        raise ValueError

    printed = lines("json")
    monkeypatch.setattr(views, "latest_changes", logging_view)
    response = get("/")
    ids = {json.loads(line)["request_id"] for line in printed()}
    assert ids == {response["X-Request-ID"]}


def test_each_request_has_an_id_of_its_own_and_strangers_cannot_choose_it():
    first, second = get("/", **{"x-request-id": "mine"}), get("/", **{"x-request-id": "mine"})
    assert len({"mine", first["X-Request-ID"], second["X-Request-ID"]}) == 3


@pytest.mark.parametrize("given", ["01HX-4.b_c", "a" * 64])
def test_id_of_a_proxy_is_taken(settings, given):
    settings.PROXY_REQUEST_ID = True
    assert get("/", **{"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a\nb", "é", "<b>", "a\n"])
def test_malformed_id_of_a_proxy_is_not(settings, given):
    settings.PROXY_REQUEST_ID = True
    assert get("/", **{"x-request-id": given})["X-Request-ID"] != given

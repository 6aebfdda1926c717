"""Every answer carries the headers that keep a browser safe, whoever gives it."""

import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "/": 200,
    "/es/programs/": 200,
    "/static/icon.svg": 200,
    "/static/css/base.css": 200,
    "/static/prose/figure.js": 200,
    "/static/nothing.css": 404,
    "/media/nothing.webp": 404,
    "/favicon.ico": 302,
    "/nothing/": 404,
    "/?at=yesterday": 400,
    "/%ff/": 400,
    "/healthz": 200,
    "/admin/": 302,
    "/admin/login/": 200,
    "/updates.atom": 200,
    "/programs.csv": 200,
}


def get(address, **headers):
    response = Client(raise_request_exception=False).get(address, headers=headers)
    if response.streaming:
        response.close()  # a file
    return response


def is_safe(response):
    policy = response.get("Content-Security-Policy", "")
    return (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and response.get("X-Content-Type-Options") == "nosniff"
        and response.get("Referrer-Policy") == "same-origin"
    )


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_answers_carry_the_policy_of_the_site(settings, address, status):
    settings.PAGE_CACHE = True
    response = get(address)
    assert response.status_code == status
    assert is_safe(response)
    assert is_safe(get(address))  # from the page cache as well


def test_static_file_that_the_browser_has_still_carries_it():
    modified = get("/static/icon.svg")["Last-Modified"]
    response = get("/static/icon.svg", **{"if-modified-since": modified})
    assert response.status_code == 304
    assert is_safe(response)


def test_unknown_host_gets_it_with_the_refusal():
    response = get("/", host="evil.example")
    assert response.status_code == 400
    assert is_safe(response)


def test_page_of_a_database_that_fails_before_any_view_carries_it(settings, monkeypatch):
    def unreachable(*args):
        raise OperationalError

    settings.PAGE_CACHE = True
    monkeypatch.setattr("delivery.cache.current_position", unreachable)
    response = get("/programs/")
    assert response.status_code == 503
    assert is_safe(response)

"""The address of the site: one setting, for whatever leads here from elsewhere."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.links import site_url
from config.settings import origin
from publishing.links import absolute_url


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("https://chancery.example", "https://chancery.example"),
        (" HTTPS://Chancery.Example/ ", "https://chancery.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_it_is_a_scheme_and_a_host(monkeypatch, typed, address):
    monkeypatch.setenv("SITE_URL", typed)
    assert origin("SITE_URL") == address


@pytest.mark.parametrize(
    "typed",
    [
        "chancery.example",
        "//chancery.example",
        "ftp://chancery.example",
        "https://",
        "https:///admin",
        "https://chancery.example/portal",
        "https://chancery.example?at=2020",
        "https://chancery.example#top",
        "https://user:secret@chancery.example",
        "https://chancery.example:port",
        "https://chancery example",
        "https://chancery.example\nhttps://elsewhere.example",
        "javascript://chancery.example",
    ],
)
def test_anything_else_is_refused_at_the_start(monkeypatch, typed):
    monkeypatch.setenv("SITE_URL", typed)
    with pytest.raises(ImproperlyConfigured, match=r"^SITE_URL: (?s:.)* without a path"):
        origin("SITE_URL")


@pytest.mark.parametrize("path", ["/", "/admin/", "/es/programs/?taking_part=open&at=2022-10-01"])
def test_links_of_mails_and_of_feeds_lead_to_the_same_address(settings, rf, path):
    settings.SITE_URL = "https://chancery.example:8443"
    assert absolute_url(rf.get("/x/"), path) == site_url() + path


def test_without_one_only_feeds_take_the_host_of_the_request(settings, rf):
    settings.SITE_URL = ""
    assert absolute_url(rf.get("/x/"), "/y/") == "http://testserver/y/"
    assert site_url() == settings.LOCAL_URL

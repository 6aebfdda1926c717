"""Every link of every answer leads to this site, or was written by staff and passed the check."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation

from delivery.locks import Busy
from portal.models import FooterLink
from publishing.languages import LANGUAGES
from tests.contracts.addresses import addresses
from tests.deception import EVIL, HERE, host_of

pytestmark = pytest.mark.django_db

# Where `filling` in tests/contracts/site.py has staff link to, and the names of vocabularies.
BY_STAFF = {"example.org"}
VOCABULARIES = {"www.w3.org", "schema.org"}

# Addresses of this site that look like those of another one, as they come over the wire.
PATHS = [
    "//evil.example/",
    "//evil.example/programs/",
    "///evil.example",
    "//evil.example/%2e%2e",
    "/%2F/evil.example/",
    "/%2Fevil.example/",
    "/%5Cevil.example/",
    "/\\evil.example/",
    "/%5C%5Cevil.example/",
    "/%09/evil.example/",
    "/%0A/evil.example/",
    "/%0D%0A/evil.example/",
    "/%01/evil.example/",
    "/%20/evil.example/",
    "/%22%3E%3Ca%20href=%22//evil.example/",
    "/.//evil.example/",
    "/javascript:alert(1)",
]
# The ends of addresses: what is wrong with them besides, so that each error page is seen.
QUERIES = ["", "?at=2022-10-01", "?at=evil", "?at=2099-01-01", "?page=7", "?next=//evil.example/"]


class Addresses(HTMLParser):
    """Every address that a page holds, whatever the attribute."""

    ATTRIBUTES = frozenset(
        {"href", "src", "action", "formaction", "poster", "data", "cite", "ping"}
    )

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in self.ATTRIBUTES and tag != "data":
                self.found.append(value or "")
            if name == "srcset":
                self.found += [part.split()[0] for part in (value or "").split(",")]
            if name == "content" and re.match(r"(https?:)?//", value or ""):
                self.found.append(value)
            assert (name, (value or "").lower()) != ("http-equiv", "refresh")


def hosts_of(response, page: str) -> set[str]:
    """Return the hosts of every address in an answer, its headers included."""
    text = b"".join(response).decode() if response.streaming else response.content.decode()
    kind = response.headers.get("Content-Type", "")
    found = [response[name] for name in ("Location", "Content-Location") if name in response]
    if kind.startswith("text/html"):
        found += Addresses(text).found
    else:
        found += re.findall(r"https?://[^\s\"'<>,;]+", text)
    return {host_of(address, page) for address in found} - {"mailto", "tel"}


def test_reader_of_these_tests_leaves_the_site():
    """The contracts would hold with a reader who sees no danger."""
    assert not {host_of(address, "/programs/") for address in EVIL} & {HERE, *BY_STAFF}


def test_links_of_all_answers_stay_here_or_are_those_of_staff(client, site, settings):
    settings.SITE_URL = f"http://{HERE}"
    FooterLink.objects.create(title_en="Elsewhere", url="https://example.org/")
    seen = set()
    for language in LANGUAGES:
        with translation.override(language):
            paths = [path for of_name in addresses(site).values() for path in of_name]
        for address in [*paths, *(f"{path}?at=2022-10-01" for path in paths)]:
            hosts = hosts_of(client.get(address), address)
            assert hosts <= {HERE, *BY_STAFF, *VOCABULARIES}, address
            seen |= hosts
    assert {HERE, *BY_STAFF} <= seen


@pytest.mark.parametrize("prefix", ["", "/es", "/es/", "/admin", "/media", "/static"])
def test_answer_at_an_address_that_looks_like_another_host_leads_here(client, site, prefix):
    for path in PATHS:
        for query in QUERIES:
            address = f"{prefix}{path}{query}"
            # As a server hands it on: `client.get` would read a host in it.
            response = client.generic("GET", "/", **wsgi(address))
            assert response.status_code in (301, 302, 400, 403, 404), address
            assert hosts_of(response, path) <= {HERE, *BY_STAFF}, address


@pytest.mark.parametrize("fault", [OperationalError, Busy, ValueError])
@pytest.mark.parametrize("prefix", ["", "/es", "/admin"])
def test_form_sent_to_such_an_address_leads_here_when_the_database_fails(prefix, fault):
    def fail(*args):
        raise fault

    client = Client(raise_request_exception=False)
    answers = set()
    with connection.execute_wrapper(fail):
        for path in PATHS:
            address = f"{prefix}{path}?next=//evil.example/"
            response = client.generic(
                "POST", "/", b"local_draft=1", "application/x-www-form-urlencoded", **wsgi(address)
            )
            answers.add(response.status_code)
            assert hosts_of(response, path) == {HERE}, address
    assert (500 if fault is ValueError else 503) in answers


def wsgi(address: str) -> dict[str, str]:
    """Return the variables by which a server hands an address on."""
    path, _mark, query = address.partition("?")
    return {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}


def test_signing_in_leads_nowhere_else(client, pilar):
    form = {"username": "pilar", "password": "correct horse battery"}
    for address in EVIL:
        client.logout()
        sent = {**form, "next": address}
        response = client.post("/admin/login/", sent, query_params={"next": address})
        assert response.status_code == 302, address
        assert host_of(response["Location"], "/admin/login/") == HERE, address

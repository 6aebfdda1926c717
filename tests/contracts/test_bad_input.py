"""Whatever a reader or an attacker sends, the answer is a clear page and nothing is written."""

import pytest
from django.urls import reverse

from publishing.models import Change
from tests.contracts.addresses import LISTS, addresses, list_views

pytestmark = pytest.mark.django_db

MOMENTS = (
    "yesterday",
    "0000-01-01",
    "2022-02-31",
    "2022-13-01T00:00",
    "2022-01-01T25:00",
    "0001-01-01T00:00+14:00",
    "9999-12-31",
    "2022-01-01T00:00+99:00",
    "٢٠٢٢-٠١-٠١",
    "x" * 10_000,
    "%00",
    "%ff%fe",
)
NUMBERS = ("0", "-1", "1" + "0" * 30, "ten", "", "1.5", "%00", "٣")
QUERIES = (
    "?q=" + "a" * 10_000,
    "?q=%00",
    "?q=%ff%fe%fd",
    "?topic=banana",
    "?topic=trade&topic=banana&topic=trade",
    "?kind=%3Cscript%3Ealert(1)%3C/script%3E",
    "?signed=20x2",
    "?year=99999999999999999999",
    "?party=ZZ",
    "?region=mars",
    "?producer=nobody&producer=",
    "?unknown=1",
    "?" + "&".join(f"topic={n}" for n in range(300)),
)
NOWHERE = (
    "/e/statistic-0/",
    "/e/nothing/",
    "/e/statistic-99999999999999999999999/",
    "/e/statistic-x1/",
    "/programs/a/",
    "/%00/",
    "/%ff%fe/",
    "/programs/%F0%28%8C%28/",
    "/" + "a" * 10_000,
    "/" + "a" * 40_000,
    "/programs/?q=" + "a" * 40_000,
    "/media/../settings.py",
    "/media/%2e%2e/secret_key",
    "/static/../secret_key",
)


def is_clear(response, address):
    assert response.status_code in (200, 400, 403, 404), address
    assert b"<h1" in response.content, address
    assert b"<script>alert" not in response.content, address
    assert "default-src 'none'" in response["Content-Security-Policy"], address


@pytest.fixture
def paths(site):
    """Every public address, an export of each kind among them."""
    return [path for of_name in addresses(site).values() for path in of_name]


def test_moment_that_is_none_is_named(client):
    for moment in MOMENTS:
        response = client.get(f"/es/?at={moment}")
        is_clear(response, moment)
        assert response.status_code in (400, 403), moment


def test_moment_that_is_none_is_named_at_every_address(client, paths):
    for path in paths:
        response = client.get(f"{path}?at=yesterday")
        is_clear(response, path)
        assert response.status_code == 400, path


@pytest.mark.parametrize("name", [*LISTS, "updates"])
def test_page_number_that_is_none_is_a_clear_page(client, name):
    for number in NUMBERS:
        response = client.get(f"{reverse(name)}?page={number}")
        is_clear(response, number)
        assert response.status_code in ((200,) if number == "" else (400, 404)), number


@pytest.mark.parametrize("name", LISTS)
def test_strange_query_is_a_clear_page(client, site, name):
    before = Change.objects.count()
    for query in QUERIES:
        is_clear(client.get(reverse(name) + query), query)
    assert Change.objects.count() == before


def test_strange_query_of_a_page_without_filters_is_a_clear_page(client, paths):
    for path in paths:
        for query in ("?q=%00", "?" + "&".join(QUERIES).replace("?", "").replace("%00", "")):
            response = client.get(path + query)
            if response.headers["Content-Type"].startswith("text/html"):
                is_clear(response, path + query)
            else:
                assert response.status_code == 200, path + query


@pytest.mark.parametrize("name", LISTS)
def test_wrong_value_of_every_filter_is_named_and_not_ignored(client, site, name):
    for parameter in list_views()[name].filter_class.base_filters:
        if parameter != "q":
            page = client.get(f"{reverse(name)}?{parameter}=banana").content.decode()
            assert "banana" in page, parameter


def test_address_of_nothing_is_a_clear_page(client):
    for path in NOWHERE:
        response = client.get(path)
        is_clear(response, path)
        assert response.status_code in (400, 404), path


def test_public_addresses_only_answer_reads(client, paths):
    for path in paths:
        for method in ("post", "put", "delete", "patch"):
            assert getattr(client, method)(path).status_code == 405, (method, path)


def test_anonymous_pages_set_no_cookie_and_allow_no_inline_code(client, paths):
    for path in paths:
        response = client.get(path)
        assert not response.cookies, path
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        if response.headers["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            for inline in ("<style", " style=", 'src="http', " onclick="):
                assert inline not in text, (inline, path)

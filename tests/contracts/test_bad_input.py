"""Whatever a reader or an attacker sends, the answer is a clear page and nothing is written."""

import pytest

from publishing.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("written_site")]

LISTS = ("/relations/", "/agreements/", "/statistics/", "/programs/")
PATHS = ("/", *LISTS, "/programs/program-0/", "/relations/united-states-mexico/", "/es/programs/")
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
    "/media/../settings.py",
    "/media/%2e%2e/secret_key",
    "/static/../secret_key",
)


def is_clear(response, address):
    assert response.status_code in (200, 400, 403, 404), address
    assert b"<h1" in response.content, address
    assert b"<script>alert" not in response.content, address


@pytest.mark.parametrize("path", PATHS)
def test_moment_that_is_none_is_named(client, path):
    for moment in MOMENTS:
        response = client.get(f"{path}?at={moment}")
        is_clear(response, moment)
        assert response.status_code in (400, 403), moment


@pytest.mark.parametrize("path", LISTS)
def test_page_number_that_is_none_is_a_clear_page(client, path):
    for number in NUMBERS:
        response = client.get(f"{path}?page={number}")
        is_clear(response, number)
        assert response.status_code in ((200,) if number == "" else (400, 404)), number


@pytest.mark.parametrize("path", PATHS)
def test_strange_query_is_a_clear_page(client, path):
    before = AuditEntry.objects.count()
    for query in QUERIES:
        is_clear(client.get(path + query), query)
    assert AuditEntry.objects.count() == before


def test_wrong_value_is_named_and_not_ignored(client):
    text = client.get("/programs/?topic=banana").content.decode()
    assert "banana" in text


def test_address_of_nothing_is_a_clear_page(client):
    for path in NOWHERE:
        response = client.get(path)
        assert response.status_code in (400, 404), path
        assert b"<h1" in response.content, path


def test_pages_only_answer_reads(client):
    for path in PATHS:
        for method in ("post", "put", "delete", "patch"):
            assert getattr(client, method)(path).status_code == 405, path


@pytest.mark.parametrize("path", PATHS)
def test_anonymous_pages_set_no_cookie_and_allow_no_inline_code(client, path):
    response = client.get(path)
    assert not response.cookies
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert 'src="http' not in text

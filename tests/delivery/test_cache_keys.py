"""Which requests share a finished page: those that read one address of one host on one day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpResponse

from delivery.cache import PageCacheMiddleware
from publishing.changes.position import current_position
from publishing.languages import LANGUAGES
from tests.factories import make_agreement, term

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 18, tzinfo=UTC)  # 12:00 in Mexico City


@pytest.fixture(autouse=True)
def _cache(settings):
    settings.PAGE_CACHE = True
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    caches["pages"].clear()


@pytest.fixture
def agreement(pilar):
    with time_machine.travel(NOON, tick=False):
        agreement = make_agreement("usmca", title_en="Trade", rules=[term("2026-03-11")])
        agreement.publish(pilar)
    return agreement


@pytest.fixture
def read(client, agreement):
    """Reads an address at an instant."""

    def read_at(at, address="/", method="get", host="one.example", **headers):
        with time_machine.travel(at, tick=False):
            return getattr(client, method)(address, headers={"host": host, **headers})

    return read_at


def test_each_host_has_pages_of_its_own(read):
    for host in ("one.example", "two.example"):
        text = read(NOON, "/agreements.json", host=host).text
        assert f"http://{host}/agreements/usmca/" in text
    assert len(caches["pages"]._cache) == 2


def test_page_is_made_anew_on_the_next_day_of_the_site(read):
    """What is not past follows the day; at midnight in UTC it is still the day before here."""
    midnight = datetime(2026, 3, 12, 6, tzinfo=UTC)
    for at in (midnight - timedelta(hours=12), midnight - timedelta(seconds=1)):
        assert "March 11, 2026" in read(at).text
    assert len(caches["pages"]._cache) == 1
    assert "March 11, 2026" not in read(midnight).text


def test_addresses_queries_and_languages_are_kept_apart(read):
    addresses = ("/", "/agreements/", "/agreements/?topic=trade", "/agreements/?at=2026-03-10")
    for address in addresses:
        read(NOON, address)
    for language in LANGUAGES[1:]:
        read(NOON, f"/{language}/")
    assert len(caches["pages"]._cache) == len(addresses) + len(LANGUAGES) - 1


def test_who_asks_for_the_head_only_gets_it_and_leaves_the_body_to_others(read):
    assert read(NOON, method="head").content == b""
    page = read(NOON)
    assert b"Trade" in page.content
    head = read(NOON, method="head")
    assert head.headers.pop("X-Request-ID") != page.headers.pop("X-Request-ID")
    assert head.headers == page.headers
    assert len(caches["pages"]._cache) == 1


@pytest.mark.parametrize("method", ["options", "post", "put", "delete"])
def test_nothing_is_kept_of_what_is_no_reading(read, method):
    assert read(NOON, method=method).status_code in (200, 405)
    assert len(caches["pages"]._cache) == 0
    assert b"Trade" in read(NOON).content


@pytest.mark.parametrize("address", ["/nothing/", "/?at=yesterday", "/health/", "/admin/login/"])
def test_errors_and_what_is_not_for_all_are_not_kept(read, address):
    read(NOON, address)
    assert len(caches["pages"]._cache) == 0


def test_very_long_addresses_are_not_kept(read):
    assert read(NOON, f"/agreements/?q={'a' * 500}").status_code == 200
    assert len(caches["pages"]._cache) == 0


def test_page_that_sets_a_cookie_is_not_kept(rf):
    def answer(request):
        response = HttpResponse("<h1>Yours</h1>")
        response.set_cookie("name", "value")
        return response

    assert PageCacheMiddleware(answer)(rf.get("/", headers={"host": "one.example"})).cookies
    assert len(caches["pages"]._cache) == 0


def test_form_of_staff_that_is_refused_lets_readers_keep_their_pages(client, ana, agreement):
    client.force_login(ana)
    before = current_position().key
    address = f"/admin/relations/agreement/{agreement.pk}/withdraw/"
    assert client.post(address, headers={"host": "one.example"}).status_code == 403
    assert current_position().key == before

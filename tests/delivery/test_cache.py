"""Readers share finished pages, and never see one that is no longer true."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.changes.position import current_position
from tests.factories import make_agreement, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cache(settings):
    settings.PAGE_CACHE = True
    caches["pages"].clear()


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement("usmca", title_en="Before")
    agreement.publish(pilar)
    return agreement


def read(client, address="/agreements/usmca/", **headers):
    return client.get(address, headers=headers)


def test_second_reader_costs_one_query(client, agreement):
    first = read(client)
    with CaptureQueriesContext(connection) as captured:
        second = read(client)
    assert len(captured) == 1
    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_publishing_is_seen_at_once(client, agreement, pilar):
    read(client)
    agreement.title_en = "After"
    agreement.save()
    assert b"Before" in read(client).content
    agreement.publish(pilar)
    assert b"After" in read(client).content


def test_scheduled_edition_is_seen_at_its_hour(client, agreement, pilar):
    agreement.title_en = "After"
    agreement.save()
    at = timezone.now() + timedelta(hours=1)
    agreement.publish(pilar, at=at)
    read(client)
    with time_machine.travel(at - timedelta(seconds=1)):
        assert b"Before" in read(client).content
    with time_machine.travel(at):
        assert b"After" in read(client).content


def test_change_of_reference_data_in_the_admin_is_seen_at_once(client, agreement, ruth, pilar):
    topic = make_topic("trade", name_en="Trade")
    agreement.topics.add(topic)
    agreement.publish(pilar)
    assert b"Trade" in read(client).content
    staff = type(client)()
    staff.force_login(ruth)
    answer = staff.post(
        f"/admin/relations/topic/{topic.pk}/change/",
        {"slug": "trade", "name_en": "Commerce", "name_es": "Comercio"},
    )
    assert answer.status_code == 302
    assert b"Commerce" in read(client).content


def test_stranger_who_sends_a_form_changes_nothing(client, agreement):
    read(client)
    before = current_position().key
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 200
    assert current_position().key == before


def test_a_question_about_methods_is_no_page(client, agreement):
    client.options("/agreements/usmca/")
    assert b"Before" in read(client).content


def test_staff_and_readers_do_not_share_pages(client, agreement, ruth):
    client.force_login(ruth)
    read(client)
    assert len(caches["pages"]._cache) == 0


def test_address_and_language_are_kept_apart(client, agreement):
    assert read(client).content != read(client, "/es/agreements/usmca/").content
    assert b"2022" not in read(client, "/agreements/").content
    assert read(client, "/agreements/?at=yesterday").status_code == 400


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip", "gzip"),
        ("br, gzip", "br"),
        ("br;q=0, gzip; q=0.5", "gzip"),
        ("br; q=0.0", None),
        ("", None),
    ],
)
def test_page_is_sent_compressed_to_who_can_read_it(client, agreement, accepts, encoding):
    plain = read(client).content
    for _ in range(2):  # made, then kept
        response = read(client, accept_encoding=accepts)
        assert response.headers.get("Content-Encoding") == encoding
        assert "Accept-Encoding" in response["Vary"]
        if encoding == "gzip":
            assert gzip.decompress(response.content) == plain


def test_browser_finds_an_icon_where_it_guesses(client):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_what_is_very_large_is_not_kept(client, agreement, monkeypatch):
    monkeypatch.setattr("delivery.cache.MAX_CACHED_BYTES", 1000)
    read(client)
    assert not caches["pages"]._cache

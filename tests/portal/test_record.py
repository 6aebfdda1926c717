"""The page about the record, and its head as a file."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches

from publishing.changes.models import Change
from publishing.changes.position import current_position
from publishing.record.heads import Head, load_head, load_key, make_key
from tests.factories import make_page

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 11, 26, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.SITE_URL = "https://chancery.example"
    settings.RECORD_KEY_FILE = tmp_path / "record_key"
    make_key()
    return settings


@pytest.fixture
def item(pilar):
    """An item that was published long ago."""
    with time_machine.travel(LONG_AGO, tick=False):
        item = make_page("about")
        item.publish(pilar)
    return item


def newest() -> Head:
    """The head that the table of changes has."""
    return Head.of(Change.objects.get(number=Change.objects.count()))


@pytest.mark.parametrize("language", ["", "/es"])
def test_page_shows_the_signed_head_and_the_key(client, item, language):
    response = client.get(f"{language}/record/")
    assert response.status_code == 200
    assert newest().signed(load_key()) in response.text
    assert str(load_key().public) in response.text
    assert f'href="{language}/record/head.txt"' in response.text


def test_head_alone_is_a_note_for_programs(client, item):
    response = client.get("/record/head.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert load_head(response.content) == newest()
    assert client.get("/es/record/head.txt").content == response.content


def test_page_is_linked_at_the_foot_of_every_page(client):
    assert '<a href="/record/">About the record</a>' in client.get("/").text.split("<footer")[1]
    assert "/es/record/" in client.get("/es/nothing/").text.split("<footer")[1]


def test_head_is_that_of_the_moment(client, item, pilar):
    before = newest()
    item.publish(pilar)
    assert load_head(client.get("/record/head.txt").content) == newest() != before
    at = "at=2025-11-26T15:01Z"
    assert load_head(client.get(f"/record/head.txt?{at}").content) == before
    response = client.get(f"/record/?{at}")
    assert before.signed(load_key()) in response.text
    assert f'href="/record/head.txt?{at.replace(":", "%3A")}"' in response.text
    assert response["X-Robots-Tag"] == "noindex"


def test_there_is_no_head_of_a_moment_before_the_record_began(client, item):
    assert client.get("/record/head.txt?at=2022-10-01").status_code == 404
    assert "there is no head" in client.get("/record/?at=2022-10-01").text


def test_no_cache_keeps_the_head_of_before(client, item, pilar, site):
    site.PAGE_CACHE = True
    caches["pages"].clear()
    keys = set()
    for title in ("One", "Another"):
        item.title_en = title
        item.save_draft(pilar)  # of which readers see nothing
        keys.add(current_position().key)
        assert len(keys) == 1
        note = newest().signed(load_key())
        assert note in client.get("/record/").text
        assert (response := client.get("/record/head.txt")).text == note
        assert "no-store" in response["Cache-Control"]


def test_head_of_an_hour_that_is_waited_for_tells_no_words(client, item, pilar):
    item.title_en = "Secret"
    item.publish(pilar, at=datetime.now(UTC) + timedelta(days=1))
    assert load_head(client.get("/record/head.txt").content) == newest()
    assert "Secret" not in client.get("/record/").text


def test_site_without_changes_says_so(client):
    assert not Change.objects.exists()
    response = client.get("/record/")
    assert response.status_code == 200
    assert "Nothing was recorded yet" in response.text
    assert "head.txt" not in response.text
    assert client.get("/record/head.txt").status_code == 404


@pytest.mark.parametrize("content", [None, "", "words"])
def test_site_without_key_says_so_and_logs_why(client, item, site, caplog, content):
    site.RECORD_KEY_FILE.unlink()
    if content is not None:
        site.RECORD_KEY_FILE.write_text(content)
    response = client.get("/record/")
    assert response.status_code == 200
    assert "cannot sign at the moment" in response.text
    assert "head.txt" not in response.text
    assert str(site.RECORD_KEY_FILE) not in response.text
    assert str(site.RECORD_KEY_FILE) in caplog.text
    assert client.get("/record/head.txt").status_code == 404

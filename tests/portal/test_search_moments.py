"""What the search shows at which moment, and what it never shows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from justhtml import JustHTML

from publishing.models import Withdrawal
from search.catching import IndexState
from tests.factories import (
    make_agreement,
    make_program,
)
from tests.portal.searching import found, number_said, page_of, texts

pytestmark = pytest.mark.django_db
SENTINEL = "xyzzysentinel"


def test_what_readers_do_not_see_is_found_by_nobody(client, site, pilar):
    make_program("draft", title_en=f"Draft {SENTINEL}").save()
    queued = make_program("queued", title_en=f"Queued {SENTINEL}")
    queued.publish(pilar, at=timezone.now() + timedelta(days=1))
    cancelled = make_agreement("cancelled", title_en=f"Canceled {SENTINEL}")
    cancelled.publish(pilar, at=timezone.now() + timedelta(days=2)).cancel(pilar)
    for slug, reason in (("gone", Withdrawal.WITHDRAWN), ("wrong", Withdrawal.IN_ERROR)):
        item = make_program(slug, title_en=f"Was {SENTINEL}")
        item.publish(pilar)
        item.withdraw(pilar, reason, reason_en="It had to be.")
    for path in (
        "/search/",
        "/es/search/",
        "/search.json",
        "/search.atom",
        "/search/suggestions.json",
    ):
        response = client.get(f"{path}?q={SENTINEL}")
        assert response.status_code == 200
        text = response.content.decode()
        assert not re.search(rf"(Draft|Queued|Canceled|Was) ?(<[^>]*>)?{SENTINEL}", text), path
    page = page_of(client, q=SENTINEL)
    assert number_said(page) == "0 results"
    assert SENTINEL not in " ".join(texts(page, ".chips a"))[len(f"Search: “{SENTINEL}”") :]


def test_what_was_published_in_error_is_found_at_no_moment(client, pilar):
    item = make_program("wrong", title_en=f"Wrong {SENTINEL}")
    item.publish(pilar)
    moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It was.")
    assert not found(client, q=SENTINEL)
    assert client.get(f"/search.json?q={SENTINEL}&at={moment}").json()["number"] == 0


def test_rows_are_looked_at_again_whatever_the_index_says(client, site, pilar, monkeypatch):
    assert "/programs/grant/" in found(client, q="hydrology")
    monkeypatch.setattr(IndexState, "_catch_up", lambda self, wanted: None)  # it stays behind
    site["grant"].withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert not found(client, q="hydrology")
    assert "Hydrology grant" not in client.get("/search/?q=hydrology").content.decode()
    assert client.get("/search/suggestions.json?q=hyd").json()["suggestions"] == []


def test_a_past_moment_is_searched_as_it_stood(client, pilar):
    item = make_program("grant", title_en="An old name")
    item.import_edition(pilar, timezone.now() - timedelta(days=400))
    item.title_en = "A newer name"
    item.save()
    item.publish(pilar)
    day = (timezone.localdate() - timedelta(days=100)).isoformat()
    assert found(client, q="old") == set()
    assert found(client, q="old", at=day) == {f"/programs/grant/?at={day}"}
    assert found(client, q="newer", at=day) == set()
    response = client.get(f"/search/?q=old&at={day}")
    assert response["X-Robots-Tag"] == "noindex"
    page = JustHTML(response.content.decode(), sanitize=False)
    assert page.query("section.at")
    links = [link.attrs["href"] for link in page.query("main a[href]")]
    assert links
    assert all(f"at={day}" in link for link in links)
    suggested = client.get(f"/search/suggestions.json?q=old&at={day}").json()["suggestions"]
    assert [each["address"] for each in suggested] == [f"/programs/grant/?at={day}"]

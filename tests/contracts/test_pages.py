"""What holds of every public page, whatever it shows."""

import re

import pytest
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import translation
from justhtml import JustHTML

from publishing.items import item_models
from publishing.languages import LANGUAGES, base_and_language
from relations.models import Link, Membership, Office, Party, Reading, Statistic
from tests.contracts.addresses import NOT_LINKED, addresses
from tests.contracts.site import FILTERED, Links, crawl, internal, text_columns, write_secrets
from tests.feeds import entries

pytestmark = pytest.mark.django_db

SENTINEL = "XyzzySentinel"
# Texts that not every page of an item shows that has them.
SHOWN_AT_TIMES: dict[type[models.Model], tuple[str, ...]] = {
    # of those who are no country; of an agreement that is not on this site; of exactly one, and
    # where values have no source of their own
    Party: ("name",),
    Link: ("title",),
    Statistic: ("counted_one", "source", "source_url", "licence"),
    # in the sections that say so
    Membership: ("role",),
    Office: ("name", "street", "city", "telephone"),
    Reading: ("title", "publisher", "note"),
}


def pages(client, *starts, **kwargs):
    responses = crawl(client, *starts, **kwargs)
    html = {a: r for a, r in responses.items() if r["Content-Type"].startswith("text/html")}
    return responses, html


@pytest.fixture(scope="module")
def seen(written_site):
    """Every page of the site as it was written, visited once."""
    return pages(Client(), "/", "/es/")


def test_every_address_answers_in_both_languages_with_valid_html(seen, site):
    responses, html = seen
    assert {response.status_code for response in responses.values()} == {200}
    for language in LANGUAGES:
        with translation.override(language):
            for item in site.items:
                assert item.get_absolute_url().partition("#")[0] in responses
            for name, expected in addresses(site).items():
                if name not in NOT_LINKED:
                    assert {*expected} <= responses.keys(), f"no page leads to {name}"
    for address, response in html.items():
        errors = JustHTML(response.content.decode(), collect_errors=True).errors
        assert not errors, (address, errors)


def test_times_are_written_as_html_has_them_and_no_list_has_a_term_twice(seen):
    valid = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d))?")
    found = 0
    for address, response in seen[1].items():
        page = JustHTML(response.content.decode(), sanitize=False)
        times = [element.attrs["datetime"] for element in page.query("time")]
        assert not [time for time in times if not valid.fullmatch(time)], address
        found += len(times)
        for terms in page.query("dl"):
            names = [term.to_text().strip() for term in terms.query("dt")]
            assert len(names) == len({*names}), (address, names)
    assert found > 20


def test_pages_say_their_language_title_and_description(seen, site):
    titles = {}
    for address, response in seen[1].items():
        text = response.content.decode()
        language = "es" if address.startswith("/es/") else "en"
        assert f'<html lang="{language}"' in text, address
        assert text.count("<h1") == 1, address
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1].strip()
        description = re.search(r'<meta name="description" content="([^"]*)"', text)[1]
        assert len(title) >= 20, f"{address}: give the page a longer title than “{title}”"
        assert len(description) >= 50, f"{address}: say more in its description: “{description}”"
        if not FILTERED.search(address):
            assert titles.setdefault((language, title), address) == address


def test_no_draft_queued_or_cancelled_word_is_public(client, site, pilar):
    write_secrets(site, pilar, SENTINEL)
    starts = ["/", "/es/", "/?at=2022-10-01"]
    for model in item_models():
        for edition in model.edition_model().objects.all():
            starts.append(reverse("edition", args=[edition.identifier]))
    responses, _html = pages(client, *starts)
    for address, response in responses.items():
        content = b"".join(response) if response.streaming else response.content
        assert SENTINEL.encode() not in content, address
    hidden = [a for a, r in responses.items() if a.startswith("/e/") and r.status_code == 404]
    assert len(hidden) == 2 * len(site.items)


def test_staff_read_ahead_and_find_the_sentinel(client, site, pilar):
    """The sentinel test would pass on a site that shows nothing; this one proves that it bites."""
    write_secrets(site, pilar, SENTINEL)
    client.force_login(pilar)
    response = client.get("/?at=2099-01-01")
    assert response.status_code == 200
    ahead = crawl(client, "/?at=2099-01-01", most=40)
    assert any(SENTINEL in response.content.decode() for response in ahead.values())


def test_every_internal_link_on_a_past_page_keeps_the_moment(client, site):
    _responses, html = pages(client, "/?at=2022-10-01", within="at=")
    assert len(html) > 10
    for address, response in html.items():
        text = response.content.decode()
        banner = re.search(r'<section class="at".*?</section>', text, re.DOTALL)[0]
        for link in Links(text.replace(banner, "")).addresses:
            target = internal(link, address)
            if target and not link.startswith("#"):
                assert "at=2022-10-01" in target or _is_form(text, link), (address, link)
        assert response["X-Robots-Tag"] == "noindex"


def test_nothing_of_the_past_is_left_to_search_engines(client, site):
    for name, of_name in addresses(site).items():
        for address in of_name:
            response = client.get(f"{address}?at=2022-10-01")
            if response.status_code == 200 and name != "health":
                assert response["X-Robots-Tag"] == "noindex", address
            is_of_an_edition = name == "edition"
            assert ("X-Robots-Tag" in client.get(address).headers) == is_of_an_edition, address


def test_entries_of_feeds_keep_their_names_whatever_the_moment(client, site):
    feeds = [
        address
        for of_name in addresses(site).values()
        for address in of_name
        if address.endswith(".atom")
    ]
    assert len(feeds) > 8
    for feed in feeds:
        past = {entry["id"] for entry in entries(client.get(f"{feed}?at=2022-10-01"))}
        now = {entry["id"] for entry in entries(client.get(feed))}
        assert past, feed
        assert not [name for name in past | now if "at=" in name], feed
        if "history" in feed:
            assert past < now, feed


def _is_form(text, action):
    """A form keeps the moment in a hidden field."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.DOTALL)
    return form and 'name="at" value="2022-10-01"' in form[0]


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_page_of_an_item_shows_every_text_of_it_and_its_parts(client, site, pilar, model):
    item = site.rows[model][0]
    parts = [part for name in item.published_parts for part in getattr(item, name).all()]
    names = {}
    for row in (item, *parts):
        for column in text_columns(type(row), 6):
            name, language = base_and_language(column.name)
            if language in ("", settings.LANGUAGE_CODE) and name not in SHOWN_AT_TIMES.get(
                type(row), ()
            ):
                word = f"word{len(names):02}"
                names[word] = f"{type(row).__name__}.{name}"
                setattr(row, column.attname, word)
        row.save()
    page = client.get(item.publish(pilar).get_absolute_url()).content.decode()
    missing = [name for word, name in names.items() if word not in page]
    assert not missing, f"show {missing} in the template of {model.__name__}"

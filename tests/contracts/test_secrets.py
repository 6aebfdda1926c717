"""Whatever moment is asked for, and however, nobody without the right reads what is not public."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from publishing.items import item_models
from publishing.languages import LANGUAGES
from relations.models import Relationship, Section, Statistic
from tests import people
from tests.contracts.addresses import addresses
from tests.contracts.site import write_secrets
from tests.factories import MAKERS, make_picture

pytestmark = pytest.mark.django_db

LIST_NAMES = ("agreements", "programs", "relations", "statistics")
SENTINEL = "XyzzySentinel"
NOTHING = "QvbbkRamtuvoj"  # stands nowhere, and is as long
MOMENT = re.compile(r"\d{4}-\d\d-\d\dt\d\d:\d\d:[\d.]+(z|[-+]\d\d:\d\d)")
# Where words are asked for.
WORDED = (
    *(f"/{name}{end}" for name in LIST_NAMES for end in ("/", ".csv", ".json", ".atom")),
    *("/search/", "/search.json", "/search.atom", "/search/suggestions.json", "/dates/"),
)
SOON = datetime(2098, 1, 1, tzinfo=UTC)
# How a moment is asked for; the first of them is refused to all but who may read ahead.
ASKED = (
    "at=2099-01-01",
    "",
    "at=2099-01-01T12:00Z",
    "at=%202099-01-01",
    "at=2022-10-01&at=2099-01-01",
    "at=2099-01-01&at=2022-10-01",
    "at[]=2099-01-01",
    "at=soon",
    "at=2099-13-01",
    "at=9999-12-31T23:59-14:00",
    "page=99&at=2099-01-01",
    "q=Xyzzy",
    "page=99",
    "%61t=2099-01-01",
)
NOWHERE = (
    "/nowhere/",
    "/es/nowhere/",
    "/e/agreement-999999/",
    "/agreements/nothing/history.atom",
    "/agreements.exe",
    "/admin/nothing/",
    "/media/nothing.jpeg",
    "/%ff/",
    "/%00/",
    "//evil.example/",
    "/styleguide/",
)


@pytest.fixture
def secrets(site, pilar, settings, tmp_path):
    """Writes what nobody may read, and makes an item of each type that was never public, with a
    picture. Returns those items."""
    settings.MEDIA_ROOT = tmp_path
    write_secrets(site, pilar, SENTINEL)
    hidden = []
    for model in item_models():
        columns = {"title_en": f"{SENTINEL} {model.__name__}", "title_es": SENTINEL}
        columns["key" if model is Statistic else "slug"] = SENTINEL.lower()
        if model is Relationship:
            columns["image"] = make_picture(SENTINEL)
        if model is Section:
            columns["relationship"] = site.relationship
        hidden.append(MAKERS[model](**columns))
    for item in hidden:
        item.publish(pilar, at=SOON)
    return hidden


@pytest.fixture
def paths(site):
    """Every public address, in both languages, and those of what waits for its hour."""
    paths = [*NOWHERE]
    for language in LANGUAGES:
        with translation.override(language):
            paths += [path for of_name in addresses(site).values() for path in of_name]
    for model in item_models():
        editions = model.edition_model().objects.all()
        paths += [reverse("edition", args=[each.identifier]) for each in editions]
    return paths


def told(response) -> str:
    """All that a response says, its headers included."""
    body = b"".join(response)
    return f"{body.decode()} {response.headers}".lower()


def shown(response, word: str) -> str:
    """The body of a response without the words that were asked for and the moment."""
    body = MOMENT.sub("", b"".join(response).decode().lower())
    return body.replace(word.lower(), "…").replace(word[:6].lower(), "…")


def test_no_way_to_ask_shows_it_to_a_stranger(client, secrets, paths):
    # The first two questions are put to every address, and one of the others.
    for number, path in enumerate(paths):
        for query in [*ASKED[:2], ASKED[2 + number % len(ASKED[2:])]]:
            url = f"{path}?{query}".rstrip("?")
            response = client.get(url)
            assert SENTINEL.lower() not in told(response), url
            if query == ASKED[0]:
                assert response.status_code in (302, 400, 403, 404), url
    for path in paths[:: len(ASKED)]:
        for response in (
            client.post(path, {"at": "2099-01-01"}),
            client.head(path, {"at": "2099-01-01"}),
            client.get(path, headers={"at": "2099-01-01", "cookie": "at=2099-01-01"}),
        ):
            assert SENTINEL.lower() not in told(response), path


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_its_words_are_answered_like_words_of_nothing(client, secrets, prefix):
    """Neither rows nor numbers, suggestions or corrections tell that they stand somewhere."""
    asked = (
        lambda word: f"q={word}",
        lambda word: f"q={word[:6]}",
        lambda word: f"q=words+{word}e&at=2022-10-01",
        lambda word: f"q=%22{word}+agreement%22+-{word}x",
    )
    for path, query in product(WORDED, asked):
        of_secret, of_nothing = (
            shown(client.get(f"{prefix}{path}?{query(word)}"), word) for word in (SENTINEL, NOTHING)
        )
        assert of_secret == of_nothing, (path, query("x"))


def test_no_address_shows_it_to_staff_without_a_role(client, secrets, paths):
    client.force_login(people.make_staff("nora"))
    for path in (path for path in paths if not path.startswith("/es/")):
        response = client.get(f"{path}?at=2099-01-01")
        assert SENTINEL.lower() not in told(response), path
        assert response.status_code in (302, 400, 403, 404), path


@pytest.mark.parametrize("query", ["", "?at=2099-01-01"])
def test_what_was_never_public_has_no_address(client, secrets, query):
    client.force_login(people.make_staff("nora"))
    for item in secrets:
        urls = [reverse("edition", args=[item.editions.get().identifier])]
        if not isinstance(item, Section):  # whose page is that of its relationship
            urls += [item.get_absolute_url(), item.get_history_url()]
        if picture := getattr(item, "image", None):
            urls.append(picture.file.url)
        for url in urls:
            assert client.get(f"{url}{query}").status_code in (403, 404), url


def test_who_may_read_ahead_finds_it_and_no_cache_keeps_it(client, secrets, paths, ana, settings):
    """The tests above would pass on a site that shows nothing."""
    settings.PAGE_CACHE = True
    stranger, found = Client(), 0
    client.force_login(ana)
    for path in paths:
        if path in NOWHERE or "health" in path or path.startswith("/es/"):
            continue
        url = f"{path}?at=2099-01-01"
        response = client.get(url)
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")), url
        found += SENTINEL.lower() in told(response)
    for path in {path for number, path in enumerate(paths) if number % len(ASKED) == 0}:
        assert stranger.get(f"{path}?at=2099-01-01").status_code != 200, path
    assert "no-store" in client.head("/?at=2099-01-01")["Cache-Control"]
    assert found > 20

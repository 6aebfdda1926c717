"""Whatever is typed into a list's words is answered, with bounded work."""

from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from publishing.languages import LANGUAGES
from reading.filtersets import EXPORT_FORMATS
from search.index import Searcher
from tests import people
from tests.contracts.addresses import LISTS
from tests.contracts.site import make_site

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40  # of a page, whatever is typed
MOST_QUESTIONS = 120  # to the engine, whatever is typed
HOSTILE = {
    "long": "a" * 100_000,
    "long, of words": "trade " * 20_000,
    "words, as many as fit": " ".join(f"wxq{n}" for n in range(40)),
    "quotes": '"' * 150,
    "operators": "AND OR NOT + - && || ! ( ) { } [ ] ^ ~ * ? : \\ /",
    "minuses": "- -- --- -a -b -c -d",
    "not wanted": "-words",
    "engine": "title:x AND * OR body:[a TO z]^9 IN [1 2] /.*/ ~2",
    "regular expression": ".*(a+)+$ [^a]{2,9} \\w+",
    "emoji": "👩‍👩‍👧‍👦🇲🇽❤️",
    "right to left": "\u202eedart\u202c שלום مرحبا",
    "NUL": "a\0b",
    "control characters": "\x01\x02\x1b[31m\x7f",
    "invisible": "\u200b\u200d\ufeff\u00ad",
    "combining": "e" + "\u0301" * 150,
    "one letter over": "\ufdfa" * 190,  # which stands for 18 letters each
    "stop words": "the of and de la",
    "joints": "-".join("abcdefghijklmnopqrstuvwxyz" * 3),
    "joints only": "'-'·/&.-'",
    "markup": '<script>alert(1)</script>"><img src=x onerror=y>',
    "SQL": "'; DROP TABLE users; -- %_%",
    "format": "%s %(name)s {0} {{ x }} {% x %}",
    "digits": "9" * 190,
    "lines": "a\r\nb\tc\u2028d",
}
RAW = {
    "lone surrogate": "%ED%A0%80",
    "half of a letter": "%C3",
    "no UTF-8": "%ff%fe%00",
}


@pytest.fixture(scope="module")
def site(module_db):
    return make_site(people.ruth())


def paths() -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found += [reverse(name) for name in LISTS]
    return found


@pytest.fixture
def questions(monkeypatch) -> list[str]:
    """What the engine is asked meanwhile."""
    put: list[str] = []
    ask = Searcher._ask

    def counted(self, method, *arguments, **options):
        put.append(method.__name__)
        return ask(self, method, *arguments, **options)

    monkeypatch.setattr(Searcher, "_ask", counted)
    return put


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_answered_by_every_list(name, site, client, questions):
    query = urlencode({"q": HOSTILE[name]}, errors="surrogatepass")
    for path in paths():
        client.get(path)  # what holds of all rows is asked for once a change
        questions.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(f"{path}?{query}")
        assert page.status_code in (200, 400), path
        assert len(queries) <= MOST_QUERIES, path
        assert len(questions) <= MOST_QUESTIONS, path
        assert "<script>alert" not in page.text
        for file_format in EXPORT_FORMATS:
            file = client.get(f"{path.rstrip('/')}.{file_format}?{query}")
            assert file.status_code in (200, 400), (path, file_format)


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_text_are_answered(name, site, client):
    for path in paths():
        for query in (f"q={RAW[name]}", f"q=trade{RAW[name]}", f"{RAW[name]}=x", f"q={RAW[name]}*"):
            assert client.get(f"{path}?{query}").status_code in (200, 400), (path, query)


@pytest.mark.parametrize("value", ["q={}", "x{}=1", "kind=x{}", "relationship=x{}", "q=wxq{}"])
def test_thousands_of_parameters_make_no_work(value, site, client, questions):
    query = "&".join(value.format(number) for number in range(5000))
    for path in paths():
        questions.clear()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{path}?{query}")
        assert page.status_code in (200, 400), path
        assert len(queries) <= MOST_QUERIES, path
        assert len(questions) <= MOST_QUESTIONS, path


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1e3", "٣", "x" * 5000])
def test_pages_that_there_are_not_are_refused(number, site, client):
    for path in paths():
        assert client.get(f"{path}?q=words&page={quote(number)}").status_code in (400, 404), path


def test_words_are_found_at_all(site, client, questions):
    """The tests above would pass on a site that does not search."""
    page = client.get("/agreements/?q=agreement")
    assert "/agreements/agreement-0/" in page.text
    assert questions

"""Whatever is typed into the search, or asked of it, is answered with bounded work."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_agreement,
    make_program,
)

pytestmark = pytest.mark.django_db


HOSTILE = [
    "a" * 100_000,
    "word " * 300,
    '"' * 200,
    "-" * 200,
    "AND OR NOT ( [ { ~ ^ * ? : \\ / title:water edition:[0 TO *]",
    "\ufeff\u200b\u2060",
    "😀👩‍👩‍👧‍👦🇲🇽",
    "\u202eretaw \u0627\u0644\u0645\u0627\u0621",
    "-" + "a" * 199,
    "'; DROP TABLE",
    "<mark><script>",
    "%",
    "a-" * 100,
]


PATHS = ("/search/", "/search.json", "/search.atom", "/search/suggestions.json")


def test_anything_may_be_typed(client, site):
    client.get("/search/?q=water")  # the index catches up
    for text, path in product(HOSTILE, PATHS):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path, {"q": text})
        assert response.status_code in (200, 400, 414), (path, text[:100])
        assert b"<script>alert" not in response.content, (path, text[:100])
        assert len(captured) <= 15, (path, text[:100])  # bounded, whatever is typed


def test_no_query_makes_it_fail(client, site):
    queries = (
        "q=%00",
        "q=%ED%A0%80",
        "q=a%00b",
        "q=%FF",
        "&".join(f"q={n}" for n in range(5_000)),
        "&".join(f"topic={n}" for n in range(5_000)),
        "&".join(f"p{n}=1" for n in range(5_000)),
        "type=program&type=program&page=0",
        "type=program&page=99999999999",
    )
    for query, path in product(queries, PATHS):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code in (200, 400, 404, 414), (path, query[:100])


def test_more_results_take_no_more_queries(client, site, pilar):
    def queries(path):
        client.get(path)  # names are read once for each change
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    make_program("water", title_en="Water").publish(pilar)
    paths = ("/search/?q=water", "/search/?q=water&type=program", "/search/suggestions.json?q=wat")
    few = [queries(path) for path in paths]
    for number in range(12):
        make_program(f"p{number}", title_en=f"Water {number}").publish(pilar)
        make_agreement(f"a{number}", title_en=f"Water {number}").publish(pilar)
    assert [queries(path) for path in paths] == few
    # One for each of the six types on a page of all; one type takes no more than a list does.
    assert few[0] <= 12
    assert few[1] <= 8

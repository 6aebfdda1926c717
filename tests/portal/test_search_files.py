"""The results of the search as files and feeds, and what is suggested while a reader types."""

import pytest
from django.urls import reverse
from justhtml import JustHTML

from tests.factories import (
    make_agreement,
    make_program,
    make_statistic,
)
from tests.feeds import entries

pytestmark = pytest.mark.django_db


def test_the_feed_has_the_newest_first(client, site, pilar):
    site["grant"].title_en = "Newest water grant"
    site["grant"].save()
    site["grant"].publish(pilar)
    response = client.get("/search.atom?q=water")
    assert response["Content-Type"].startswith("application/atom+xml")
    titles = [entry["title"] for entry in entries(response)]
    assert titles[0] == "Newest water grant"
    assert len(titles) == 6


def test_suggestions_have_the_beginning_of_a_title_or_an_abbreviation(client, pilar):
    make_statistic("awards", title_en="People who received Fulbright awards").publish(pilar)
    make_program("robles", title_en="Fulbright–García Robles").publish(pilar)
    make_agreement("usmca", title_en="A trade agreement", abbreviation_en="USMCA").publish(pilar)
    for number in range(12):
        make_program(f"full-{number}", title_en=f"Of full days {number}").publish(pilar)

    def suggested(words):
        return client.get("/search/suggestions.json", {"q": words}).json()["suggestions"]

    assert len(suggested("ful")) == 8
    assert suggested("ful")[0] == {
        "title": "Fulbright–García Robles",
        "language": "en",
        "type": "program",
        "address": "/programs/robles/",
    }
    assert [each["address"] for each in suggested("usm")] == ["/agreements/usmca/"]
    assert suggested("") == suggested("-") == suggested("nothing-has-this") == []


def test_files_refuse_what_the_page_names_and_ignores(client, site):
    for query in ("topic=no-such", "banana=1", "type=visit", "q=" + "a" * 201):
        for name in ("search-json", "search-atom"):
            assert client.get(f"{reverse(name)}?{query}").status_code == 400, (name, query)
        page = JustHTML(client.get(f"/search/?{query}").content.decode(), sanitize=False)
        assert page.query("section.warning li"), query

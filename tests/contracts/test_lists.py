"""What holds of every list."""

import csv
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.contracts.addresses import LISTS, list_views
from tests.contracts.site import LONG_AGO, internal, make_item, relate
from tests.factories import MAKERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", LISTS)
def test_list_keeps_its_filters_and_moment_through_pagination(
    client, site, pilar, monkeypatch, name
):
    view, path = list_views()[name], reverse(name)
    item = make_item(site, view.filter_class._meta.model.item_model(), number=9)
    relate(site, item)
    item.import_edition(pilar, LONG_AGO)
    monkeypatch.setattr(view, "per_page", 1)
    query = query_of_all(view)
    response = client.get(f"{path}?{query}&at=2022-10-01")
    following = re.findall(r'href="([^"]*page=2[^"]*)"', response.content.decode())
    assert following
    for link in following:
        assert query in link
        assert "at=2022-10-01" in link
        assert client.get(internal(link.replace("&amp;", "&"), path)).status_code == 200


def query_of_all(view) -> str:
    """A filter of a list that every row passes, as a query."""
    request = RequestFactory().get("/")
    request.moment, request.at = timezone.now(), ""
    filters = view.get_filters(request)
    queries = [
        f"{facet.name}={choice.value}"
        for facet in filters.facets
        for choice in facet.choices
        if choice.count == filters.queryset.count()
    ]
    assert queries, f"give {view.filter_class.__name__} a facet that narrows the rows of the site"
    return queries[0]


@pytest.mark.parametrize("name", LISTS)
def test_abbreviation_stands_in_the_heading_and_in_the_spreadsheet(client, pilar, name):
    item = MAKERS[list_views()[name].filter_class._meta.model.item_model()](abbreviation_en="XYZ")
    item.publish(pilar)
    heading = re.findall(r"<h1>(.*?)</h1>", client.get(item.get_absolute_url()).content.decode())
    assert heading == [f'{item.title} <span class="abbreviation">XYZ</span>']
    file = client.get(reverse(f"{name}-export", args=["csv"]))
    lines = file.content.decode("utf-8-sig").splitlines()
    rows = {internal(row["address"], "/"): row for row in csv.DictReader(lines)}
    assert rows[item.get_absolute_url()]["abbreviation"] == "XYZ"

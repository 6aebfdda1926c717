"""The search of the site as tests read it."""

import json
import re

from django.utils.http import urlencode
from justhtml import JustHTML


def page_of(client, path="/search/", **query):
    response = client.get(f"{path}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200, response.content[:300]
    return JustHTML(response.content.decode(), sanitize=False)


def texts(page, selector):
    return [re.sub(r"\s+", " ", each.to_text()).strip() for each in page.query(selector)]


def groups(page):
    """The groups of a page: the words of each heading, and the addresses of its results."""
    return {
        texts(section, "h3")[0]: [link.attrs["href"] for link in section.query("h4 a")]
        for section in page.query("section.search-group")
    }


def number_said(page):
    return texts(page, "h2#results")[0]


def records(client, **query):
    response = client.get(f"/search.json?{urlencode(query, doseq=True)}")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def found(client, **query):
    """The addresses that are found."""
    return {
        item["address"].removeprefix("http://testserver")
        for item in records(client, **query)["items"]
    }

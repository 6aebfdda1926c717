"""Links keep the moment within the site, and the language of their page."""

import pytest

from publishing.links import keep_at, localize_url

AT = "2022-10-01"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/programs/", "/programs/?at=2022-10-01"),
        ("/programs/?topic=trade", "/programs/?topic=trade&at=2022-10-01"),
        ("/relations/pair/#trade", "/relations/pair/?at=2022-10-01#trade"),
        ("", "?at=2022-10-01"),
    ],
)
def test_link_within_the_site_keeps_the_moment(url, kept):
    assert keep_at(url, AT) == kept
    assert keep_at(url, "") == url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "//example.org/",
        "mailto:someone@example.org",
        "tel:+525555555555",
        "/programs/?at=2020-01-01",
        "/programs/?topic=trade&at=",
    ],
)
def test_link_that_leaves_the_site_or_names_a_moment_stays_as_it_is(url):
    assert keep_at(url, AT) == url


def test_offset_of_a_moment_is_escaped():
    assert keep_at("/", "2022-10-01T09:00+02:00") == "/?at=2022-10-01T09%3A00%2B02%3A00"


@pytest.mark.parametrize(
    ("url", "localized"),
    [
        ("/programs/", "/es/programs/"),
        ("/es/programs/", "/es/programs/"),
        ("/media/picture.jpg", "/media/picture.jpg"),
        ("/static/icon.svg", "/static/icon.svg"),
        ("/admin/", "/admin/"),
    ],
)
def test_link_in_prose_leads_to_the_page_in_the_language_it_is_read_in(url, localized):
    assert localize_url(url, "es") == localized
    assert localize_url(url, "en") == url

"""What holds of every list, and of every page, however many rows there are."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.contracts.site import LONG_AGO, internal, make_site
from tests.factories import (
    make_agreement,
    make_program,
    make_relationship,
    make_statistic,
    make_topic,
)

pytestmark = pytest.mark.django_db

LISTS = ("/relations/", "/agreements/", "/statistics/", "/programs/")


@pytest.mark.parametrize(
    ("path", "make"),
    list(
        zip(LISTS, (make_relationship, make_agreement, make_statistic, make_program), strict=True)
    ),
)
def test_list_keeps_its_filters_and_moment_through_pagination(client, pilar, path, make):
    topic = make_topic("trade")
    for _ in range(21):
        item = make()
        if make is not make_relationship:
            item.topics.add(topic)
        item.import_edition(pilar, LONG_AGO)
    query = "region=americas" if make is make_relationship else "topic=trade"
    response = client.get(f"{path}?{query}&at=2022-10-01")
    following = re.findall(r'href="([^"]*page=2[^"]*)"', response.content.decode())
    assert following
    for link in following:
        assert query in link
        assert "at=2022-10-01" in link
        assert client.get(internal(link.replace("&amp;", "&"), path)).status_code == 200


UPDATES = ("/updates/", "/updates.atom")
EXPORTS = [f"{path[:-1]}.{form}" for path in LISTS for form in ("csv", "json", "atom")]
PAGES = (
    "/agreements/agreement-0/",
    "/statistics/trade/",
    "/programs/program-0/",
    "/relations/united-states-mexico/",
    "/pages/page-0/",
    "/relations/united-states-mexico/history/",
    "/relations/united-states-mexico/history.atom",
)


def measured(client, by, rows) -> dict[str, int]:
    """How many queries each page takes on a site with so many rows of everything."""
    counts = {}
    with transaction.atomic():
        make_site(by, rows)
        for address in ("/", *UPDATES, *LISTS, *EXPORTS, *PAGES):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[address] = len(captured)
        transaction.set_rollback(True)
    return counts


def test_query_counts_do_not_grow_with_rows(client, pilar):
    one, twenty = measured(client, pilar, 1), measured(client, pilar, 20)
    # The latest updates of a larger site may be of fewer types.
    for address in UPDATES:
        assert twenty.pop(address) <= one.pop(address)
    assert one == twenty

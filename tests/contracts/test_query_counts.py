"""No page takes more queries for more rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.connections import undone
from tests.contracts.addresses import LISTS, addresses
from tests.contracts.site import make_site

pytestmark = pytest.mark.django_db


def measured(client, by, rows) -> dict[str, int]:
    """How many queries each address takes on a site with so many rows of everything."""
    counts = {}
    with undone():
        for name, of_name in addresses(make_site(by, rows)).items():
            tables = [f"{address}?view=table" for address in of_name if name in LISTS]
            for address in (*of_name, *tables):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(address).status_code == 200, address
                counts[re.sub(r"[0-9a-f-]{36}|\d+", "#", address)] = len(captured)
    return counts


def test_query_counts_do_not_grow_with_rows(client, pilar):
    of_one, of_twenty = measured(client, pilar, 1), measured(client, pilar, 20)
    # The latest updates, next dates and first results of a larger site may be of fewer types.
    for address in ("/updates/", "/updates.atom", "/", "/search.json"):
        assert of_twenty.pop(address) <= of_one.pop(address)
    assert of_one == of_twenty

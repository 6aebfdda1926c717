"""A list is shown as cards or as a table, and stays so."""

import re

import pytest

from tests.factories import (
    make_agreement,
    make_program,
    make_relationship,
    make_statistic,
    make_topic,
)

pytestmark = pytest.mark.django_db

LISTS = {
    "/relations/": make_relationship,
    "/agreements/": make_agreement,
    "/statistics/": make_statistic,
    "/programs/": make_program,
}


def text(client, address) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("path", LISTS)
def test_list_is_shown_as_a_table_on_demand(client, pilar, path):
    item = LISTS[path]()
    item.publish(pilar)
    cards, table = text(client, path), text(client, f"{path}?view=table")
    assert "results-table" not in cards
    assert f'href="{path}?view=table"' in cards
    assert f'<a href="{path}">Cards' in table
    row = re.search(r'<th scope="row"><a href="([^"]*)">([^<]*)', table)
    assert row[1] == item.get_absolute_url()
    assert row[2] == item.title


def test_view_is_kept_through_filters_pages_and_moments(client, pilar):
    topic = make_topic("trade")
    for _ in range(21):
        agreement = make_agreement()
        agreement.topics.add(topic)
        agreement.publish(pilar)
    page = text(client, "/agreements/?topic=trade&view=table")
    assert '<input type="hidden" name="view" value="table">' in page
    assert 'href="/agreements/?topic=trade&amp;page=2&amp;view=table"' in page
    assert 'href="/agreements/?view=table"' in page  # without the filter
    assert 'href="/agreements/?topic=trade">Cards' in page


def test_view_that_does_not_exist_is_cards(client, pilar):
    make_agreement().publish(pilar)
    assert "results-table" not in text(client, "/agreements/?view=banana")

"""No address makes a page large: what a request repeats, invents or draws out is not repeated."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from reading.facets import Facet
from relations.models import Topic
from tests.contracts.addresses import LISTS, NAMES, addresses, list_views

pytestmark = pytest.mark.django_db

MORE_BYTES = 30_000  # by which a page may be larger than the same page without a query
MAX_QUERY = 29_000  # characters; a longer one is refused before anything reads it
LONG = quote("\"'&<" * 1_500)  # each of these characters is five or six once it is escaped
OTHERS = ["at", "page", "view", "format", "x"]  # parameters that are no filters


def filters_of(name: str) -> list[str]:
    """The parameters of the filters of a list, or of the list that an export is of."""
    view = list_views().get(name.removesuffix("-export"))
    return list(view.filter_class.base_filters) if view else []


def repeated(name: str) -> str:
    """As many values of one parameter as an address can hold, up to 2,400."""
    number = min(2_400, MAX_QUERY // len(f"{name}=1000&"))
    return "&".join(f"{name}={n}" for n in range(1_000, 1_000 + number))


def hostile_queries(names: list[str]) -> dict[str, str]:
    return {
        "20 values of each": "&".join(f"{name}=a{n}" for name in names for n in range(20)),
        "long values": "&".join(f"{name}={LONG[: 27_000 // len(names)]}" for name in names),
        "a long value": f"x={LONG[:28_000]}",
        "long values of one": "&".join(f"{names[0]}={n}{LONG[:1_200]}" for n in range(22)),
        "many parameters": "&".join(f"p{n}={n}" for n in range(2_400)),
        "a moment again and again": "&".join(["at=2022-10-01"] * 2_000),
        "a search of many words": "q=" + "+".join(f"w{n}" for n in range(60)),
        **{f"many of {name}": repeated(name) for name in names},
    }


def queries_for(name: str) -> dict[str, str]:
    """What is asked of an address: of one that has no filters, what any may repeat."""
    filters = filters_of(name)
    queries = hostile_queries([*filters, *OTHERS])
    some = ("a long value", "many parameters", "a moment again and again", "many of page")
    return queries if filters else {kind: queries[kind] for kind in some}


def size_of(client, url: str) -> int:
    response = client.get(url)
    assert response.status_code in (200, 400, 403, 404), url[:200]
    return len(response.content)


@pytest.mark.parametrize("name", NAMES)
def test_no_query_makes_a_page_large(client, site, name):
    for path in addresses(site)[name][: 3 if filters_of(name) else 1]:
        plain = size_of(client, path)
        for kind, query in queries_for(name).items():
            assert len(query) < MAX_QUERY, kind
            assert size_of(client, f"{path}?{query}") < plain + MORE_BYTES, (path, kind)


def test_no_path_makes_a_page_large(client, site):
    plain = size_of(client, "/nowhere/")
    for path in ("/" + "'" * 490, "/es/statistics/" + "a" * 20_000 + "/", "/" + LONG):
        assert size_of(client, path) < plain + MORE_BYTES, path[:60]


@pytest.mark.parametrize("name", LISTS)
def test_filter_with_more_than_20_unknown_values_is_refused_in_one_sentence(client, site, name):
    filters = list_views()[name].filter_class.base_filters
    for parameter in (key for key, each in filters.items() if isinstance(each, Facet)):
        few = "&".join(f"{parameter}=no{n}" for n in range(20))
        page = client.get(f"{reverse(name)}?{few}").text
        assert page.count("“no") == 20
        many = f"{few}&{parameter}=no20"
        page = client.get(f"{reverse(name)}?{many}").text
        assert page.count("is given more than 20 values that do not exist.") == 1
        assert "“no" not in page
        response = client.get(f"{reverse(f'{name}-export', args=['csv'])}?{many}")
        assert response.status_code == 400
        assert "is given more than 20 values" in response.text


def test_refused_filter_leaves_the_others_alone(client, site):
    many = "&".join(f"kind=no{n}" for n in range(21))
    response = client.get(f"/agreements/?{many}&kind=treaty&topic=trade")
    filters = response.context["filters"]
    assert [filter.value_label for filter in filters.applied] == ["trade"]
    assert filters.valid_url == "/agreements/?topic=trade"


def test_every_value_that_exists_can_be_chosen_at_once_and_the_page_stays_small(client, site):
    slugs = [f"topic-of-some-length-{n}" for n in range(400)]
    Topic.objects.bulk_create(
        Topic(slug=slug, name_en=f"Topic {slug}", name_es=slug) for slug in slugs
    )
    plain = size_of(client, "/agreements/")
    url = "/agreements/?" + "&".join(f"topic={slug}" for slug in slugs)
    response = client.get(url)
    assert len(response.context["filters"].applied) == 400
    assert not response.context["filters"].invalid_values
    # Each link of the page names them all, but there are never more links than on any page.
    assert len(response.content) < plain + 60 * len(url)


def test_years_without_rows_are_bounded_and_those_with_rows_are_not(client, site):
    few = "&".join(f"signed={year}" for year in range(1980, 2000))
    filters = client.get(f"/agreements/?{few}").context["filters"]
    assert len(filters.applied) == 20
    many = "&".join(f"signed={year}" for year in range(1990, 2020))
    filters = client.get(f"/agreements/?{many}").context["filters"]
    assert not filters.applied
    assert len(filters.invalid_values) == 1

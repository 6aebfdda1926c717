"""The index says what SQL says: which rows, how many, in what order, at any moment."""

import os
from datetime import timedelta
from itertools import groupby

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.models import ProgramEdition
from publishing.languages import LANGUAGES
from reading.facets import NOT_RECORDED, UNDATED, ChoiceFacet, Facet, TermFacet, YearFacet
from reading.ordering import OrderParameter, title_order
from relations.filters.belonging import CountryFacet, RelationshipFacet
from relations.models import AgreementEdition, RelationshipEdition
from relations.register.vocabulary import Status
from tests import people
from tests.search.asking import FILTERS, asked
from tests.search.site import COUNTRIES, lived_on

pytestmark = pytest.mark.django_db

# More of them find more: EXAMPLES=1000 takes some minutes.
EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
YEARS = [*map(str, range(1960, 2026)), UNDATED]
DAYS = ("", "1999-12-31", "2024-03-04", "2025-01-15", "2027-01-01")
INSTANT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def site(module_db):
    with lived_on(people.pilar()) as site:
        yield site


def values_of(site, facet) -> list[str]:
    """Every value that a facet may have on the site, and one that it has not."""
    match facet:
        case RelationshipFacet():
            return [item.slug for item in site.rows["relationship"]]
        case CountryFacet():
            return ["US", *COUNTRIES]
        case TermFacet():
            return [*facet.terms.order_by("pk").values_list(facet.key, flat=True), NOT_RECORDED]
        case YearFacet():
            return YEARS
        case ChoiceFacet():
            return [*(value for value, _label in facet.choices.choices if value), NOT_RECORDED]
    raise AssertionError(f"say which values {facet} may have")


def by_sql(filters, excluding: str = "") -> set[int]:
    return set(filters.narrow(filters.every, excluding).values_list("pk", flat=True))


def ordered_by_sql(filters) -> list[int]:
    order = filters.filters.get("sort")
    ordering = order.ordering(filters.sort) if order else title_order()
    return list(filters.narrow(filters.every).order_by(*ordering).values_list("pk", flat=True))


@st.composite
def questions(draw, site):
    name = draw(st.sampled_from(list(FILTERS)))
    at = draw(st.sampled_from([None, *sorted({*site.moments})]))
    moment = at and at + draw(st.sampled_from([-INSTANT, 0 * INSTANT]))
    pairs = []
    filters = asked(name, moment).filters
    facets = {each: one for each, one in filters.items() if isinstance(one, Facet)}
    for parameter in draw(st.lists(st.sampled_from(list(facets)), max_size=3, unique=True)):
        values = [*values_of(site, facets[parameter]), "nonsense"]
        some = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
        pairs += [(parameter, value) for value in some]
    if "on" in filters and (day := draw(st.sampled_from(DAYS))):
        pairs.append(("on", day))
    if "sort" in filters:
        order = filters["sort"]
        ways = [f"{way}{each}" for each, one in order.orders.items() for way in one.ways]
        pairs.append(("sort", draw(st.sampled_from(ways))))
    ticked = draw(st.sampled_from(list(facets)))
    return name, moment, pairs, ticked, draw(st.sampled_from(LANGUAGES))


def test_index_says_what_sql_says(site):
    seen = {"rows": 0, "counts": 0}

    @settings(
        max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES == 60
    )
    @given(st.data())
    def ask(data):
        name, moment, pairs, ticked, language = data.draw(questions(site))
        with translation.override(language):
            filters = asked(name, moment, pairs)
            assert not filters.is_incomplete
            assert_rows_are_alike(filters, data)
            others = [pair for pair in pairs if pair[0] != ticked]
            counts = {each.value: each.count for each in filters.choices_of(ticked)}
            for value in values_of(site, filters.filters[ticked]):
                one = asked(name, moment, [*others, (ticked, value)])
                if is_offered(one, ticked, value):
                    expected = len(by_sql(one))
                    assert counts.pop(value, 0) == expected, (ticked, value)
                    seen["counts"] += bool(expected)
            # What is left is nothing that there are rows of.
            assert not [value for value, number in counts.items() if number], counts
            seen["rows"] += filters.total()

    ask()
    assert min(seen.values()) > EXAMPLES  # it asked of something


def is_offered(filters, name, value) -> bool:
    """Whether a value exists, and there is anything to choose between."""
    if name in ("relationship", "country") and len(filters.relationships) < 2:
        return False
    return bool(filters.labels.get(name))


def assert_rows_are_alike(filters, data) -> None:
    expected = ordered_by_sql(filters)
    assert filters.total() == len(expected)
    assert filters.ids(0, len(expected)) == expected
    start = data.draw(st.integers(0, len(expected)))
    stop = data.draw(st.integers(start, len(expected)))
    assert filters.ids(start, stop) == expected[start:stop]
    assert [row.pk for row in filters.results()[start:stop]] == expected[start:stop]
    latest = [row.pk for row in filters.results().latest(5)]
    begun = filters.narrow(filters.every).order_by("-live_from", "-pk")
    assert latest == list(begun.values_list("pk", flat=True)[:5])
    if isinstance(filters, FILTERS["agreement-list"]):
        rows = filters.narrow(filters.every)
        assert filters.in_force == rows.filter(status=Status.IN_FORCE).count()
        assert filters.in_effect == rows.filter(status=Status.IN_EFFECT).count()


def test_site_has_what_the_property_is_about(site):
    """It would hold on an empty site."""
    models = (RelationshipEdition, AgreementEdition, ProgramEdition)
    for model in models:
        assert model.objects.filter(withdrawal="withdrawn").exists(), model
    assert AgreementEdition.objects.filter(suppressed=True).exists()
    assert ProgramEdition.objects.filter(cancelled_at__isnull=False).exists()
    assert ProgramEdition.objects.filter(live_from__gt=site.moments[-1]).exists()
    everything = asked("agreement-list")
    with_status = everything.narrow(everything.every)
    assert len({row.status for row in with_status}) > 2
    by_item = ProgramEdition.objects.order_by("item").values_list("item", flat=True)
    assert max(len(list(rows)) for _item, rows in groupby(by_item)) > 2
    computed = asked("statistic-list").filters["period"]
    assert set().union(*computed._computed_years.values())
    assert isinstance(everything.filters["sort"], OrderParameter)

"""A series has one frequency, so that its latest value is the one that people expect."""

import pytest
from django.core.exceptions import ValidationError

from publishing.changes.position import readers_now
from relations.series.spreadsheets import preview_observations
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("periods", "kinds"),
    [
        (("2020", "2021-Q4"), "years and quarters"),
        (("2021-Q1", "2021-06"), "quarters and months or days"),
        (("2021", "2021-06-30"), "years and months or days"),
        (("2008/2021", "2021"), "years and spans of time"),
        (("2021", "2010/"), "years and spans of time"),
    ],
)
def test_mixture_is_not_published(pilar, periods, kinds):
    statistic = make_statistic(observations=[(period, 1) for period in periods])
    with pytest.raises(ValidationError) as refused:
        statistic.publish(pilar)
    assert refused.value.messages == [
        f"Its values are for {kinds}. Leave one kind, and make a statistic of its own for each "
        "other."
    ]


def test_flows_of_months_and_of_days_are_not_mixed(pilar):
    periods = ["2021-03", "2021-04", "2021-03-15"]
    flow = make_statistic("rain", [(period, 1) for period in periods], measure="flow")
    with pytest.raises(ValidationError, match="Its values are for months and days"):
        flow.publish(pilar)
    flow.observations.filter(period="2021-03-15").delete()
    assert flow.publish(pilar)
    content = b"statistic,period,value\nrain,2021-03-15,1"
    (row,) = preview_observations(content, "csv").rows
    assert "The other values are for months" in row.reasons[0]


@pytest.mark.parametrize(
    "periods", [("2020", "2021", ""), ("2021-06", "2021-08-31"), ("2008/2021", "2010/")]
)
def test_values_of_one_frequency_are_published(pilar, periods):
    assert make_statistic(observations=[(period, 1) for period in periods]).publish(pilar)


@pytest.mark.parametrize("quarters", [4, 3, 1])
def test_year_of_an_edition_that_mixes_comes_after_its_last_quarter(pilar, quarters):
    periods = ["2021", *(f"2021-Q{number}" for number in range(1, quarters + 1)), "2021-12"]
    statistic = make_statistic(observations=[(period, 1) for period in periods])
    now = readers_now()
    edition = statistic.freeze(statistic, published_by=pilar, live_from=now, recorded_at=now)
    assert edition.latest().period == "2021"


def test_row_of_a_file_that_does_not_fit_is_refused_by_its_number():
    make_statistic("trade", [("2020", 1)])
    make_statistic("jobs", ())
    rows = ["trade,2021,2", "trade,2021-Q1,1", "jobs,2021-Q1,1", "jobs,2021,4", "trade,,3"]
    preview = preview_observations("\n".join(["statistic,period,value", *rows]).encode(), "csv")
    assert [row.kind for row in preview.rows] == ["new", "refused", "new", "refused", "new"]
    assert preview.rows[1].reasons == (
        "period: The other values are for years, and this one is not. Make a statistic of its own "
        "for quarters.",
    )

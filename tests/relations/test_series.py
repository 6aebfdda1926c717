"""Series and vintages are taken away as CSV and JSON, as of any moment."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.utils import timezone

from publishing.models import Withdrawal
from relations.series.downloads import revisions, vintages
from relations.series.spreadsheets import preview_observations
from tests.factories import make_organization, make_statistic

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)


@pytest.fixture
def trade(pilar):
    statistic = make_statistic(
        "trade", [("2020", "577.3")], unit="usd", scale=9, producer=make_organization("census")
    )
    statistic.observations.update(note_en="=1+1")
    statistic.import_edition(pilar, LONG_AGO)
    statistic.observations.filter(period="2020").update(value="580")
    statistic.observations.create(period="2021", value="725.7")
    statistic.publish(pilar)
    return statistic


def rows(response):
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_series_as_csv(client, trade):
    response = client.get("/statistics/trade/series.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="trade-series.csv"'
    first, second = rows(response)
    assert (first["period"], first["value"], first["note_en"]) == ("2020", "580", "'=1+1")
    assert (second["period"], second["value"], second["unit"], second["scale"]) == (
        "2021", "725.7", "usd", "1e9",
    )  # fmt: skip


def test_series_that_was_taken_away_can_be_put_in(client, trade):
    content = client.get("/statistics/trade/series.csv").content
    assert {row.kind for row in preview_observations(content, "csv").rows} == {"same"}


def test_series_as_json_can_be_cited(client, trade):
    record = json.loads(client.get("/es/statistics/trade/series.json").content)
    assert record["title"] == {"en": "Statistic trade", "es": "Estadística trade"}
    assert record["producer"] == {"en": "Census", "es": "Census"}
    assert record["power_of_ten"] == 9
    assert record["edition"] == trade.editions.first().identifier
    assert record["observations"][1]["value"] == "725.7"
    assert record["observations"][1]["from"] == "2021-01-01"
    assert record["observations"][1]["until"] == "2021-12-31"


def test_series_of_a_past_moment(client, trade):
    response = client.get("/statistics/trade/series.csv?at=2022-10-01")
    assert [row["value"] for row in rows(response)] == ["577.3"]
    assert response["X-Robots-Tag"] == "noindex"
    record = json.loads(client.get("/statistics/trade/vintages.json?at=2022-10-01").content)
    assert len(record["vintages"]) == 1


def test_vintages_tell_what_was_said_when(client, trade):
    history = [
        (row["published"][:10], row["period"], row["value"])
        for row in rows(client.get("/statistics/trade/vintages.csv"))
    ]
    today = timezone.now().date().isoformat()
    assert history == [
        ("2022-09-20", "2020", "577.3"),
        (today, "2020", "580"),
        (today, "2021", "725.7"),
    ]


def test_revisions_are_of_values_that_changed(trade):
    ((period, values),) = revisions(trade.editions.first(), timezone.now()).items()
    assert period == "2020"
    assert [float(row.value) for _moment, row in values] == [577.3, 580]


def test_edition_that_changes_no_value_is_no_vintage(trade, pilar):
    trade.method_note_en = "How it is done."
    trade.save()
    trade.publish(pilar)
    assert len(vintages(trade.editions.first(), timezone.now())) == 2


def test_computed_series_has_the_vintages_of_its_operands(client, trade, pilar):
    other = make_statistic("other", [("2020", "100")], unit="usd", scale=9)
    other.import_edition(pilar, LONG_AGO)
    total = make_statistic("sum", (), derivation="sum", unit="usd", scale=9)
    for operand in (trade, other):
        total.operands.create(statistic=operand)
    total.import_edition(pilar, LONG_AGO)
    assert [row["value"] for row in rows(client.get("/statistics/sum/series.csv"))] == ["680"]
    history = rows(client.get("/statistics/sum/vintages.csv"))
    assert [row["value"] for row in history] == ["677.3", "680"]


def test_what_is_not_public_has_no_series(client, trade, pilar):
    make_statistic("draft")
    assert client.get("/statistics/draft/series.csv").status_code == 404
    assert client.get("/statistics/none/vintages.json").status_code == 404
    trade.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    response = client.get("/statistics/trade/series.csv")
    assert response.status_code == 410
    assert b"725.7" not in response.content
    past = client.get("/statistics/trade/vintages.csv?at=2022-10-01")
    assert b"577.3" not in past.content


def test_former_address_leads_to_the_same_data(client, trade, pilar):
    trade.move("commerce", pilar)
    response = client.get("/es/statistics/trade/vintages.json?at=2022-10-01")
    assert response.status_code == 301
    assert response["Location"] == "/es/statistics/commerce/vintages.json?at=2022-10-01"


def test_data_of_a_merged_statistic_is_that_of_the_other(client, trade, pilar):
    other = make_statistic("all-trade", observations=(("2021", "900"),))
    other.publish(pilar)
    trade.withdraw(pilar, Withdrawal.MERGED, merged_into=other, reason_en="One.")
    response = client.get("/statistics/trade/series.csv")
    assert response.status_code == 301
    assert response["Location"] == "/statistics/all-trade/series.csv"


def test_series_of_what_was_withdrawn_is_not_taken_away_but_that_of_before_is(client, trade, pilar):
    trade.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It had ended.")
    for what in ("series.csv", "series.json", "vintages.csv", "vintages.json"):
        assert client.get(f"/statistics/trade/{what}").status_code == 404, what
        assert client.get(f"/statistics/trade/{what}?at=2022-10-01").status_code == 200, what

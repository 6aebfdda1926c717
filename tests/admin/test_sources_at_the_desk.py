"""A row of the form says where its value was read, and belongs to the series."""

import pytest

from publishing.admin import rows
from publishing.changes.position import readers_now
from relations.models import Statistic
from tests.admin.desk import submit, url
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(pilar):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)], source_en="The sheet")
    statistic.publish(pilar)
    return statistic


def test_figure_is_corrected_with_its_own_source_in_one_act(staff_client, trade):
    corrected = {
        "observations-0-value": "3",
        "observations-0-source_en": "Census Bureau",
        "observations-0-source_es": "",
        "observations-0-source_url": "www.census.gov/trade",
    }
    submit(staff_client, trade, "_publish", **corrected)
    edition = trade.edition_at(readers_now())
    told = {row.period: row.sources(edition)[0] for row in edition.observations.all()}
    assert told["2021"].source_en == "Census Bureau"
    assert told["2021"].source_url == "https://www.census.gov/trade"
    assert told["2020"].source_en == "The sheet"


def test_publishing_again_what_only_lacks_its_source_is_no_change(staff_client, trade):
    editions = trade.editions.count()
    emptied = {f"observations-0-source_{language}": "" for language in ("en", "es")}
    response = submit(staff_client, trade, "_publish", **emptied)
    assert "Nothing has changed" in response.text
    assert trade.editions.count() == editions


def test_preview_names_the_sources_that_publishing_would(staff_client, pilar):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)], source_en="The sheet")
    now = readers_now()
    statistic.freeze(statistic, published_by=pilar, live_from=now, recorded_at=now)
    statistic.observations.filter(period="2021").update(value=3)
    Statistic.objects.update(source_en="Census Bureau")
    shown = staff_client.get(f"{url(statistic, 'preview', statistic.pk)}?language=en").text
    latest, earlier = shown.partition("<tbody>")[2].split("</tr>")[:2]
    assert "Census Bureau" in latest
    assert "The sheet" in earlier
    assert not statistic.observations.exclude(source_en="").exists()


def test_row_of_another_frequency_is_refused_beside_its_period(staff_client, trade, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_SHOWN", 1)  # the others stand on another page
    response = submit(staff_client, trade, **{"observations-0-period": "Q4 2021"})
    row = response.text.partition('id="observations-0"')[2].partition("</tr>")[0]
    assert "The other values are for years, and this one is not." in row
    assert set(trade.observations.values_list("period", flat=True)) == {"2020", "2021"}


def test_series_may_change_its_frequency_as_a_whole(staff_client, trade):
    quarters = {"observations-0-period": "Q4 2021", "observations-1-period": "Q4 2020"}
    submit(staff_client, trade, **quarters)
    periods = set(trade.observations.values_list("period", flat=True))
    assert periods == {"2020-Q4", "2021-Q4"}


def test_source_that_is_not_known_is_ticked_in_the_form(staff_client, pilar):
    statistic = make_statistic(source_en="", source_es="")
    response = submit(staff_client, statistic, "_publish")
    assert "Name the source of its values" in response.text
    submit(staff_client, statistic, "_publish", source_not_known="on")
    assert statistic.edition_at(readers_now()).source_not_known

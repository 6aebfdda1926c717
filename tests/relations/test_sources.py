"""Each value says where it was read, and nothing else's source is said of it."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.changes.position import readers_now
from relations.debt import DebtKind, debts
from relations.models import Statistic
from relations.series.spreadsheets import import_observations, preview_observations
from tests.factories import make_section, make_statistic, make_sum

pytestmark = pytest.mark.django_db

SOON = datetime(2099, 1, 1, tzinfo=UTC)
SHEET, CENSUS = "The sheet of 2022", "Census Bureau, revised trade"
FIGURE = '<p>Trade was <data data-figure="trade" data-period="{}">words</data>.</p>'


@pytest.fixture
def trade(pilar):
    """Two values that one sheet printed, public."""
    statistic = make_statistic(
        "trade",
        [("2020", "577.3"), ("2021", "725.7")],
        unit="usd",
        scale=9,
        source_en=SHEET,
        source_es="La hoja de 2022",
        source_url="https://example.org/sheet",
    )
    statistic.publish(pilar)
    return statistic


@pytest.fixture
def corrected(trade, pilar):
    """The value of 2021 was corrected, from another source than the sheet."""
    trade.observations.filter(period="2021").update(
        value="730",
        source_en=CENSUS,
        source_es="",
        source_url="https://example.org/census",
        licence="CC0",
        released_on="2022-12",
    )
    trade.publish(pilar)
    return trade


def sources_of(statistic, at=None):
    edition = statistic.edition_at(at or readers_now())
    return {
        row.period: [str(source.source) for source in row.sources(edition)]
        for row in edition.series()
    }


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def reasons(statistic, **options):
    with pytest.raises(ValidationError) as refused:
        statistic.publish(None, **options)
    return refused.value.messages


# What is published


def test_correction_leaves_the_sources_of_other_values(corrected):
    assert sources_of(corrected) == {"2020": [SHEET], "2021": [CENSUS]}


def test_later_change_of_the_usual_source_is_said_of_later_values_only(trade, pilar):
    Statistic.objects.update(source_en="The sheet of 2023", source_url="")
    trade.observations.create(period="2022", value=779)
    trade.publish(pilar)
    assert sources_of(trade) == {
        "2020": [SHEET],
        "2021": [SHEET],
        "2022": ["The sheet of 2023"],
    }


def test_value_without_a_usual_source_takes_that_of_the_last_one(trade, pilar):
    Statistic.objects.update(source_en="", source_es="", source_url="")
    trade.observations.filter(period="2021").update(source_en=CENSUS)
    trade.observations.create(period="2022", value=779)
    trade.publish(pilar)
    assert sources_of(trade)["2022"] == [CENSUS]


def sealed_before(statistic, by):
    """An edition whose values name no source, as all did once."""
    now = readers_now()
    return statistic.freeze(statistic, published_by=by, live_from=now, recorded_at=now)


def test_edition_of_before_says_the_source_of_its_statistic(client, pilar):
    statistic = make_statistic(source_en=SHEET)
    edition = sealed_before(statistic, pilar)
    assert not any(row.source_en for row in edition.observations.all())
    assert sources_of(statistic) == {"2021": [SHEET]}
    assert SHEET in page(client, statistic.get_absolute_url())


def test_values_of_an_edition_of_before_keep_the_source_that_readers_were_told(pilar):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)], source_en=SHEET)
    sealed_before(statistic, pilar)
    assert not statistic.differs_from(statistic.edition_at(readers_now()))
    Statistic.objects.update(source_en=CENSUS)
    statistic.observations.filter(period="2021").update(value=3)
    statistic.publish(pilar)
    assert sources_of(statistic) == {"2020": [SHEET], "2021": [CENSUS]}


def test_sources_of_many_values_cost_as_many_queries_as_of_one(pilar):
    def cost(key, count):
        statistic = make_statistic(key, [(str(2000 + year), 1) for year in range(count)])
        sealed_before(statistic, pilar)
        Statistic.objects.filter(pk=statistic.pk).update(source_en=CENSUS)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            statistic.fill_in()
        assert statistic.observations.filter(source_en="A yearbook").count() == count
        return len(queries)

    assert cost("one", 1) == cost("many", 20)


# What is refused


@pytest.mark.parametrize("options", [{}, {"at": SOON}])
def test_statistic_without_source_or_relationship_is_not_published(options):
    statistic = make_statistic(source_en="", source_es="")
    statistic.relationships.clear()
    assert reasons(statistic, **options) == [
        "relationships: choose at least one.",
        "Name the source of its values, or say that the source is not known.",
    ]


def test_source_of_one_value_is_enough_and_its_license_alone_is_not(pilar):
    statistic = make_statistic(source_en="", source_es="")
    statistic.observations.update(licence="CC0")
    assert "2021: 725.700000: name the source that this license is of." in reasons(statistic)
    statistic.observations.update(source_url="https://example.org/")
    assert statistic.publish(pilar)


def test_computed_statistic_needs_no_source_of_its_own(client, corrected, pilar):
    ferries = make_statistic("ferries", [("2021", 1)], unit="usd", source_en="Ferries")
    ferries.publish(pilar)
    total = make_sum("total", corrected, ferries, unit="usd", source_en="", source_es="")
    total.publish(pilar)
    shown = page(client, total.get_absolute_url())
    assert CENSUS in shown
    assert "Ferries" in shown
    assert SHEET not in shown


def test_unknown_source_is_said_and_owed(client, pilar):
    statistic = make_statistic(
        observations=[("", 47)], source_en="", source_es="", source_not_known=True
    )
    section = make_section(
        body_en=f'<p><data data-figure="{statistic.key}" data-period="undated">47</data></p>',
        body_es="",
    )
    for item in (statistic, section.relationship, section):
        item.publish(pilar)
    shown = page(client, statistic.get_absolute_url())
    assert "Source: not known" in shown
    assert "The source does not" not in shown
    assert "Its source is not known." in page(client, section.relationship.get_absolute_url())
    owed = [debt for debt in debts(timezone.now()) if debt.kind == DebtKind.SOURCE]
    assert [debt.item for debt in owed] == [statistic]


def test_source_is_not_both_named_and_unknown():
    assert reasons(make_statistic(source_not_known=True)) == [
        "It names its source, and says that it is not known."
    ]


# What readers are told


def test_table_and_citation_name_the_source_of_each_value(client, corrected):
    shown = page(client, corrected.get_absolute_url())
    table = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    latest, earlier = table.split("</tr>")[:2]
    assert CENSUS in latest
    assert "https://example.org/census" in latest
    assert "CC0" in latest
    assert SHEET in earlier
    citation = shown.partition('class="citation"')[2].partition("</p>")[0]
    assert CENSUS in citation
    assert SHEET not in citation


def test_source_that_all_values_share_is_not_repeated_in_each_row(client, trade):
    shown = page(client, trade.get_absolute_url())
    assert SHEET not in shown.partition("<tbody>")[2].partition("</tbody>")[0]
    assert SHEET in shown


def test_note_of_a_figure_names_its_source_release_and_license(client, corrected, pilar):
    section = make_section(body_en=FIGURE.format("latest") + FIGURE.format("2020"), body_es="")
    section.relationship.publish(pilar)
    section.publish(pilar)
    notes = page(client, section.relationship.get_absolute_url()).partition('id="note-1"')[2]
    latest, _end, earlier = notes.partition('id="note-2"')
    for words in (CENSUS, "https://example.org/census", "released December 2022", "CC0"):
        assert words in latest
    assert SHEET not in latest
    assert SHEET in earlier


@pytest.mark.parametrize("content", ["series", "vintages"])
def test_files_name_the_source_of_each_value(client, corrected, content):
    address = f"{corrected.get_absolute_url()}{content}"
    rows = page(client, f"{address}.csv").splitlines()
    assert "source_en,source_es,source_url,license" in rows[0]
    assert sum(CENSUS in row and ",730," in row for row in rows) == 1
    assert not any(SHEET in row and ",730," in row for row in rows)
    written = json.loads(page(client, f"{address}.json"))
    series = written["vintages"][-1] if content == "vintages" else written
    named = {row["period"]: row["sources"] for row in series["observations"]}
    assert named["2021"] == [
        {
            "source": {"en": CENSUS, "es": ""},
            "source_address": "https://example.org/census",
            "license": "CC0",
        }
    ]
    assert named["2020"][0]["source"]["en"] == SHEET


@pytest.mark.parametrize("file_format", ["csv", "json", "atom"])
def test_lists_and_feeds_name_the_source_of_the_latest_value(client, corrected, file_format):
    written = page(client, f"/statistics.{file_format}")
    assert CENSUS in written
    if file_format == "json":
        (record,) = json.loads(written)["items"]
        assert record["source"]["en"] == CENSUS
        assert record["license"] == "CC0"
    else:
        assert SHEET not in written


@pytest.mark.parametrize("address", ["/updates.atom", "/statistics/trade/history.atom"])
def test_feeds_name_the_source_of_a_value_that_changed_and_that_before(client, corrected, address):
    entries = page(client, address).split("<entry>")
    (revised,) = (entry for entry in entries if "577.3" not in entry and "→ 730" in entry)
    assert f"Source: {CENSUS}" in revised
    assert f"Source before: {SHEET}" in revised


def test_sources_of_what_was_revised_stand_beside_its_values(client, corrected):
    shown = page(client, corrected.get_absolute_url())
    revisions = shown.partition('id="revisions"')[2].partition("</section>")[0]
    before, after = revisions.split("</li>")[:2]
    assert SHEET in before
    assert CENSUS not in before
    assert CENSUS in after


def test_correction_of_a_source_alone_is_a_version_of_its_own(client, trade, pilar):
    trade.observations.filter(period="2021").update(source_en=CENSUS, source_url="")
    trade.publish(pilar)
    written = json.loads(page(client, f"{trade.get_absolute_url()}vintages.json"))
    assert len(written["vintages"]) == 2


# Spreadsheets


@pytest.mark.parametrize("license_column", ["license", "licence"])
def test_file_names_sources_or_leaves_them_to_publishing(trade, pilar, license_column):
    header = f"statistic,period,value,source_en,source_url,{license_column}"
    rows = [f'trade,2021,730,"{CENSUS}",example.org/census,CC0', "trade,2022,779,,,"]
    preview = preview_observations("\n".join([header, *rows]).encode(), "csv")
    assert not preview.remarks
    assert [[str(source.source) for source in row.sources] for row in preview.rows] == [
        [CENSUS],
        [SHEET],
    ]
    assert import_observations(preview, pilar)
    trade.publish(pilar)
    assert sources_of(trade) == {"2020": [SHEET], "2021": [CENSUS], "2022": [SHEET]}
    corrected = trade.observations.get(period="2021")
    assert corrected.licence == "CC0"
    assert not corrected.source_es  # what the sheet is called in Spanish went with the sheet


@pytest.mark.parametrize("column", ["source_en", "source_es", "source_url"])
def test_cell_that_empties_part_of_a_source_empties_it_all(corrected, pilar, column):
    stored = corrected.observations.get(period="2020")
    assert all(getattr(stored, name) for name in ("source_en", "source_es", "source_url"))
    content = f"statistic,period,value,{column}\ntrade,2020,580,\ntrade,2021,731,"
    assert import_observations(preview_observations(content.encode(), "csv"), pilar)
    stored.refresh_from_db()
    assert not any(stored.source_columns().values())
    latest = corrected.observations.get(period="2021")
    assert bool(latest.source_en) == (column == "source_es")  # it had none in Spanish


def test_series_tells_the_usual_source_from_those_of_its_values(client, corrected):
    written = json.loads(page(client, f"{corrected.get_absolute_url()}series.json"))
    assert written["usual_source"]["en"] == SHEET
    assert written["source_not_known"] is False
    assert "source" not in written
    assert "source_not_known" in page(client, "/statistics.csv").splitlines()[0]


def test_download_can_be_imported_again_and_changes_nothing(client, corrected):
    response = client.get(f"{corrected.get_absolute_url()}series.csv")
    preview = preview_observations(response.content, "csv")
    assert {row.kind for row in preview.rows} == {"same"}

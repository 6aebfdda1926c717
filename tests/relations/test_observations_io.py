"""Observations go into spreadsheets and come back, all of them or none."""

import base64
import csv
import json
import random
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from publishing.models import DraftSave
from publishing.snapshot import snapshot
from relations.models import Observation, Statistic
from relations.series import tables
from relations.series.spreadsheets import (
    export_observations,
    import_observations,
    preview_observations,
)
from tests.factories import make_statistic
from tests.record import settle

pytestmark = pytest.mark.django_db

HEADER = "statistic,period,value,qualifier,status,released_on,note_en,note_es"


def file(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def sheet(*rows, header=HEADER):
    book = Workbook()
    for row in (header.split(","), *rows):
        book.active.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def imported(content, form, by):
    """The preview of a file, after what it found was written."""
    preview = preview_observations(content, form)
    assert import_observations(preview, by) != preview.refused
    return preview


def kinds(preview):
    return [row.kind for row in preview.rows]


@pytest.fixture
def trade():
    statistic = make_statistic(
        "trade", [("2020", "577.3"), ("2021", "725.7")], scale=9, unit="usd", title_en="Trade"
    )
    statistic.observations.filter(period="2020").update(
        note_en='=HYPERLINK("x")', note_es="'+ya", qualifier="about", released_on="2021-08"
    )
    return statistic


def test_rows_are_told_apart(trade):
    content = file(
        "trade,2021,725.7,exact,,,,",
        "trade,2020,580,about,revised,2021-08,,",
        "trade,2022,779,,,,,",
    )
    preview = preview_observations(content, "csv")
    assert kinds(preview) == ["same", "revised", "new"]
    assert preview.counts == {"same": 1, "revised": 1, "new": 1}
    revised = preview.rows[1]
    assert [float(row.value) for row in (revised.before, revised.observation)] == [577.3, 580]
    assert Observation.objects.count() == 2
    assert [row.kind_words for row in preview.rows] == ["The same", "Revised", "New"]


def test_revision_says_what_it_changes(trade):
    content = file(
        "trade,2020,580,about,revised,2021-08,,",
        "trade,2021,725.71,exact,,,,",
        "trade,2022,779,,,,,",
    )
    rows = preview_observations(content, "csv").rows
    assert [row.value_words for row in rows] == [
        "about $577.3 billion → about $580 billion",
        "725.7 → 725.71",
        "$779 billion",
    ]
    assert [row.also_changed for row in rows] == [["status", "note_en", "note_es"], [], []]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nothing,2021,1,,,,,", "statistic: There is no statistic “nothing”."),
        ("trade,07/01/2020,1,,,,,", "period: “07/01/2020” can be read in two ways"),
        ("trade,2022,lots,,,,,", "value: “lots” is not an amount"),
        ("trade,2022,,,,,,", "value: “” is not an amount"),
        ("trade,2022,1e400,,,,,", "value: "),
        ("trade,2022," + "9" * 30 + ",,,,,", "value: "),
        ("trade,2022,1,perhaps,,,,", "qualifier: Write one of these: exact, about"),
        ("trade,2022,1,,guess,,,", "status: Write one of these: preliminary"),
        ("trade,2022,1,,,31/31/31,,", "released_on: "),
        ("trade,2022,1,,,," + "x" * 301 + ",", "note_en: "),
        ("sum,2022,1,,,,,", "statistic: The values of “sum” are computed."),
    ],
)
def test_wrong_row_is_refused_with_its_reason_and_nothing_is_kept(trade, pilar, row, reason):
    make_statistic("sum", (), derivation="sum")
    content = file("trade,2023,800,,,,,", row)
    preview = imported(content, "csv", pilar)
    assert kinds(preview) == ["new", "refused"]
    assert preview.refused
    assert reason in " ".join(preview.rows[1].reasons)
    assert Observation.objects.count() == 2
    assert not DraftSave.objects.exists()


def test_row_that_says_another_again_is_refused(trade):
    preview = preview_observations(file("trade,2022,1,,,,,", "trade,2022,2,,,,,"), "csv")
    assert kinds(preview) == ["new", "refused"]
    assert preview.rows[1].reasons == ("Row 2 is about the same period.",)
    assert [row.number for row in preview.rows] == [2, 3]


def test_good_row_is_not_refused_for_a_bad_twin(trade):
    rows = ("trade,2022,lots,,,,,", "trade,2022,2,,,,,", "", "trade,2022,3,,,,,")
    preview = preview_observations(file(*rows), "csv")
    assert kinds(preview) == ["refused", "new", "refused"]
    assert preview.rows[2].reasons == ("Row 3 is about the same period.",)


def test_ragged_row_is_refused_by_its_number(trade):
    header = "statistic,period,value"
    rows = ("trade,2021,725,700", "trade,2022,779", "", "trade,2023")
    preview = preview_observations(file(*rows, header=header), "csv")
    assert [(row.number, row.kind) for row in preview.rows] == [
        (2, "refused"), (3, "new"), (5, "refused"),
    ]  # fmt: skip
    assert "more cells than the header, or fewer" in preview.rows[0].reasons[0]
    content = sheet(["trade", 2021, 725, 700], header=header)
    assert kinds(preview_observations(content, "xlsx")) == ["refused"]


def test_doubled_column_is_refused_and_unknown_ones_are_said(trade):
    doubled = file("trade,2021,1,2", header="statistic,period,value,VALUE")
    assert (
        "more than one column of these names: value"
        in (preview_observations(doubled, "csv").reasons[0])
    )
    unknown = file("trade,2021,725.7,usd,x,y", header="statistic,period,value,unit,,Unit 2")
    preview = preview_observations(unknown, "csv")
    assert kinds(preview) == ["same"]
    assert preview.remarks == (
        "These columns are not read: “unit”, “unit 2”.",
        "These columns have no name and are not read: E.",
    )


def test_cell_of_a_spreadsheet_is_read_as_it_is_shown(trade, pilar):
    make_statistic("rate", (), unit="percent", title_en="Rate")
    make_statistic("months", (), scale=9, title_en="Months")
    book, written = Workbook(), BytesIO()
    book.active.append(["statistic", "period", "value"])
    shown = (
        ("rate", 2021, 0.95, "0%", "95"),
        ("rate", 2022, 0.1 + 0.2, "General", "0.3"),
        ("trade", 2022, 779000000000, '$#,##0.0,,,"bn"', "779"),
        ("trade", 2023, 798800000000, "#,##0.0,,,", "798.8"),
        ("months", "2011-12", 461200, '#,##0" million"', "461.2"),
    )
    for number, (key, period, value, number_format, _expected) in enumerate(shown, start=2):
        book.active.append([key, period, value])
        book.active.cell(number, 3).number_format = number_format
    book.save(written)
    preview = imported(written.getvalue(), "xlsx", pilar)
    assert [row.reasons for row in preview.rows if row.reasons] == []
    for key, period, _value, _format, expected in shown:
        observation = Observation.objects.get(statistic__key=key, period=period)
        assert observation.value == Decimal(expected)
    assert preview.rows[4].observation.formatted_period() == "December 2011"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_noise_of_computing_is_left_out_and_no_other_digit(trade, form):
    numbers = [0.1 + 0.2, 725.7000000000001, 1 / 3, 1234567890.12, 123456789012345678]
    rows = [f"trade,{2030 + place},{number!r},,,,," for place, number in enumerate(numbers)]
    content = file(*rows)
    if form == "xlsx":
        content = sheet(*(["trade", 2030 + place, number] for place, number in enumerate(numbers)))
    preview = preview_observations(content, form)
    read = [row.observation and row.observation.value for row in preview.rows]
    assert read == [Decimal("0.3"), Decimal("725.7"), None, Decimal("1234567890.12"), None]


def test_decimal_comma_is_read_where_columns_are_separated_by_semicolons(trade):
    values = ("779,5", "−1,25", "0,125", "725,700", "1.234")
    rows = [f"trade;{2022 + place};{value};;;;;" for place, value in enumerate(values)]
    content = "\n".join([HEADER.replace(",", ";"), *rows]).encode()
    preview = preview_observations(content, "csv")
    assert kinds(preview) == ["new", "new", "new", "refused", "refused"]
    assert [row.observation.value for row in preview.rows[:3]] == [
        Decimal("779.5"),
        Decimal("-1.25"),
        Decimal("0.125"),
    ]
    for row in preview.rows[3:]:
        assert "can be read in two ways" in row.reasons[0]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_more_digits_than_a_database_keeps_are_refused(trade, form, pilar):
    values = ["123456789012345678", "999999999999999000", "999999999.999999", "1234567890.123456"]
    years = range(2022, 2026)
    rows = [f"trade,{year},{value},,,,," for year, value in zip(years, values, strict=True)]
    content = file(*rows)
    if form == "xlsx":
        content = sheet(*(row.split(",") for row in rows))
    preview = preview_observations(content, form)
    assert kinds(preview) == ["refused", "new", "new", "refused"]
    assert "at most 15 digits" in preview.rows[0].reasons[0]
    imported(file(*rows[1:3]), "csv", pilar)
    kept = dict(Observation.objects.values_list("period", "value"))
    assert [kept["2023"], kept["2024"]] == [Decimal(value) for value in values[1:3]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "not a readable CSV"),
        (file(header="statistic,value"), "lacks the columns: period"),
        (b"", "lacks the columns"),
    ],
)
def test_file_that_cannot_be_read_says_why(content, reason):
    assert reason in preview_observations(content, "csv").reasons[0]
    assert "not a readable XLSX" in preview_observations(b"PK no", "xlsx").reasons[0]


def test_refused_file_says_why():
    long_cell = b"statistic,period,value\ntrade,2021," + b"1" * 200_000
    assert "not a readable CSV" in preview_observations(long_cell, "csv").reasons[0]


def test_cell_with_a_character_that_no_page_can_show_is_refused(trade):
    preview = preview_observations(file("trade,2022,1,,,,a\x00b,", "tra\x00de,2022,1,,,,,"), "csv")
    assert kinds(preview) == ["refused", "refused"]
    assert "character that cannot be shown" in preview.rows[0].reasons[0]


def test_preview_writes_nothing_and_takes_few_queries(trade, django_assert_num_queries):
    rows = [f"trade,{year},{year},,,,," for year in range(1000, 1200)]
    with django_assert_num_queries(2) as queries:
        preview = preview_observations(file(*rows), "csv")
    assert preview.counts == {"new": 200}
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]


def test_import_is_written_in_a_number_of_queries_that_rows_do_not_change(trade, pilar):
    def queries_of(years):
        preview = preview_observations(file(*(f"trade,{n},{n},,,,," for n in years)), "csv")
        with CaptureQueriesContext(connection) as queries:
            assert import_observations(preview, pilar)
        return len(queries)

    settle()
    assert queries_of(range(1000, 1001)) == queries_of(range(1100, 1150))


def test_statistic_that_was_saved_since_the_preview_is_not_written(trade, pilar):
    other = make_statistic("other", ())
    preview = preview_observations(file("other,2022,1,,,,,", "trade,2022,779,,,,,"), "csv")
    assert trade.claim(trade.version)
    assert not import_observations(preview, pilar)
    assert not Observation.objects.filter(period="2022").exists()
    assert other.claim(other.version)  # nobody holds what was not written


def test_import_whose_draft_cannot_be_kept_is_not_in(trade, pilar, monkeypatch):
    make_statistic("other", ())
    preview = preview_observations(file("other,2022,1,,,,,", "trade,2022,779,,,,,"), "csv")

    def fail(drafts):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(DraftSave.objects, "bulk_create", fail)
    with pytest.raises(OperationalError):
        import_observations(preview, pilar)
    assert not DraftSave.objects.exists()
    assert not Observation.objects.filter(period="2022").exists()


def test_draft_of_an_import_holds_what_it_wrote(trade, pilar):
    imported(file("trade,2022,779,,,,,", "trade,2021,700,,,,,"), "csv", pilar)
    assert DraftSave.objects.get().content == json.loads(
        json.dumps(snapshot(Statistic.objects.get(pk=trade.pk)), cls=DjangoJSONEncoder)
    )
    assert Statistic.objects.get(pk=trade.pk).save_draft(pilar) is None


def test_import_is_idempotent_and_kept_as_a_draft(trade, pilar):
    content = file("trade,2022,779 billion,,preliminary,Mar 2023,A note,Una nota")
    assert kinds(imported(content, "csv", pilar)) == ["new"]
    made = trade.observations.get(period="2022")
    assert (made.value, made.status, made.released_on) == (779, "preliminary", "2023-03")
    assert kinds(imported(content, "csv", pilar)) == ["same"]
    assert DraftSave.objects.count() == 1
    assert not trade.editions.exists()


def test_form_that_was_open_cannot_save_over_an_import(trade, pilar):
    version = trade.version
    imported(file("trade,2022,779,,,,,"), "csv", pilar)
    assert not trade.claim(version)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_own_export_imports_as_the_same(trade, form, pilar):
    make_statistic("ports", [("", 47), ("2019/2021", 55), ("2010/", "0.5")], title_en="Ports")
    before = list(Observation.objects.order_by("pk").values())
    content = export_observations(
        [trade, *[row.statistic for row in Observation.objects.all()]], form
    )
    assert set(kinds(preview_observations(content, form))) == {"same"}
    Observation.objects.all().delete()
    assert set(kinds(imported(content, form, pilar))) == {"new"}
    after = list(Observation.objects.order_by("pk").values())
    alike = [[{**row, "id": 0} for row in rows] for rows in (before, after)]
    assert sorted(alike[0], key=str) == sorted(alike[1], key=str)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_spreadsheet_would_run_is_escaped(trade, form):
    content = export_observations([trade], form)
    if form == "csv":
        assert '"\'=HYPERLINK(""x"")"' in content.decode()
        return
    cells = [cell for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert '\'=HYPERLINK("x")' in [cell.value for cell in cells]


@pytest.mark.parametrize(("form", "unprintable"), [("csv", ""), ("xlsx", "\x0b")])
def test_every_column_of_an_export_is_escaped_and_a_number_stays_one(form, unprintable):
    loss = make_statistic("-loss", [("2021", "-5.5")])
    loss.observations.update(note_en=f"a;=1{unprintable}", note_es="\r=2")
    content = export_observations([loss], form)
    assert set(kinds(preview_observations(content, form))) <= {"same", "revised"}
    if form == "csv":
        row = next(csv.reader(StringIO(content.decode().partition("\r\n")[2], newline="")))
    else:
        row = [cell.value for cell in load_workbook(BytesIO(content)).active[2]]
    assert row[0] == "'-loss"
    assert row[2] == "-5.5"
    assert row[6].startswith("a;'=1")
    assert row[7].startswith("'")


def test_spreadsheet_may_hold_numbers_and_empty_rows(trade):
    content = sheet(
        ["trade", 2021, 725.7, "exact", None, None, None, None],
        ["trade", 2022, 779, None, None, None, None, None],
        [None] * 8,
    )
    assert kinds(preview_observations(content, "xlsx")) == ["same", "new"]


def test_period_that_a_spreadsheet_made_a_day_of_is_refused(trade):
    content = sheet(["trade", datetime(2021, 8, 1), 1, None, None, None, None, None])
    (row,) = preview_observations(content, "xlsx").rows
    assert "Format the column as text" in row.reasons[0]


def test_columns_may_be_in_any_order_and_others_are_left_alone(trade):
    content = "\ufeffValue,Period,STATISTIC,unit\n725.7,2021,trade,usd\n".encode()
    preview = preview_observations(content, "csv")
    assert kinds(preview) == ["same"]


def test_as_many_rows_as_an_import_takes_fit_its_other_limits(trade):
    Observation.objects.bulk_create(
        Observation(
            statistic=trade,
            period=f"{year}-12-31",
            value="123456.789",
            qualifier="estimate",
            status="preliminary",
            released_on="2021-09-15",
            note_en=f"A short note of {year}",
            note_es=f"Una nota breve de {year}",
        )
        for year in range(1000, 1500)
    )
    times = tables.MAX_ROWS / 500
    assert len(export_observations([trade], "csv")) * times < tables.MAX_FILE_BYTES
    content = export_observations([trade], "xlsx")
    assert len(content) * times < tables.MAX_FILE_BYTES
    with ZipFile(BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert len(xml) * times < tables.MAX_UNPACKED_BYTES
    assert xml.count(b"<") * times < tables.MAX_TAGS


def test_largest_file_can_be_confirmed(settings):
    content = random.Random(1).randbytes(tables.MAX_FILE_BYTES)
    posted = signing.dumps(
        {"content": base64.b64encode(content).decode(), "kind": "xlsx", "digest": ""}, compress=True
    )
    assert len(posted) + 10_000 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE

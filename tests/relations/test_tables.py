"""Uploaded tables: whatever a file claims or unpacks to, it is read within limits or refused."""

import re
import struct
import tracemalloc
import warnings
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from relations.series import tables
from relations.series.tables import TableError, read_table

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>statistic</t></is></c></row>'
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "words">]>'
PACKED = "packed in a way that is not read"
TOO_LARGE = "unpacks to more than can be read"


def workbook(sheet: str, encoding: str = "utf-8", **others: bytes) -> bytes:
    """An XLSX file with the given XML as its first sheet, and other parts by their names."""
    plain, written = BytesIO(), BytesIO()
    Workbook().save(plain)
    with ZipFile(plain) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            first = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, sheet.encode(encoding) if first else source.read(name))
        for name, content in others.items():
            target.writestr(f"xl/{name}.xml", content)
    return written.getvalue()


def with_part(name: str, content: bytes, **options) -> bytes:
    """An XLSX file with one part more at its end, which replaces none of the same name."""
    written = BytesIO(workbook(rows()))
    with ZipFile(written, "a") as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there already
        target.writestr(name, content, **options)
    return written.getvalue()


def entries_of(content: bytes) -> list[int]:
    """Where the entries of a ZIP file's directory begin."""
    return [place.start() for place in re.finditer(b"PK\x01\x02", content)]


def encrypted() -> bytes:
    content = bytearray(workbook(rows()))
    for place in entries_of(content):
        content[place + 8] |= 1
    return bytes(content)


def with_hidden(size: int) -> bytes:
    """An XLSX file whose last part claims none of the bytes that it unpacks to."""
    content = bytearray(with_part("docProps/custom.xml", b" " * size, compress_type=ZIP_DEFLATED))
    struct.pack_into("<I", content, entries_of(content)[-1] + 16, zlib.crc32(b""))
    struct.pack_into("<I", content, entries_of(content)[-1] + 24, 0)
    return bytes(content)


def rows(*xml: str) -> str:
    return SHEET.format(f"<sheetData>{HEADER}{''.join(xml)}</sheetData>")


REFUSED = {
    "entity": (workbook(ENTITY + rows("&e;")), "XML document type"),
    "entity in UTF-16": (workbook(ENTITY + rows("&e;"), "utf-16"), "XML document type"),
    "entity in a part that nothing reads": (workbook(rows(), x=ENTITY.encode()), "document type"),
    "entity at the end of a piece": (
        workbook(rows(), x=b" " * (tables.PIECE - 4) + b"<!DOCTYPE x>"),
        "XML document type",
    ),
    "entity that is not declared": (workbook(rows("&e;")), "not a readable XLSX"),
    "XML that ends early": (workbook(rows()[:-20]), "not a readable XLSX"),
    "part that unpacks to much": (workbook(rows(), x=b" " * 31_000_000), TOO_LARGE),
    "many elements": (workbook(rows(), x=b"<a/>" * 1_500_001), TOO_LARGE),
    "row far below": (workbook(rows('<row r="9999999999"><c><v>1</v></c></row>')), TOO_LARGE),
    "column far right": (workbook(rows('<row r="2"><c r="ZZZZZZZ2"/></row>')), "not a readable"),
    "bzip2": (with_part("x", b" " * 1_000_000, compress_type=ZIP_BZIP2), PACKED),
    "LZMA": (with_part("x", b" " * 1_000_000, compress_type=ZIP_LZMA), PACKED),
    "name that stands twice": (with_part("xl/workbook.xml", b"<workbook/>"), PACKED),
    "encrypted": (encrypted(), PACKED),
    "no ZIP file": (b"PK no", "not a readable XLSX"),
    "large file": (b"x" * 4_000_001, "larger than 4 MB"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_hostile_workbook_is_refused_with_the_reason(content, reason):
    with pytest.raises(TableError, match=reason):
        read_table(content, "xlsx")


def test_part_that_unpacks_to_more_than_it_claims_takes_no_memory():
    content = with_hidden(40_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TableError, match="not a readable"):
            read_table(content, "xlsx")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_size_that_a_sheet_claims_is_not_believed():
    claim = '<dimension ref="A1:XFD1048576"/>'
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    second = '<row r="2"><c r="A2"><v>1</v></c></row>'
    sheet = rows(second, last).replace("<sheetData>", f"{claim}<sheetData>")
    table = read_table(workbook(sheet), "xlsx")
    assert (table.header, table.rows) == (["statistic"], [(2, ["1"], False)])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_limits_hold_while_reading(form, monkeypatch):
    content = b"a,b\n1,2\n3,4\n"
    if form == "xlsx":
        cells = "".join(f'<row r="{n}"><c><v>1</v></c><c><v>2</v></c></row>' for n in (1, 2, 3))
        content = workbook(SHEET.format(f"<sheetData>{cells}</sheetData>"))
    assert len(read_table(content, form).rows) == 2
    for limit, value, reason in (
        ("MAX_ROWS", 1, "more than 1 rows"),
        ("MAX_CELLS", 5, TOO_LARGE),
        ("SHEET_ROWS", 1, TOO_LARGE),
        ("READING_SECONDS", -1, "takes longer"),
    ):
        with monkeypatch.context() as limited:
            limited.setattr(tables, limit, value)
            with pytest.raises(TableError, match=reason):
                read_table(content, form)


def test_reader_that_takes_too_long_gets_no_more_of_the_file():
    late = tables.TimedFile(b"content", deadline=0)
    with pytest.raises(TableError, match="takes longer"):
        late.read()


@pytest.mark.parametrize("content", [b'a,b\n"open', b"a,b\n1," + b"2" * 140_000, b"\xff\xfe\x00"])
def test_damaged_csv_is_refused(content):
    with pytest.raises(TableError, match="not a readable CSV"):
        read_table(content, "csv")


def test_rows_are_as_wide_as_the_header_and_empty_ones_are_counted_and_left_out():
    table = read_table(b"\na,b\n\n1,\n,,\n1,2,3\n1\n1,2,,\n", "csv")
    assert table.header == ["a", "b"]
    assert table.rows == [
        (4, ["1", ""], False),
        (6, ["1", "2"], True),
        (7, ["1", ""], True),
        (8, ["1", "2"], False),
    ]


def test_rows_of_a_sheet_are_numbered_as_there_and_may_be_short():
    sheet = rows(
        '<row r="5"><c r="A5"><v>1</v></c></row>',
        '<row r="9"><c r="A9"><v>1</v></c><c r="B9"><v>2</v></c></row>',
    ).replace("statistic</t></is></c>", 'statistic</t></is></c><c r="C1"><v>3</v></c>')
    table = read_table(workbook(sheet), "xlsx")
    assert [(row.number, row.ragged) for row in table.rows] == [(5, False), (9, False)]
    beyond = sheet.replace('r="B9"', 'r="D9"')
    assert [row.ragged for row in read_table(workbook(beyond), "xlsx").rows] == [False, True]


TEXT = "statistic,período,valor\n“a”,2021,1\n"


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("windows-1252", "It is read as Windows-1252."),
        ("utf-16", "It is read as UTF-16."),
        ("utf-16-le", "It is read as UTF-16-LE."),
        ("utf-16-be", "It is read as UTF-16-BE."),
    ],
)
@pytest.mark.parametrize(
    ("separator", "separated"),
    [
        (",", None),
        (";", "Its columns are separated by semicolons."),
        ("\t", "Its columns are separated by tabs."),
        ("|", "Its columns are separated by vertical bars."),
    ],
)
@pytest.mark.parametrize("line", ["", "sep={}\n", "SEP={}\r\n", '"sep={}"\n'])
def test_csv_is_read_as_it_is_written_and_how_is_said(encoding, remark, separator, separated, line):
    text = line.format(separator) + TEXT.replace(",", separator)
    table = read_table(text.encode(encoding), "csv")
    assert table.header == ["statistic", "período", "valor"]
    assert table.rows == [(2, ["“a”", "2021", "1"], False)]
    assert table.remarks == [said for said in (remark, separated) if said]
    assert table.decimal_comma == (separator == ";")


def test_separator_within_quotes_separates_nothing():
    assert read_table(b'"a;b;c",d\n1,2\n', "csv").header == ["a;b;c", "d"]
    with pytest.raises(TableError, match="“x” separates no columns"):
        read_table(b"sep=x\naxb\n", "csv")


@pytest.mark.parametrize("cell", ["<f>1+1</f>", "<f>1+1</f><v>2</v>", "<f si='0' t='shared'/>"])
def test_a_formula_that_nobody_has_computed_is_said_to_be_read_as_empty(cell):
    sheet = rows("statistic").replace(
        "</sheetData>", f"<row r='9'><c r='A9'>{cell}</c></row></sheetData>"
    )
    said = "formulas without their values" in " ".join(read_table(workbook(sheet), "xlsx").remarks)
    assert said == ("<v>" not in cell)


def test_sheet_that_is_read_is_said():
    book, written = Workbook(), BytesIO()
    book.active.title = "Notes"
    book.active.append(["not this"])
    book.create_chartsheet("Drawing").add_chart(BarChart())
    book.active = book.create_sheet("Data")
    book.active.append(["statistic"])
    book.save(written)
    table = read_table(written.getvalue(), "xlsx")
    assert table.header == ["statistic"]
    assert table.remarks == ["The sheet “Data” is read, and not: Notes, Drawing."]


def test_active_chart_is_no_sheet():
    book, written = Workbook(), BytesIO()
    book.active.append(["statistic"])
    book.create_chartsheet("Drawing").add_chart(BarChart())
    book.active = 1
    book.save(written)
    assert read_table(written.getvalue(), "xlsx").header == ["statistic"]

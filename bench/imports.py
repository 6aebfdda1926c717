"""Measures what it takes to import 10,000 observations, and to refuse files made to do harm.

    python -m bench.imports

"Checked" is done outside of any transaction; "written" is how long the one transaction lasts that
writes, and how much of it this process computes: the rest is the disk, and others on the machine.
Every file is read in a process of its own, whose peak memory is told less what the site takes
without a file.
"""

import json
import struct
import sys
import zlib
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from unittest.mock import Mock, patch
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

from bench.site import open_site, start, throw_away_site

ROWS = 10_000
COLUMNS = "statistic,period,value,qualifier,status,released_on,note_en,note_es"
# Statistics, and rows of each.
SHAPES = {"of 100 statistics": (100, 100), "of one statistic": (1, 10_000)}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def main() -> None:
    with throw_away_site() as environment:
        print("| import | checked, s | written, s | of it computing, s | peak memory, MB |")
        print("|---|--:|--:|--:|--:|")
        for name in SHAPES:
            for form in ("csv", "xlsx"):
                for what in ("new", "revised"):
                    report = run(environment, "--import", name, form, what)
                    print("| {}, {}, {} | {} | {} | {} | {} |".format(what, name, form, *report))
        print("\n| file | bytes | answer | s | peak memory, MB |\n|---|--:|---|--:|--:|")
        for name, content in hostile_files().items():
            with NamedTemporaryFile() as file:
                Path(file.name).write_bytes(content)
                report = run(environment, "--file", name[:4].strip().lower(), file.name)
            print("| {} | {} | {} | {} | {} |".format(name, len(content), *report))


def run(environment, *arguments) -> list:
    process = start(environment, "imports", *arguments)
    output, _errors = process.communicate()
    return json.loads(output)


def measure_import(name: str, form: str, what: str) -> list:
    """Return the seconds of the check and of the transaction, and the megabytes."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from relations.models import Statistic  # noqa: PLC0415
    from relations.series import spreadsheets  # noqa: PLC0415

    statistics, rows = SHAPES[name]
    by, _made = get_user_model().objects.get_or_create(username="importer")
    for number in range(statistics):
        Statistic.objects.get_or_create(
            key=f"{form}-{statistics}-{number}", defaults={"slug": f"{form}-{statistics}-{number}"}
        )
    content = table(form, statistics, rows, 1 if what == "new" else 2)
    before = peak()
    began = perf_counter()
    preview = spreadsheets.preview_observations(content, form)
    checked = perf_counter()
    assert preview.counts == {what: ROWS}, (preview.reasons, preview.counts)
    lasted: list[float] = []
    computed: list[float] = []

    @contextmanager
    def timed():
        began, computing = perf_counter(), process_time()
        with transaction.atomic():
            yield
        lasted.append(perf_counter() - began)
        computed.append(process_time() - computing)

    with patch.object(spreadsheets, "transaction", Mock(wraps=transaction, atomic=timed)):
        assert spreadsheets.import_observations(preview, by)
    return [
        f"{checked - began:.1f}",
        f"{lasted[0]:.2f}",
        f"{computed[0]:.2f}",
        f"{peak() - before:.0f}",
    ]


def table(form: str, statistics: int, rows: int, value: int) -> bytes:
    """Return a file with a value for each of the last `rows` days, of each statistic."""
    rest = ["about", "final", "2026-01", "", ""]
    lines = [
        [f"{form}-{statistics}-{n}", day(number), str(value + number), *rest]
        for n in range(statistics)
        for number in range(rows)
    ]
    if form == "csv":
        return "\n".join([COLUMNS, *map(",".join, lines)]).encode()
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in [COLUMNS.split(","), *lines]:
        sheet.append(line)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def day(number: int) -> str:
    return f"{1990 + number // 336}-{number % 336 // 28 + 1:02}-{number % 28 + 1:02}"


def measure_file(form: str, path: str) -> list:
    """Return the answer to a hostile file, and the seconds and megabytes that it takes."""
    from relations.series.spreadsheets import preview_observations  # noqa: PLC0415

    content = Path(path).read_bytes()
    preview_observations(table("xlsx", 1, 1, 1), "xlsx")  # what is loaded once is not counted
    before, began = peak(), perf_counter()
    preview = preview_observations(content, form)
    seconds = perf_counter() - began
    answer = " ".join(preview.reasons) or f"{len(preview.rows)} rows"
    return [answer, f"{seconds:.1f}", f"{peak() - before:.0f}"]


def peak() -> float:
    """The most memory that this process has had, in megabytes; Linux only."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def hostile_files() -> dict[str, bytes]:
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>statistic</t></is></c></row>'
    cell = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
    last = f'<row r="1048576">{cell.format("XFD1048576")}</row>'
    full = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 60_000))
    data = "<sheetData>{}</sheetData>"
    return {
        "XLSX with a huge dimension": workbook(
            f'<dimension ref="A1:XFD1048576"/>{data.format(header + last)}'
        ),
        "XLSX with 60,000 cells far to the right": workbook(data.format(header + full)),
        "XLSX with a row of number 99,999,999,999": workbook(
            data.format(header + last.replace("1048576", "99999999999"))
        ),
        "XLSX with a cell far beyond the last column": workbook(
            data.format(header + f'<row r="2">{cell.format("ZZZZZZZ2")}</row>')
        ),
        "XLSX with 1,000,000 shared strings": workbook(
            data.format(header), STRINGS.format("<si><t>a</t></si>" * 1_000_000)
        ),
        "XLSX with as many shared strings as are read": workbook(
            data.format(header), STRINGS.format("<si><t>a</t></si>" * 245_000)
        ),
        "XLSX with one string of 100 MB": workbook(
            data.format(header), STRINGS.format(f"<si><t>{'a' * 100_000_000}</t></si>")
        ),
        "XLSX with as many cells as are read": workbook(
            data.format(header + '<row r="2">' + "<c><v>1</v></c>" * 240_000 + "</row>")
        ),
        "XLSX with as many elements as are read": workbook(
            data.format(header) + "<extLst>" + "<a/>" * 990_000 + "</extLst>"
        ),
        "XLSX with XML entities": workbook(data.format(header + "&i;"), prolog=ENTITIES),
        "XLSX with 1,000 sheets": workbook(data.format(header), sheets=1_000),
        "XLSX with 1 GB of zeros in bzip2": with_zeros(ZIP_BZIP2, 1_000),
        "XLSX with 300 MB of zeros in LZMA": with_zeros(ZIP_LZMA, 300),
        "XLSX with 900 MB of zeros that it does not claim": claiming_nothing(
            with_zeros(ZIP_DEFLATED, 900)
        ),
        "CSV of commas": b"," * 999_000,
        "CSV of line ends": b"statistic,period,value\n" + b"\n" * 970_000,
        "CSV of 1 MB in one cell": b'statistic,period,value\n"' + b"x" * 970_000 + b'"\n',
    }


def workbook(sheet: str, strings: str = "", prolog: str = "", sheets: int = 1) -> bytes:
    """Return an XLSX file with the given XML in its parts."""
    from openpyxl import Workbook  # noqa: PLC0415

    plain, written = BytesIO(), BytesIO()
    book = Workbook()
    for _number in range(sheets - 1):
        book.create_sheet()
    book.active.append(["x"])
    book.save(plain)
    with ZipFile(plain) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = prolog + SHEET.format(sheet)
            if name == "[Content_Types].xml" and strings:
                content = content.replace("</Types>", STRINGS_TYPE)
            target.writestr(name, content)
        if strings:
            target.writestr("xl/sharedStrings.xml", strings)
    return written.getvalue()


def with_zeros(compression: int, megabytes: int) -> bytes:
    """Return an XLSX file with a part that openpyxl reads at once."""
    written = BytesIO(workbook("<sheetData/>"))
    with (
        ZipFile(written, "a", compression) as archive,
        archive.open("docProps/custom.xml", "w") as part,
    ):
        for _number in range(megabytes):
            part.write(b"\0" * 1_000_000)
    return written.getvalue()


def claiming_nothing(content: bytes) -> bytes:
    """Return a ZIP file whose last entry says that it unpacks to no byte."""
    changed = bytearray(content)
    entry = changed.rfind(b"PK\x01\x02")
    struct.pack_into("<I", changed, entry + 16, zlib.crc32(b""))
    struct.pack_into("<I", changed, entry + 24, 0)
    return bytes(changed)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--import", *arguments]:
            open_site()
            print(json.dumps(measure_import(*arguments)))
        case ["--file", *arguments]:
            open_site()
            print(json.dumps(measure_file(*arguments)))
        case _:
            main()

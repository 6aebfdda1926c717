"""The rows of an uploaded CSV or XLSX file, read one after another and within limits.

A small file can unpack to a large one, claim more cells than it has, or name parts that grow when
they are read. So an XLSX file is unpacked once, in pieces, and packed anew: what interprets it gets
nothing that was not counted. Rows are counted while they are read, against the clock.
"""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from itertools import repeat
from operator import is_
from time import monotonic
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from relations.series.cells import shown_number

MAX_FILE_BYTES = 4_000_000
MAX_UNPACKED_BYTES = 30_000_000
MAX_TAGS = 1_500_000  # of the XML in an XLSX file, which are four for a cell, or six
MAX_ROWS = 20_000  # that are not empty
MAX_CELLS = 400_000  # that are not empty
MAX_COLUMNS = 100  # what stands further right is not read
READING_SECONDS = 30
SHEET_ROWS = 1_048_576  # that a sheet can have, empty ones too
PIECE = 64 * 1024  # bytes that are unpacked at a time
# What may stand between the columns of a CSV file; of several, the one with the widest header.
SEPARATORS = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
ENCRYPTED = 1  # the flag of a part of a ZIP file
# A document type may declare entities, which grow as they are read; no spreadsheet program writes
# one. It is looked for without the zero bytes of UTF-16.
DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

# A cell with a formula, which the program that wrote the file has not computed.
UNCOMPUTED = re.compile(rb"(</(\w+:)?f>|<(\w+:)?f(\s[^<>]*)?/>)\s*</(\w+:)?c>")


class TableError(ValueError):
    """A file that is not read; the message says why, for the one who chose it."""


def too_large_a_file() -> str:
    number = MAX_FILE_BYTES // 1_000_000
    return gettext("The file is larger than %(number)d MB.") % {"number": number}


class TableRow(NamedTuple):
    """A row that is not empty."""

    number: int  # as a spreadsheet counts it, the first row of the file being 1
    cells: list[Any]  # as many as the header has
    ragged: bool  # whether it had others


class Table(NamedTuple):
    header: list[Any]
    rows: list[TableRow]
    remarks: list[str]  # how the file was read, where it could be read otherwise
    decimal_comma: bool  # whether it comes from where 16,9 is written


def read_table(content: bytes, form: str) -> Table:
    """Return the header and the rows that are not empty, of a file of the kind "csv" or "xlsx".

    Raises TableError.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TableError(too_large_a_file())
    deadline = monotonic() + READING_SECONDS
    remarks: list[str] = []
    decimal_comma = False
    try:
        if form == "csv":
            text = _decoded(content, remarks)
            separator, text = _separator(text)
            rows: Iterable = csv.reader(
                StringIO(text, newline=""), delimiter=separator, strict=True
            )
            decimal_comma = separator == ";"
            if separator != ",":
                remarks.append(
                    gettext("Its columns are separated by %(signs)s.")
                    % {"signs": SEPARATORS[separator]}
                )
        else:
            rows = _xlsx_rows(content, deadline, remarks)
        counted = _counted(rows, deadline)
    except TableError:
        raise
    except Exception as error:  # a hostile file can make a reader fail in any way
        raise TableError(
            gettext("This is not a readable %(form)s file.") % {"form": form.upper()}
        ) from error
    header = _filled(counted[0][1]) if counted else []
    return Table(
        header,
        [_table_row(number, row, len(header), form) for number, row in counted[1:]],
        remarks,
        decimal_comma,
    )


def _table_row(number: int, row: list, width: int, form: str) -> TableRow:
    # An XLSX file leaves out the empty cells at the end of a row; in a CSV they are written.
    ragged = len(_filled(row)) > width or (form == "csv" and len(row) < width)
    return TableRow(number, (row + [""] * width)[:width], ragged)


def _decoded(content: bytes, remarks: list[str]) -> str:
    """The text of a CSV file, in the encoding that it is written in."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "UTF-16"
    elif order := _order_of_pairs(content[:1000]):
        encoding = f"UTF-16-{order}"
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "Windows-1252"
    text = content.decode(encoding)
    remarks.append(gettext("It is read as %(encoding)s.") % {"encoding": encoding})
    return text


def _order_of_pairs(start: bytes) -> str:
    """Which byte comes first in a text of pairs of bytes that does not say so: "LE", "BE", or
    nothing for another text. Of Latin letters and of separators, the other byte of a pair is 0."""
    for order, zeros in (("LE", start[1::2]), ("BE", start[0::2])):
        if zeros.count(0) > len(zeros) / 2:
            return order
    return ""


def _separator(text: str) -> tuple[str, str]:
    """What separates the cells of a CSV text, and the text after the line that says so."""
    if match := re.match(r'("?)sep=(.)\1(\r\n|\r|\n|$)', text, re.IGNORECASE):
        if match[2] not in SEPARATORS:
            raise TableError(
                gettext("“%(separator)s” separates no columns. Use a comma or a semicolon.")
                % {"separator": match[2]}
            )
        return match[2], text[match.end() :]
    return max(SEPARATORS, key=lambda separator: _header_width(text, separator)), text


def _header_width(text: str, separator: str) -> int:
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return next((len(row) for row in rows if any(row)), 0)
    except csv.Error:
        return 0


def _xlsx_rows(content: bytes, deadline: float, remarks: list[str]) -> Iterator[list]:
    workbook = load_workbook(
        TimedFile(_packed_anew(content, deadline, remarks), deadline),
        read_only=True,
        data_only=True,
        keep_links=False,
    )
    sheets = workbook.worksheets  # without those that are a chart
    sheet = workbook.active if workbook.active in sheets else sheets[0]
    if others := [name for name in workbook.sheetnames if name != sheet.title]:
        remarks.append(
            gettext("The sheet “%(name)s” is read, and not: %(others)s.")
            % {"name": sheet.title, "others": ", ".join(others)}
        )
    sheet.reset_dimensions()  # what the file says of its size need not be true
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        empty = all(map(is_, row, repeat(EMPTY_CELL)))  # of these a sheet may have a million
        yield [] if empty else list(map(_shown, row))


def _shown(cell) -> Any:
    """The content of a cell; a number with the signs that stand around it there."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown_number(value, cell.number_format or "General")
    return value


def _counted(rows: Iterable, deadline: float) -> list[tuple[int, list]]:
    """Return the rows that are not empty, with their numbers."""
    counted: list[tuple[int, list]] = []
    cells = 0
    for number, row in enumerate(rows, start=1):
        _look_at(deadline)
        if number > SHEET_ROWS + 1:
            raise _too_large()
        read = row[:MAX_COLUMNS]
        filled = sum(cell not in (None, "") for cell in read)
        if not filled:
            continue
        counted.append((number, read))
        cells += filled
        if len(counted) > MAX_ROWS + 1:
            raise TableError(
                gettext("The file has more than %(number)d rows.") % {"number": MAX_ROWS}
            )
        if cells > MAX_CELLS:
            raise _too_large()
    return counted


def _filled(row: list) -> list:
    """A row without the empty cells at its end."""
    last = max((place for place, cell in enumerate(row) if cell not in (None, "")), default=-1)
    return row[: last + 1]


def _packed_anew(content: bytes, deadline: float, remarks: list[str]) -> bytes:
    """Return an XLSX file with the same parts, each of the size that it says.

    Of what a part unpacks to beyond the size it claims, `zipfile` gives nothing but takes the
    memory when a part is read at once, as openpyxl does.
    """
    size = tags = 0
    uncomputed = False
    packed = BytesIO()
    with (
        ZipFile(BytesIO(content)) as archive,
        ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for entry in archive.infolist():
            _look_at(deadline)
            # Only these two are unpacked in pieces by `zipfile`.
            plain = entry.compress_type in (ZIP_STORED, ZIP_DEFLATED)
            if not plain or entry.flag_bits & ENCRYPTED or entry.filename in target.NameToInfo:
                raise TableError(
                    gettext(
                        "The file is packed in a way that is not read here. "
                        "Save it anew in your spreadsheet program."
                    )
                )
            end = b""
            with archive.open(entry) as part, target.open(entry.filename, "w") as copy:
                while piece := part.read(PIECE):
                    _look_at(deadline)
                    size += len(piece)
                    tags += piece.count(b"<")
                    if size > MAX_UNPACKED_BYTES or tags > MAX_TAGS:
                        raise _too_large()
                    if DOCUMENT_TYPE.search((end + piece).replace(b"\0", b"")):
                        raise TableError(
                            gettext(
                                "The file holds an XML document type, which no spreadsheet has. "
                                "Save it anew in your spreadsheet program."
                            )
                        )
                    uncomputed = uncomputed or bool(UNCOMPUTED.search(end + piece))
                    end = piece[-40:]
                    copy.write(piece)
    if uncomputed:
        remarks.append(
            gettext(
                "The file holds formulas without their values, which are read as empty cells. "
                "Open it in your spreadsheet program and save it there."
            )
        )
    return packed.getvalue()


class TimedFile(BytesIO):
    """The bytes of a file, which a reader that takes too long gets no more of."""

    def __init__(self, content: bytes, deadline: float):
        super().__init__(content)
        self.deadline = deadline

    def read(self, size=-1, /):
        _look_at(self.deadline)
        return super().read(size)


def _look_at(deadline: float) -> None:
    if monotonic() > deadline:
        raise TableError(
            ngettext(
                "Reading the file takes longer than %(number)d second.",
                "Reading the file takes longer than %(number)d seconds.",
                READING_SECONDS,
            )
            % {"number": READING_SECONDS}
        )


def _too_large() -> TableError:
    return TableError(
        gettext("The file unpacks to more than can be read at once. Divide it into several.")
    )

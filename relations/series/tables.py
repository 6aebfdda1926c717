"""The rows of an uploaded CSV or XLSX file, read one after another and within limits.

A small file can unpack to a large one, claim more cells than it has, or name parts that grow when
they are read. So an XLSX file is unpacked once, in pieces, and packed anew: what interprets it gets
nothing that was not counted. Rows are counted while they are read, against the clock.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from time import monotonic
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext, ngettext
from openpyxl import load_workbook

MAX_FILE_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 30_000_000
MAX_TAGS = 1_000_000  # of the XML in an XLSX file, which is four for a cell
MAX_ROWS = 20_000  # that are not empty
MAX_CELLS = 400_000  # that are not empty
MAX_COLUMNS = 100  # what stands further right is not read
READING_SECONDS = 30
SHEET_ROWS = 1_048_576  # that a sheet can have, empty ones too
PIECE = 64 * 1024  # bytes that are unpacked at a time
ENCRYPTED = 1  # the flag of a part of a ZIP file
# A document type may declare entities, which grow as they are read; no spreadsheet program writes
# one. It is looked for without the zero bytes of UTF-16.
DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class TableError(ValueError):
    """A file that is not read; the message says why, for the one who chose it."""


def read_table(content: bytes, form: str) -> tuple[list[Any], list[list[Any]]]:
    """Return the header and the rows that are not empty, of a file of the kind "csv" or "xlsx".

    Each row has as many cells as the header. Raises TableError.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TableError(gettext("The file is larger than 1 MB."))
    deadline = monotonic() + READING_SECONDS
    try:
        rows = _csv_rows(content) if form == "csv" else _xlsx_rows(content, deadline)
        header, *others = _counted(rows, deadline) or [[]]
    except TableError:
        raise
    except Exception as error:  # a hostile file can make a reader fail in any way
        raise TableError(
            gettext("This is not a readable %(form)s file.") % {"form": form.upper()}
        ) from error
    width = len(header)
    return header, [(row + [""] * width)[:width] for row in others]


def _csv_rows(content: bytes) -> Iterator[list]:
    yield from csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True)


def _xlsx_rows(content: bytes, deadline: float) -> Iterator[tuple]:
    workbook = load_workbook(
        TimedFile(_packed_anew(content, deadline), deadline),
        read_only=True,
        data_only=True,
        keep_links=False,
    )
    sheet = workbook.active
    sheet.reset_dimensions()  # what the file says of its size need not be true
    yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)


def _counted(rows: Iterable, deadline: float) -> list[list]:
    """Return the rows that are not empty, without the empty cells at their ends."""
    counted: list[list] = []
    cells = 0
    for number, row in enumerate(rows):
        _look_at(deadline)
        if number > SHEET_ROWS:
            raise _too_large()
        if row.count(None) == len(row):
            continue  # of these a sheet may have a million
        filled = [place for place, cell in enumerate(row[:MAX_COLUMNS]) if cell not in (None, "")]
        if not filled:
            continue
        counted.append(list(row[: filled[-1] + 1]))
        cells += len(filled)
        if len(counted) > MAX_ROWS + 1:
            raise TableError(
                gettext("The file has more than %(number)d rows.") % {"number": MAX_ROWS}
            )
        if cells > MAX_CELLS:
            raise _too_large()
    return counted


def _packed_anew(content: bytes, deadline: float) -> bytes:
    """Return an XLSX file with the same parts, each of the size that it says.

    Of what a part unpacks to beyond the size it claims, `zipfile` gives nothing but takes the
    memory when a part is read at once, as openpyxl does.
    """
    size = tags = 0
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
                    end = piece[-40:]
                    copy.write(piece)
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

"""How the cells of an imported column are read, and those of an exported one written."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext
from import_export import widgets

from publishing.characters import normalize_line
from publishing.files import unescape_formula
from reading.feeds import NOT_IN_XML
from relations.models import Statistic
from relations.series.cells import without_noise

COMMA = re.compile(r"([-−]?\d{1,18}),(\d{1,18})", re.ASCII)
# Thousands or decimals: which of them depends on the country that a file comes from.
THREE_DIGITS = re.compile(r"[-−]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,30}\.\d{1,30}", re.ASCII)
STATISTIC = "\0statistic"  # the key of a row under which its statistic is kept


class Cell(widgets.Widget):
    """Reads a cell with `reader`, whose ValueError is the reason shown; writes it as text."""

    def __init__(self, reader=str, writer=str):
        super().__init__()
        self.reader = reader
        self.writer = writer

    def clean(self, value, row=None, **kwargs):
        return self.reader(cell_text(value))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else self.writer(value)


class Amount(Cell):
    """A value in the unit and scale of its statistic; `725.7 billion` is converted."""

    decimal_comma = False  # whether the file comes from where 16,9 is written

    def clean(self, value, row=None, **kwargs):
        text = cell_text(value)
        if self.decimal_comma:
            if THREE_DIGITS.fullmatch(text):
                raise ValueError(
                    gettext(
                        "“%(text)s” can be read in two ways, since this file separates its "
                        "columns by semicolons. Write thousands without a sign between them, and "
                        "decimals with a zero at the end."
                    )
                    % {"text": text[:40]}
                )
            text = COMMA.sub(r"\1.\2", text) if COMMA.fullmatch(text) else text
        if NUMBER.fullmatch(text):
            text = f"{without_noise(Decimal(text)):f}"
        return row[STATISTIC].parse_value(text)


def cell_text(value) -> str:
    """A cell as its author saw it."""
    if isinstance(value, datetime | date):
        raise ValueError(
            gettext("The spreadsheet made a day of this. Format the column as text: 2021-08.")
        )
    text = "" if value is None else unescape_formula(str(value).strip())
    if NOT_IN_XML.search(text):
        raise ValueError(gettext("The cell holds a character that cannot be shown."))
    return normalize_line(text)


def choice(choices, default: str = ""):
    def read(text: str) -> str:
        value = text.lower() or default
        if value and value not in choices.values:
            allowed = ", ".join(choices.values)
            raise ValueError(gettext("Write one of these: %(choices)s.") % {"choices": allowed})
        return value

    return read


class StatisticWidget(widgets.Widget):
    """Finds a statistic by its key among those that were looked up."""

    def __init__(self):
        super().__init__()
        self.known: dict[str, Statistic] = {}

    def look_up(self, values: Iterable) -> None:
        """Query the statistics that the cells of a column name, all at once."""
        texts = {unescape_formula(str(value).strip()) for value in values}
        keys = [text for text in texts if not NOT_IN_XML.search(text)]
        self.known = {row.key: row for row in Statistic.objects.filter(key__in=keys)}

    def clean(self, value, row=None, **kwargs):
        key = cell_text(value)
        statistic = self.known.get(key)
        if statistic is None:
            raise ValueError(gettext("There is no statistic “%(key)s”.") % {"key": key[:80]})
        if statistic.derivation:
            raise ValueError(gettext("The values of “%(key)s” are computed.") % {"key": key})
        return statistic

    def render(self, value, obj=None, **kwargs):
        return value.key if value else ""

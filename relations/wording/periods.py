"""Periods and dates as precise as they are known: parsed as people write them, formatted in words.

A period is stored as a short code that sorts and filters as text (a subset of ISO 8601-2):
`2021`, `2021-Q3`, `2021-08`, `2021-08-31`, `2008/2021` (from, to), `2010/` (since 2010),
and the empty code for "undated".
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from publishing.languages import active_language

# The months in each language: the name, and the abbreviations that people type.
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul",
        "August Aug", "September Sep Sept", "October Oct", "November Nov", "December Dec",
    ),
    "es": (
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul",
        "agosto ago", "septiembre setiembre sep sept set", "octubre oct", "noviembre nov",
        "diciembre dic",
    ),
}  # fmt: skip
# The number of the month that a name or an abbreviation means, in any language.
MONTH_NUMBERS = {
    name.lower(): number
    for months in MONTHS.values()
    for number, names in enumerate(months, start=1)
    for name in names.split()
}

POINT = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?", re.ASCII)
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:\.?(?:st|nd|rd|th|er|[ºo°]))? (?:de )?([a-z]+)\.?,? (?:del? )?(\d{4})", re.ASCII
)
MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
MONTH_YEAR = re.compile(r"([a-z]+)\.?,? (?:del? )?(\d{4})", re.ASCII)
# `Q1 2021`, `1T 2021`, *T1 2021*, *1.er trimestre de 2021*, and the year first.
QUARTER_WORD = r"(?:[qt]([1-4])|([1-4])(?:[qt]|\.?(?:º|°|er|do|o|to)? trimestre))"
QUARTER = re.compile(rf"{QUARTER_WORD},? (?:del? )?(\d{{4}})", re.ASCII)
YEAR_QUARTER = re.compile(rf"(\d{{4}})[ -]{QUARTER_WORD}", re.ASCII)
SLASHED = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", re.ASCII)
SINCE = re.compile(r"(?:since|desde) (.+)")
AFTER_VALUE = re.compile(r"(?:in|as of|en|al?) (.+)")
SPAN = re.compile(r"(?:from |del? )?(.+?)(?: ?[–—/] ?| - | to | al? |-(?=\d{4}$))(.+)")
# Hyphens and the minus, as word processors write them.
HYPHENS = str.maketrans("‐‑−", "---")


@dataclass(frozen=True)
class Period:
    """A stretch of days. `end` is None while it is still running; an undated one has no days."""

    code: str
    start: date | None
    end: date | None

    @property
    def ends_on(self) -> date:
        """Its last day, or the first possible one where none is known."""
        return self.end or self.start or date.min

    @property
    def place(self) -> tuple[date, int]:
        """By which periods are sorted: of those that end on one day the shortest comes first, so
        that a year comes after its last quarter."""
        return self.ends_on, (self.ends_on - (self.start or self.ends_on)).days

    @property
    def frequency(self) -> str:
        """`year`, `quarter`, `month`, `day` or `span`; empty for an undated one."""
        if not self.code:
            return ""
        if "/" in self.code:
            return "span"
        _year, quarter, month, day = _parts(self.code)
        return "quarter" if quarter else "day" if day else "month" if month else "year"

    def is_over(self, day: date) -> bool:
        """Whether its last day came before `day`."""
        return self.end is not None and self.end < day

    def is_ahead(self, day: date) -> bool:
        """Whether its first day comes after `day`."""
        return self.start is not None and self.start > day

    def format(self, language: str) -> str:
        """Return the period in words: `August 2022`, `2008–2021`, `since 1948`, `undated`."""
        if not self.code:
            return {"es": "sin fecha"}.get(language, "undated")
        if "/" not in self.code:
            return _format_point(self.code, language)
        start, end = self.code.split("/")
        if not end:
            return f"{'desde' if language == 'es' else 'since'} {_format_point(start, language)}"
        return f"{_format_point(start, language)}–{_format_point(end, language)}"

    def when(self, language: str, *, stock: bool = False) -> str:
        """Return the period as it follows a value: `in 2021`, `since 1948`, `from 2008 to 2021`.

        A `stock`, which is counted at a point in time, reads `as of August 2022`.
        """
        words, spanish = self.format(language), language == "es"
        if not self.code or self.code.endswith("/"):
            return words
        if "/" in self.code:
            first, last = words.split("–")
            return f"de {first} a {last}" if spanish else f"from {first} to {last}"
        if stock:
            return f"a {words}" if spanish else f"as of {words}"
        return f"en {words}" if spanish else f"in {words}"


UNDATED = Period("", None, None)


def period_of(code: str) -> Period:
    """Return the period that a stored code names. Raises ValueError for anything else."""
    if not code:
        return UNDATED
    start, slash, end = code.partition("/")
    first = _point(start)
    if not slash:
        return Period(code, *first)
    if not end:
        return Period(code, first[0], None)
    last = _point(end)
    if last[1] < first[0]:
        raise ValueError(_("The period ends before it begins."))
    return Period(code, first[0], last[1])


def check_code(code: str) -> str:
    """Return the code of a period that is in the calendar. Raises ValueError for anything else."""
    if "-00" in code:
        raise _impossible(code)
    return period_of(code).code


def parse_period(text: str) -> str:
    """Return the code of a period that a person typed: `2021`, `Aug 2022`, `2008–2021`.

    Raises ValueError with a message for the person who typed it.
    """
    text = _plain(text)
    if text in {"", "undated", "sin fecha"}:
        return ""
    if match := SINCE.fullmatch(text):
        return f"{_parse_point(match[1])}/"
    if re.fullmatch(r"[\d-]+(q[1-4])?/([\d-]+(q[1-4])?)?", text):
        return check_code(text.upper())
    if match := AFTER_VALUE.fullmatch(text):
        text = match[1]
    try:
        return _parse_point(text)
    except ValueError:
        if SLASHED.fullmatch(text) or not (match := SPAN.fullmatch(text)):
            raise
    return period_of(f"{_parse_point(match[1])}/{_parse_point(match[2])}").code


def parse_typed_period(text: str) -> str:
    """Return what `parse_period` does, but ask what `2011-12` means: a month, or two years.

    Raises ValueError with the question.
    """
    code = parse_period(text)
    match = re.fullmatch(r"(\d\d)(\d\d)-(\d\d)", _plain(text), re.ASCII)
    if match and match[3] > match[2]:
        raise ValueError(
            _(
                "“%(text)s” can be a month or a span of years. Write “%(month)s” or "
                "“%(first)s–%(last)s”."
            )
            % {
                "text": match[0],
                "month": period_of(code).format(active_language()),
                "first": code[:4],
                "last": match[1] + match[3],
            }
        )
    return code


def _parse_point(text: str) -> str:
    """Return the code of a quarter, `Q3 2021` or `2021 Q3`, or of what `parse_date` accepts."""
    if match := QUARTER.fullmatch(text):
        return f"{match[3]}-Q{match[1] or match[2]}"
    if match := YEAR_QUARTER.fullmatch(text):
        return f"{match[1]}-Q{match[2] or match[3]}"
    return parse_date(text)


def parse_date(text: str) -> str:
    """Return the code of a day, month or year: `1 Jul 2020`, `July 1, 2020`, `June 2021`, `1972`.

    Raises ValueError with a message for the person who typed it, also for `07/01/2020`, which is
    July in one country and January in the other.
    """
    text = _plain(text)
    if match := DAY_FIRST.fullmatch(text):
        day, month, year = match[1], match[2], match[3]
    elif match := MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
    elif match := MONTH_YEAR.fullmatch(text):
        month, year, day = match[1], match[2], ""
    elif POINT.fullmatch(text.upper()):
        return check_code(text.upper())
    elif SLASHED.fullmatch(text):
        raise ValueError(
            _(
                "“%(text)s” can be read in two ways. Write the month as a word (1 Jul 2020) "
                "or the year first (2020-07-01)."
            )
            % {"text": text}
        )
    else:
        raise _unreadable(text)
    if month not in MONTH_NUMBERS:
        raise _unreadable(text)
    return check_code(f"{year}-{MONTH_NUMBERS[month]:02}" + (f"-{int(day):02}" if day else ""))


def _plain(text: str) -> str:
    return " ".join(text.translate(HYPHENS).lower().split())


def month_name(number: int, language: str) -> str:
    """Return the name of a month, 1 being January."""
    return MONTHS[language][number - 1].split()[0]


def _unreadable(text: str) -> ValueError:
    return ValueError(
        _("“%(text)s” is not a date. Write it as 1 Jul 2020, Jul 2020 or 2020.")
        % {"text": text[:40]}
    )


def _point(code: str) -> tuple[date, date]:
    """Return the first and the last day of a year, quarter, month or day.

    A month or a day of the number 0, which was stored once, is one that is not known.
    """
    year, quarter, month, day = (int(group or 0) for group in _parts(code))
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        first = month or (3 * quarter - 2 if quarter else 1)
        last = month or (3 * quarter if quarter else 12)
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        raise _impossible(code) from None


def _impossible(code: str) -> ValueError:
    return ValueError(_("There is no such day as %(text)s in the calendar.") % {"text": code})


def _parts(code: str) -> tuple[str, str, str, str]:
    """Return year, quarter, month and day of a point in time, empty where unknown."""
    match = POINT.fullmatch(code)
    if not match:
        raise _unreadable(code)
    year, quarter, month, day = match.groups(default="")
    return year, quarter, month.replace("00", ""), day.replace("00", "")


def _format_point(code: str, language: str) -> str:
    year, quarter, month, day = _parts(code)
    if quarter:
        return f"{quarter}.º trimestre de {year}" if language == "es" else f"Q{quarter} {year}"
    if not month:
        return year
    name = month_name(int(month), language)
    if language == "es":
        return f"{int(day)} de {name} de {year}" if day else f"{name} de {year}"
    return f"{name} {int(day)}, {year}" if day else f"{name} {year}"

"""Observations in and out of spreadsheets: CSV and XLSX.

An import is previewed row by row (new, revised, same, or refused and why) and then done as a
whole or not at all. It changes working copies; readers see it once those are published. Importing
the same file again changes nothing, and so does importing what was exported.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from operator import attrgetter
from zipfile import BadZipFile, ZipFile

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, XLSX
from import_export.results import RowResult

from reading.files import escape_formula, unescape_formula
from relations.models import Observation, ObservationStatus, Statistic
from relations.series.downloads import COLUMNS, NOTE_COLUMNS, plain_value
from relations.wording.amounts import parse_amount
from relations.wording.periods import parse_date, parse_period
from relations.wording.values import Qualifier

FORMATS = {"csv": CSV, "xlsx": XLSX}
MAX_ROWS = 20_000
MAX_UNPACKED_BYTES = 100_000_000  # bytes of an XLSX file, which is a ZIP file
UNREADABLE = (ValueError, KeyError, OSError, BadZipFile, csv.Error, tablib.InvalidDimensions)
STATISTIC = "\0statistic"  # the key of a row under which its statistic is kept
KINDS = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "revised",
    RowResult.IMPORT_TYPE_SKIP: "same",
}
LABELS = {
    "new": _("New"),
    "revised": _("Revised"),
    "same": _("The same"),
    "refused": _("Refused"),
}


class _Cell(widgets.Widget):
    """Reads a cell with `reader`, whose ValueError is the reason shown; writes it as text."""

    def __init__(self, reader=str, writer=str):
        super().__init__()
        self.reader = reader
        self.writer = writer

    def clean(self, value, row=None, **kwargs):
        return self.reader(_text(value))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else self.writer(value)


class _Amount(_Cell):
    """A value in the scale of its statistic; `725.7 billion` is converted."""

    def clean(self, value, row=None, **kwargs):
        statistic = _statistic_of(row)
        return parse_amount(_text(value), statistic.scale if statistic else 0)


def _text(value) -> str:
    """A cell as its author saw it: a spreadsheet gives years and amounts as numbers."""
    if isinstance(value, datetime | date):
        raise ValueError(
            gettext("The spreadsheet made a day of this. Format the column as text: 2021-08.")
        )
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return "" if value is None else str(value).strip()


def _choice(choices, default: str = ""):
    def read(text: str) -> str:
        value = text.lower() or default
        if value and value not in choices.values:
            allowed = ", ".join(choices.values)
            raise ValueError(gettext("Write one of these: %(choices)s.") % {"choices": allowed})
        return value

    return read


def _statistic_of(row) -> Statistic | None:
    return row.get(STATISTIC) if row else None


class _StatisticWidget(widgets.Widget):
    """Finds a statistic by its key, once for each key of an import."""

    def __init__(self):
        super().__init__()
        self.known: dict[str, Statistic] = {}

    def clean(self, value, row=None, **kwargs):
        key = _text(value)
        if key not in self.known:
            statistic = Statistic.objects.filter(key=key).first()
            if statistic is None:
                raise ValueError(gettext("There is no statistic “%(key)s”.") % {"key": key[:80]})
            self.known[key] = statistic
        if self.known[key].derivation:
            raise ValueError(gettext("The values of “%(key)s” are computed.") % {"key": key})
        return self.known[key]

    def render(self, value, obj=None, **kwargs):
        return value.key if value else ""


class ObservationResource(resources.ModelResource):
    """One row for each observation of a working copy, found by its statistic and period."""

    statistic = fields.Field("statistic", "statistic", _StatisticWidget())
    period = fields.Field("period", "period", _Cell(parse_period))
    value = fields.Field("value", "value", _Amount(writer=plain_value))
    qualifier = fields.Field("qualifier", "qualifier", _Cell(_choice(Qualifier, Qualifier.EXACT)))
    status = fields.Field("status", "status", _Cell(_choice(ObservationStatus)))
    released_on = fields.Field(
        "released_on", "released_on", _Cell(lambda text: parse_date(text) if text else "")
    )

    class Meta:
        model = Observation
        fields = COLUMNS
        import_order = export_order = COLUMNS
        import_id_fields = ("statistic", "period")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """The columns of notes, of which there is one for each language."""
        return fields.Field(field_name, field_name, _Cell(unescape_formula, escape_formula))

    def before_import(self, dataset, **kwargs):
        self.seen: dict[tuple, int] = {}
        if missing := {"statistic", "period", "value"} - set(dataset.headers or ()):
            raise ValueError(
                gettext("The file lacks the columns: %(names)s.")
                % {"names": ", ".join(sorted(missing))}
            )

    def before_import_row(self, row, row_number=None, **kwargs):
        """Refuse a row that names no statistic or period, or the same as an earlier row."""
        values = {}
        for name in ("statistic", "period"):
            try:
                values[name] = self.fields[name].clean(row)
            except ValueError as error:
                raise ValidationError({name: str(error)}) from error
        row[STATISTIC] = values["statistic"]
        first = self.seen.setdefault((values["statistic"].pk, values["period"]), row_number)
        if first != row_number:
            raise ValidationError(
                gettext("Row %(number)d is about the same period.") % {"number": first}
            )


@dataclass(frozen=True)
class Row:
    """What importing one row of a file would do."""

    number: int  # from 1, the header not counted
    kind: str  # "new", "revised", "same" or "refused"
    observation: Observation | None
    before: Observation | None
    reasons: tuple[str, ...] = ()

    @property
    def kind_words(self) -> str:
        return str(LABELS[self.kind])

    @property
    def value_words(self) -> str:
        """`$577.3 billion → $725.7 billion`, or the bare numbers where rounding hides a change."""
        if self.observation is None:
            return ""
        after = self.observation.words(self.observation.statistic)
        if self.kind != "revised" or self.before is None:
            return after
        before = self.before.words(self.observation.statistic)
        if before == after and self.before.value != self.observation.value:
            before, after = plain_value(self.before.value), plain_value(self.observation.value)
        return after if before == after else f"{before} → {after}"

    @property
    def also_changed(self) -> list[str]:
        """The columns that a revision changes besides value and qualifier."""
        if self.kind != "revised":
            return []
        return [
            name
            for name in ("status", "released_on", *NOTE_COLUMNS)
            if getattr(self.before, name) != getattr(self.observation, name)
        ]


@dataclass(frozen=True)
class Preview:
    """What importing a file would do: every row, and what is wrong with the file as a whole."""

    rows: tuple[Row, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.reasons) or any(row.kind == "refused" for row in self.rows)

    @property
    def refused_first(self) -> list[Row]:
        """The rows in their order, those that keep the file from being imported first."""
        return sorted(self.rows, key=lambda row: row.kind != "refused")

    @property
    def counts(self) -> Counter:
        return Counter(row.kind for row in self.rows)


def export_observations(statistics: Iterable[Statistic], form: str) -> bytes:
    """Return the observations of working copies as a file; `form` is a key of FORMATS."""
    observations = Observation.objects.filter(statistic__in=statistics).select_related("statistic")
    dataset = ObservationResource().export(observations.order_by("statistic__key", "period", "pk"))
    content = FORMATS[form]().export_data(dataset)
    return content.encode() if isinstance(content, str) else content


def preview_observations(content: bytes, form: str) -> Preview:
    """Return what importing a file would do; nothing is written."""
    return _run(content, form, dry_run=True)


@transaction.atomic
def import_observations(content: bytes, form: str, by) -> Preview:
    """Import a file into the working copies; nothing when a row is refused.

    The version of changed statistics is increased, so that a form that is open cannot be saved
    over the import.
    """
    preview = _run(content, form, dry_run=False)
    if preview.refused:
        return preview
    changed = {row.observation.statistic for row in preview.rows if row.kind in ("new", "revised")}
    for statistic in sorted(changed, key=attrgetter("pk")):
        Statistic.objects.filter(pk=statistic.pk).update(version=F("version") + 1)
        statistic.save_draft(by)
    return preview


def _run(content: bytes, form: str, *, dry_run: bool) -> Preview:
    try:
        dataset = _read(content, form)
    except ValueError as error:
        return Preview(reasons=(str(error),))
    result = ObservationResource().import_data(
        dataset, dry_run=dry_run, rollback_on_validation_errors=True
    )
    if result.base_errors:
        return Preview(reasons=tuple(str(failure.error) for failure in result.base_errors))
    return Preview(tuple(_row(number, row) for number, row in enumerate(result.rows, start=1)))


def _row(number: int, result: RowResult) -> Row:
    kind = KINDS.get(result.import_type, "refused")
    if kind != "refused":
        return Row(number, kind, result.instance, result.original)
    error = result.validation_error
    if error is None:
        reasons = [str(failure.error) for failure in result.errors]
    elif hasattr(error, "error_dict"):
        reasons = [f"{name}: {' '.join(why)}" for name, why in error.message_dict.items()]
    else:
        reasons = list(error.messages)
    plain = tuple(reason.removeprefix("__all__: ") for reason in reasons)
    return Row(number, kind, None, None, plain)


def _unpacked_size(content: bytes) -> int:
    with ZipFile(BytesIO(content)) as archive:
        return sum(file.file_size for file in archive.infolist())


def _read(content: bytes, form: str) -> tablib.Dataset:
    """Return the rows of a file, its headers in lower case. Raises ValueError with the reason."""
    try:
        if form == "xlsx" and _unpacked_size(content) > MAX_UNPACKED_BYTES:
            raise ValueError("it unpacks to too much")
        text = content.decode("utf-8-sig") if form == "csv" else content
        dataset = FORMATS[form]().create_dataset(text)
    except UNREADABLE as error:
        raise ValueError(
            gettext("This is not a readable %(form)s file.") % {"form": form.upper()}
        ) from error
    headers = [_text(name).lower() for name in dataset.headers or ()]
    rows = [row for row in dataset if any(cell not in (None, "") for cell in row)]
    if len(rows) > MAX_ROWS:
        raise ValueError(gettext("The file has more than %(number)d rows.") % {"number": MAX_ROWS})
    return tablib.Dataset(*rows, headers=headers)

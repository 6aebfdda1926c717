"""Observations in and out of spreadsheets: CSV and XLSX.

An import is previewed row by row (new, revised, same, or refused and why) and then done as a
whole or not at all. The preview only reads; what it found is then written in one short
transaction, unless a statistic was saved in between. It changes working copies; readers see it
once those are published. Importing the same file again changes nothing, and so does importing what
was exported.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import URLField, prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources
from import_export.results import RowResult
from openpyxl.utils import get_column_letter

from publishing.addresses import with_scheme
from publishing.files import csv_text, escape_formula
from publishing.languages import translated_columns
from reading.feeds import NOT_IN_XML
from relations.models import Observation, ObservationStatus, Statistic
from relations.models.sourced import SOURCE_COLUMNS, Sourced
from relations.series.columns import STATISTIC, Amount, Cell, StatisticWidget, cell_text, choice
from relations.series.downloads import COLUMNS, OPTIONAL_COLUMNS, header_of, plain_value
from relations.series.tables import TableRow, read_table
from relations.wording.frequencies import main_frequency, misfit_error
from relations.wording.periods import parse_date, parse_period
from relations.wording.values import Qualifier

FORMATS = ("csv", "xlsx")
HEADERS = tuple(map(header_of, COLUMNS))
SOURCE_NAMES = (*translated_columns("source"), "source_url")
WRITTEN_AT_ONCE = 1000  # rows of one statement
STORED = "\0stored"  # the key of a row under which the observation is kept that there is
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


class ObservationResource(resources.ModelResource):
    """One row for each observation of a working copy, found by its statistic and period."""

    statistic = fields.Field("statistic", "statistic", StatisticWidget())
    period = fields.Field("period", "period", Cell(parse_period))
    value = fields.Field("value", "value", Amount(writer=plain_value))
    qualifier = fields.Field("qualifier", "qualifier", Cell(choice(Qualifier, Qualifier.EXACT)))
    status = fields.Field("status", "status", Cell(choice(ObservationStatus)))
    released_on = fields.Field(
        "released_on", "released_on", Cell(lambda text: parse_date(text) if text else "")
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

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """The columns of notes and of sources: texts, and addresses, also without https."""
        reader = with_scheme if isinstance(django_field, URLField) else str
        return fields.Field(field_name, header_of(field_name), Cell(reader))

    def __init__(self, rows: Sequence[TableRow] = (), *, decimal_comma: bool = False):
        super().__init__()
        self.rows = rows
        self.fields["value"].widget.decimal_comma = decimal_comma

    def before_import(self, dataset, **kwargs):
        """Query what the rows are about, once for all of them."""
        self.seen: dict[tuple, int] = {}
        names = Counter(dataset.headers)
        if missing := {"statistic", "period", "value"} - set(names):
            raise ValueError(
                gettext("The file lacks the columns: %(names)s.")
                % {"names": ", ".join(sorted(missing))}
            )
        if doubled := [name for name in HEADERS if names[name] > 1]:
            raise ValueError(
                gettext("The file has more than one column of these names: %(names)s.")
                % {"names": ", ".join(doubled)}
            )
        widget = self.fields["statistic"].widget
        widget.look_up(dataset["statistic"])
        statistics = {statistic.pk: statistic for statistic in widget.known.values()}
        self.stored: dict[tuple, Observation] = {}
        periods: dict[int, list[str]] = {pk: [] for pk in statistics}
        for observation in Observation.objects.filter(statistic__in=statistics):
            observation.statistic = statistics[observation.statistic_id]
            self.stored[observation.statistic_id, observation.period] = observation
            periods[observation.statistic_id].append(observation.period)
        # Of each statistic; where there is none yet, that of the first good row.
        self.frequencies = {
            pk: main_frequency(periods[pk], stock=statistic.is_stock)
            for pk, statistic in statistics.items()
        }

    def before_import_row(self, row, row_number=None, **kwargs):
        """Refuse a row that names no statistic or period, or the same as a good row before."""
        table_row = self.rows[row_number - 1]
        if table_row.ragged:
            raise ValidationError(
                gettext(
                    "The row has more cells than the header, or fewer. Amounts with commas need "
                    "quotes around them."
                )
            )
        values = {}
        for name in ("statistic", "period"):
            try:
                values[name] = self.fields[name].clean(row)
            except ValueError as error:
                raise ValidationError({name: str(error)}) from error
        key = (values["statistic"].pk, values["period"])
        row[STATISTIC], row[STORED] = values["statistic"], self.stored.get(key)
        if any(
            cell_text(row[name]) or getattr(row[STORED], name, "")
            for name in SOURCE_NAMES
            if name in row
        ):
            for column in SOURCE_COLUMNS:  # no part of the source that was named before
                row.setdefault(header_of(column), "")
        if first := self.seen.get(key):
            raise ValidationError(
                gettext("Row %(number)d is about the same period.") % {"number": first}
            )
        if not row[STORED]:
            statistic = values["statistic"]
            frequency = self.frequencies[statistic.pk]
            if misfit := misfit_error(values["period"], frequency, stock=statistic.is_stock):
                raise ValidationError({"period": misfit})

    def after_import_row(self, row, row_result, row_number=None, **kwargs):
        """Called for good rows only."""
        instance = row_result.instance
        key = (instance.statistic_id, instance.period)
        self.seen[key] = self.rows[row_number - 1].number
        if not self.frequencies[instance.statistic_id]:
            stock = instance.statistic.is_stock
            self.frequencies[instance.statistic_id] = main_frequency([instance.period], stock=stock)

    def get_instance(self, instance_loader, row):
        return row[STORED]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Validate without a query: that the statistic exists, and has one observation of a
        period, is known."""
        errors = dict(import_validation_errors or {})
        try:
            instance.full_clean(
                exclude={"statistic", *errors}, validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


@dataclass(frozen=True)
class Row:
    """What importing one row of a file would do."""

    number: int  # as a spreadsheet counts it
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
    def sources(self) -> list[Sourced]:
        """Where readers are told that the value was read."""
        return self.observation.sources(self.observation.statistic) if self.observation else []

    @property
    def also_changed(self) -> list[str]:
        """The columns that a revision changes besides value and qualifier."""
        if self.kind != "revised":
            return []
        return [
            header_of(name)
            for name in OPTIONAL_COLUMNS
            if name != "qualifier" and getattr(self.before, name) != getattr(self.observation, name)
        ]


@dataclass(frozen=True)
class Preview:
    """What importing a file would do: every row, and what is wrong or to be known of the whole."""

    rows: tuple[Row, ...] = ()
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # how the file was read

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

    @cached_property
    def changed(self) -> list:
        """The observations that are new or revised; the database finds each by its statistic and
        period, not by its key."""
        changed = [copy(row.observation) for row in self.rows if row.kind in ("new", "revised")]
        for observation in changed:
            observation.pk = None
        return changed

    @cached_property
    def changed_statistics(self) -> list[Statistic]:
        """Their statistics, as they were when the file was read."""
        statistics = {row.statistic_id: row.statistic for row in self.changed}
        return sorted(statistics.values(), key=attrgetter("pk"))


def export_observations(statistics: Iterable[Statistic], form: str) -> bytes:
    """Return the observations of working copies as a file; `form` is one of FORMATS."""
    observations = Observation.objects.filter(statistic__in=statistics).select_related("statistic")
    dataset = ObservationResource().export(observations.order_by("statistic__key", "period", "pk"))
    if form == "csv":
        return csv_text(dataset.headers, dataset).encode()
    rows = [[escape_formula(NOT_IN_XML.sub("", cell)) for cell in row] for row in dataset]
    return tablib.Dataset(*rows, headers=dataset.headers).export("xlsx")


def preview_observations(content: bytes, form: str) -> Preview:
    """Return what importing a file would do. Three queries, and no write."""
    try:
        table = read_table(content, form)
        header = [header_of(cell_text(name).lower()) for name in table.header]
    except ValueError as error:
        return Preview(reasons=(str(error),))
    dataset = tablib.Dataset(*(row.cells for row in table.rows), headers=header)
    result = ObservationResource(table.rows, decimal_comma=table.decimal_comma).import_data_inner(
        dataset,
        dry_run=True,
        raise_errors=False,
        using_transactions=False,  # with which it would write, and roll back
        collect_failed_rows=False,
    )
    remarks = (*table.remarks, *_unknown_columns(header))
    if result.base_errors:
        reasons = tuple(str(failure.error) for failure in result.base_errors)
        return Preview(reasons=reasons, remarks=remarks)
    numbered = zip(table.rows, result.rows, strict=True)
    return Preview(
        tuple(_row(table_row.number, outcome) for table_row, outcome in numbered), remarks=remarks
    )


def _unknown_columns(header: list[str]) -> Iterator[str]:
    if unknown := [name for name in header if name and name not in HEADERS]:
        names = ", ".join(f"“{name[:40]}”" for name in unknown)
        yield gettext("These columns are not read: %(names)s.") % {"names": names}
    if nameless := [
        get_column_letter(place) for place, name in enumerate(header, start=1) if not name
    ]:
        yield gettext("These columns have no name and are not read: %(names)s.") % {
            "names": ", ".join(nameless)
        }


def import_observations(preview: Preview, by) -> bool:
    """Write what `preview` found into the working copies, all of it or nothing.

    False, and nothing is written, when a row is refused, or when one of the statistics was saved
    since the preview. The version of changed statistics is increased, so that a form that is open
    cannot be saved over the import.
    """
    if preview.refused:
        return False
    rows, statistics = preview.changed, preview.changed_statistics
    with transaction.atomic():
        if not all(statistic.claim(statistic.version) for statistic in statistics):
            transaction.set_rollback(True)
            return False
        Observation.objects.bulk_create(
            rows,
            batch_size=WRITTEN_AT_ONCE,
            update_conflicts=True,
            unique_fields=["statistic", "period"],
            update_fields=["value", *OPTIONAL_COLUMNS],
        )
        prefetch_related_objects(statistics, *Statistic.published_parts)  # as they are now
        Statistic.save_drafts(statistics, by)
    return True


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

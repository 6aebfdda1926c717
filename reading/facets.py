"""Facets: filters with many choices, each of which knows how many results it would give.

Choices of one facet are alternatives; facets narrow each other. A facet gives a query that counts;
those of a list are asked together, as `Tally` rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django_filters import Filter

from publishing.characters import fold
from publishing.languages import preferred_languages

INITIALLY_VISIBLE = 8  # choices of a long facet; the others are a click away
MAX_EMPTY_YEARS = 20  # years without rows that may be asked for: there is no end of them
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNDATED = "undated"  # the value of rows without a year


@dataclass(frozen=True)
class Choice:
    """One box of a facet: how many results ticking it would give under the other facets."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class FacetChoices:
    """A facet with its choices, as the form shows it."""

    name: str
    label: str
    choices: list[Choice]
    in_sequence: bool = False
    derived: bool = False

    @property
    def selected(self) -> bool:
        return any(choice.selected for choice in self.choices)

    @property
    def initial(self) -> list[Choice]:
        """The choices to show at once: all when they are few; of many those that are selected and
        the most frequent, or the first ones of a sequence."""
        if len(self.choices) <= INITIALLY_VISIBLE + 2:
            return self.choices
        ranked = sorted(
            self.choices,
            key=lambda choice: (not choice.selected, 0 if self.in_sequence else -choice.count),
        )
        visible = {choice.value for choice in ranked[:INITIALLY_VISIBLE]}
        return [choice for choice in self.choices if choice.value in visible or choice.selected]

    @property
    def rest(self) -> list[Choice]:
        """The choices to show on demand."""
        initial = {choice.value for choice in self.initial}
        return [choice for choice in self.choices if choice.value not in initial]


class Tally(NamedTuple):
    """How many rows have one value of one facet, as the database counts them. `names` has one place
    for each language of the reader."""

    facet: str
    value: str
    position: int
    names: list[str]
    number: int


def tallies(queryset: QuerySet, facet: str, value: Combinable, number: Count, *order) -> QuerySet:
    """Return a query of the rows that `Tally` is made of: `order` is a position and names, if there
    are any. All such queries have the same columns, so that they can be united."""
    languages = len(preferred_languages())
    position, *names = order or (Value(0), *[Value("")] * languages)
    texts = [Cast(text, TextField()) for text in (Value(facet), value, *names)]
    columns = [*texts, Cast(position, IntegerField())]
    return queryset.order_by().values_list(*columns).annotate(number=number)


def ask_together(queries: list[QuerySet]) -> defaultdict[str, list[Tally]]:
    """Return the rows of all queries of `tallies`, by facet. One query, or none for none."""
    found: defaultdict[str, list[Tally]] = defaultdict(list)
    if queries:
        first, *others = queries
        for facet, value, *names, position, number in first.union(*others, all=True):
            found[facet].append(Tally(facet, value, position, names, number))
    return found


class Parameter(Filter):
    """A query parameter of which it is known which values make sense.

    `invalid_message` is what readers are told of an invalid value, with a place for `%(value)s`.
    """

    name: str  # that of the query parameter
    narrows = True  # whether it says which rows a list has

    def __init__(self, field_name: str, *, invalid_message: str | Promise, **kwargs):
        self.invalid_message = invalid_message
        super().__init__(field_name, required=False, **kwargs)

    def valid_labels(self, values: list[str]) -> dict[str, str]:
        """Return the labels of those among `values` that exist, by value."""
        raise NotImplementedError


NOT_A_DAY = gettext_lazy("“%(value)s” is not a day. Write it as 2020-06-30.")


class DayParameter(Parameter):
    """A day, `2020-06-30`, that other filters of the list go by; alone it narrows nothing."""

    def __init__(self, field_name: str, **kwargs):
        super().__init__(field_name, invalid_message=NOT_A_DAY, **kwargs)

    def valid_labels(self, values):
        return {text: date_format(day) for text in values if (day := parse_day(text))}

    def filter(self, queryset, value):
        return queryset


def parse_day(text: str) -> date | None:
    """Return the day that `2020-06-30` names; None for anything else."""
    try:
        return date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


class Facet(Parameter):
    """A filter with choices; subclasses say which values exist and how many rows have each."""

    in_sequence = False  # whether the order of the choices means more than their frequency

    def __init__(self, field_name: str, *, derived: bool = False, **kwargs):
        self.derived = derived  # whether what it shows follows today from the words of then
        super().__init__(field_name, **kwargs)

    def apply(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        """Return the rows of `queryset` that have one of `values`."""
        raise NotImplementedError

    def count(self, queryset: QuerySet) -> QuerySet:
        """Return a query of `tallies` of the rows of `queryset`."""
        raise NotImplementedError

    def ranked(self, counted: list[Tally]) -> Iterable[tuple[str, str, int]]:
        """Return value, label and number of results of each choice, in the order to show them, from
        what was counted of the rows under the other filters."""
        raise NotImplementedError

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        return self.apply(queryset, values) if values else queryset


class ChoiceFacet(Facet):
    """A column with fixed choices."""

    def __init__(self, field_name: str, *, choices, **kwargs):
        self.choices = choices
        super().__init__(field_name, **kwargs)

    def labels(self) -> dict[str, str]:
        return {value: str(label) for value, label in self.choices.choices if value}

    def valid_labels(self, values):
        labels = self.labels()
        return {value: labels[value] for value in values if value in labels}

    def apply(self, queryset, values):
        return queryset.filter(**{f"{self.field_name}__in": values})

    def count(self, queryset):
        return tallies(queryset, self.name, F(self.field_name), Count("pk"))

    def ranked(self, counted):
        counts = {each.value: each.number for each in counted}
        return [
            (value, label, counts[value])
            for value, label in self.labels().items()
            if value in counts
        ]


class TermFacet(Facet):
    """Rows of another table, named in URLs by their column `key`: topics, sponsors, countries.

    They are shown in the order of their column `order`, or of their labels.
    """

    def __init__(self, field_name: str, *, key: str = "slug", order: str = "", **kwargs):
        self.key = key
        self.order = order
        super().__init__(field_name, **kwargs)

    @property
    def terms(self) -> QuerySet:
        model = self.model
        for name in self.field_name.split("__"):
            model = model._meta.get_field(name).related_model
        return model._default_manager.all()

    def column(self, name: str) -> Combinable:
        """Return a column of the other table, as the table that is filtered reaches it."""
        return F(f"{self.field_name}__{name}")

    def lookup(self, values: list[str]) -> QuerySet:
        """Return a query of `tallies` of the terms among `values`."""
        terms = self.terms.filter(**{f"{self.key}__in": values})
        names = [F(f"name_{language}") for language in preferred_languages()]
        return tallies(terms, self.name, F(self.key), Count("pk"), Value(0), *names)

    def valid_labels(self, values):
        labels = {term.value: label_of(term) for term in self.parent.looked_up[self.name]}
        return {value: labels[value] for value in values if value in labels}

    def apply(self, queryset, values):
        # A subquery rather than a join: joins of several facets would multiply the rows.
        rows = self.model._base_manager.alias(term=self.column(self.key))
        return queryset.filter(pk__in=rows.filter(term__in=values).values("pk"))

    def count(self, queryset):
        order = self.column(self.order) if self.order else Value(0)
        names = [self.column(f"name_{language}") for language in preferred_languages()]
        rows = queryset.alias(term=self.column(self.key)).filter(term__isnull=False)
        number = Count("pk", distinct=True)
        return tallies(rows, self.name, self.column(self.key), number, order, *names)

    def ranked(self, counted):
        rows = [(each.position, fold(label_of(each)), each.value, each) for each in counted]
        return [(each.value, label_of(each), each.number) for *_order, each in sorted(rows)]


def label_of(term: Tally) -> str:
    """Return the name of a term in the first of the reader's languages that has one."""
    return next(filter(None, term.names), "")


class YearFacet(Facet):
    """Years that are computed from a column of child rows, the latest first.

    `rows` returns the child rows to look at and `year` is the expression of a row's year, empty
    for an undated row. `undated` is the label of those; without one they cannot be asked for.
    """

    in_sequence = True

    def __init__(self, field_name: str, *, rows, year, undated="", **kwargs):
        self.rows = rows
        self.year = year
        self.undated = undated
        super().__init__(field_name, **kwargs)

    def valid_labels(self, values):
        years = [value for value in values if self._is_year(value)]
        if len(years) > MAX_EMPTY_YEARS:
            years = self._without_many_empty(years)
        return {value: self._year_label(value) for value in years}

    def _without_many_empty(self, years: list[str]) -> list[str]:
        """Return `years`, or only those that have rows when too many have none. One query."""
        rows = self.rows().annotate(year=self.year).filter(year__in=[*years, ""])
        present = {year or UNDATED for year in rows.values_list("year", flat=True).distinct()}
        with_rows = [year for year in years if year in present]
        return years if len(years) - len(with_rows) <= MAX_EMPTY_YEARS else with_rows

    def apply(self, queryset, values):
        years = ["" if value == UNDATED else value for value in values]
        rows = self.rows().annotate(year=self.year).filter(year__in=years)
        return queryset.filter(pk__in=rows.values("edition"))

    def count(self, queryset):
        rows = self.rows().filter(edition__in=queryset.order_by().values("pk"))
        return tallies(rows, self.name, self.year, Count("edition", distinct=True))

    def ranked(self, counted):
        latest_first = sorted(counted, key=lambda each: each.value, reverse=True)
        rows = [(each.value or UNDATED, each.number) for each in latest_first]
        return [(value, self._year_label(value), number) for value, number in rows]

    def _is_year(self, value: str) -> bool:
        if value == UNDATED:
            return bool(self.undated)
        return len(value) == 4 and value.isascii() and value.isdigit()

    def _year_label(self, value: str) -> str:
        return str(self.undated) if value == UNDATED else value

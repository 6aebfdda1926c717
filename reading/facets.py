"""Facets: filters with many choices, each of which knows how many results it would give.

Choices of one facet are alternatives; facets narrow each other.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django_filters import Filter

from publishing.characters import fold
from publishing.languages import preferred_languages
from search.documents import UNKNOWN
from search.matching import Engine, any_of, either
from search.questions import among

INITIALLY_VISIBLE = 8  # choices of a long facet; the others are a click away
MAX_EMPTY_YEARS = 20  # years without rows that may be asked for: there is no end of them
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNDATED = "undated"  # the value of rows without a year
NOT_RECORDED = "not-recorded"  # the value of rows of which a facet says nothing


@dataclass(frozen=True)
class Choice:
    """One box of a facet: how many results ticking it would give under the other facets."""

    value: str
    label: str
    count: int
    selected: bool
    heading: str = ""  # that it stands under, with those beside it that have the same


@dataclass(frozen=True)
class FacetChoices:
    """A facet with its choices, as the form shows it."""

    name: str
    label: str
    choices: list[Choice]
    in_sequence: bool = False
    derived: bool = False
    is_among_first: bool = False  # of those that are open at once

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
    """A filter with choices; subclasses say which values exist and how many rows have each.

    The index answers it under the name `indexed_as`, by default its own. `apply` says the same in
    SQL: it serves while there is no index, and tests hold both equal.
    """

    in_sequence = False  # whether the order of the choices means more than their frequency

    def __init__(self, field_name: str, *, derived: bool = False, indexed_as: str = "", **kwargs):
        self.derived = derived  # whether what it shows follows today from the words of then
        self._indexed_as = indexed_as
        super().__init__(field_name, **kwargs)

    @property
    def indexed_as(self) -> str:
        return self._indexed_as or self.name

    def apply(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        """Return the rows of `queryset` that have one of `values`."""
        raise NotImplementedError

    def condition(self, values: Iterable[str]) -> Engine:
        """Return the question to the index for what has one of `values`."""
        return any_of(self.indexed_as, values)

    def ranked(self, counts: Mapping[str, int]) -> Iterable[tuple[str, str, int]]:
        """Return value, label and number of results of each choice, in the order to show them, from
        what the index counted under the other filters."""
        raise NotImplementedError

    def headings(self) -> Mapping[str, str]:
        """Return the headings that choices stand under, by their values."""
        return {}

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

    def ranked(self, counts):
        labels = self.labels().items()
        return [(value, label, counts[value]) for value, label in labels if value in counts]


class SetFacet(ChoiceFacet):
    """Fixed choices, of which the rows follow from more than themselves: `sets` gives their ids."""

    def sets(self) -> Mapping[str, Collection[int]]:
        """Return the ids of the editions that have each value."""
        raise NotImplementedError

    def condition(self, values):
        sets = self.sets()
        return among(pk for value in values for pk in sets.get(value, ()))

    def count(self, count: Callable[[Engine], int]) -> dict[str, int]:
        """Return how many rows have each value; `count` asks the index under the other filters."""
        numbers = {value: count(among(ids)) for value, ids in self.sets().items() if value and ids}
        return {value: number for value, number in numbers.items() if number}


class OrNotRecorded(Facet):
    """Mixed into a facet: that nothing is recorded is a choice as well, the last."""

    def valid_labels(self, values):
        labels = super().valid_labels([value for value in values if value != NOT_RECORDED])
        labels = {**labels, NOT_RECORDED: str(gettext_lazy("Not recorded"))}
        return {value: labels[value] for value in values if value in labels}

    def apply(self, queryset, values):
        known = [value for value in values if value != NOT_RECORDED]
        found = self.apply_known(queryset, known) if known else queryset.none()
        if NOT_RECORDED not in values:
            return found
        missing = self.missing(queryset)
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=missing.values("pk")))

    def apply_known(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        """Return the rows that have one of `values`."""
        return super().apply(queryset, values)

    def missing(self, queryset: QuerySet) -> QuerySet:
        """Return the rows of which nothing is recorded."""
        column = self.model._meta.get_field(self.field_name)
        return queryset.filter(**{self.field_name: None if column.is_relation else ""})

    def condition(self, values):
        known = [value for value in values if value != NOT_RECORDED]
        found = [self.condition_of_known(known)] if known else []
        if NOT_RECORDED in values:
            found.append(any_of(self.indexed_as, [UNKNOWN]))
        return either(*found)

    def condition_of_known(self, values: list[str]) -> Engine:
        """Return the question to the index for what has one of `values`."""
        return super().condition(values)

    def ranked(self, counts):
        rows = list(super().ranked(counts))
        if number := counts.get(UNKNOWN):
            rows.append((NOT_RECORDED, str(gettext_lazy("Not recorded")), number))
        return rows


class TermFacet(Facet):
    """Rows of another table, named in URLs by their column `key`: topics, sponsors, countries.

    They are shown in the order of their column `order`, or of their labels. `model` is that of
    what is filtered; the index knows the rows by their ids.
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

    def position(self) -> Any:
        """Return what the terms are in the order of, before their labels."""
        return F(self.order) if self.order else Value(0)

    def lookup(self, **those: Any) -> QuerySet:
        """Return a query of `Term` rows of some of the terms."""
        names = [F(f"name_{language}") for language in preferred_languages()]
        texts: list[Any] = [Value(self.name), F(self.key), *names]
        columns: list[Any] = [Cast(text, TextField()) for text in texts]
        columns += [Cast(self.position(), IntegerField()), F("pk")]
        return self.terms.filter(**those).order_by().values_list(*columns)

    def offered(self, counts: Mapping[str, int]) -> Iterable[int]:
        """Return the ids of the terms to choose from, of what the index counted."""
        return map(int, counts)

    def valid_labels(self, values):
        labels = {term.value: term.label for term in self.parent.asked_terms[self.name]}
        return {value: labels[value] for value in values if value in labels}

    def apply(self, queryset, values):
        # A subquery rather than a join: joins of several facets would multiply the rows.
        rows = self.model._base_manager.alias(term=self.column(self.key))
        return queryset.filter(pk__in=rows.filter(term__in=values).values("pk"))

    def condition(self, values):
        terms = self.parent.asked_terms[self.name]
        return any_of(self.indexed_as, [term.pk for term in terms if term.value in values])

    def ranked(self, counts):
        rows = [
            (term.position, fold(term.label), term.value, term.label, counts[str(term.pk)])
            for term in self.parent.counted_terms[self.name]
        ]
        return [(value, label, number) for _place, _folded, value, label, number in sorted(rows)]


class Term(NamedTuple):
    """A row that a facet has for a choice, with its names in the languages of the reader."""

    value: str
    names: tuple[str, ...]
    position: int
    pk: int

    @property
    def label(self) -> str:
        return next(filter(None, self.names), "")


def ask_terms(queries: list[QuerySet]) -> defaultdict[str, list[Term]]:
    """Return the terms that all queries of `TermFacet.lookup` find, by facet. One query."""
    found: defaultdict[str, list[Term]] = defaultdict(list)
    if queries:
        first, *others = queries
        for facet, value, *names, position, pk in first.union(*others, all=True):
            found[facet].append(Term(value, tuple(names), position, pk))
    return found


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

    def ranked(self, counts):
        years = sorted(counts, key=lambda value: (value != UNDATED, value), reverse=True)
        return [
            (value, self._year_label(value), counts[value])
            for value in years
            if value != UNDATED or self.undated
        ]

    def _is_year(self, value: str) -> bool:
        if value == UNDATED:
            return bool(self.undated)
        return len(value) == 4 and value.isascii() and value.isdigit()

    def _year_label(self, value: str) -> str:
        return str(self.undated) if value == UNDATED else value

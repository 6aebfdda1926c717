"""Facets: filters with many choices, each of which knows how many results it would give.

Choices of one facet are alternatives; facets narrow each other. A value that a facet does not
know is left out and named as a problem. Counting costs one query per facet.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from django_filters import Filter, FilterSet

from publishing.languages import active_language
from relations.wording.accents import bare

LONGEST_TEXT = 200  # letters that a reader may search for
SHOWN_AT_ONCE = 8  # choices of a long facet; the rest is a click away
NO_FILTERS = ("at", "view", "page")  # what an address may name besides
TWINS = ("csv", "json", "atom")
LONGEST_ECHO = 60  # letters of a wrong value that the page repeats


@dataclass(frozen=True)
class Choice:
    """One box of a facet: how many results ticking it would give under the other facets."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetChoices:
    """A facet with its choices, as the form shows it."""

    name: str
    label: str
    choices: list[Choice]
    in_sequence: bool = False

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)

    @property
    def first(self) -> list[Choice]:
        """The choices to show at once: all of a few, of many the chosen and most frequent, or
        those that come first in a sequence."""
        if len(self.choices) <= SHOWN_AT_ONCE + 2:
            return self.choices
        ranked = sorted(
            self.choices,
            key=lambda choice: (not choice.chosen, 0 if self.in_sequence else -choice.count),
        )
        shown = {choice.value for choice in ranked[:SHOWN_AT_ONCE]}
        return [choice for choice in self.choices if choice.value in shown or choice.chosen]

    @property
    def rest(self) -> list[Choice]:
        first = {choice.value for choice in self.first}
        return [choice for choice in self.choices if choice.value not in first]


@dataclass(frozen=True)
class Answer:
    """Something that the reader asked for, in words, and the address without it."""

    label: str
    words: str
    without: str


class ValuesField(forms.Field):
    """Every value that the address gives for one name, once each."""

    widget = forms.SelectMultiple

    def to_python(self, value):
        return list(dict.fromkeys(text.strip() for text in value or () if text.strip()))


class Facet(Filter):
    """A filter with choices; subclasses say which values exist and how they count.

    `unknown` is the sentence that names a wrong value, with a place for `%(value)s`.
    """

    field_class = ValuesField
    in_sequence = False  # whether the order of the choices means more than their frequency

    def __init__(self, field_name: str, *, unknown: str, **kwargs):
        self.unknown = unknown
        super().__init__(field_name, required=False, **kwargs)

    def known(self, values: list[str]) -> dict[str, str]:
        """The labels of those among `values` that exist."""
        raise NotImplementedError

    def narrow(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        raise NotImplementedError

    def count(self, queryset: QuerySet) -> list[tuple[str, str, int]]:
        """Value, label and number of results, in the order to show them."""
        raise NotImplementedError

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        return self.narrow(queryset, values) if values else queryset


class ChoiceFacet(Facet):
    """A column with fixed choices."""

    def __init__(self, field_name: str, *, choices, **kwargs):
        self.choices = choices
        super().__init__(field_name, **kwargs)

    def labels(self) -> dict[str, str]:
        return {value: str(label) for value, label in self.choices.choices if value}

    def known(self, values):
        labels = self.labels()
        return {value: labels[value] for value in values if value in labels}

    def narrow(self, queryset, values):
        return queryset.filter(**{f"{self.field_name}__in": values})

    def count(self, queryset):
        counted = queryset.order_by().values_list(self.field_name).annotate(Count("pk"))
        numbers = dict(counted)
        return [
            (value, label, numbers[value])
            for value, label in self.labels().items()
            if value in numbers
        ]


class TermFacet(Facet):
    """Rows of another table, named in addresses by their `key`: topics, sponsors, countries."""

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
        """A column of the other table, as the table that is filtered reaches it."""
        return F(f"{self.field_name}__{name}")

    def known(self, values):
        if not values:
            return {}
        found = self.terms.filter(**{f"{self.key}__in": values})
        labels = {getattr(term, self.key): str(term.name) for term in found}
        return {value: labels[value] for value in values if value in labels}

    def narrow(self, queryset, values):
        # A subquery rather than a join: joins of several facets would multiply the rows.
        having = self.model._base_manager.alias(term=self.column(self.key))
        return queryset.filter(pk__in=having.filter(term__in=values).values("pk"))

    def count(self, queryset):
        other = "en" if active_language() == "es" else "es"
        names = [
            self.key,
            f"name_{active_language()}",
            f"name_{other}",
            *filter(None, [self.order]),
        ]
        counted = (
            queryset.order_by()
            .alias(term=self.column(self.key))
            .filter(term__isnull=False)
            .values_list(*map(self.column, names))
            .annotate(number=Count("pk", distinct=True))
        )
        rows = [
            (place[0] if place else 0, value, name or fallback, number)
            for value, name, fallback, *place, number in counted
        ]
        rows.sort(key=lambda row: (row[0], bare(row[2])))
        return [(value, label, number) for _place, value, label, number in rows]


class YearFacet(Facet):
    """Years that are worked out from a column of child rows.

    `rows` gives the child rows to look at and `year` is the expression of a row's year.
    """

    in_sequence = True

    def __init__(self, field_name: str, *, rows, year, undated="", **kwargs):
        self.rows = rows
        self.year = year
        self.undated = undated
        super().__init__(field_name, **kwargs)

    def known(self, values):
        return {value: self._words(value) for value in values if self._is_year(value)}

    def narrow(self, queryset, values):
        years = ["" if value == "undated" else value for value in values]
        rows = self.rows().annotate(year=self.year).filter(year__in=years)
        return queryset.filter(pk__in=rows.values("edition"))

    def count(self, queryset):
        counted = (
            self.rows()
            .filter(edition__in=queryset.order_by().values("pk"))
            .annotate(year=self.year)
            .order_by("-year")
            .values_list("year")
            .annotate(Count("edition", distinct=True))
        )
        rows = [(year or "undated", number) for year, number in counted]
        return [(value, self._words(value), number) for value, number in rows]

    def _is_year(self, value: str) -> bool:
        if value == "undated":
            return bool(self.undated)
        return len(value) == 4 and value.isascii() and value.isdigit()

    def _words(self, value: str) -> str:
        return str(self.undated) if value == "undated" else value


class FacetedFilterSet(FilterSet):
    """The facets of one type of item, asked by the address of a request."""

    @cached_property
    def asked(self) -> dict[str, list[str]]:
        """The values in the address by filter, wrong ones too."""
        asked = {name: self.form[name].field.clean(self._raw(name)) for name in self.filters}
        return {
            name: [values] if isinstance(values, str) else values
            for name, values in asked.items()
            if values
        }

    @cached_property
    def known(self) -> dict[str, dict[str, str]]:
        """The values that make sense, with their labels, by filter."""
        known = {}
        for name, values in self.asked.items():
            facet = self.filters[name]
            if isinstance(facet, Facet):
                known[name] = facet.known(values)
            else:
                known[name] = {
                    text: _("“%(name)s”") % {"name": text}
                    for text in values
                    if len(text) <= LONGEST_TEXT
                }
        return known

    def filter_queryset(self, queryset, besides: str = ""):
        """`queryset` narrowed by everything asked but `besides`."""
        for name, values in self.known.items():
            if values and name != besides:
                facet = self.filters[name]
                asked = list(values) if isinstance(facet, Facet) else next(iter(values))
                queryset = facet.filter(queryset, asked)
        return queryset

    @cached_property
    def facets(self) -> list[FacetChoices]:
        return [
            FacetChoices(name, str(facet.label), self.choices_of(name), facet.in_sequence)
            for name, facet in self.filters.items()
            if isinstance(facet, Facet)
        ]

    def choices_of(self, name: str) -> list[Choice]:
        """The choices of one facet, counted under the other filters."""
        facet = self.filters[name]
        chosen = self.known.get(name, {})
        counted = facet.count(self.filter_queryset(self.queryset, besides=name))
        choices = [
            Choice(value, label, number, value in chosen) for value, label, number in counted
        ]
        counted_values = {choice.value for choice in choices}
        empty = [(value, label) for value, label in chosen.items() if value not in counted_values]
        return choices + [Choice(value, label, 0, True) for value, label in empty]

    @property
    def answers(self) -> list[Answer]:
        """What narrows the list, in words."""
        return [
            Answer(str(self.filters[name].label), label, self.address(name, value))
            for name, values in self.known.items()
            for value, label in values.items()
        ]

    @property
    def problems(self) -> list[Answer]:
        """What was asked and makes no sense, in words; it narrows nothing."""
        return [
            Answer(
                str(self.filters[name].label),
                self._complaint(name, value),
                self.address(name, value),
            )
            for name, values in self.asked.items()
            for value in values
            if value not in self.known[name]
        ]

    @property
    def strangers(self) -> list[str]:
        """What was asked by a name that no filter has, in words; a page passes it over."""
        return [
            _("This list has no filter “%(name)s”.") % {"name": name[:LONGEST_ECHO]}
            for name in self.data
            if name not in self.filters and name not in NO_FILTERS
        ]

    def address(self, name: str = "", value: str = "") -> str:
        """The address of the first page of this list without one of its values."""
        pairs = [
            (key, one)
            for key, values in self.asked.items()
            for one in values
            if (key, one) != (name, value)
        ]
        return self._address(pairs)

    @property
    def view(self) -> str:
        """How the reader wants the list shown: `table`, or empty for cards."""
        return "table" if self.data.get("view") == "table" else ""

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The ways to show this list: in words, the address, and whether it is the one in use."""
        pairs = [(name, value) for name, values in self.known.items() for value in values]
        return [
            (words, self._address(pairs, view), view == self.view)
            for view, words in (("", _("Cards")), ("table", _("Table")))
        ]

    @property
    def cleared(self) -> str:
        """The address of the whole list."""
        return self._address([])

    def page_address(self, number: int) -> str:
        """The address of a page of this list as it is filtered, without wrong values."""
        pairs = [(name, value) for name, values in self.known.items() for value in values]
        return self._address([*pairs, ("page", number)] if number > 1 else pairs)

    @property
    def path(self) -> str:
        """The path of the list, also where it was one of its twins that was asked for."""
        path, dot, _form = self.request.path.rpartition(".")
        return f"{path}/" if dot else self.request.path

    @property
    def twins(self) -> dict[str, str]:
        """The addresses at which this list, as it is filtered, can be taken away, by form."""
        pairs = [(name, value) for name, values in self.known.items() for value in values]
        path = self.path.rstrip("/")
        return {form: self._address(pairs, "", f"{path}.{form}") for form in TWINS}

    def _address(self, pairs, view: str | None = None, path: str = "") -> str:
        kept = [("view", self.view if view is None else view), ("at", self.request.at)]
        query = urlencode([*pairs, *((name, value) for name, value in kept if value)])
        return f"{path or self.path}?{query}" if query else path or self.path

    def _complaint(self, name: str, value: str) -> str:
        facet = self.filters[name]
        if isinstance(facet, Facet):
            short = value if len(value) <= LONGEST_ECHO else f"{value[:LONGEST_ECHO]}…"
            return str(facet.unknown) % {"value": short}
        return _("The text to search for is longer than %(number)s letters.") % {
            "number": LONGEST_TEXT
        }

    def _raw(self, name: str):
        return self.form[name].field.widget.value_from_datadict(self.data, {}, name)

"""The filters of one list, as the query parameters of a request set them.

A value that a facet does not know filters nothing and is named as invalid.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import FilterSet

from reading.facets import Choice, Facet, FacetChoices

MAX_SEARCH_LENGTH = 200  # letters that a reader may search for
OTHER_PARAMETERS = ("at", "view", "page")  # query parameters that are no filters
EXPORT_FORMATS = ("csv", "json", "atom")
MAX_ECHO_LENGTH = 60  # letters of an invalid value that the page repeats


@dataclass(frozen=True)
class AppliedFilter:
    """A value that the reader filters by, in words, and the URL of the list without it."""

    label: str
    words: str
    remove_url: str


class FacetedFilterSet(FilterSet):
    """The facets, and perhaps a search, of one type of item."""

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The values in the address by filter, invalid ones too."""
        values = {name: self._values_of(name) for name in self.filters}
        return {name: of_filter for name, of_filter in values.items() if of_filter}

    def _values_of(self, name: str) -> list[str]:
        """Every value that the address gives a facet, once each; of a search the last."""
        given = [text.strip() for text in self.data.getlist(name)]
        if not isinstance(self.filters[name], Facet):
            given = given[-1:]
        return list(dict.fromkeys(filter(None, given)))

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The valid values with their labels, by filter."""
        labels = {}
        for name, values in self.values.items():
            facet = self.filters[name]
            if isinstance(facet, Facet):
                labels[name] = facet.known(values)
            else:
                labels[name] = {
                    text: _("“%(name)s”") % {"name": text}
                    for text in values
                    if len(text) <= MAX_SEARCH_LENGTH
                }
        return labels

    def filter_queryset(self, queryset, excluding: str = ""):
        """Apply every filter but `excluding` to `queryset`."""
        for name, labels in self.labels.items():
            if labels and name != excluding:
                facet = self.filters[name]
                value = list(labels) if isinstance(facet, Facet) else next(iter(labels))
                queryset = facet.filter(queryset, value)
        return queryset

    @property
    def qs(self) -> QuerySet:
        return self.filter_queryset(self.queryset.all())

    @cached_property
    def facets(self) -> list[FacetChoices]:
        return [
            FacetChoices(name, str(facet.label), self.choices_of(name), facet.in_sequence)
            for name, facet in self.filters.items()
            if isinstance(facet, Facet)
        ]

    def choices_of(self, name: str) -> list[Choice]:
        """Return the choices of one facet, counted under the other filters."""
        facet = self.filters[name]
        selected = self.labels.get(name, {})
        counted = facet.count(self.filter_queryset(self.queryset, excluding=name))
        choices = [
            Choice(value, label, number, value in selected) for value, label, number in counted
        ]
        counted_values = {choice.value for choice in choices}
        empty = [(value, label) for value, label in selected.items() if value not in counted_values]
        return choices + [Choice(value, label, 0, True) for value, label in empty]

    @property
    def applied(self) -> list[AppliedFilter]:
        """What narrows the list, in words."""
        return [
            AppliedFilter(str(self.filters[name].label), label, self.url_without(name, value))
            for name, labels in self.labels.items()
            for value, label in labels.items()
        ]

    @property
    def invalid_values(self) -> list[AppliedFilter]:
        """The values that make no sense, with what is wrong in words; they filter nothing."""
        return [
            AppliedFilter(
                str(self.filters[name].label),
                self._error(name, value),
                self.url_without(name, value),
            )
            for name, values in self.values.items()
            for value in values
            if value not in self.labels[name]
        ]

    @property
    def unknown_parameters(self) -> list[str]:
        """The query parameters that no filter has, as sentences; a page ignores them."""
        return [
            _("This list has no filter “%(name)s”.") % {"name": name[:MAX_ECHO_LENGTH]}
            for name in self.data
            if name not in self.filters and name not in OTHER_PARAMETERS
        ]

    def url_without(self, name: str = "", value: str = "") -> str:
        """Return the URL of the first page of this list without one of its values."""
        pairs = [
            (key, given)
            for key, values in self.values.items()
            for given in values
            if (key, given) != (name, value)
        ]
        return self._url(pairs)

    @property
    def view(self) -> str:
        """How the reader wants the list shown: `table`, or empty for cards."""
        return "table" if self.data.get("view") == "table" else ""

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The ways to show this list: in words, the URL, and whether it is the one in use."""
        return [
            (words, self._url(self._valid_pairs(), view), view == self.view)
            for view, words in (("", _("Cards")), ("table", _("Table")))
        ]

    @property
    def unfiltered_url(self) -> str:
        return self._url([])

    def page_url(self, number: int) -> str:
        """Return the URL of a page of this list as it is filtered, without invalid values."""
        pairs = self._valid_pairs()
        return self._url([*pairs, ("page", str(number))] if number > 1 else pairs)

    @property
    def path(self) -> str:
        """The path of the list, also where one of its exports was requested."""
        path, dot, _form = self.request.path.rpartition(".")
        return f"{path}/" if dot else self.request.path

    @property
    def export_urls(self) -> dict[str, str]:
        """The URLs at which this list, as it is filtered, can be downloaded, by format."""
        path = self.path.rstrip("/")
        return {
            form: self._url(self._valid_pairs(), "", f"{path}.{form}") for form in EXPORT_FORMATS
        }

    def _valid_pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, labels in self.labels.items() for value in labels]

    def _url(self, pairs, view: str | None = None, path: str = "") -> str:
        kept = [("view", self.view if view is None else view), ("at", self.request.at)]
        query = urlencode([*pairs, *((name, value) for name, value in kept if value)])
        return f"{path or self.path}?{query}" if query else path or self.path

    def _error(self, name: str, value: str) -> str:
        facet = self.filters[name]
        if isinstance(facet, Facet):
            too_long = len(value) > MAX_ECHO_LENGTH
            return str(facet.unknown) % {
                "value": f"{value[:MAX_ECHO_LENGTH]}…" if too_long else value
            }
        return _("The text to search for is longer than %(number)s letters.") % {
            "number": MAX_SEARCH_LENGTH
        }

"""The filters of one list, as the query parameters of a request set them.

A value that a facet does not know filters nothing and is named as invalid.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import FilterSet

from reading.facets import NOT_RECORDED, Choice, Facet, FacetChoices, Parameter, parse_day
from reading.ordering import OrderParameter
from search.words import MAX_LENGTH

INITIALLY_OPEN = 3  # facets of a list that names none: the first of those that have choices
MAX_UNKNOWN = 20  # values that a filter does not know; one with more is refused as a whole
MAX_REMOVABLE = 20  # applied values with a link that removes it: each link names all the others
OTHER_PARAMETERS = ("at", "view", "page")  # query parameters that are no filters
# What mails, campaigns and social media add to the addresses of links, to follow who clicks.
TRACKING = re.compile(
    r"(utm|mtm|pk|matomo|hsa)_\w+|_hs\w+|(fb|g|d|y|tw|tt)clid|[gw]braid|msclkid|srsltid|mc_[ce]id|"
    r"mkt_tok|igsh(id)?|li_fat_id|ref(_src|_url)?|_g[al]|epik|vero_id|s_cid",
    re.ASCII | re.IGNORECASE,
)
EXPORT_FORMATS = ("csv", "json", "atom")
MAX_ECHO_LENGTH = 60  # characters of an invalid value that the page repeats


def _worth_choosing(choices: list[Choice]) -> list[Choice]:
    """Return the choices of a facet, none where nothing is recorded of any row."""
    only_unknown = [each.value for each in choices if not each.selected] == [NOT_RECORDED]
    return [] if only_unknown and len(choices) == 1 else choices


@dataclass(frozen=True)
class AppliedFilter:
    """A value that narrows a list: the labels of its filter and its own, and the URL of the list
    without it, which is empty after the first MAX_REMOVABLE."""

    label: str
    value_label: str
    remove_url: str


class Way(NamedTuple):
    """A way to sort a list: its label and URL, whether it is the one in use, and which way that
    goes, "up" or "down", of one that also goes the other way."""

    label: str
    url: str
    is_used: bool
    direction: str = ""


class FacetedFilterSet(FilterSet):
    """The facets, and perhaps a search, of a list; a subclass says how it is counted. `leading` are
    the names of the facets that stand open, before the others."""

    leading: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, each in self.filters.items():
            each.name = name
        self._filtered: dict[str, QuerySet] = {}

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The values in the query by filter, invalid ones too."""
        return {name: values for name in self.filters if (values := self._values_of(name))}

    def _values_of(self, name: str) -> list[str]:
        """Return every value that the query gives a facet, once each; of a search the last."""
        values = [text.strip() for text in self.data.getlist(name)]
        if not isinstance(self.filters[name], Facet):
            values = values[-1:]
        return list(dict.fromkeys(filter(None, values)))

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The valid values with their labels, by filter; none of a filter that is refused."""
        labels = self._valid_labels()
        return {
            name: {} if len(self.values[name]) - len(valid) > MAX_UNKNOWN else valid
            for name, valid in labels.items()
        }

    def _valid_labels(self) -> dict[str, dict[str, str]]:
        labels = {}
        for name, values in self.values.items():
            facet = self.filters[name]
            if isinstance(facet, Parameter):
                labels[name] = facet.valid_labels(values)
            else:
                found = [text for text in values if len(text) <= MAX_LENGTH]
                labels[name] = {text: _("“%(name)s”") % {"name": text} for text in found}
        return labels

    @cached_property
    def day(self) -> date:
        """The day that a list is about: `on`, or the day that the page is read at."""
        chosen = next(iter(self.labels.get("on", ())), "")
        return parse_day(chosen) or timezone.localdate(self.request.moment)

    @cached_property
    def every(self) -> QuerySet:
        """The rows that are filtered, with what filters and totals ask of them."""
        return self.queryset.all()

    def filtered(self, excluding: str = "") -> Any:
        """Return the rows with every filter but `excluding` applied."""
        excluding = excluding if self.labels.get(excluding) else ""  # alike for all not used
        if excluding not in self._filtered:
            self._filtered[excluding] = self.narrow(self.every, excluding)
        return self._filtered[excluding].all()

    def narrow(self, queryset: Any, excluding: str = "") -> Any:
        """Return the rows of `queryset` that every filter but `excluding` leaves."""
        for name, labels in self.labels.items():
            if labels and name != excluding:
                facet = self.filters[name]
                value = list(labels) if isinstance(facet, Facet) else next(iter(labels))
                queryset = facet.filter(queryset, value)
        return queryset

    @property
    def qs(self) -> QuerySet:
        return self.filtered()

    @property
    def _order(self) -> OrderParameter | None:
        order = self.filters.get("sort")
        return order if isinstance(order, OrderParameter) else None

    @property
    def has_best(self) -> bool:
        """Whether some results are better than others: where there are words."""
        return False

    @property
    def is_ranked(self) -> bool:
        """Whether the list has the best results first, whatever its usual order is."""
        return self.has_best and not self.sort

    @property
    def sort(self) -> str:
        """What the reader wants the list sorted by, empty for its usual order."""
        return next(iter(self.labels.get("sort", ())), "")

    @property
    def sorts(self) -> list[Way]:
        """The ways to sort this list, the best results first among them where some are better."""
        if self._order is None:
            return []
        others = [(name, value) for name, value in self._valid_pairs() if name != "sort"]
        best = [Way(_("Best match"), self._url(others), self.is_ranked)] if self.has_best else []
        return best + [
            Way(str(label), self._url([*others, ("sort", value)]), is_used, direction)
            for value, label, is_used, direction in self._order.choices(self.sort)
        ]

    def ranked(self, name: str) -> Iterable[tuple[str, str, int]]:
        """Return value, label and number of results of each choice of a facet, counted under the
        other filters, in the order to show them."""
        raise NotImplementedError

    @cached_property
    def facets(self) -> list[FacetChoices]:
        facets: list[FacetChoices] = []
        for name in dict.fromkeys((*self.leading, *self.filters)):
            facet = self.filters[name]
            if isinstance(facet, Facet):
                shown_before = sum(bool(each.choices) for each in facets)
                is_among_first = name in self.leading or (
                    not self.leading and shown_before < INITIALLY_OPEN
                )
                facets.append(
                    FacetChoices(
                        name,
                        str(facet.label),
                        _worth_choosing(self.choices_of(name)),
                        facet.in_sequence,
                        facet.derived,
                        is_among_first,
                    )
                )
        return facets

    def choices_of(self, name: str) -> list[Choice]:
        """Return the choices of one facet, counted under the other filters."""
        selected = self.labels.get(name, {})
        rows = list(self.ranked(name))
        counted_values = {value for value, _label, _number in rows}
        empty = [(value, label) for value, label in selected.items() if value not in counted_values]
        headings = self.filters[name].headings()
        choices = [
            Choice(value, label, number, value in selected, headings.get(value, ""))
            for value, label, number in [*rows, *((*each, 0) for each in empty)]
        ]
        in_order = list(dict.fromkeys(choice.heading for choice in choices))
        choices.sort(key=lambda each: (each.value == NOT_RECORDED, in_order.index(each.heading)))
        return choices

    @cached_property
    def applied(self) -> list[AppliedFilter]:
        """What narrows the list."""
        pairs = self._valid_pairs()
        return [
            AppliedFilter(
                str(self.filters[name].label),
                self.labels[name][value],
                self._url([*pairs[:place], *pairs[place + 1 :]]) if place < MAX_REMOVABLE else "",
            )
            for place, (name, value) in enumerate(pairs)
            if getattr(self.filters[name], "narrows", True)
        ]

    @property
    def invalid_values(self) -> list[str]:
        """A sentence about each value that its filter does not understand, or one about a filter
        that is given too many of them; they filter nothing."""
        messages = []
        for name, values in self.values.items():
            invalid = [value for value in values if value not in self.labels[name]]
            if len(invalid) > MAX_UNKNOWN:
                messages.append(
                    _("“%(filter)s” is given more than %(number)d values that do not exist.")
                    % {"filter": self.filters[name].label, "number": MAX_UNKNOWN}
                )
            else:
                messages += [self._error_message(name, value) for value in invalid]
        return messages

    @property
    def unknown_parameters(self) -> list[str]:
        """A sentence about each of the first query parameters that no filter has, and that do not
        follow who clicks."""
        unknown = [
            name
            for name in self.data
            if name not in self.filters
            and name not in OTHER_PARAMETERS
            and not TRACKING.fullmatch(name)
        ]
        return [
            _("This list has no filter “%(name)s”.") % {"name": name[:MAX_ECHO_LENGTH]}
            for name in unknown[:MAX_UNKNOWN]
        ]

    @property
    def ignored(self) -> list[str]:
        """A sentence about each part of the query that a page ignores, and a file refuses."""
        return [*self.unknown_parameters, *self.invalid_values]

    @property
    def view(self) -> str:
        """How the reader wants the list shown: `table`, or empty for cards."""
        return "table" if self.data.get("view") == "table" else ""

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The ways to show this list: label, URL, and whether it is the one in use."""
        return [
            (label, self._url(self._valid_pairs(), view), view == self.view)
            for view, label in (("", _("Cards")), ("table", _("Table")))
        ]

    @property
    def unfiltered_url(self) -> str:
        return self._url([("sort", self.sort)] if self.sort else [])

    def url_without(self, name: str) -> str:
        """Return the URL of this list without one of its filters."""
        return self._url([pair for pair in self._valid_pairs() if pair[0] != name])

    def url_with(self, name: str, value: str) -> str:
        """Return the URL of this list with one value more."""
        return self._url([*self._valid_pairs(), (name, value)])

    @property
    def valid_url(self) -> str:
        """The URL of this list without what it ignored."""
        return self.page_url(1)

    def page_url(self, number: int) -> str:
        """Return the URL of a page of this list as it is filtered, without invalid values."""
        pairs = self._valid_pairs()
        return self._url([*pairs, ("page", str(number))] if number > 1 else pairs)

    @property
    def path(self) -> str:
        """The path of the list, also where one of its exports was requested."""
        path, dot, _format = self.request.path.rpartition(".")
        return f"{path}/" if dot else self.request.path

    @property
    def export_urls(self) -> dict[str, str]:
        """The URLs at which this list, as it is filtered, can be downloaded, by format."""
        path = self.path.rstrip("/")
        pairs = self._valid_pairs()
        return {name: self._url(pairs, "", f"{path}.{name}") for name in EXPORT_FORMATS}

    @property
    def kept_query(self) -> list[tuple[str, str]]:
        """What the list understood of its query, but for the page and the moment."""
        pairs = self._valid_pairs()
        return [*pairs, ("view", self.view)] if self.view else pairs

    def _valid_pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, labels in self.labels.items() for value in labels]

    def _url(self, pairs, view: str | None = None, path: str = "") -> str:
        others = [("view", self.view if view is None else view), ("at", self.request.at)]
        query = urlencode([*pairs, *((name, value) for name, value in others if value)])
        return f"{path or self.path}?{query}" if query else path or self.path

    def _error_message(self, name: str, value: str) -> str:
        facet = self.filters[name]
        if isinstance(facet, Parameter):
            if len(value) > MAX_ECHO_LENGTH:
                value = f"{value[:MAX_ECHO_LENGTH]}…"
            return str(facet.invalid_message) % {"value": value}
        return _("The search text is longer than %(number)s characters.") % {"number": MAX_LENGTH}

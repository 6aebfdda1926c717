"""What a visitor may ask of the program directory."""

from functools import reduce
from operator import or_

from django.db.models import Q, Value
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from programs.directions import direction_labels
from programs.models import ApplicationMethod, ExchangeDirection, ProgramEdition, ProgramState
from reading.accents import normalize, normalized_column
from reading.facets import ChoiceFacet, TermFacet
from reading.filtersets import FacetedFilterSet
from relations.sides import only_countries

SEARCHED = ("title", "summary", "eligibility")
COLUMNS = [f"{name}_{code}" for name in SEARCHED for code in ("en", "es")]
AUDIENCE_COLUMNS = ["audiences__name_en", "audiences__name_es"]


class ProgramText(CharFilter):
    """Programs in which every word is found, whatever its accents and capitals.

    Facets count under the same words again and again, so that they are looked for once only.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.found: dict[str, list[int]] = {}  # a filter lives for one request

    def filter(self, queryset, value):
        if value not in self.found:
            self.found[value] = self._matching(value)
        return queryset.filter(pk__in=self.found[value])

    def _matching(self, text: str) -> list[int]:
        editions = self.parent.queryset.order_by()
        for word in normalize(text).split():
            editions = editions.filter(pk__in=programs_with(word))
        return list(editions.values_list("pk", flat=True))


def programs_with(word: str):
    """The editions whose text, or one of whose audiences, holds `word`."""
    editions = ProgramEdition._base_manager.order_by()
    for_audience = editions.filter(_holds(word, AUDIENCE_COLUMNS)).values("pk")
    return editions.filter(_holds(word, COLUMNS) | Q(pk__in=for_audience)).values("pk")


def _holds(word: str, columns: list[str]) -> Q:
    """A condition for each column, for one over their sum nests deeper than SQLite can read."""
    held = [Contains(normalized_column(column), Value(word)) for column in columns]
    return reduce(or_, map(Q, held))


class DirectionFacet(ChoiceFacet):
    """Names the countries where the site tells of two only."""

    def labels(self):
        return direction_labels(self.parent.sides)


class ProgramFilter(FacetedFilterSet):
    q = ProgramText(label=_("Words"))
    audience = TermFacet(
        "audiences", label=_("For whom"), unknown=_("“%(value)s” is not an audience.")
    )
    taking_part = ChoiceFacet(
        "taking_part",
        label=_("How one takes part"),
        choices=ApplicationMethod,
        unknown=_("“%(value)s” is not a way of taking part."),
    )
    direction = DirectionFacet(
        "direction",
        label=_("Direction"),
        choices=ExchangeDirection,
        unknown=_("“%(value)s” is not a direction."),
    )
    level = TermFacet(
        "levels", order="position", label=_("Level"), unknown=_("“%(value)s” is not a level.")
    )
    field = TermFacet("fields", label=_("Field"), unknown=_("“%(value)s” is not a field."))
    topic = TermFacet("topics", label=_("Topic"), unknown=_("“%(value)s” is not a topic."))
    sponsor = TermFacet("sponsors", label=_("Sponsor"), unknown=_("“%(value)s” is not a sponsor."))
    state = ChoiceFacet(
        "state",
        label=_("State"),
        choices=ProgramState,
        unknown=_("“%(value)s” is not a state."),
    )

    class Meta:
        model = ProgramEdition
        fields = ()

    @property
    def sides(self):
        """The two countries of the site, looked up once for each request."""
        if not hasattr(self, "_sides"):
            self._sides = only_countries(self.request.moment)
        return self._sides

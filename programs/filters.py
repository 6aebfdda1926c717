"""The filters of the program directory."""

from functools import cached_property, reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from programs.directions import direction_labels
from programs.models import ApplicationMethod, ExchangeDirection, ProgramEdition, ProgramState
from publishing.characters import fold
from publishing.languages import LANGUAGES
from reading.facets import ChoiceFacet, TermFacet
from reading.filtersets import FacetedFilterSet
from relations.sides import only_countries

TEXT_COLUMNS = [
    f"{name}_{language}" for name in ("title", "summary", "eligibility") for language in LANGUAGES
]
AUDIENCE_COLUMNS = [f"audiences__name_{language}" for language in LANGUAGES]


class ProgramSearch(CharFilter):
    """Programs that hold every word, whatever its accents and capitals.

    Each facet counts under the same words, so that they are looked for once only.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.matches: dict[str, list[int]] = {}  # a filter lives for one request

    def filter(self, queryset, value):
        if value not in self.matches:
            self.matches[value] = self._matching_ids(value)
        return queryset.filter(pk__in=self.matches[value])

    def _matching_ids(self, text: str) -> list[int]:
        editions = self.parent.queryset.order_by()
        for word in dict.fromkeys(fold(text).split()):
            editions = editions.filter(pk__in=programs_with(word))
        return list(editions.values_list("pk", flat=True))


def programs_with(word: str):
    """Return the ids of the editions whose text, or one of whose audiences, holds `word`."""
    editions = ProgramEdition._base_manager.order_by()
    for_audience = editions.filter(_any_contains(AUDIENCE_COLUMNS, word)).values("pk")
    return editions.filter(_any_contains(TEXT_COLUMNS, word) | Q(pk__in=for_audience)).values("pk")


def _any_contains(columns: list[str], word: str) -> Q:
    return reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))


class DirectionFacet(ChoiceFacet):
    """The directions, with the names of the countries on a site about two."""

    def labels(self):
        return direction_labels(self.parent.sides)


class ProgramFilter(FacetedFilterSet):
    q = ProgramSearch(label=_("Search"))
    audience = TermFacet(
        "audiences", label=_("For whom"), invalid_message=_("“%(value)s” is not an audience.")
    )
    taking_part = ChoiceFacet(
        "taking_part",
        label=_("How to apply"),
        choices=ApplicationMethod,
        invalid_message=_("“%(value)s” is not a way to apply."),
    )
    direction = DirectionFacet(
        "direction",
        label=_("Direction"),
        choices=ExchangeDirection,
        invalid_message=_("“%(value)s” is not a direction."),
    )
    level = TermFacet(
        "levels",
        order="position",
        label=_("Level"),
        invalid_message=_("“%(value)s” is not a level."),
    )
    field = TermFacet("fields", label=_("Field"), invalid_message=_("“%(value)s” is not a field."))
    topic = TermFacet("topics", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))
    sponsor = TermFacet(
        "sponsors", label=_("Sponsor"), invalid_message=_("“%(value)s” is not a sponsor.")
    )
    state = ChoiceFacet(
        "state",
        label=_("State"),
        choices=ProgramState,
        invalid_message=_("“%(value)s” is not a state."),
    )

    class Meta:
        model = ProgramEdition
        fields = ()

    @cached_property
    def sides(self):
        """The two countries of the site, or None when it is about several. This causes a query."""
        return only_countries(self.request.moment)

"""The filters of the program directory."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from programs.directions import direction_labels
from programs.models import ApplicationMethod, ExchangeDirection, ProgramEdition, ProgramState
from publishing.languages import translated_columns
from reading.facets import ChoiceFacet, TermFacet
from reading.filtersets import FacetedFilterSet
from reading.search import WordSearch
from relations.sides import only_countries


class DirectionFacet(ChoiceFacet):
    """The directions, with the names of the countries on a site about two."""

    def labels(self):
        return direction_labels(self.parent.sides)


class ProgramFilter(FacetedFilterSet):
    q = WordSearch(
        texts=("title", "abbreviation", "summary", "eligibility"),
        parts=[translated_columns("audiences__name")],
        label=_("Search"),
    )
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

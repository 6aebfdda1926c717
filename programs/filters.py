"""The filters of the program directory."""

from django.utils.translation import gettext_lazy as _

from programs.directions import direction_labels
from programs.models import ApplicationMethod, ExchangeDirection, ProgramEdition, ProgramState
from reading.facets import ChoiceFacet, TermFacet
from reading.indexed import Words
from relations.filters.belonging import BelongingFilterSet


class DirectionFacet(ChoiceFacet):
    """The directions, with the names of the countries on a site about two."""

    def labels(self):
        return direction_labels(self.parent.sides)


class ProgramFilter(BelongingFilterSet):
    q = Words(label=_("Search"))
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

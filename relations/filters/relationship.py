"""The filters of the list of relationships."""

from django.utils.translation import gettext_lazy as _

from reading.facets import ChoiceFacet
from relations.filters.belonging import BelongingFilterSet
from relations.models import Region, RelationshipEdition


class RelationshipFilter(BelongingFilterSet):
    relationship = None
    region = ChoiceFacet(
        "partner__region",
        indexed_as="region",
        label=_("Region"),
        choices=Region,
        invalid_message=_("“%(value)s” is not a region."),
    )

    class Meta:
        model = RelationshipEdition
        fields = ()

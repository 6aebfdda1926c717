"""The filters of the list of relationships."""

from django.utils.translation import gettext_lazy as _

from reading.facets import ChoiceFacet
from reading.filtersets import FacetedFilterSet
from relations.models import Region, RelationshipEdition


class RelationshipFilter(FacetedFilterSet):
    region = ChoiceFacet(
        "partner__region",
        label=_("Region"),
        choices=Region,
        invalid_message=_("“%(value)s” is not a region."),
    )

    class Meta:
        model = RelationshipEdition
        fields = ()

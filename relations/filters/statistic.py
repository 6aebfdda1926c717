"""What a visitor may ask of the list of statistics."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from relations.filters.facets import FacetedFilterSet, TermFacet, YearFacet
from relations.models import PublishedObservation, StatisticEdition

# The year in which a period ends; `2010/`, which has not ended, counts where it begins.
PERIOD_YEAR = Case(
    When(period__endswith="/", then=Substr("period", 1, 4)),
    When(period__contains="/", then=Substr("period", StrIndex(F("period"), Value("/")) + 1, 4)),
    default=Substr("period", 1, 4),
)


class StatisticFilter(FacetedFilterSet):
    topic = TermFacet("topics", label=_("Topic"), unknown=_("“%(value)s” is not a topic."))
    producer = TermFacet(
        "producer", label=_("Producer"), unknown=_("“%(value)s” is not a producer of statistics.")
    )
    period = YearFacet(
        "observations",
        rows=PublishedObservation.objects.all,
        year=PERIOD_YEAR,
        undated=_("Undated"),
        label=_("Has a value for"),
        unknown=_("“%(value)s” is not a year, nor “undated”."),
    )

    class Meta:
        model = StatisticEdition
        fields = ()

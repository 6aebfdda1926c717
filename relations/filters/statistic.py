"""The filters of the list of statistics."""

from collections import Counter
from functools import cached_property

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from reading.facets import UNDATED, TermFacet, YearFacet
from reading.filtersets import FacetedFilterSet
from relations.models import PublishedObservation, StatisticEdition, derived

# The year in which a period ends; `2010/`, which has not ended, counts where it begins.
PERIOD_YEAR = Case(
    When(period__endswith="/", then=Substr("period", 1, 4)),
    When(period__contains="/", then=Substr("period", StrIndex(F("period"), Value("/")) + 1, 4)),
    default=Substr("period", 1, 4),
)


class PeriodFacet(YearFacet):
    """The years for which statistics have a value, one that is computed included."""

    def apply(self, queryset, values):
        stored = super().apply(queryset, values)
        computed = [pk for pk, years in self._computed_years.items() if years & {*values}]
        return queryset.filter(Q(pk__in=stored.values("pk")) | Q(pk__in=computed))

    def ranked(self, counted):
        stored = super().ranked(counted)
        numbers = Counter({value: number for value, _label, number in stored})
        results = self.parent.filtered(excluding=self.name)
        derived_among = results.exclude(derivation="").order_by().values_list("pk", flat=True)
        for edition in derived_among:
            numbers.update(self._computed_years[edition])
        latest_first = sorted(numbers, key=lambda value: (value != UNDATED, value), reverse=True)
        return [(value, self._year_label(value), numbers[value]) for value in latest_first]

    @cached_property
    def _computed_years(self) -> dict[int, set[str]]:
        """The years of the computed values of derived statistics, by the edition's id."""
        editions = list(self.parent.queryset.exclude(derivation=""))
        derived.resolve(editions, self.parent.request.moment)
        return {
            edition.pk: {_year(observation.period) for observation in edition.series()}
            for edition in editions
        }


def _year(period: str) -> str:
    """Return what `PERIOD_YEAR` gives, for a value that is in no table."""
    first, _slash, last = period.partition("/")
    return (last or first)[:4] or UNDATED


class StatisticFilter(FacetedFilterSet):
    topic = TermFacet("topics", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))
    producer = TermFacet(
        "producer",
        label=_("Producer"),
        invalid_message=_("“%(value)s” is not a producer of statistics."),
    )
    period = PeriodFacet(
        "observations",
        rows=PublishedObservation.objects.all,
        year=PERIOD_YEAR,
        undated=_("Undated"),
        label=_("Year"),
        invalid_message=_("“%(value)s” is not a year, nor “undated”."),
    )

    class Meta:
        model = StatisticEdition
        fields = ()

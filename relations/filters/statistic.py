"""The filters of the list of statistics."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, lru_cache

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from reading.answers import kept_for
from reading.facets import TermFacet, YearFacet
from relations.filters.belonging import BelongingFilterSet
from relations.models import PublishedObservation, StatisticEdition, derived
from relations.models.searched import year_of
from search.matching import either
from search.questions import among

# The year in which a period ends; `2010/`, which has not ended, counts where it begins.
PERIOD_YEAR = Case(
    When(period__endswith="/", then=Substr("period", 1, 4)),
    When(period__contains="/", then=Substr("period", StrIndex(F("period"), Value("/")) + 1, 4)),
    default=Substr("period", 1, 4),
)


class PeriodFacet(YearFacet):
    """The years for which statistics have a value, one that is computed included: that depends on
    other statistics, so that no document holds it."""

    def apply(self, queryset, values):
        stored = super().apply(queryset, values)
        computed = self._computed_in(values)
        return queryset.filter(Q(pk__in=stored.values("pk")) | Q(pk__in=computed))

    def condition(self, values):
        return either(super().condition(values), among(self._computed_in(values)))

    def ranked(self, counts):
        numbers = Counter(counts)
        for edition in self.parent.ids_among(self._computed_years, excluding=self.name):
            numbers.update(self._computed_years[edition])
        return super().ranked(numbers)

    def _computed_in(self, years: Iterable[str]) -> list[int]:
        return [pk for pk, computed in self._computed_years.items() if computed & {*years}]

    @cached_property
    def _computed_years(self) -> dict[int, set[str]]:
        """The years of the computed values of derived statistics, by the edition's id."""
        return computed_years_at(*kept_for(self.parent.request))


@lru_cache(maxsize=8)
def computed_years_at(key: str, moment: datetime | None) -> dict[int, set[str]]:
    """Return the years of computed values at a moment, None for now, by the id of the edition;
    `key` is that of the position of the record."""
    moment = moment or readers_now()
    editions = list(StatisticEdition.objects.as_of(moment).exclude(derivation=""))
    derived.resolve(editions, moment)
    return {
        edition.pk: {year_of(observation.period) for observation in edition.series()}
        for edition in editions
    }


class StatisticFilter(BelongingFilterSet):
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

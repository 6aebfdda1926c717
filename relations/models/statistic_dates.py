"""The next releases of statistics."""

from django.db import models
from django.db.models import Case, DateField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from relations.models.dated import AHEAD, Dates
from relations.models.statistic import StatisticEdition
from relations.models.statistic_parts import PublishedObservation
from relations.register.dates import Due
from relations.register.facts import days_of
from relations.register.wording import Said

DATE = r"^[0-9]{4}(-[0-9]{2}){0,2}$"


class StatisticDate(models.TextChoices):
    RELEASE = "release", _("Release of figures")


class StatisticDates(Dates):
    """A release is known by the last period that has a value before it: the next one is another."""

    edition_model = StatisticEdition
    kinds = StatisticDate

    @classmethod
    def rows(cls, editions):
        latest = PublishedObservation.objects.filter(edition=OuterRef("pk")).order_by("-period")
        first_day = Substr(Concat("next_release_on", Value("-01-01")), 1, 10)
        return [
            editions.order_by()
            .filter(next_release_on__regex=DATE)
            .annotate(
                date_kind=Value(StatisticDate.RELEASE.value),
                date_key=Concat(
                    Value("release-after-"),
                    Coalesce(Subquery(latest.values("period")[:1]), Value("")),
                    output_field=models.CharField(),
                ),
                # Of what was erased nothing is cast, in whatever order a database works.
                date_first=Case(
                    When(next_release_on__regex=DATE, then=Cast(first_day, DateField()))
                ),
                date_edition=F("pk"),
                date_item=F("item"),
            )
        ]

    @classmethod
    def listed(cls, rows, moment, day):
        """A month or a year is ahead until it is over: dates are compared as far as they go."""
        as_precise = Substr(Value(day.isoformat()), 1, Length("next_release_on"))
        return rows.filter(Q(next_release_on__gte=as_precise)).annotate(
            date_place=Value(AHEAD, output_field=IntegerField())
        )

    @classmethod
    def dues(cls, editions, keys, moment, day):
        by_id = {edition.pk: edition for edition in editions}
        return {
            (pk, key): Due(
                StatisticDate.RELEASE,
                on,
                Said(_("Next release"))
                if by_id[pk].next_release_confirmed
                else Said(_("Next release, not confirmed")),
                key,
                confirmed=by_id[pk].next_release_confirmed,
            )
            for pk, key in keys
            if (on := days_of(by_id[pk].next_release_on))
        }

"""The filters of the list of agreements."""

from datetime import date
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reading.answers import kept_for
from reading.facets import ChoiceFacet, DayParameter, SetFacet, TermFacet, YearFacet
from reading.ordering import Order, OrderParameter
from relations.filters.belonging import BelongingFilterSet
from relations.models import AgreementEdition, PublishedEvent
from relations.models.agreement import GovernmentLevel
from relations.models.agreement_lists import ComingReview, began, next_on, with_dates, with_status
from relations.models.agreement_standings import Standings, standings_at
from relations.register.vocabulary import SIGNING_EVENTS, Binding, Kind, Status
from search.questions import among


def signings():
    """Return the events by which agreements were signed or adopted."""
    return PublishedEvent.objects.filter(kind__in=SIGNING_EVENTS)


def first_signing() -> Subquery:
    """The date, day, month or year, on which an agreement was signed first."""
    of_edition = signings().filter(edition=OuterRef("pk")).order_by("happened_on")
    return Subquery(of_edition.values("happened_on")[:1])


def _next_on(filters) -> tuple[Subquery]:
    return (next_on(filters.request.moment, filters.day),)


def _next_days(filters) -> dict[int, date]:
    return filters.standings.next_days


class PartyFacet(TermFacet):
    """Countries that are parties themselves, or whose organizations are."""

    def column(self, name):
        return Coalesce(f"parties__country__{name}", f"parties__organization__country__{name}")


class StatusFacet(SetFacet):
    """The statuses on the day of the list; no dialogue, group, summit or body has one."""

    def sets(self):
        return self.parent.by_status

    def labels(self):
        return {value: capfirst(label) for value, label in super().labels().items()}


class ReviewFacet(SetFacet):
    """Whether a review is due within a year of the day of the list."""

    def sets(self):
        return {ComingReview.WITHIN_A_YEAR: self.parent.standings.reviews_due}


class AgreementFilter(BelongingFilterSet):
    status = StatusFacet(
        "status",
        derived=True,
        label=_("Status"),
        choices=Status,
        invalid_message=_("“%(value)s” is not a status."),
    )
    on = DayParameter(
        "on",
        label=_("On the day"),
    )
    kind = ChoiceFacet(
        "kind",
        label=_("Kind"),
        choices=Kind,
        invalid_message=_("“%(value)s” is not a kind of agreement."),
    )
    topic = TermFacet("topics", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))
    party = PartyFacet(
        "parties__country",
        key="code",
        label=_("Party"),
        invalid_message=_("“%(value)s” is not the code of a country on this site."),
    )
    binding = ChoiceFacet(
        "binding",
        label=_("Legal force"),
        choices=Binding,
        invalid_message=_("“%(value)s” is not a kind of legal force."),
    )
    review = ReviewFacet(
        "review",
        derived=True,
        label=_("Review"),
        choices=ComingReview,
        invalid_message=_("“%(value)s” is not a time of a review. Write within-12-months."),
    )
    level = ChoiceFacet(
        "level",
        indexed_as="government_level",
        derived=True,
        label=_("Level"),
        choices=GovernmentLevel,
        invalid_message=_("“%(value)s” is not a level of government."),
    )
    lead = TermFacet(
        "lead_organizations",
        derived=True,
        label=_("Lead organization"),
        invalid_message=_("“%(value)s” is not an organization on this site."),
    )
    signed = YearFacet(
        "events",
        rows=signings,
        year=Substr("happened_on", 1, 4),
        label=_("Signed or adopted in"),
        invalid_message=_("“%(value)s” is not a year."),
    )
    sort = OrderParameter(
        "sort",
        label=_("Sort by"),
        orders={
            "title": Order(_("Title")),
            "signed": Order(_("Signed"), lambda _f: (first_signing(),), "signed", ways=("-", "")),
            "in-force": Order(_("In force"), lambda _f: (began(),), "in_force", ways=("-", "")),
            "next": Order(_("Next date"), _next_on, numbers=_next_days, ways=("",)),
        },
        invalid_message=_(
            "“%(value)s” is no order of this list. Write title, signed, in-force or next."
        ),
    )

    class Meta:
        model = AgreementEdition
        fields = ()

    @cached_property
    def every(self):
        return with_status(self.queryset, self.request.moment, self.day)

    @property
    def shown(self):
        return with_dates(self.every, self.request.moment, self.day)

    @cached_property
    def standings(self) -> Standings:
        """How all agreements stand on the day."""
        today = timezone.localdate(self.request.moment)
        return standings_at(*kept_for(self.request), self.day, today)

    @cached_property
    def by_status(self) -> dict[str, set[int]]:
        """The ids of the agreements that have each status on the day."""
        sets: dict[str, set[int]] = {}
        for pk, status in self.standings.statuses.items():
            sets.setdefault(status, set()).add(pk)
        return sets

    @property
    def in_force(self) -> int:
        """How many of the results are in force on the day."""
        return self._having(Status.IN_FORCE)

    @property
    def in_effect(self) -> int:
        """How many of the results do not bind, and are in effect on the day."""
        return self._having(Status.IN_EFFECT)

    def _having(self, status: Status) -> int:
        if self.index is None:
            return self.qs.filter(status=status).count()
        return self.answers.count(*self.conditions(), among(self.by_status.get(status, ())))

"""The filters of the list of agreements."""

from datetime import date
from functools import cached_property

from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reading.facets import ChoiceFacet, DayParameter, TermFacet, YearFacet, parse_day
from reading.filtersets import FacetedFilterSet
from relations.models import AgreementEdition, PublishedEvent
from relations.models.agreement_status import BEGUN, with_status
from relations.register.vocabulary import SIGNING_EVENTS, Binding, Kind, Status


def signings():
    """Return the events by which agreements were signed or adopted."""
    return PublishedEvent.objects.filter(kind__in=SIGNING_EVENTS)


class PartyFacet(TermFacet):
    """Countries that are parties themselves, or whose organizations are."""

    def column(self, name):
        return Coalesce(f"parties__country__{name}", f"parties__organization__country__{name}")


class StatusFacet(ChoiceFacet):
    """The statuses on the day of the list; no dialogue, group, summit or body has one."""

    def labels(self):
        return {value: capfirst(label) for value, label in super().labels().items()}


class AgreementFilter(FacetedFilterSet):
    status = StatusFacet(
        "status",
        label=_("Status"),
        choices=Status,
        invalid_message=_("“%(value)s” is not a status."),
    )
    on = DayParameter(
        "on",
        label=_("On the day"),
        invalid_message=_("“%(value)s” is not a day. Write it as 2020-06-30."),
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
    signed = YearFacet(
        "events",
        rows=signings,
        year=Substr("happened_on", 1, 4),
        label=_("Signed or adopted in"),
        invalid_message=_("“%(value)s” is not a year."),
    )

    class Meta:
        model = AgreementEdition
        fields = ()

    @cached_property
    def day(self) -> date:
        """The day whose statuses the list is about: `on`, or the day that the page is read at."""
        chosen = next(iter(self.labels.get("on", ())), "")
        return parse_day(chosen) or timezone.localdate(self.request.moment)

    def filter_queryset(self, queryset, excluding=""):
        annotated = with_status(queryset, self.request.moment, self.day)
        return super().filter_queryset(annotated, excluding)

    @cached_property
    def in_force(self) -> int:
        """How many of the results are in force, or in effect, on the day. One query."""
        return self.qs.filter(status__in=BEGUN).count()

"""The filters of the list of agreements."""

from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from reading.facets import ChoiceFacet, TermFacet, YearFacet
from reading.filtersets import FacetedFilterSet
from relations.models import AgreementEdition, Binding, Kind, PublishedEvent
from relations.models.agreement import SIGNING_EVENTS


def signings():
    """Return the events by which agreements were signed or adopted."""
    return PublishedEvent.objects.filter(kind__in=SIGNING_EVENTS)


class PartyFacet(TermFacet):
    """Countries that are parties themselves, or whose organizations are."""

    def column(self, name):
        return Coalesce(f"parties__country__{name}", f"parties__organization__country__{name}")


class AgreementFilter(FacetedFilterSet):
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

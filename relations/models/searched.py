"""What the index holds of each type of this room, and what is computed of an edition for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps

from relations.register.vocabulary import BEGUN, SIGNING_EVENTS
from search.documents import Computed, Searched

UNDATED = "undated"  # the year of values without a period


def year_of(period: str) -> str:
    """Return the year in which a period ends; one that has not ended counts where it begins."""
    first, _slash, last = period.partition("/")
    return (last or first)[:4] or UNDATED


def periods_of(edition: Any) -> set[str]:
    """The years for which values are recorded; computed ones depend on other statistics."""
    return {year_of(row.period) for row in edition.observations.all()}


def party_countries(edition: Any) -> set[int]:
    """The countries that are parties themselves, or whose organizations are."""
    countries = {
        party.organization.country_id if party.organization else party.country_id
        for party in edition.parties.all()
    }
    return countries - {None}


def party_organizations(edition: Any) -> set[int]:
    return {party.organization_id for party in edition.parties.all()} - {None}


def first_signing(edition: Any) -> int | None:
    """The day, month or year in which an agreement was signed first, as a number that sorts."""
    days = [row.happened_on for row in edition.events.all() if row.kind in SIGNING_EVENTS]
    return int(min(days).replace("-", "").ljust(8, "0")) if days else None


def began(edition: Any) -> int | None:
    """The first day on which an edition says that it is in force, or in effect."""
    rows = [row.first for row in edition.status_intervals.all() if row.status in BEGUN]
    return min(rows).toordinal() if rows else None


def public_relationships(moment: datetime) -> tuple[str, Iterable[int]]:
    """The relationships that readers see at a moment: what stands on no public sheet is hidden."""
    public = apps.get_model("relations.RelationshipEdition").objects.as_of(moment).order_by()
    return "relationship", public.values_list("item", flat=True)


RELATIONSHIP = Searched(
    body=("lead", "offices__name", "offices__city", "readings__title"),
    facets={
        "relationship": Computed(lambda edition: [edition.item_id], "relations.Relationship"),
        "country": Computed(
            lambda edition: {edition.home_id, edition.partner_id}, "relations.Partner"
        ),
        "region": Computed(lambda edition: [edition.partner.region]),
    },
    prefetch=("partner",),
    follows={"relations.partner": "partner"},
    named={"country": 1.0},
    weight=1.0,
)
SECTION = Searched(
    body=("body",),
    facets={"relationship": "relationship", "topic": "topics"},
    named={"relationship": 0.1, "topic": 1.0},
    weight=1.0,
    shown=public_relationships,
)
AGREEMENT = Searched(
    summary=("summary", "covers"),
    body=(
        "body",
        "distinction",
        "place",
        "depositary",
        "rule",
        "citations__number",
        "parties__name",
        "mechanisms__name",
        "mechanisms__about",
        "events__outcome",
    ),
    facets={
        "relationship": "relationships",
        "topic": "topics",
        "kind": "kind",
        "binding": "binding",
        "government_level": "level",
        "lead": "lead_organizations",
        "administered": "administered_by",
        "party": Computed(party_countries, "relations.Partner"),
        "party_organization": Computed(party_organizations, "relations.Organization"),
        "signed": Computed(lambda edition: edition.signed_years()),
    },
    keys={"signed": first_signing, "in_force": began},
    prefetch=("parties__organization", "events", "status_intervals"),
    follows={"relations.organization": "parties__organization"},
    named={
        "relationship": 0.1,
        "topic": 1.0,
        "kind": 1.0,
        "lead": 1.0,
        "administered": 1.0,
        "party": 0.5,
        "party_organization": 1.0,
    },
    weight=4.0,
)
STATISTIC = Searched(
    summary=("definition", "concept", "counted"),
    body=("method_note", "source"),
    facets={
        "relationship": "relationships",
        "topic": "topics",
        "producer": "producer",
        "period": Computed(periods_of),
    },
    prefetch=("observations",),
    named={"relationship": 0.1, "topic": 1.0, "producer": 1.0},
)

"""The relationships, the fact sheet of each, and its sections."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from publishing.models import Withdrawal
from publishing.targets import Target, targets
from relations.filters import RelationshipFilter
from relations.models import (
    Agreement,
    AgreementEdition,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
)
from relations.periods import period_of
from relations.views.pages import ItemDetail, ItemList
from relations.views.statistics import Latest, latest_of

LINKED = Prefetch("agreements", Agreement.objects.only("pk"))


@dataclass(frozen=True)
class SectionOnSheet:
    """A section with the agreements that are shown beside it."""

    edition: SectionEdition
    agreements: list[Target]

    @property
    def item(self) -> Section:
        return self.edition.of


@dataclass(frozen=True)
class DatedFact:
    """Something that happened, or is to happen, on a day, in a month or in a year."""

    code: str
    words: str
    agreement: AgreementEdition

    @property
    def begins_on(self) -> date:
        return period_of(self.code).start or date.min


class RelationshipList(ItemList):
    filter_class = RelationshipFilter
    template_name = "relations/relationship_list.html"
    related = ("home", "partner", "image")


class RelationshipDetail(ItemDetail):
    model = Relationship
    template_name = "relations/relationship.html"
    prefetch = (
        "home",
        "partner",
        "image",
        "key_figures",
        "memberships__organization",
        "offices__country",
        "readings",
    )

    @classmethod
    def context(cls, edition, moment):
        item = edition.of
        sections = list(
            SectionEdition.objects.as_of(moment)
            .filter(relationship=item)
            .select_related("of")
            .prefetch_related(LINKED)
        )
        agreements = list(
            AgreementEdition.objects.as_of(moment)
            .filter(relationships=item)
            .select_related("of")
            .prefetch_related("events")
            .order_by("title_en")
        )
        today = timezone.localdate(moment)
        dates = dated_facts(agreements)
        return {
            "texts": [text for one in (edition, *sections) for text in one.prose()],
            "sides": (edition.home, edition.partner),
            "key_figures": key_figures_of([edition], moment),
            "sections": on_sheet(sections, moment),
            "agreements": agreements,
            "dates_ahead": [one for one in dates if one.begins_on > today],
            "dates_past": [one for one in reversed(dates) if one.begins_on <= today],
        }


def key_figures_of(relationships, moment: datetime) -> list[Latest]:
    """The statistics that the relationships show large."""
    shown = [figure for one in relationships for figure in one.key_figures.all()]
    return latest_of(dict.fromkeys(figure.statistic_id for figure in shown), moment)


def on_sheet(sections, moment: datetime) -> list[SectionOnSheet]:
    """Sections with the agreements that can be shown beside them, found in one query."""
    ids = {agreement.pk for one in sections for agreement in one.agreements.all()}
    found = targets(Agreement, ids, moment)
    return [
        SectionOnSheet(one, [found[a.pk] for a in one.agreements.all() if a.pk in found])
        for one in sections
    ]


def dated_facts(agreements: list[AgreementEdition]) -> list[DatedFact]:
    """The events, first reviews and ends of agreements, the earliest first."""
    facts = []
    for agreement in agreements:
        facts += [
            DatedFact(event.happened_on, event.get_kind_display(), agreement)
            for event in agreement.events.all()
        ]
        for name in ("first_review_on", "ends_on"):
            if code := getattr(agreement, name):
                label = agreement._meta.get_field(name).verbose_name
                facts.append(DatedFact(code, str(label).capitalize(), agreement))
    return sorted(facts, key=lambda fact: (fact.begins_on, fact.code))


class SectionDetail(ItemDetail):
    """One edition of a section by itself. Its live place is the fact sheet."""

    model = Section
    template_name = "relations/section.html"
    prefetch = (LINKED, "topics")

    @classmethod
    def context(cls, edition, moment):
        relationship = relationship_around(edition, moment)
        prefetch_related_objects(
            [relationship],
            "home",
            "partner",
            "memberships__organization",
            "offices__country",
            "readings",
        )
        return {
            "texts": edition.prose(),
            "sides": (relationship.home, relationship.partner),
            "relationship": relationship,
            "section": on_sheet([edition], moment)[0],
        }


def relationship_around(section: SectionEdition, moment: datetime) -> RelationshipEdition:
    """The relationship in force with a section's edition, or the first one after it began."""
    shown = RelationshipEdition.objects.standing().filter(of=section.relationship_id)
    lasting = shown.exclude(live_until__lte=moment).exclude(withdrawal=Withdrawal.IN_ERROR)
    return lasting.select_related("of").order_by("live_from")[0]

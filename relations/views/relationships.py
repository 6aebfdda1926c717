"""The relationships, the fact sheet of each, and its sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.links import former_slugs
from publishing.targets import Target, targets
from reading.lists import ItemList
from relations.filters.relationship import RelationshipFilter
from relations.models import (
    Agreement,
    AgreementEdition,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
)
from relations.records import records_of
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import Latest, latest_of
from relations.wording.periods import period_of

LINKED = Prefetch("agreements", Agreement.objects.only("pk"))


@dataclass(frozen=True)
class SheetSection:
    """A section with the agreements that are shown beside it.

    Links to where it once stood name one of its former slugs; no server sees that part of them.
    """

    edition: SectionEdition
    agreements: list[Target]
    former_slugs: Sequence[str] = ()

    @property
    def item(self) -> Section:
        return self.edition.item


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


class RelationshipExport(ListExport):
    list_view = RelationshipList
    columns = ("home", "partner", "relations_since", "lead", "memberships", "offices")
    feed_fields = ("lead",)

    def extend(self, editions, records):
        """The sections of each fact sheet."""
        sections = list(
            SectionEdition.objects.as_of(self.request.moment)
            .filter(relationship__in=[edition.item_id for edition in editions])
            .select_related("item__relationship")
        )
        told = records_of(sections, self.request.moment, self.absolute)
        for edition, record in zip(editions, records, strict=True):
            record["sections"] = [
                one
                for section, one in zip(sections, told, strict=True)
                if section.relationship_id == edition.item_id
            ]


class RelationshipDetail(ProseDetail):
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
    def get_context(cls, edition, moment):
        item = edition.item
        sections = list(
            SectionEdition.objects.as_of(moment)
            .filter(relationship=item)
            .select_related("item")
            .prefetch_related(LINKED)
        )
        agreements = list(
            AgreementEdition.objects.as_of(moment)
            .filter(relationships=item)
            .select_related("item")
            .prefetch_related("events")
            .order_by("title_en")
        )
        today = timezone.localdate(moment)
        dates = dated_facts(agreements)
        return {
            "texts": [text for one in (edition, *sections) for text in one.prose()],
            "sides": (edition.home, edition.partner),
            "key_figures": key_figures_of([edition], moment),
            "sections": sections_with_targets(sections, moment),
            "agreements": agreements,
            "dates_ahead": [one for one in dates if one.begins_on > today],
            "dates_past": [one for one in reversed(dates) if one.begins_on <= today],
        }


def key_figures_of(relationships, moment: datetime) -> list[Latest]:
    """The statistics that the relationships show large."""
    shown = [figure for one in relationships for figure in one.key_figures.all()]
    return latest_of(dict.fromkeys(figure.statistic_id for figure in shown), moment)


def sections_with_targets(sections, moment: datetime) -> list[SheetSection]:
    """Sections with the agreements that can be shown beside them; in two queries."""
    former = former_slugs(Section, [one.item_id for one in sections])
    ids = {agreement.pk for one in sections for agreement in one.agreements.all()}
    found = targets(Agreement, ids, moment)
    return [
        SheetSection(
            one,
            [found[a.pk] for a in one.agreements.all() if a.pk in found],
            former.get(one.item_id, ()),
        )
        for one in sections
    ]


def dated_facts(agreements: Iterable[AgreementEdition]) -> list[DatedFact]:
    """The events, first reviews and ends of agreements, the earliest first."""
    facts = []
    for agreement in agreements:
        facts += [
            DatedFact(event.happened_on, event.get_kind_display(), agreement)
            for event in agreement.events.all()
        ]
        rules = ((agreement.first_review_on, _("First review")), (agreement.ends_on, _("End")))
        facts += [DatedFact(code, words, agreement) for code, words in rules if code]
    return sorted(facts, key=lambda fact: (fact.begins_on, fact.code))


def dates_ahead(moment: datetime, most: int) -> list[DatedFact]:
    """The next dates of agreements after a moment, the soonest first. This causes two queries."""
    today = timezone.localdate(moment)
    # A partial date begins with its year, so text finds the few agreements that can have one ahead.
    year = str(today.year)
    can_have = (
        Q(events__happened_on__gte=year) | Q(first_review_on__gte=year) | Q(ends_on__gte=year)
    )
    agreements = (
        AgreementEdition.objects.as_of(moment)
        .filter(can_have)
        .select_related("item")
        .prefetch_related("events")
        .distinct()
    )
    return [one for one in dated_facts(agreements) if one.begins_on > today][:most]


class SectionDetail(ProseDetail):
    """One edition of a section by itself. Its live place is the fact sheet."""

    model = Section
    template_name = "relations/section.html"
    prefetch = (LINKED, "topics")

    @classmethod
    def get_context(cls, edition, moment):
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
            "section": sections_with_targets([edition], moment)[0],
        }


def relationship_around(section: SectionEdition, moment: datetime) -> RelationshipEdition:
    """The relationship in force with a section's edition, or the first one after it began, of
    those that were not published in error."""
    shown = RelationshipEdition.objects.not_cancelled().filter(item=section.relationship_id)
    lasting = shown.exclude(live_until__lte=moment).filter(suppressed=False)
    return lasting.select_related("item").order_by("live_from")[0]

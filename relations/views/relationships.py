"""The relationships, the fact sheet of each, and its sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from publishing.links import former_slugs
from publishing.targets import Target, targets
from reading.lists import ItemList
from reading.ordering import in_title_order, title_order
from relations.filters.relationship import RelationshipFilter
from relations.links.labels import checked_on
from relations.models import (
    Agreement,
    AgreementEdition,
    Organization,
    PublishedReading,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
)
from relations.models.agreement_facts import PREFETCHED
from relations.models.agreement_lives import lives_at
from relations.records import records_of
from relations.register.dates import dates_of
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import Latest, latest_of
from relations.wording.periods import period_of

BESIDE_SECTIONS = (
    Prefetch("agreements", Agreement.objects.only("pk")),
    Prefetch("organizations", Organization.objects.select_related("country", "part_of")),
)


@dataclass(frozen=True)
class SheetSection:
    """A section with the agreements that are shown beside it.

    Its former slugs stand on the page as anchors: links to them never reach the server to be
    redirected.
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

    period_code: str
    label: str
    agreement: AgreementEdition

    @property
    def begins_on(self) -> date:
        return period_of(self.period_code).start or date.min


class RelationshipList(ItemList):
    filter_class = RelationshipFilter
    template_name = "relations/relationship_list.html"
    select_related = ("home", "partner", "image")


class RelationshipExport(ListExport):
    list_view = RelationshipList
    columns = (
        "home",
        "partner",
        "relations_since",
        "lead",
        "memberships",
        "offices",
        "abbreviation",
    )
    feed_fields = ("lead",)

    def extend_records(self, editions, records):
        """Add the sections of each fact sheet."""
        sections = list(
            SectionEdition.objects.as_of(self.request.moment)
            .filter(relationship__in=[edition.item_id for edition in editions])
            .select_related("item__relationship")
        )
        section_records = records_of(sections, self.request.moment, self.absolute_url)
        for edition, record in zip(editions, records, strict=True):
            record["sections"] = [
                section_record
                for section, section_record in zip(sections, section_records, strict=True)
                if section.relationship_id == edition.item_id
            ]


class RelationshipDetail(ProseDetail):
    model = Relationship
    template_name = "relations/relationship.html"
    prefetch_related = (
        "home",
        "partner",
        "image",
        "key_figures",
        "memberships__organization",
        "offices__country",
        Prefetch("readings", PublishedReading.objects.annotate(link_checked_on=checked_on("url"))),
    )

    @classmethod
    def get_context(cls, edition, moment):
        item = edition.item
        sections = list(
            SectionEdition.objects.as_of(moment)
            .filter(relationship=item)
            .select_related("item")
            .prefetch_related(*BESIDE_SECTIONS)
        )
        agreements = list(
            AgreementEdition.objects.as_of(moment)
            .filter(relationships=item)
            .select_related("item")
            .prefetch_related(*PREFETCHED)
            .order_by(*title_order())
        )
        return {
            "texts": [text for part in (edition, *sections) for text in part.prose()],
            "sides": (edition.home, edition.partner),
            "key_figures": key_figures_of([edition], moment),
            "sections": sections_with_targets(sections, moment),
            "agreements": agreements,
            "dates_ahead": dates_ahead(agreements, moment),
            "dates_past": dates_past(agreements, timezone.localdate(moment)),
        }


def key_figures_of(relationships, moment: datetime) -> list[Latest]:
    """Return the latest values of the key figures of relationships, each statistic once."""
    figures = [figure for edition in relationships for figure in edition.key_figures.all()]
    return latest_of(dict.fromkeys(figure.statistic_id for figure in figures), moment)


def sections_with_targets(sections, moment: datetime) -> list[SheetSection]:
    """Return sections with the agreements that can be shown beside them. Two queries."""
    former = former_slugs(Section, [section.item_id for section in sections])
    ids = {agreement.pk for section in sections for agreement in section.agreements.all()}
    linked = targets(Agreement, ids, moment)
    return [
        SheetSection(
            section,
            in_title_order(linked[row.pk] for row in section.agreements.all() if row.pk in linked),
            former.get(section.item_id, ()),
        )
        for section in sections
    ]


def dates_ahead(agreements: Iterable[AgreementEdition], moment: datetime) -> list[DatedFact]:
    """Return what is due under agreements, and what is past and of which the outcome is not
    recorded, the earliest first. Prefetch `PREFETCHED`."""
    today, lives = timezone.localdate(moment), lives_at(agreements, moment)
    return in_order(
        DatedFact(due.on.code, str(due.words), agreement)
        for agreement in agreements
        for due in dates_of(lives[agreement.pk], today)
    )


def dates_past(agreements: Iterable[AgreementEdition], day: date) -> list[DatedFact]:
    """Return the events of agreements that have begun by a day, the latest first."""
    facts = in_order(
        DatedFact(event.happened_on, event.name_on(day), agreement)
        for agreement in agreements
        for event in agreement.events.all()
    )
    return [fact for fact in reversed(facts) if fact.begins_on <= day]


def in_order(facts: Iterable[DatedFact]) -> list[DatedFact]:
    return sorted(facts, key=lambda fact: (fact.begins_on, fact.period_code))


class SectionDetail(ProseDetail):
    """One edition of a section by itself; the one in force stands on the fact sheet."""

    model = Section
    template_name = "relations/section.html"
    prefetch_related = (*BESIDE_SECTIONS, "topics")

    @classmethod
    def get_context(cls, edition, moment):
        relationship = relationship_for(edition, moment)
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


def relationship_for(section: SectionEdition, moment: datetime) -> RelationshipEdition:
    """Return the edition of a section's relationship that was in force at `moment`, or the first
    one after it, of those that were not published in error. One query."""
    editions = RelationshipEdition.objects.not_cancelled().filter(item=section.relationship_id)
    editions = editions.exclude(live_until__lte=moment).filter(suppressed=False)
    return editions.select_related("item").order_by("live_from")[0]

"""The agreements, and the page of each."""

from publishing.targets import targets
from reading.lists import ItemList
from relations.filters.agreement import AgreementFilter
from relations.models import (
    Agreement,
    AgreementEdition,
    PublishedLink,
    Relationship,
    SectionEdition,
)
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import latest_of


class AgreementList(ItemList):
    filter_class = AgreementFilter
    template_name = "relations/agreement_list.html"
    prefetch = ("topics", "parties__country", "parties__organization", "events")


class AgreementExport(ListExport):
    list_view = AgreementList
    columns = (
        "abbreviation",
        "summary",
        "kind",
        "binding",
        "scope",
        "level",
        "party_names",
        "events",
        "first_review_on",
        "ends_on",
        "rule",
        "topics",
        "lead_organizations",
        "administered_by",
        "citations",
        "body",
    )

    def extend(self, editions, records):
        """The names of the parties, which have dates of their own."""
        for record in records:
            record["party_names"] = [
                (one["country"] or one["organization"] or one)["name"] for one in record["parties"]
            ]


class AgreementDetail(ProseDetail):
    model = Agreement
    template_name = "relations/agreement.html"
    prefetch = (
        "parties__country",
        "parties__organization",
        "events",
        "mechanisms",
        "links",
        "citations",
        "texts",
        "topics",
        "lead_organizations__country",
        "lead_organizations__part_of",
        "administered_by__country",
        "administered_by__part_of",
        "statistics",
        "relationships",
    )

    @classmethod
    def get_context(cls, edition, moment):
        item = edition.item
        links = edition.links.all()
        linked = targets(Agreement, [one.agreement_linked_id for one in links], moment)
        relationships = [one.pk for one in edition.relationships.all()]
        return {
            "texts": edition.prose(),
            "links": [
                (one, linked.get(one.agreement_linked_id))
                for one in links
                if one.title or one.agreement_linked_id in linked
            ],
            "linked_from": linked_from(item, moment),
            "statistics": latest_of([one.pk for one in edition.statistics.all()], moment),
            "relationships": list(targets(Relationship, relationships, moment).values()),
            "sections": SectionEdition.objects.as_of(moment)
            .filter(agreements=item)
            .select_related("item__relationship"),
        }


def linked_from(item: Agreement, moment) -> list[PublishedLink]:
    """The relations in which other agreements, in force at `moment`, stand to this one."""
    return list(
        PublishedLink.objects.filter(
            agreement_linked=item, edition__in=AgreementEdition.objects.as_of(moment)
        )
        .select_related("edition__item")
        .order_by("kind", "edition__title_en")
    )

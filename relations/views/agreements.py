"""The agreements, and the page of each."""

from datetime import datetime

from django.core.exceptions import BadRequest
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from publishing.files import json_response
from publishing.languages import LANGUAGES
from publishing.targets import targets
from reading.facets import parse_day
from reading.items import ItemView
from reading.lists import ItemList
from reading.ordering import in_title_order, title_order
from reading.responses import noindex_if_past
from relations.filters.agreement import AgreementFilter
from relations.models import (
    Agreement,
    AgreementEdition,
    PublishedLink,
    PublishedParty,
    Relationship,
    SectionEdition,
)
from relations.models.agreement_facts import PREFETCHED, facts_of
from relations.models.agreement_status import life_at
from relations.register.dates import dates_of
from relations.register.life import life_of
from relations.register.statements import derived_record, standing_record, status_json
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import latest_of


class AgreementList(ItemList):
    filter_class = AgreementFilter
    template_name = "relations/agreement_list.html"
    prefetch_related = (
        "topics",
        Prefetch("parties", PublishedParty.objects.select_related("country", "organization")),
        "events",
    )


class AgreementStatus(ItemView):
    """The status of an agreement on a day, and the steps by which it follows, as JSON.

    `on` is the day, by default that of `at`. Raises BadRequest when it is none.
    """

    model = Agreement

    def respond(self, request, edition):
        if edition.withdrawal:
            raise Http404
        text = request.GET.get("on", "").strip()
        day = parse_day(text) if text else timezone.localdate(request.moment)
        if day is None:
            raise BadRequest(
                gettext("“%(value)s” is not a day. Write it as 2020-06-30.") % {"value": text[:40]}
            )
        prefetch_related_objects([edition], *PREFETCHED)
        content = status_json(edition, life_at(edition, request.moment), request.moment, day)
        return noindex_if_past(request, json_response(content))

    def url_of(self, target):
        return reverse("agreement-status", args=[target.edition.item.slug])


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
        "source",
        "source_url",
        "sourced_on",
        "license",
        "status",
        "status_on",
        "since",
        "next_date",
    )

    def extend_records(self, editions, records):
        """Add what follows from events and rules, the status on the day of the list among it, and
        the names of the parties, which in `parties` are beside their dates; call events what they
        are called on the day."""
        prefetch_related_objects(editions, *PREFETCHED)
        day = timezone.localdate(self.request.moment)
        status_on = self.list_view.get_filters(self.request).day.isoformat()
        for edition, record in zip(editions, records, strict=True):
            record.update(derived_record(life_of(facts_of(edition))))
            record.update(standing_record(edition))
            record["status_on"] = status_on
            record["party_names"] = [
                (party["country"] or party["organization"] or party)["name"]
                for party in record["parties"]
            ]
            for event, told in zip(edition.events.all(), record["events"], strict=True):
                told["kind"] = {**told["kind"], "name": _names_on(day, event)}


def _names_on(day, event) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = event.name_on(day)
    return names


class AgreementDetail(ProseDetail):
    model = Agreement
    template_name = "relations/agreement.html"
    prefetch_related = (
        *PREFETCHED,
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
        linked = targets(Agreement, [link.agreement_linked_id for link in links], moment)
        relationships = [relationship.pk for relationship in edition.relationships.all()]
        statistics = [statistic.pk for statistic in edition.statistics.all()]
        life, today = life_at(edition, moment), timezone.localdate(moment)
        return {
            "texts": edition.prose(),
            "life": life,
            "standing": life.on(today),
            "due": dates_of(life, today),
            "links": [
                (link, linked.get(link.agreement_linked_id))
                for link in links
                if link.title or link.agreement_linked_id in linked
            ],
            "linked_from": linked_from(item, moment),
            "statistics": in_title_order(latest_of(statistics, moment)),
            "relationships": in_title_order(targets(Relationship, relationships, moment).values()),
            "sections": SectionEdition.objects.as_of(moment)
            .filter(agreements=item)
            .select_related("item__relationship"),
        }


def linked_from(item: Agreement, moment: datetime) -> list[PublishedLink]:
    """Return the links of other agreements, in force at `moment`, to this one. One query."""
    return list(
        PublishedLink.objects.filter(
            agreement_linked=item, edition__in=AgreementEdition.objects.as_of(moment)
        )
        .select_related("edition__item")
        .order_by("kind", *title_order("edition__"))
    )

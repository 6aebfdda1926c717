"""The agreements, and the page of each."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from publishing.files import json_response
from publishing.languages import LANGUAGES
from publishing.links import absolute_url
from publishing.targets import targets
from reading.facets import NOT_A_DAY, parse_day
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
from relations.models.agreement_facts import PREFETCHED, facts_of, party_key
from relations.models.agreement_lists import PENDING, statuses_of
from relations.models.agreement_lives import life_at, party_standings
from relations.register.citing import legal
from relations.register.course import Review
from relations.register.dates import dates_of
from relations.register.legislation import legislation
from relations.register.life import life_of
from relations.register.parties import PartyStanding
from relations.register.sentences import relation_words
from relations.register.statements import derived_record, standing_record, status_json
from relations.register.unknowns import unknowns
from relations.register.vocabulary import EventKind, RuleKind
from relations.views.agreement_files import citable_of, media_objects, text_address
from relations.views.exports import ListExport
from relations.views.prose import ProseDetail
from relations.views.statistics import latest_of


class Relation(NamedTuple):
    """A relation to another agreement: the row, what it leads to on this site, and whether it
    waits for the one that makes it to enter into force."""

    link: PublishedLink
    other: Any
    pending: bool

    def words(self) -> str:
        return relation_words(self.link.kind, pending=self.pending)

    def words_from_other(self) -> str:
        return relation_words(self.link.kind, pending=self.pending, of_other=True)

    def recorded(self) -> str:
        """The relation as it is recorded, whether in force or not."""
        return relation_words(self.link.kind, pending=False)

    def recorded_from_other(self) -> str:
        return relation_words(self.link.kind, pending=False, of_other=True)


class AgreementList(ItemList):
    filter_class = AgreementFilter
    template_name = "relations/agreement_list.html"
    prefetch_related = (
        "topics",
        Prefetch("parties", PublishedParty.objects.select_related("country", "organization")),
        "events",
    )


def asked_day(request) -> date | None:
    """Return the day that the query asks about: `on`, or the day that the page is read at; None
    where what it says is no day."""
    text = request.GET.get("on", "").strip()
    return parse_day(text) if text else timezone.localdate(request.moment)


def no_day(request) -> str:
    """Say which value of `on` is no day."""
    value = request.GET["on"].strip()[:40]
    return str(NOT_A_DAY) % {"value": value}


class AgreementStatus(ItemView):
    """The status of an agreement on a day, and the steps by which it follows, as JSON.

    `on` is the day, by default that of `at`. Raises BadRequest when it is none.
    """

    model = Agreement

    def respond(self, request, edition):
        if edition.withdrawal:
            raise Http404
        day = asked_day(request)
        if day is None:
            raise BadRequest(no_day(request))
        prefetch_related_objects([edition], *PREFETCHED, "relationships")
        life = life_at(edition, request.moment)
        parties = party_standings(edition, life, day)
        content = status_json(edition, life, parties, request.moment, day)
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
        "texts",
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
            for text, told in zip(edition.texts.all(), record["texts"], strict=True):
                file = text_address(edition.item.slug, text)
                told["file"] = file and absolute_url(self.request, file)


def _names_on(day, event) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = event.name_on(day)
    return names


class ReviewHeld(NamedTuple):
    """A review of which the day has come, and each party with the event that records what it said
    there, or None."""

    review: Review
    said: list[tuple[PartyStanding, Any]]


def reviews_of(edition, life, parties, day) -> list[ReviewHeld]:
    """Return the reviews up to a day at which a new term could be confirmed."""
    if not any(rule.kind in (RuleKind.DECISION, RuleKind.REFUSED) for rule in life.facts.rules):
        return []
    events = [event for event in edition.events.all() if event.kind == EventKind.REVIEWED]
    held = []
    for review in life.course.reviews:
        days = {(act.party, act.on.code) for act in review.acts}
        of_review = {
            party_key(event): event
            for event in events
            if (party_key(event), event.happened_on) in days
        }
        if review.acts or review.on.last < day:
            said = [(party, of_review.get(party.key)) for party in parties]
            held.append(ReviewHeld(review, said))
    return held


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
        item, links = edition.item, edition.links.all()
        linked = targets(Agreement, [link.agreement_linked_id for link in links], moment)
        relationships = [relationship.pk for relationship in edition.relationships.all()]
        statistics = [statistic.pk for statistic in edition.statistics.all()]
        life, today = life_at(edition, moment), timezone.localdate(moment)
        citable = citable_of(edition, life.facts)
        return {
            "citable": citable,
            "legal_citation": legal(citable),
            "legislation": legislation(citable, life, today, media_objects(edition)),
            "texts": edition.prose(),
            "life": life,
            "linked": linked,
            "statistics": in_title_order(latest_of(statistics, moment)),
            "relationships": in_title_order(targets(Relationship, relationships, moment).values()),
            "sections": SectionEdition.objects.as_of(moment)
            .filter(agreements=item)
            .select_related("item__relationship"),
        }

    @classmethod
    def complete_context(cls, context, request):
        """Add what the page says of the day that is asked about, by what is known at its moment."""
        super().complete_context(context, request)
        day, today = asked_day(request), timezone.localdate(context["moment"])
        if not request.GET.get("on", "").strip():
            day = today
        elif day:
            request.kept_query = [("on", day.isoformat())]
        context.update({"day": day, "no_day": "" if day else no_day(request), "today": today})
        context.update(_on_day(context, day or today))


def _on_day(context: dict, day: date) -> dict:
    """What the page of an agreement says of a day."""
    edition, life, moment, linked = (
        context[key] for key in ("edition", "life", "moment", "linked")
    )
    standing, parties = life.on(day), party_standings(edition, life, day)
    from_others = linked_from(edition.item, moment)
    statuses = statuses_of([link.edition_id for link in from_others], moment, day)
    return {
        "standing": standing,
        "parties": parties,
        "reviews": reviews_of(edition, life, parties, day),
        "due": dates_of(life, day, context["today"]),
        "unknown": list(unknowns(life, {each.key: each.name for each in parties}, day)),
        "links": [
            Relation(link, linked.get(link.agreement_linked_id), standing.status in PENDING)
            for link in edition.links.all()
            if link.title or link.agreement_linked_id in linked
        ],
        "linked_from": [
            Relation(link, link.edition, statuses.get(link.edition_id) in PENDING)
            for link in from_others
        ],
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

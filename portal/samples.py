"""Samples for the style guide: models that are never saved, and a list that filters nothing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter

from portal.models import Page, PageEdition
from programs.models import (
    Applicants,
    ApplicationMethod,
    Audience,
    Program,
    ProgramEdition,
    PublishedCall,
)
from publishing.languages import LANGUAGES
from reading.facets import Facet
from reading.filtersets import FacetedFilterSet
from reading.ordering import Order, OrderParameter
from relations.models import (
    Agreement,
    AgreementEdition,
    LinkCheck,
    OfficeKind,
    Organization,
    Partner,
    PublishedEvent,
    PublishedMembership,
    PublishedObservation,
    PublishedOffice,
    PublishedParty,
    PublishedReading,
    PublishedRule,
    PublishedText,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
    Statistic,
    StatisticEdition,
    Topic,
)
from relations.register.vocabulary import EventKind, Kind, RuleKind, Status
from relations.texts import FileType

SLUG = "sample"
MONEY: dict = {"unit": "usd", "scale": 9, "decimals": 1}


def translations(**texts: str) -> dict[str, str]:
    """Return the columns of translated fields, with the same text in every language."""
    return {f"{name}_{language}": text for name, text in texts.items() for language in LANGUAGES}


def with_related(instance: Any, **rows: Iterable[Model]) -> Any:
    """Give an instance that is not saved the rows of its related managers, as a prefetch does."""
    instance.pk = 0
    instance._prefetched_objects_cache = rows
    return instance


def country(code: str) -> Partner:
    names = {"US": _("United States"), "MX": _("Mexico"), "CA": _("Canada")}
    return Partner(code=code, **translations(name=names[code]))


def organization() -> Organization:
    texts = translations(name=_("An organization"), abbreviation="ORG")
    return Organization(country=country("MX"), **texts)


def relationship(home: str, partner: str, now: datetime) -> RelationshipEdition:
    """A fact sheet with every kind of membership, office and reading."""
    sides = {"home": country(home), "partner": country(partner)}
    lead = _("Two neighbors, in a sentence or two.")
    texts = translations(
        title=" – ".join(str(side.name) for side in sides.values()),
        lead=f"<p>{lead}</p>",
    )
    reading = {"publisher": "Library of Congress", "last_checked_on": now.date()}
    office = {"street": "1 Sample Street", "city": "Washington", "telephone": "+1 202 555 0100"}
    return with_related(
        RelationshipEdition(item=Relationship(slug=SLUG), **sides, **texts),
        memberships=[
            PublishedMembership(organization=organization(), shared=True, begins="1994"),
            PublishedMembership(organization=organization()),
            PublishedMembership(organization=organization(), begins="2021", ends="2022"),
        ],
        offices=[PublishedOffice(kind=OfficeKind.EMBASSY, country=sides["partner"], **office)],
        readings=[
            PublishedReading(
                **translations(title=_("A book with a link")), url="https://example.org", **reading
            ),
            PublishedReading(**translations(title=_("A book without one")), **reading),
        ],
    )


def dead_links(today: date) -> dict[str, LinkCheck]:
    """Links that do not work, by address: the text of the agreement, and its source."""
    address = "https://example.org/"
    return {address: LinkCheck(address=address, failed_days=3, failed_on=today)}


def statistic(title: str, values: dict[str, str], **columns) -> StatisticEdition:
    """A statistic with its values by period, and without a producer."""
    item = Statistic(slug=f"{SLUG}-{columns.get('measure', '')}", key=SLUG)
    source = {**translations(source=_("A book with a link")), "source_url": "https://example.org"}
    return with_related(
        StatisticEdition(item=item, **translations(title=title), **columns),
        observations=[
            PublishedObservation(period=period, value=Decimal(value), **source)
            for period, value in values.items()
        ],
        topics=[],
    )


def statistics() -> list[StatisticEdition]:
    """Of money, of things counted, and one without a date."""
    return [
        statistic(_("Goods and services traded"), {"2021": "725.7"}, **MONEY),
        statistic(_("People who cross each day"), {"2022-08": "1100000"}),
        statistic(_("Ports of entry"), {"": "47"}),
    ]


def charted_statistics() -> list[StatisticEdition]:
    """The same series as bars and as a line."""
    values = {"2018": "611.5", "2019": "614.5", "2020": "538.1", "2021": "661.2"}
    measures = ("flow", "stock")
    return [statistic(_("Goods traded"), values, measure=each, **MONEY) for each in measures]


def agreement(today: date) -> AgreementEdition:
    """A treaty that is in force, with a review whose outcome is not recorded, and its end ahead."""
    texts = translations(
        title=_("An agreement"),
        abbreviation="ABC",
        summary=_("What it is about, in one or two sentences."),
        source=_("A publication"),
    )
    file = {"sha256": "0" * 64, "file_type": FileType.PDF, "size": 120_000}
    columns = {"kind": Kind.TREATY, "source_url": "https://example.org/", "sourced_on": "1944-02"}
    sample = with_related(
        AgreementEdition(item=Agreement(slug=SLUG), **columns, **texts),
        parties=[PublishedParty(country=country(code)) for code in ("US", "MX")],
        events=[
            PublishedEvent(kind=EventKind.SIGNED, happened_on="1944-02-03"),
            PublishedEvent(kind=EventKind.ENTERED_INTO_FORCE, happened_on="1945"),
        ],
        rules=[
            PublishedRule(kind=RuleKind.TERM, day=f"{today.year + 2}-07-01"),
            PublishedRule(kind=RuleKind.REVIEW, day="2000", every_amount=6),
            PublishedRule(kind=RuleKind.REFUSED, amount=1),
        ],
        topics=[Topic(**translations(name=_("Water")))],
        relationships=[],
        texts=[
            PublishedText(language="English", authenticity="authentic", pages=2, **file),
            PublishedText(language="Spanish", url="https://example.org/"),
        ],
    )
    sample.status = Status.IN_FORCE
    sample.since_first, sample.since_last = date(1945, 1, 1), date(1945, 12, 31)
    sample.unrecorded = "review 2000-01-01 2000-12-31"
    sample.next_date = f"end {today.year + 2}-07-01 {today.year + 2}-07-01"
    return sample


def program(today: date) -> ProgramEdition:
    """A program whose call closes soon."""
    asked = translations(conditions="\n".join([_("One thing"), _("Another thing")]))
    texts = translations(
        title=_("A program"),
        abbreviation="ABC",
        summary=_("What it offers, in one or two sentences."),
    )
    choices = {"taking_part": ApplicationMethod.OPEN, "applicants": Applicants.PERSON}
    return with_related(
        ProgramEdition(item=Program(slug=SLUG), **texts, **choices),
        audiences=[Audience(**translations(name=_("students")))],
        fields=[],
        calls=[PublishedCall(cycle="2026", closes_on=today + timedelta(days=5), **asked)],
        citizenships=[country("US"), country("MX")],
        residences=[],
    )


def section() -> SectionEdition:
    body = _(
        "Text at the measure at which it is read, sixty to seventy-five "
        "letters to a line, with related agreements and programs beside it on wide screens."
    )
    texts = translations(title=_("A section"), body=f"<p>{body}</p>")
    return with_related(
        SectionEdition(item=Section(slug="sample-section"), **texts), organizations=[organization()]
    )


def page(live_from: datetime, *, note: str = "", **columns) -> PageEdition:
    """An edition of a page, recorded at the moment it begins unless `columns` say otherwise."""
    columns = {"recorded_at": live_from, **columns}
    texts = translations(title=_("A page"), note=note)
    return PageEdition(pk=0, item=Page(slug=SLUG), live_from=live_from, **texts, **columns)


class SampleFacet(Facet):
    """Two choices with their counts, whatever the list holds."""

    def valid_labels(self, values):
        labels = {value: label for value, label, _number in self.ranked({})}
        return {value: labels[value] for value in values if value in labels}

    def apply(self, queryset, values):
        return queryset

    def ranked(self, counts):
        return [("trade", _("Trade"), 12), ("water", _("Water"), 3)]


class SampleFilter(FacetedFilterSet):
    q = CharFilter("title_en", label=gettext_lazy("Search"))
    topic = SampleFacet(
        "topics",
        label=gettext_lazy("Topic"),
        invalid_message=gettext_lazy("“%(value)s” is not a topic."),
    )
    sort = OrderParameter(
        "sort",
        label=gettext_lazy("Sort by"),
        orders={"title": Order(gettext_lazy("Title")), "signed": Order(gettext_lazy("Signed"))},
        invalid_message="%(value)s",
    )

    class Meta:
        model = AgreementEdition
        fields = ()

    @property
    def path(self):
        return reverse("agreement-list")

    def ranked(self, name):
        return self.filters[name].ranked({})


def filters(request, query: str = "") -> SampleFilter:
    """The filters of a list, as a query sets them; the list is empty, so that no query is made."""
    return SampleFilter(QueryDict(query), AgreementEdition.objects.none(), request=request)

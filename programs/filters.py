"""The filters of the program directory."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Case, IntegerField, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.directions import direction_labels
from programs.models import (
    Applicants,
    ApplicationMethod,
    AudienceKind,
    ExchangeDirection,
    ProgramEdition,
    ProgramState,
)
from programs.models.searched import ANYONE, BOUNDS, AgeBand
from programs.standings import (
    HAS_ENDED,
    Applications,
    Standings,
    closes_at,
    newest_on,
    standings_at,
)
from reading.answers import kept_for
from reading.facets import NOT_RECORDED, ChoiceFacet, OrNotRecorded, SetFacet, TermFacet
from reading.indexed import Words
from reading.ordering import Order, OrderParameter
from relations.filters.belonging import BelongingFilterSet
from search.documents import UNKNOWN
from search.matching import any_of


class RecordedChoice(OrNotRecorded, ChoiceFacet):
    """Fixed choices, or none."""


class RecordedTerm(OrNotRecorded, TermFacet):
    """Rows of another table, or none."""


class AudienceFacet(RecordedTerm):
    """People, then institutions, each under a heading: those of the most programs first."""

    kinds: ClassVar = dict(enumerate(AudienceKind))

    def position(self):
        whens = [When(kind=kind, then=place) for place, kind in self.kinds.items()]
        return Case(*whens, output_field=IntegerField())

    def ranked(self, counts):
        place = {term.value: term.position for term in self.parent.counted_terms[self.name]}
        rows = super().ranked(counts)  # in the order of labels
        return sorted(rows, key=lambda row: (place.get(row[0], len(self.kinds)), -row[2]))

    def headings(self):
        terms = [self.parent.asked_terms, self.parent.counted_terms]
        return {
            term.value: str(self.kinds[term.position].label)
            for asked in terms
            for term in asked[self.name]
        }


class DirectionFacet(RecordedChoice):
    """The directions, with the names of the countries on a site about two."""

    def labels(self):
        return direction_labels(self.parent.sides)


class CitizenshipFacet(RecordedTerm):
    """The countries whose citizens may apply; whoever may apply whatever the citizenship is among
    the citizens of each."""

    def offered(self, counts):
        """Where some programs are open to anyone: also the countries of the relationships."""
        offered = {int(pk) for pk in counts}
        if ANYONE in offered:
            for edition in self.parent.relationships.values():
                offered |= {edition.home_id, edition.partner_id}
            offered |= {term.pk for term in self.parent.asked_terms[self.name]}
        return offered

    def apply(self, queryset, values):
        found = super().apply(queryset, values)
        if set(values) - {NOT_RECORDED}:
            anyone = self.model._base_manager.filter(any_citizenship=True)
            return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=anyone.values("pk")))
        return found.exclude(any_citizenship=True)

    def condition_of_known(self, values):
        terms = self.parent.asked_terms[self.name]
        ids = [term.pk for term in terms if term.value in values]
        return any_of(self.indexed_as, [*ids, ANYONE])

    def ranked(self, counts):
        anyone = counts.get(str(ANYONE), 0)
        terms = self.parent.counted_terms[self.name]
        own = {str(term.pk): counts.get(str(term.pk), 0) + anyone for term in terms}
        return super().ranked({**counts, **own})


class ApplicantFacet(RecordedChoice):
    """Individuals or organizations: what is for both is for each."""

    def labels(self):
        labels = super().labels()
        labels.pop(Applicants.BOTH)
        return labels

    def apply_known(self, queryset, values):
        return super().apply_known(queryset, [*values, Applicants.BOTH])

    def condition_of_known(self, values):
        return any_of(self.indexed_as, [*values, Applicants.BOTH])

    def ranked(self, counts):
        both = counts.get(Applicants.BOTH, 0)
        own = {**counts, **{value: counts.get(value, 0) + both for value in self.labels()}}
        return [row for row in super().ranked(own) if row[2]]


class AgeFacet(RecordedChoice):
    """Ages of which some may apply."""

    def apply_known(self, queryset, values):
        known = ~Q(age_from=None, age_until=None)
        found = Q()
        for value in values:
            first, last = BOUNDS[AgeBand(value)]
            young = Q(age_from=None) | Q(age_from__lte=last)
            found |= young & (Q(age_until=None) | Q(age_until__gte=first))
        return queryset.filter(known & found)

    def missing(self, queryset):
        return queryset.filter(age_from=None, age_until=None)


class ApplicationsFacet(OrNotRecorded, SetFacet):
    """Whether one can apply at the moment of the page."""

    def sets(self):
        return self.parent.standings.sets

    def count(self, count):
        unknown = count(any_of(self.indexed_as, [UNKNOWN]))
        return {**super().count(count), UNKNOWN: unknown}

    def apply_known(self, queryset, values):
        sets = self.sets()
        return queryset.filter(pk__in={pk for value in values for pk in sets[value]})

    def missing(self, queryset):
        return queryset.exclude(pk__in={pk for ids in self.sets().values() for pk in ids})


class Announced(models.TextChoices):
    LAST_30_DAYS = "last-30-days", _("In the last 30 days")


class AnnouncedFacet(SetFacet):
    """Whether a call was announced in the days before the moment of the page."""

    def sets(self):
        return {Announced.LAST_30_DAYS: self.parent.standings.new}

    def apply(self, queryset, values):
        return queryset.filter(pk__in=self.parent.standings.new)


def _closing(filters) -> tuple:
    return closes_at(filters.request.moment), HAS_ENDED


def _newest(filters) -> tuple:
    return newest_on(filters.request.moment), HAS_ENDED


class ProgramFilter(BelongingFilterSet):
    q = Words(label=_("Search"))
    leading = ("audience", "citizenship", "applications")
    last = ("state", ProgramState.ENDED)

    audience = AudienceFacet(
        "audiences", label=_("For whom"), invalid_message=_("“%(value)s” is not an audience.")
    )
    citizenship = CitizenshipFacet(
        "citizenships",
        key="code",
        derived=True,
        label=_("Open to citizens of"),
        invalid_message=_("“%(value)s” is not the code of a country on this site."),
    )
    applications = ApplicationsFacet(
        "applications",
        derived=True,
        label=_("Applications"),
        choices=Applications,
        invalid_message=_("“%(value)s” is not a state of applications."),
    )
    announced = AnnouncedFacet(
        "announced",
        derived=True,
        label=_("Call announced"),
        choices=Announced,
        invalid_message=_("“%(value)s” is not a time of an announcement. Write last-30-days."),
    )
    taking_part = RecordedChoice(
        "taking_part",
        label=_("How to apply"),
        choices=ApplicationMethod,
        invalid_message=_("“%(value)s” is not a way to apply."),
    )
    direction = DirectionFacet(
        "direction",
        label=_("Direction"),
        choices=ExchangeDirection,
        invalid_message=_("“%(value)s” is not a direction."),
    )
    level = RecordedTerm(
        "levels",
        order="position",
        label=_("Level"),
        invalid_message=_("“%(value)s” is not a level."),
    )
    field = RecordedTerm(
        "fields", label=_("Field"), invalid_message=_("“%(value)s” is not a field.")
    )
    residence = RecordedTerm(
        "residences",
        key="code",
        derived=True,
        label=_("For those who live in"),
        invalid_message=_("“%(value)s” is not the code of a country on this site."),
    )
    applicant = ApplicantFacet(
        "applicants",
        indexed_as="applicants",
        derived=True,
        label=_("Who applies"),
        choices=Applicants,
        invalid_message=_("“%(value)s” is neither person nor organization."),
    )
    age = AgeFacet(
        "age_from",
        derived=True,
        label=_("Age"),
        choices=AgeBand,
        invalid_message=_("“%(value)s” is not a range of ages."),
    )
    topic = TermFacet("topics", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))
    sponsor = RecordedTerm(
        "sponsors", label=_("Sponsor"), invalid_message=_("“%(value)s” is not a sponsor.")
    )
    state = RecordedChoice(
        "state",
        label=_("State"),
        choices=ProgramState,
        invalid_message=_("“%(value)s” is not a state."),
    )
    sort = OrderParameter(
        "sort",
        label=_("Sort by"),
        orders={
            "name": Order(_("Name"), lambda _filters: (HAS_ENDED,), "ended", ways=("",)),
            "closing": Order(
                _("Closing soonest first"),
                _closing,
                "ended",
                lambda filters: filters.standings.closing,
                ways=("",),
            ),
            "newest": Order(
                _("Newest first"),
                _newest,
                "ended",
                lambda filters: filters.standings.newest,
                ways=("-",),
            ),
        },
        invalid_message=_("“%(value)s” is no order of this list. Write name, closing or -newest."),
    )

    class Meta:
        model = ProgramEdition
        fields = ()

    @cached_property
    def silent(self) -> tuple[int, str]:
        """How many programs more do not say whose citizens may apply, and the URL of the list with
        them; none where no citizenship is asked for."""
        asked = self.labels.get("citizenship")
        if not asked or NOT_RECORDED in asked or self.index is None:
            return 0, ""
        number = self.counts["citizenship"].get(UNKNOWN, 0)
        return number, self.url_with("citizenship", NOT_RECORDED)

    @cached_property
    def standings(self) -> Standings:
        """What can be applied to at the moment."""
        today = timezone.localdate(self.request.moment)
        return standings_at(*kept_for(self.request), today)

    @property
    def calendar_url(self) -> str:
        """The address of the dates of these programs as a calendar to subscribe to."""
        return self._url(self._valid_pairs(), "", reverse("program-list-calendar"))

    @property
    def calls_url(self) -> str:
        """The address of the calls of these programs as a feed, the newest first."""
        return self._url(self._valid_pairs(), "", reverse("call-feed"))

"""The filters of the list of dates."""

from collections import Counter, defaultdict
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from portal.dates import TYPES, DateRows, Part
from publishing.characters import fold
from publishing.links import keep_at, with_query
from publishing.models import NAME_COLUMNS
from reading.facets import DayParameter, Facet, parse_day
from reading.filtersets import FacetedFilterSet
from relations.models import Partner, RelationshipEdition, Topic


class DateFacet(Facet):
    """A facet of dates of several types; a subclass says which values there are."""

    def labels(self) -> dict[str, str]:
        """Return the values with their labels, in the order to show them."""
        raise NotImplementedError

    def valid_labels(self, values):
        labels = self.labels() if values else {}
        return {value: labels[value] for value in values if value in labels}

    def column(self, part: Part) -> Combinable | None:
        """Return the value of a row of `part`; None where its rows have none."""
        raise NotImplementedError

    def counts(self, rows: DateRows) -> list[QuerySet]:
        """Return queries of the name of this facet, a value and how many rows have it, one for each
        part whose rows have a value."""
        name, number = Cast(Value(self.name), TextField()), Count("pk", distinct=True)
        return [
            part.rows.order_by().values_list(name, Cast(column, TextField())).annotate(n=number)
            for part in rows.parts
            if (column := self.column(part)) is not None
        ]

    def ranked(self, counts):
        labels = self.labels() if counts else {}
        return [(value, label, counts[value]) for value, label in labels.items() if counts[value]]


class KindFacet(DateFacet):
    def labels(self):
        return {value: str(label) for dates in TYPES for value, label in dates.kinds.choices}

    def apply(self, queryset, values):
        return queryset.narrowed(lambda part: part.rows.filter(date_kind__in=values))

    def column(self, part):
        return F("date_kind")


def _type_of(part: Part) -> str:
    return part.dates.edition_model.item_model()._meta.model_name


class TypeFacet(DateFacet):
    def labels(self):
        models = [dates.edition_model.item_model() for dates in TYPES]
        return {
            model._meta.model_name: capfirst(str(model._meta.verbose_name_plural))
            for model in models
        }

    def apply(self, queryset, values):
        return DateRows(
            part if _type_of(part) in values else Part(part.dates, part.rows.none())
            for part in queryset.parts
        )

    def column(self, part):
        return Value(_type_of(part))


class RelatedFacet(DateFacet):
    """What the items refer to, named in addresses by slug or code."""

    @cached_property
    def _labels(self) -> dict[str, str]:
        return self.terms()

    def terms(self) -> dict[str, str]:
        """Return every value with its label. One query."""
        raise NotImplementedError

    def labels(self):
        ordered = sorted(self._labels.items(), key=lambda pair: fold(pair[1]))
        return dict(ordered)

    def apply(self, queryset, values):
        def narrow(part: Part):
            column = part.dates.terms().get(self.field_name)
            if column is None:
                return part.rows.none()
            editions = part.dates.edition_model._base_manager.alias(term=column)
            return part.rows.filter(date_edition__in=editions.filter(term__in=values).values("pk"))

        return queryset.narrowed(narrow)

    def column(self, part):
        return part.dates.terms(part.dates.prefix).get(self.field_name)


class RelationshipFacet(RelatedFacet):
    def terms(self):
        editions = RelationshipEdition.objects.as_of(self.parent.request.moment)
        return {row.item.slug: str(row.title) for row in editions.select_related("item")}


class TopicFacet(RelatedFacet):
    def terms(self):
        return {topic.slug: str(topic.name) for topic in Topic.objects.all()}


class PartyFacet(RelatedFacet):
    """Parties to agreements; other items have none."""

    def terms(self):
        return {country.code: str(country.name) for country in Partner.objects.all()}


class TitleSearch(CharFilter):
    """Items whose title and abbreviation hold every word, whatever its accents and capitals."""

    def filter(self, queryset, value):
        words = dict.fromkeys(fold(value).split())

        def narrow(part: Part):
            rows = part.rows
            for word in words:
                found = Q()
                for column in NAME_COLUMNS:
                    found |= Q(**{f"{part.dates.prefix}{column}__icontains": word})
                rows = rows.filter(found)
            return rows

        return queryset.narrowed(narrow)


class LastDayParameter(DayParameter):
    """The last day on which a date may begin."""

    def filter(self, queryset, value):
        return queryset.narrowed(lambda part: part.rows.filter(date_first__lte=parse_day(value)))


class DateFilter(FacetedFilterSet):
    q = TitleSearch(label=_("Search"))
    on = DayParameter(
        "on",
        label=_("From the day"),
    )
    until = LastDayParameter(
        "until",
        label=_("Until the day"),
    )
    kind = KindFacet(
        "kind",
        label=_("Kind of date"),
        invalid_message=_("“%(value)s” is not a kind of date."),
    )
    relationship = RelationshipFacet(
        "relationship",
        label=_("Relationship"),
        invalid_message=_("“%(value)s” is not a relationship."),
    )
    topic = TopicFacet("topic", label=_("Topic"), invalid_message=_("“%(value)s” is not a topic."))
    type = TypeFacet(
        "type", label=_("Of what"), invalid_message=_("“%(value)s” is not a type that has dates.")
    )
    party = PartyFacet(
        "party",
        label=_("Party"),
        invalid_message=_("“%(value)s” is not the code of a country on this site."),
    )

    view = ""  # dates are shown in one way

    @property
    def calendar_url(self) -> str:
        """The address of these dates as a calendar to subscribe to."""
        return keep_at(with_query(reverse("date-calendar"), self._valid_pairs()), self.request.at)

    @cached_property
    def every(self) -> DateRows:
        """Every date of the list: of today's, those of which the hour has not come."""
        moment = self.request.moment
        listed = self.queryset.listed(moment, self.day)
        today = self.day == timezone.localdate(moment)
        return listed.still_ahead(moment) if today else listed

    def ranked(self, name):
        return self.filters[name].ranked(self._counted[name])

    @cached_property
    def _counted(self) -> defaultdict[str, Counter[str]]:
        """How many rows have each value of each facet under the other filters. One query."""
        queries = []
        for name, facet in self.filters.items():
            if isinstance(facet, DateFacet):
                queries += facet.counts(self.filtered(excluding=name))
        counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        if queries:
            first, *others = queries
            for name, value, number in first.union(*others, all=True):
                counted[name][value] += number
        return counted

    def narrow_listed(self, rows: DateRows, moment: datetime) -> DateRows:
        """Return those of other rows that a list would have under the filters at a moment."""
        return self.narrow(rows.listed(moment, self.day))

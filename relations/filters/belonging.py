"""Filters by the relationships that items belong to, and by the countries of these."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.characters import fold
from reading.answers import kept_for
from reading.facets import Facet
from reading.indexed import IndexedFilterSet
from relations.models import Partner, RelationshipEdition
from relations.sides import sides_of
from search.matching import any_of

RELATIONSHIP = "relationship"


class RelationshipFacet(Facet):
    """The relationships that are public at the moment, by their slugs. On a site about one there is
    nothing to choose."""

    def valid_labels(self, values):
        by_slug = self.parent.relationships
        return {value: str(by_slug[value].title) for value in values if value in by_slug}

    def apply(self, queryset, values):
        ids = [self.parent.relationships[value].item_id for value in values]
        return queryset.filter(pk__in=belonging_to(self.model, ids))

    def condition(self, values):
        ids = [self.parent.relationships[value].item_id for value in values]
        return any_of(RELATIONSHIP, ids)

    def ranked(self, counts):
        relationships = self.parent.relationships
        if len(relationships) < 2:
            return []
        rows = [
            (fold(str(edition.title)), slug, str(edition.title), counts[str(edition.item_id)])
            for slug, edition in relationships.items()
            if str(edition.item_id) in counts
        ]
        return [(slug, title, number) for _folded, slug, title, number in sorted(rows)]


class CountryFacet(Facet):
    """The countries of the relationships that are public at the moment, by their codes."""

    @property
    def indexed_as(self):
        return RELATIONSHIP

    @cached_property
    def _countries(self) -> dict[str, tuple[Partner, set[int]]]:
        """Each country, with the ids of its relationships, by its code."""
        countries: dict[str, tuple[Partner, set[int]]] = {}
        for edition in self.parent.relationships.values():
            for country in (edition.home, edition.partner):
                countries.setdefault(country.code, (country, set()))[1].add(edition.item_id)
        return countries

    def valid_labels(self, values):
        countries = self._countries
        return {value: str(countries[value][0].name) for value in values if value in countries}

    def apply(self, queryset, values):
        return queryset.filter(pk__in=belonging_to(self.model, self._relationships(values)))

    def condition(self, values):
        return any_of(RELATIONSHIP, self._relationships(values))

    def ranked(self, counts):
        if len(self.parent.relationships) < 2:
            return []
        rows = [
            (fold(str(country.name)), code, str(country.name), self._number(ids, counts))
            for code, (country, ids) in self._countries.items()
        ]
        return [(code, name, number) for _folded, code, name, number in sorted(rows) if number]

    def _number(self, relationships: set[int], counts: Mapping[str, int]) -> int:
        """How many rows belong to some of these relationships; a row may belong to several."""
        having = [pk for pk in relationships if str(pk) in counts]
        if len(having) < 2:
            return sum(counts[str(pk)] for pk in having)
        conditions = self.parent.conditions(excluding=self.name)
        return self.parent.answers.count(*conditions, any_of(RELATIONSHIP, having))

    def _relationships(self, values) -> set[int]:
        return set().union(*(self._countries[value][1] for value in values))


@lru_cache(maxsize=8)
def relationships_at(key: str, moment: datetime | None) -> dict[str, Any]:
    """Return the relationships that readers see at a moment, None for now, by their slugs; `key` is
    that of the position of the record, so that they are asked for once for each change."""
    editions = RelationshipEdition.objects.as_of(moment or readers_now())
    return {row.item.slug: row for row in editions.select_related("item", "home", "partner")}


def belonging_to(edition_model: Any, relationships) -> Any:
    """Return the ids of the editions of a type that belong to some relationships, as a query."""
    editions = edition_model._base_manager.order_by()
    column = "item" if edition_model is RelationshipEdition else "relationships"
    return editions.filter(**{f"{column}__in": relationships}).values("pk")


class BelongingFilterSet(IndexedFilterSet):
    """The filters of a list of what relationships have: those first."""

    relationship = RelationshipFacet(
        "relationships",
        derived=True,
        label=_("Relationship"),
        invalid_message=_("“%(value)s” is not a relationship."),
    )
    country = CountryFacet(
        "relationships",
        derived=True,
        label=_("Country"),
        invalid_message=_("“%(value)s” is not the code of a country on this site."),
    )

    @cached_property
    def relationships(self) -> dict[str, Any]:
        """The relationships that readers see at the moment, by their slugs."""
        return relationships_at(*kept_for(self.request))

    @property
    def sides(self):
        """The two countries of the site, or None when it is about several."""
        return sides_of(self.relationships.values())

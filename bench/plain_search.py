"""The list of programs as one has it from django-filter alone, to compare with: words by Django's
own `icontains`, which knows capitals and nothing else. Django must have been set up."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.lookups import IContains
from django.http import QueryDict
from django_filters import CharFilter, FilterSet, ModelMultipleChoiceFilter, MultipleChoiceFilter

from programs.models import (
    ApplicationMethod,
    Audience,
    ExchangeDirection,
    Field,
    Level,
    ProgramEdition,
    ProgramState,
)
from publishing.languages import translated_columns
from relations.models import Organization, Topic

TEXTS = ("title", "summary", "description", "eligibility")


def _terms(column: str, model: Any) -> ModelMultipleChoiceFilter:
    terms = model.objects.all()
    return ModelMultipleChoiceFilter(
        field_name=f"{column}__slug", to_field_name="slug", queryset=terms
    )


class PlainFilter(FilterSet):
    q = CharFilter(method="with_words")
    audience = _terms("audiences", Audience)
    level = _terms("levels", Level)
    field = _terms("fields", Field)
    topic = _terms("topics", Topic)
    sponsor = _terms("sponsors", Organization)
    taking_part = MultipleChoiceFilter(choices=ApplicationMethod.choices)
    direction = MultipleChoiceFilter(choices=ExchangeDirection.choices)
    state = MultipleChoiceFilter(choices=ProgramState.choices)

    class Meta:
        model = ProgramEdition
        fields = ()

    def with_words(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        columns = [column for name in TEXTS for column in translated_columns(name)]
        for word in text.split():
            # As an expression: the lookup of that name compares folded texts on this site.
            holds = (Q(IContains(F(column), word)) for column in columns)
            queryset = queryset.filter(reduce(or_, holds))
        return queryset


def answer(query: QueryDict, editions: QuerySet, start: int, per_page: int) -> int:
    """Ask for the rows of a page, how many there are in all, and how many each choice has among
    them; return how many there are."""
    results = PlainFilter(query, editions).qs
    number = results.count()
    list(results.order_by("title_en", "pk")[start : start + per_page])
    for name, each in PlainFilter.base_filters.items():
        if name != "q":
            counted = results.order_by().values(each.field_name or name)
            list(counted.annotate(number=Count("pk", distinct=True)))
    return number

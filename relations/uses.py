"""Who uses a row of reference data: how many working copies, and whether readers see it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from publishing.models import Edition


def with_uses(rows: models.QuerySet) -> models.QuerySet:
    """Annotate rows with `uses`: how often working copies and other rows refer to each."""
    total: models.expressions.Combinable = Value(0)
    for referring in _references_to(rows.model):
        name = referring.name
        counted = (
            referring.model._base_manager.filter(**{name: OuterRef("pk")})
            .order_by()
            .values(name)
            .annotate(count=Count("pk"))
            .values("count")
        )
        total = total + Coalesce(Subquery(counted), 0)
    return rows.annotate(uses=total)


def shown_to_readers(rows: models.QuerySet, moment: datetime) -> models.QuerySet:
    """Narrow rows to those that an edition refers to, itself or by its parts and sets, which has
    begun by `moment` and was not published in error."""
    shown = Q()
    for referring in _references_to(rows.model, published=True):
        path, edition_model = _edition_of(referring.model)
        public = edition_model._default_manager.begun_by(moment).filter(suppressed=False)
        condition = {referring.name: OuterRef("pk"), f"{path}__in": public.values("pk")}
        shown |= Q(Exists(referring.model._base_manager.filter(**condition)))
    return rows.filter(shown) if shown else rows.none()


def _references_to(model: type[models.Model], published: bool = False) -> Iterator[models.Field]:
    """Every foreign key to `model`, those of many-to-many sets included: of what editions hold, or
    else of everything but that."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            path, _edition_model = _edition_of(relation.field.model)
            if bool(path) == published:
                yield relation.field


def _edition_of(model: type[models.Model]) -> tuple[str, Any]:
    """The way from a row of `model` to the edition that it is or belongs to, and the class of that
    edition; an empty way from what belongs to none."""
    if issubclass(model, Edition):
        return "pk", model
    for field in model._meta.concrete_fields:
        related = field.related_model
        if isinstance(related, type) and issubclass(related, Edition):
            return field.name, related
    return "", None

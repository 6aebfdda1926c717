"""How many items use a row of reference data."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Value
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


def _references_to(model: type[models.Model]) -> Iterator[models.Field]:
    """Every foreign key to `model`, those of many-to-many sets included, those of editions not."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not _is_published(relation.field.model):
            yield relation.field


def _is_published(model: type[models.Model]) -> bool:
    """Whether rows of `model` are editions, or belong to one."""
    targets = [field.related_model for field in model._meta.concrete_fields if field.is_relation]
    return any(isinstance(kind, type) and issubclass(kind, Edition) for kind in (model, *targets))

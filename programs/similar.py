"""Programs that are like another: for the same people, in the same field, the same way."""

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from programs.models import ProgramEdition
from programs.standings import HAS_ENDED
from reading.ordering import title_order

MOST = 4
TERM, DIRECTION = 2, 1  # what a shared audience or field, and the same direction, count


def similar_to(edition: ProgramEdition, moment: datetime) -> QuerySet[ProgramEdition]:
    """Return at most four programs that share an audience or a field with an edition whose sets are
    prefetched, those that share most first, and after all others what has ended. Its parts and
    what it is a part of are none: its page links to them already. One query."""
    audiences, fields = ids_in(edition.audiences), ids_in(edition.fields)
    same_way = [When(direction=edition.direction, then=DIRECTION)] if edition.direction else []
    others = ProgramEdition.objects.as_of(moment).exclude(item=edition.item_id)
    rows = [_rows("audiences", "audience", audiences), _rows("fields", "field", fields)]
    sharing = rows[0].values("programedition").union(rows[1].values("programedition"), all=True)
    return (
        others.filter(pk__in=sharing)
        .filter(~Q(part_of=edition.item_id) | Q(part_of=None))
        .exclude(item=edition.part_of_id)
        .alias(
            likeness=(_number(rows[0]) + _number(rows[1])) * TERM
            + Case(*same_way, default=0, output_field=IntegerField()),
            has_ended=HAS_ENDED,
        )
        .select_related("item")
        .order_by("has_ended", "-likeness", *title_order())[:MOST]
    )


def _rows(name: str, target: str, ids: list[int]) -> QuerySet:
    """Which editions have which of some terms."""
    through = ProgramEdition._meta.get_field(name).remote_field.through
    return through.objects.filter(**{f"{target}__in": ids}).order_by()


def _number(rows: QuerySet) -> Coalesce:
    """How many of the terms an edition has."""
    own = rows.filter(programedition=OuterRef("pk"))
    number = own.values("programedition").annotate(number=Count("pk"))
    return Coalesce(Subquery(number.values("number")), Value(0))


def ids_in(related: Any) -> list[int]:
    """Return the ids of what a set of an edition, which is prefetched, holds."""
    return [row.pk for row in related.all()]

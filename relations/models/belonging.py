"""To which relationships an item belongs, and whether what it names belongs there as well."""

from itertools import groupby

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.translation import gettext

from publishing.chosen import Chosen

# The columns by which an item belongs to relationships: it has one of them, or none.
COLUMNS = ("relationships", "relationship")


def column_of(model) -> str:
    """The column by which items of a type belong to relationships; empty where they do not."""
    names = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    return next((name for name in COLUMNS if name in names), "")


def relationships_of(item) -> list:
    """The relationships that an item belongs to; none for one that belongs to all of them.

    A relationship belongs to itself. Queries them unless they were prefetched.
    """
    column = column_of(type(item))
    if not column:
        return [item] if item._meta.model_name == "relationship" else []
    value = getattr(item, column)
    return list(value.all()) if column == "relationships" else [value]


def words_of(item) -> str:
    """The name of an item with the relationships that it belongs to, to tell it from others."""
    own = [str(one) for one in relationships_of(item) if one != item]
    return f"{item} · {', '.join(own)}" if own else str(item)


def belonging_first(items, relationships: list[int]):
    """A queryset with those items first that belong to one of `relationships`, by their keys."""
    column = column_of(items.model)
    if not column or not relationships:
        return items
    mine = items.model._default_manager.filter(pk=OuterRef("pk"))
    fits = Exists(mine.filter(**{f"{column}__in": relationships}))
    order = items.query.order_by or items.model._meta.ordering
    return items.annotate(fits=fits).order_by("-fits", *order)


def strangers(item, chosen: list[Chosen]) -> list[str]:
    """Why an item cannot name some of those it has chosen: they belong to other relationships.

    An item that belongs to none may stand anywhere. One query for each type of item.
    """
    own = relationships_of(item)
    by_type = sorted((choice.item for choice in chosen), key=lambda row: row._meta.label)
    for model, rows in groupby(by_type, type):
        if column := column_of(model):
            prefetch_related_objects(list(rows), column)
    reasons = []
    for choice in chosen:
        others = relationships_of(choice.item)
        if choice.path not in COLUMNS and own and others and not set(own) & set(others):
            message = gettext("“%(item)s” belongs to %(theirs)s, and not to %(own)s.")
            words = {
                "item": choice.item,
                "theirs": ", ".join(map(str, others)),
                "own": ", ".join(map(str, own)),
            }
            reasons.append(f"{choice.label}: {message % words}")
    return reasons

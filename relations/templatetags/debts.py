"""Freshness debt on the first page of the admin."""

from functools import cache

from django import template

from publishing.changes.position import readers_now
from publishing.permissions import may
from relations.debt import debts

register = template.Library()

MAX_VISIBLE = 25


@register.inclusion_tag("admin/figures/_debts.html", takes_context=True)
def freshness_debt(context) -> dict:
    """Render the debts of the items that the user may look at, the heaviest first."""
    user = context["request"].user

    @cache
    def may_look_at(model) -> bool:
        return may(user, "view", model) or may(user, "change", model)

    visible = [debt for debt in debts(readers_now()) if may_look_at(type(debt.item))]
    return {"debts": visible[:MAX_VISIBLE], "more": visible[MAX_VISIBLE:]}

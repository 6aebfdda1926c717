"""Freshness debt on the desk."""

from django import template
from django.utils import timezone

from publishing.permissions import may
from relations.debt import debts

register = template.Library()

MAX_VISIBLE = 25


@register.inclusion_tag("admin/figures/_debts.html", takes_context=True)
def freshness_debt(context) -> dict:
    """What is owed of the items that the user may look at, the heaviest first."""
    user = context["request"].user
    seen: dict[type, bool] = {}

    def sees(item) -> bool:
        model = type(item)
        if model not in seen:
            seen[model] = may(user, "view", model) or may(user, "change", model)
        return seen[model]

    owed = [one for one in debts(timezone.now()) if sees(one.item)]
    return {"owed": owed[:MAX_VISIBLE], "more": owed[MAX_VISIBLE:]}

"""Freshness debt on the desk."""

from django import template
from django.utils import timezone

from relations.debt import debts

register = template.Library()

MOST = 25


@register.inclusion_tag("admin/figures/_debts.html", takes_context=True)
def freshness_debt(context) -> dict:
    """What is owed of the items that the user may look at, the heaviest first."""
    user = context["request"].user
    may: dict[type, bool] = {}

    def sees(item) -> bool:
        if type(item) not in may:
            opts = item._meta
            acts = ("view", "change")
            may[type(item)] = any(
                user.has_perm(f"{opts.app_label}.{act}_{opts.model_name}") for act in acts
            )
        return may[type(item)]

    owed = [one for one in debts(timezone.now()) if sees(one.item)]
    return {"owed": owed[:MOST], "more": max(len(owed) - MOST, 0)}

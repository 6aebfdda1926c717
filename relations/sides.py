"""The two countries of a relationship, as words use them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from relations.models import Partner, RelationshipEdition, StatisticEdition
from relations.models.statistic import FlowDirection


def sides_of(relationships: Iterable[Any]) -> tuple[Partner, Partner] | None:
    """Home and partner country, when all the relationships (editions) are between the same two."""
    pairs = {(one.home_id, one.partner_id): (one.home, one.partner) for one in relationships}
    return next(iter(pairs.values())) if len(pairs) == 1 else None


def only_countries(moment: datetime) -> tuple[Partner, Partner] | None:
    """Home and partner country of a site that tells of two countries only. This causes a query."""
    return sides_of(RelationshipEdition.objects.as_of(moment).select_related("home", "partner"))


def flow_words(statistic: StatisticEdition, sides: tuple[Partner, Partner] | None) -> str:
    """The direction of what is measured, with the names of the countries where they are known."""
    if not sides or statistic.direction in ("", FlowDirection.BOTH):
        return statistic.get_direction_display()
    home, partner = (str(side.name_in_text or side.name) for side in sides)
    origin, goal = (
        (home, partner) if statistic.direction == FlowDirection.TO_PARTNER else (partner, home)
    )
    return _("From %(origin)s to %(goal)s") % {"origin": origin, "goal": goal}

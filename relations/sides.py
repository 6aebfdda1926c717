"""The two countries of a relationship, and their names in sentences."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from relations.models import Partner, RelationshipEdition, StatisticEdition
from relations.models.statistic import FlowDirection


def sides_of(relationships: Iterable[Any]) -> tuple[Partner, Partner] | None:
    """Return home and partner country, when all relationships (editions) are between the same."""
    pairs = {
        (relationship.home_id, relationship.partner_id): (relationship.home, relationship.partner)
        for relationship in relationships
    }
    return next(iter(pairs.values())) if len(pairs) == 1 else None


def only_countries(moment: datetime) -> tuple[Partner, Partner] | None:
    """Return home and partner country of a site about two countries only. This causes a query."""
    return sides_of(RelationshipEdition.objects.as_of(moment).select_related("home", "partner"))


def flow_words(statistic: StatisticEdition, sides: tuple[Partner, Partner] | None) -> str:
    """Return the direction of what is measured, with the names of the countries if known."""
    if not sides or statistic.direction in ("", FlowDirection.BOTH):
        return statistic.get_direction_display()
    home, partner = (str(side.name_in_text or side.name) for side in sides)
    to_partner = statistic.direction == FlowDirection.TO_PARTNER
    origin, goal = (home, partner) if to_partner else (partner, home)
    return _("From %(origin)s to %(goal)s") % {"origin": origin, "goal": goal}

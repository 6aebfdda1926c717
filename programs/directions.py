"""The direction of a program, with the names of the countries where they are known."""

from django.utils.translation import gettext as _

from programs.models import ExchangeDirection
from relations.models import Partner


def direction_labels(sides: tuple[Partner, Partner] | None) -> dict[str, str]:
    """Return a label for each direction between `sides`, the home and the partner country."""
    labels = {value: str(label) for value, label in ExchangeDirection.choices}
    if not sides:
        return labels
    home, partner = (str(side.name_in_text or side.name) for side in sides)
    return labels | {
        ExchangeDirection.TO_HOME: _("To %(country)s") % {"country": home},
        ExchangeDirection.TO_PARTNER: _("To %(country)s") % {"country": partner},
        ExchangeDirection.IN_HOME: _("In %(country)s") % {"country": home},
        ExchangeDirection.IN_PARTNER: _("In %(country)s") % {"country": partner},
    }

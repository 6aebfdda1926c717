"""What the index holds of a program."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.documents import UNKNOWN, Computed, Searched

ANYONE = 2**31 - 1  # in the place of the country of which one is a citizen: no row has this id
RECORDED = "recorded"


class AgeBand(models.TextChoices):
    """Ages that readers choose from."""

    UNDER_18 = "under-18", _("Under 18")
    YOUNG = "18-25", _("18 to 25")
    MIDDLE = "26-35", _("26 to 35")
    OLDER = "36-and-over", _("36 and over")


BOUNDS = {
    AgeBand.UNDER_18: (0, 17),
    AgeBand.YOUNG: (18, 25),
    AgeBand.MIDDLE: (26, 35),
    AgeBand.OLDER: (36, 200),
}


def age_bands(edition: Any) -> Iterable[str]:
    """The bands of which some age may apply."""
    if edition.age_from is None and edition.age_until is None:
        return [UNKNOWN]
    youngest, oldest = edition.age_from or 0, edition.age_until or 200
    return [band for band, (first, last) in BOUNDS.items() if first <= oldest and youngest <= last]


def citizenships(edition: Any) -> Iterable[int]:
    """The countries whose citizens may apply, or ANYONE."""
    if edition.any_citizenship:
        return [ANYONE]
    return [country.pk for country in edition.citizenships.all()] or [int(UNKNOWN)]


def applications(edition: Any) -> Iterable[str]:
    """Whether anything is recorded of when one can apply."""
    known = edition.is_always_open or edition.has_single_call or edition.calls.all()
    return [RECORDED if known else UNKNOWN]


def ended(edition: Any) -> int:
    """What has ended comes after what has not."""
    return int(edition.state == "ended")


PROGRAM = Searched(
    summary=("summary", "eligibility"),
    body=(
        "description",
        "funded",
        "award",
        "duration",
        "taking_part_note",
        "citizenship",
        "not_eligible",
        "honours",
        "calls__name",
        "calls__cycle",
        "calls__conditions",
    ),
    facets={
        "relationship": "relationships",
        "audience": "audiences",
        "level": "levels",
        "field": "fields",
        "topic": "topics",
        "sponsor": "sponsors",
        "taking_part": "taking_part",
        "direction": "direction",
        "state": "state",
        "citizenship": Computed(citizenships, "relations.Partner"),
        "residence": "residences",
        "applicants": "applicants",
        "age": Computed(age_bands),
        "applications": Computed(applications),
    },
    keys={"ended": ended},
    prefetch=("citizenships", "calls"),
    named={
        "relationship": 0.1,
        "audience": 1.0,
        "level": 1.0,
        "field": 1.0,
        "topic": 1.0,
        "sponsor": 1.0,
    },
    weight=8.0,
)

"""The series of a statistic, and its vintages, as CSV and JSON for those who reuse them.

A CSV of a series has the columns that observations are imported from, so that what was taken out
can be put in again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from publishing.languages import in_every_language
from reading.files import escape_formula
from relations.models import StatisticEdition
from relations.series.timeline import Timeline
from relations.wording.series import Series

COLUMNS = (
    "statistic",
    "period",
    "value",
    "qualifier",
    "status",
    "released_on",
    "note_en",
    "note_es",
)
ABOUT = ("unit", "scale")


@dataclass(frozen=True)
class Vintage:
    """What a statistic said from a moment on, until it said something else."""

    live_from: datetime
    edition: StatisticEdition
    observations: list


def vintages(edition: StatisticEdition, moment: datetime) -> list[Vintage]:
    """Every series that readers have seen of a statistic up to `moment`, the oldest first.

    One that differs in nothing from the one before it is left out.
    """
    timeline = Timeline([edition.item_id], moment)
    found: list[Vintage] = []
    for instant in timeline.instants(edition.item_id):
        series = timeline.at(edition.item_id, instant)
        if series and (not found or _said(series.observations) != _said(found[-1].observations)):
            found.append(Vintage(instant, series.statistic, series.observations))
    return found


def revisions(edition: StatisticEdition, moment: datetime) -> dict[str, list[tuple]]:
    """How each value was revised: by period, the moments and observations, the oldest first.

    Only periods whose value changed are there: for "how it was revised" on the page.
    """
    found: dict[str, list[tuple]] = {}
    for vintage in vintages(edition, moment):
        for one in vintage.observations:
            told = found.setdefault(one.period, [])
            if not told or told[-1][1].value != one.value:
                told.append((vintage.live_from, one))
    return {period: told for period, told in found.items() if len(told) > 1}


def _said(observations: Iterable) -> list[tuple]:
    return [
        (one.period, one.value, one.qualifier, one.status, one.released_on) for one in observations
    ]


def plain_value(value) -> str:
    """`725.7`: a stored value without idle zeros or exponents."""
    return f"{value.normalize() + 0:f}"


def row_of(key: str, one) -> list[str]:
    """One observation, in the order of COLUMNS."""
    texts = [escape_formula(one.note_en), escape_formula(one.note_es)]
    return [
        key,
        one.period,
        plain_value(one.value),
        one.qualifier,
        one.status,
        one.released_on,
        *texts,
    ]


def series_rows(series: Series) -> list[list[str]]:
    """The header and the rows of a CSV of a series."""
    statistic = series.statistic
    about = [statistic.unit, f"1e{statistic.scale}"]
    rows = [[*row_of(statistic.key, one), *about] for one in series.observations]
    return [[*COLUMNS, *ABOUT], *rows]


def vintages_rows(found: Iterable[Vintage]) -> list[list[str]]:
    """The header and the rows of a CSV of vintages."""
    rows = [
        [*row_of(one.edition.key, row), one.live_from.isoformat(), one.edition.identifier]
        for one in found
        for row in one.observations
    ]
    return [[*COLUMNS, "published", "edition"], *rows]


def series_json(series: Series, moment: datetime) -> dict:
    """A series with everything that is needed to cite it."""
    statistic = series.statistic
    producer = statistic.producer
    return {
        "statistic": statistic.key,
        "title": in_every_language(statistic, "title"),
        "definition": in_every_language(statistic, "definition"),
        "unit": statistic.unit,
        "counted": in_every_language(statistic, "counted"),
        "power_of_ten": statistic.scale,
        "measured": statistic.measure,
        "producer": producer and in_every_language(producer, "name"),
        "source": in_every_language(statistic, "source"),
        "source_address": statistic.source_url,
        "license": statistic.licence,
        "next_release": statistic.next_release_on,
        "computed_as": statistic.derivation or None,
        "edition": statistic.identifier,
        "published": statistic.live_from.isoformat(),
        "as_of": moment.isoformat(),
        "observations": list(map(plain_observation, series.observations)),
    }


def vintages_json(edition: StatisticEdition, found: Iterable[Vintage], moment: datetime) -> dict:
    return {
        "statistic": edition.key,
        "unit": edition.unit,
        "power_of_ten": edition.scale,
        "as_of": moment.isoformat(),
        "vintages": [
            {
                "published": one.live_from.isoformat(),
                "edition": one.edition.identifier,
                "observations": list(map(plain_observation, one.observations)),
            }
            for one in found
        ],
    }


def plain_observation(one) -> dict:
    """An observation with the days that its period begins and ends on."""
    period = one.parsed_period
    return {
        "period": one.period or None,
        "from": period.start and period.start.isoformat(),
        "until": period.end and period.end.isoformat(),
        "value": plain_value(one.value),
        "qualifier": one.qualifier,
        "status": one.status or None,
        "released": one.released_on or None,
        "note": in_every_language(one, "note"),
    }

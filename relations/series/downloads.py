"""The series of a statistic, and its vintages, to download as CSV and JSON.

A CSV of a series has the columns that observations are imported from, so that a download can be
imported again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from publishing.languages import in_every_language, translated_columns
from relations.models import StatisticEdition
from relations.series.timeline import Timeline
from relations.wording.series import Series

NOTE_COLUMNS = translated_columns("note")
COLUMNS = ("statistic", "period", "value", "qualifier", "status", "released_on", *NOTE_COLUMNS)
UNIT_COLUMNS = ("unit", "scale")


@dataclass(frozen=True)
class Vintage:
    """What a statistic said from a moment on, until it said something else."""

    live_from: datetime
    edition: StatisticEdition
    observations: list


def vintages(edition: StatisticEdition, moment: datetime) -> list[Vintage]:
    """Return every series that readers have seen of a statistic up to `moment`, the oldest first.

    One that differs in nothing from the one before it is left out.
    """
    timeline = Timeline([edition.item_id], moment)
    history: list[Vintage] = []
    for instant in timeline.instants(edition.item_id):
        series = timeline.at(edition.item_id, instant)
        before = history[-1].observations if history else None
        if series and (before is None or _content(series.observations) != _content(before)):
            history.append(Vintage(instant, series.statistic, series.observations))
    return history


def _content(observations: Iterable) -> list[tuple]:
    return list(
        map(attrgetter("period", "value", "qualifier", "status", "released_on"), observations)
    )


def revisions(edition: StatisticEdition, moment: datetime) -> dict[str, list[tuple]]:
    """Return the values that were revised: by period, each moment with the observation from then
    on, the oldest first."""
    by_period: dict[str, list[tuple]] = {}
    for vintage in vintages(edition, moment):
        for row in vintage.observations:
            values = by_period.setdefault(row.period, [])
            if not values or values[-1][1].value != row.value:
                values.append((vintage.live_from, row))
    return {period: values for period, values in by_period.items() if len(values) > 1}


def plain_value(value) -> str:
    """Return `725.7`: a stored value without zeros at the end or exponents."""
    return f"{value.normalize() + 0:f}"


def row_of(key: str, observation) -> list[str]:
    """Return the cells of one observation of the statistic `key`, in the order of COLUMNS."""
    return [
        key,
        observation.period,
        plain_value(observation.value),
        observation.qualifier,
        observation.status,
        observation.released_on,
        *(getattr(observation, name) for name in NOTE_COLUMNS),
    ]


def series_rows(series: Series) -> list[list[str]]:
    """Return the header and the rows of a CSV of a series."""
    statistic = series.statistic
    unit = [statistic.unit, f"1e{statistic.scale}"]
    rows = [[*row_of(statistic.key, row), *unit] for row in series.observations]
    return [[*COLUMNS, *UNIT_COLUMNS], *rows]


def vintages_rows(history: Iterable[Vintage]) -> list[list[str]]:
    """Return the header and the rows of a CSV of vintages."""
    rows = [
        [
            *row_of(vintage.edition.key, row),
            vintage.live_from.isoformat(),
            vintage.edition.identifier,
        ]
        for vintage in history
        for row in vintage.observations
    ]
    return [[*COLUMNS, "published", "edition"], *rows]


def series_json(series: Series, moment: datetime) -> dict:
    """Return a series with everything that is needed to cite it."""
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


def vintages_json(edition: StatisticEdition, history: Iterable[Vintage], moment: datetime) -> dict:
    return {
        "statistic": edition.key,
        "unit": edition.unit,
        "power_of_ten": edition.scale,
        "as_of": moment.isoformat(),
        "vintages": [
            {
                "published": vintage.live_from.isoformat(),
                "edition": vintage.edition.identifier,
                "observations": list(map(plain_observation, vintage.observations)),
            }
            for vintage in history
        ],
    }


def plain_observation(observation) -> dict:
    """Return an observation with the days on which its period begins and ends."""
    period = observation.parsed_period
    return {
        "period": observation.period or None,
        "from": period.start and period.start.isoformat(),
        "until": period.end and period.end.isoformat(),
        "value": plain_value(observation.value),
        "qualifier": observation.qualifier,
        "status": observation.status or None,
        "released": observation.released_on or None,
        "note": in_every_language(observation, "note"),
    }

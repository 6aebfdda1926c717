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
from relations.models.sourced import SOURCE_COLUMNS, SPELLED, joined_source_columns
from relations.series.timeline import Timeline
from relations.wording.series import Series

NOTE_COLUMNS = translated_columns("note")
# What a row of a file may leave out.
OPTIONAL_COLUMNS = ("qualifier", "status", "released_on", *NOTE_COLUMNS, *SOURCE_COLUMNS)
COLUMNS = ("statistic", "period", "value", *OPTIONAL_COLUMNS)
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
    before: list[tuple] = []
    for instant in timeline.instants(edition.item_id):
        series = timeline.at(edition.item_id, instant)
        if series and (not history or _content(series) != before):
            history.append(Vintage(instant, series.statistic, series.observations))
            before = _content(series)
    return history


def _content(series: Series) -> list[tuple]:
    columns = attrgetter("period", "value", "qualifier", "status", "released_on")
    return [
        (columns(row), joined_source_columns(row.sources(series.statistic)))
        for row in series.observations
    ]


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


def header_of(column: str) -> str:
    """Return what a column of observations is called in files."""
    return SPELLED.get(column, column)


def plain_value(value) -> str:
    """Return `725.7`: a stored value without zeros at the end or exponents."""
    return f"{value.normalize() + 0:f}"


def row_of(statistic, observation) -> list[str]:
    """Return the cells of one observation of a statistic, in the order of COLUMNS."""
    return [
        statistic.key,
        observation.period,
        plain_value(observation.value),
        observation.qualifier,
        observation.status,
        observation.released_on,
        *(getattr(observation, name) for name in NOTE_COLUMNS),
        *joined_source_columns(observation.sources(statistic)).values(),
    ]


def series_rows(series: Series) -> list[list[str]]:
    """Return the header and the rows of a CSV of a series."""
    statistic = series.statistic
    unit = [statistic.unit, f"1e{statistic.scale}"]
    rows = [[*row_of(statistic, row), *unit] for row in series.observations]
    return [[*map(header_of, COLUMNS), *UNIT_COLUMNS], *rows]


def vintages_rows(history: Iterable[Vintage]) -> list[list[str]]:
    """Return the header and the rows of a CSV of vintages."""
    rows = [
        [
            *row_of(vintage.edition, row),
            vintage.live_from.isoformat(),
            vintage.edition.identifier,
        ]
        for vintage in history
        for row in vintage.observations
    ]
    return [[*map(header_of, COLUMNS), "published", "edition"], *rows]


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
        "usual_source": in_every_language(statistic, "source"),
        "usual_source_address": statistic.source_url,
        "usual_license": statistic.licence,
        "source_not_known": statistic.source_not_known,
        "next_release": statistic.next_release_on,
        "computed_as": statistic.derivation or None,
        "edition": statistic.identifier,
        "published": statistic.live_from.isoformat(),
        "as_of": moment.isoformat(),
        "observations": [plain_observation(row, statistic) for row in series.observations],
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
                "observations": [
                    plain_observation(row, vintage.edition) for row in vintage.observations
                ],
            }
            for vintage in history
        ],
    }


def plain_observation(observation, statistic) -> dict:
    """Return an observation with its sources, and the days on which its period begins and ends."""
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
        "sources": [
            {
                "source": in_every_language(source, "source"),
                "source_address": source.source_url,
                "license": source.licence,
            }
            for source in observation.sources(statistic)
        ],
    }

"""Charts of a series, laid out here and drawn by templates as SVG.

Coordinates are text, because a template would write the number 12.5 as 12,5 in Spanish. Words in
a chart are in the reader's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext, ngettext

from publishing.languages import active_language
from relations.series.gaps import gaps
from relations.wording.periods import Period, period_of
from relations.wording.values import Scale, Unit, format_number, format_unit, with_relative_unit

WIDTH, HEIGHT = 640, 300
TOP, RIGHT, BOTTOM = 30, 20, 262  # the edges of the drawing, in the box of WIDTH by HEIGHT
LETTER_WIDTH = 7.2
WIDEST_BAR = 56
MAX_BARS = 30
MAX_LABEL_LENGTH = 18  # of a label below the axis
SPARK_WIDTH, SPARK_HEIGHT = 120, 32


@dataclass(frozen=True)
class Tick:
    """A mark on an axis. `full` is the whole label when it had to be shortened."""

    at: str
    label: str
    anchor: str = "middle"
    full: str = ""


@dataclass(frozen=True)
class Mark:
    """One observation: a dot or the top of a bar at (x, y), and its words."""

    x: str
    y: str
    words: str
    bar_x: str = ""
    bar_y: str = ""
    bar_width: str = ""
    bar_height: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn. `kind` is "bar", "line" or "dots".

    `empty` are the places of periods that have no value, at which a line breaks.
    """

    kind: str
    id: str
    title: str
    description: str
    unit: str
    left: str
    zero: str  # where the axis of time lies
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    empty: tuple[Mark, ...]
    path: str
    width: int = WIDTH
    height: int = HEIGHT
    right: int = WIDTH - RIGHT
    bottom: int = BOTTOM


@dataclass(frozen=True)
class Sparkline:
    """The shape of a series for a list: its line, and a dot at the latest value."""

    path: str
    x: str
    y: str
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def chart_of(statistic, observations: Sequence) -> Chart | None:
    """Return the chart of a series, or None when fewer than two observations have a date."""
    dated = [observation for observation in observations if observation.period]
    if len(dated) < 2:
        return None
    kind = _kind(statistic, dated)
    values = [Decimal(observation.value) for observation in dated]
    ticks = nice_ticks(min(values), max(values), zero=kind == "bar", whole=_is_rank(statistic))
    labels = [_axis_label(tick, ticks, statistic) for tick in ticks]
    left = min(120.0, 14 + LETTER_WIDTH * max(map(len, labels)))
    place_y = _scale(ticks[0], ticks[-1], BOTTOM, TOP, flip=_is_rank(statistic))
    slots = _slots(statistic, dated)
    periods = [period for period, _observation in slots]
    places_x = _places(periods, kind, left)
    zero = place_y(Decimal(0)) if ticks[0] <= 0 <= ticks[-1] else float(BOTTOM)
    width = _bar_width(places_x) if kind == "bar" else 0
    marks = [
        _mark(observation, statistic, x, place_y(Decimal(observation.value)), zero, width)
        if observation
        else None
        for (_period, observation), x in zip(slots, places_x, strict=True)
    ]
    empty = [
        Mark(_coordinate(x), _coordinate(zero), _no_value(period))
        for period, x, mark in zip(periods, places_x, marks, strict=True)
        if mark is None
    ]
    return Chart(
        kind=kind,
        id=f"chart-{getattr(statistic, 'item', statistic).slug}",
        title=_title(statistic, dated),
        description=_description(kind, statistic, slots, len(observations) - len(dated)),
        unit=format_unit(statistic, active_language()),
        left=_coordinate(left),
        zero=_coordinate(zero),
        across=_time_ticks(periods, places_x, left),
        up=tuple(
            Tick(_coordinate(place_y(tick)), label)
            for tick, label in zip(ticks, labels, strict=True)
        ),
        marks=tuple(mark for mark in marks if mark),
        empty=tuple(empty),
        path=_path([mark and (mark.x, mark.y) for mark in marks]) if kind == "line" else "",
    )


def sparkline_of(statistic, observations: Sequence) -> Sparkline | None:
    """Return the shape of a series, or None when fewer than two observations have a date."""
    dated = [observation for observation in observations if observation.period]
    if len(dated) < 2:
        return None
    values = [Decimal(observation.value) for observation in dated]
    low, high = min(values), max(values)
    flip = _is_rank(statistic)
    place_y = _scale(low, high, SPARK_HEIGHT - 4, 4, flip=flip) if low < high else _flat
    slots = _slots(statistic, dated)
    days = _days([period for period, _observation in slots])
    place_x = _scale(days[0], days[-1], 4, SPARK_WIDTH - 4)
    points = [
        (_coordinate(place_x(day)), _coordinate(place_y(Decimal(observation.value))))
        if observation
        else None
        for (_period, observation), day in zip(slots, days, strict=True)
    ]
    x, y = _coordinate(place_x(days[-1])), _coordinate(place_y(values[-1]))
    return Sparkline(_path(points), x, y)


def _slots(statistic, dated: Sequence) -> list[tuple[Period, Any]]:
    """The periods of a series with their observations, and without one those between."""
    between = gaps(statistic, [observation.period for observation in dated])
    slots: list[tuple[Period, Any]] = []
    for observation, missing in zip(dated, [*between, []], strict=True):
        slots.append((observation.parsed_period, observation))
        slots += [(period_of(code), None) for code in missing]
    return slots


def _flat(_value) -> float:
    return SPARK_HEIGHT / 2


def nice_ticks(low: Decimal, high: Decimal, *, zero: bool, whole: bool = False) -> list[Decimal]:
    """Return three to seven round numbers that enclose the values, in steps of 1, 2 or 5 times a
    power of ten.

    They begin at zero for bars (`zero`), and wherever the values are not far from it.
    """
    if zero or 0 < low < high / 2:
        low = min(low, Decimal(0))
    if zero or high < 0:
        high = max(high, Decimal(0))
    if low == high:
        low, high = low - 1, high + 1
    if whole:
        low = max(low, Decimal(1))
    rough = (high - low) / 4
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)
    if whole:
        step = max(step, Decimal(1)).to_integral_value(ROUND_CEILING)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    ticks = [step * number for number in range(int(first), int(last) + 1)]
    return [max(tick, Decimal(1)) for tick in ticks] if whole else ticks


def _kind(statistic, dated: Sequence) -> str:
    """The kind of chart: bars for what adds up over periods, a line for what is followed in time,
    dots for ranks and for periods that overlap or have different lengths."""
    periods = [observation.parsed_period for observation in dated]
    lengths = {len(period.code.replace("-Q", "-")) for period in periods}
    spans = any("/" in period.code for period in periods)
    overlap = any(
        (before.end or before.start) >= after.start for before, after in pairwise(periods)
    )
    if _is_rank(statistic) or overlap or spans or len(lengths) > 1:
        return "dots"
    return "bar" if statistic.measure == "flow" and len(dated) <= MAX_BARS else "line"


def _is_rank(statistic) -> bool:
    return statistic.unit == Unit.RANK


# Places in the box


def _coordinate(place: float) -> str:
    return f"{place:.1f}"


def _path(points: Sequence[tuple[str, str] | None]) -> str:
    """A line through points, which breaks where one is None; one that is alone is a dot."""
    runs = [list(run) for known, run in groupby(points, bool) if known]
    lines = [[f"{x} {y}" for x, y in filter(None, run)] for run in runs]
    return " ".join(f"M{' L'.join(line if len(line) > 1 else line * 2)}" for line in lines)


def _scale(low, high, start: float, end: float, *, flip: bool = False):
    """A function that gives the place of a value between `start` and `end`."""
    if flip:
        start, end = end, start
    span = float(high - low) or 1.0

    def place(value) -> float:
        return start + float(value - low) / span * (end - start)

    return place


def _days(periods: Iterable[Period]) -> list[int]:
    """Where each period lies in time: the middle of it."""
    days = []
    for period in periods:
        start: Any = period.start
        days.append((start.toordinal() + (period.end or start).toordinal()) // 2)
    return days


def _places(periods: Iterable[Period], kind: str, left: float) -> list[float]:
    days = _days(periods)
    margin = 12.0
    if kind == "bar":
        # Half a bar of room at both ends, whatever the gaps in time between them are.
        gap = min(after - before for before, after in pairwise(days)) or 1
        room = (WIDTH - RIGHT - left) / ((days[-1] - days[0]) / gap + 1)
        margin = min(room, WIDEST_BAR * 1.5) / 2 + 2
    place = _scale(days[0], days[-1], left + margin, WIDTH - RIGHT - margin)
    return [place(day) for day in days]


def _bar_width(places: Sequence[float]) -> float:
    gap = min(after - before for before, after in pairwise(places))
    return max(2.0, min(WIDEST_BAR, gap * 0.7))


def _mark(observation, statistic, x: float, y: float, zero: float, width: float) -> Mark:
    words = f"{observation.formatted_period()}: {observation.words(statistic)}"
    if not width:
        return Mark(_coordinate(x), _coordinate(y), words)
    bar = (x - width / 2, min(y, zero), width, abs(zero - y))
    return Mark(_coordinate(x), _coordinate(y), words, *map(_coordinate, bar))


def _time_ticks(
    periods: Sequence[Period], places: Sequence[float], left: float
) -> tuple[Tick, ...]:
    """Labels below the axis: the first and the last, and those between that have room."""
    labels = [period.format(active_language()) for period in periods]
    first, last = 0, len(labels) - 1
    extents = {i: _label_extent(labels[i], places[i], left) for i in (first, last)}
    if extents[first][1] + LETTER_WIDTH > extents[last][0]:
        del extents[first]
    for index in range(1, last):
        start, end = _label_extent(labels[index], places[index], left)
        if all(
            end + LETTER_WIDTH < other[0] or other[1] + LETTER_WIDTH < start
            for other in extents.values()
        ):
            extents[index] = (start, end)
    return tuple(_tick(labels[index], places[index], left) for index in sorted(extents))


def _shortened(label: str) -> str:
    return label if len(label) <= MAX_LABEL_LENGTH else f"{label[: MAX_LABEL_LENGTH - 1].rstrip()}…"


def _label_extent(label: str, place: float, left: float) -> tuple[float, float]:
    """The left and the right end of a label, kept inside the drawing."""
    width = LETTER_WIDTH * len(_shortened(label))
    start = min(max(place - width / 2, left), WIDTH - width - 2)
    return start, start + width


def _tick(label: str, place: float, left: float) -> Tick:
    start, end = _label_extent(label, place, left)
    full = label if _shortened(label) != label else ""
    if abs((start + end) / 2 - place) < 1:
        return Tick(_coordinate(place), _shortened(label), "middle", full)
    if start <= left:
        return Tick(_coordinate(start), _shortened(label), "start", full)
    return Tick(_coordinate(end), _shortened(label), "end", full)


# Words


def _axis_label(tick: Decimal, ticks: Sequence[Decimal], statistic) -> str:
    step = abs(ticks[1] - ticks[0])
    if statistic.scale == Scale.THOUSANDS:
        tick, step = tick.scaleb(3), step.scaleb(3)
    decimals = max(0, -int(step.normalize().as_tuple().exponent))
    number = ("−" if tick < 0 else "") + format_number(abs(tick), decimals)
    if statistic.unit != Unit.PERCENT:
        return number
    return with_relative_unit(number, statistic.unit, active_language())


def _title(statistic, dated: Sequence) -> str:
    return gettext("%(title)s, %(first)s to %(last)s") % {
        "title": statistic.title,
        "first": dated[0].formatted_period(),
        "last": dated[-1].formatted_period(),
    }


def _no_value(period: Period) -> str:
    return gettext("%(period)s: no value") % {"period": period.format(active_language())}


def _description(kind: str, statistic, slots: Sequence[tuple[Period, Any]], undated: int) -> str:
    dated = [observation for _period, observation in slots if observation]
    missing = len(slots) - len(dated)
    kinds = {"bar": gettext("Bar chart"), "line": gettext("Line chart"), "dots": gettext("Dots")}
    described = {
        "first": dated[0],
        "last": dated[-1],
        "lowest": min(dated, key=attrgetter("value")),
        "highest": max(dated, key=attrgetter("value")),
    }
    description = gettext(
        "%(kind)s of %(number)d values. First: %(first)s. Last: %(last)s. "
        "Lowest: %(lowest)s. Highest: %(highest)s."
    ) % {
        "kind": kinds[kind],
        "number": len(dated),
        **{
            name: f"{observation.words(statistic)} ({observation.formatted_period()})"
            for name, observation in described.items()
        },
    }
    if missing:
        description += " " + ngettext(
            "%(number)d period between them has no value.",
            "%(number)d periods between them have no value.",
            missing,
        ) % {"number": missing}
    if undated:
        description += " " + ngettext(
            "%(number)d value without a date is not drawn.",
            "%(number)d values without a date are not drawn.",
            undated,
        ) % {"number": undated}
    return description

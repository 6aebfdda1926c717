"""The periods between those of a series for which it has no value: what a chart leaves open."""

import re
from collections.abc import Sequence
from itertools import pairwise

POINT = re.compile(r"(\d{4})(?:-(?:Q(?P<quarter>\d)|(?P<month>\d\d)))?", re.ASCII)
REGULAR = {"yearly": 1, "quarterly": 4, "monthly": 12}  # releases in a year


def gaps(statistic, codes: Sequence[str]) -> list[list[str]]:
    """Return for each pair of neighbors among periods the codes of those that are missing between.

    Years, quarters and months are counted, where all are of one kind. What adds up over periods
    lacks every one between; what is counted at a point in time those of its own rhythm, such as
    ten years. Of a series without a rhythm none is missing.
    """
    points = [_point(code) for code in codes]
    in_a_year = {point[0] for point in points if point}
    if None in points or len(in_a_year) != 1 or statistic.cadence in ("irregular", "once"):
        return [[] for _pair in pairwise(codes)]
    (parts,) = in_a_year
    numbers = [number for _parts, number in filter(None, points)]
    steady = statistic.measure == "flow" or REGULAR.get(statistic.cadence) == parts
    step = 1 if steady else min((after - before for before, after in pairwise(numbers)), default=1)
    return [
        [_code(parts, number) for number in range(before + step, after, max(step, 1))]
        for before, after in pairwise(numbers)
    ]


def _point(code: str) -> tuple[int, int] | None:
    """How many such periods a year has, and which of them this is, counted from the year 0."""
    match = POINT.fullmatch(code)
    if not match:
        return None
    year = int(match[1])
    if match["quarter"]:
        return 4, year * 4 + int(match["quarter"]) - 1
    return (12, year * 12 + int(match["month"]) - 1) if match["month"] else (1, year)


def _code(parts: int, number: int) -> str:
    year, part = divmod(number, parts)
    return f"{year:04}" + {1: "", 4: f"-Q{part + 1}", 12: f"-{part + 1:02}"}[parts]

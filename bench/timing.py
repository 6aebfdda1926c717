"""How long something takes: by the clock, and of the processor that this process took."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time

AT_LEAST, AT_MOST = 3, 50  # times that something is done


@dataclass(frozen=True)
class Durations:
    """Milliseconds of each time that something was done."""

    wall: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


def clock(work: Callable[[], object], seconds: float) -> Durations:
    """Do something once unmeasured, and then for so many seconds, within AT_LEAST and AT_MOST."""
    work()
    durations, begun = Durations(), perf_counter()
    while len(durations.wall) < AT_LEAST or (
        len(durations.wall) < AT_MOST and perf_counter() - begun < seconds
    ):
        wall, busy = perf_counter(), process_time()
        work()
        durations.wall.append((perf_counter() - wall) * 1000)
        durations.busy.append((process_time() - busy) * 1000)
    return durations


def percentile(durations: Sequence[float], share: float) -> float:
    """Return what so large a share of some durations is not above, of few the largest."""
    return sorted(durations)[int(len(durations) * share)]


def machine() -> str:
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )

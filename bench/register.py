"""Measures the register of agreements with few and with many of them, as a table for
docs/benchmarks.md.

    python -m bench.register --numbers 20,500,5000

Fills a throw-away site with agreements of invented lives, asks this process for its pages, without
the page cache, and names the queries that each takes. `busy` is the time of the processor that
this process took: machines are shared. On PostgreSQL with DATABASE_URL.
"""

import argparse
import time
from statistics import median

from bench.site import answered_by, asked_in_process, open_site, throw_away_site
from bench.timing import machine

PAGES = {
    "the first page": "/agreements/",
    "in force on a day": "/agreements/?status=in-force&on=2020-06-30",
    "by next date": "/agreements/?sort=next",
    "by entry into force, page 2": "/agreements/?sort=-in-force&page=2",
    "words": "/agreements/?q=water",
    "six filters": "/agreements/?status=in-force&kind=treaty&topic=topic-1&party=MX"
    "&lead=bureau-2&q=agreement&sort=-signed",
    "review within a year": "/agreements/?review=within-12-months&on=2026-01-01",
}
TIMES = 7


def main(numbers: list[int]) -> None:
    """Measure each number on a site of its own, in a process that has its settings."""
    for number in numbers:
        with throw_away_site() as environment:
            written = answered_by(
                asked_in_process(environment), "register", "--inside", str(number)
            )
            print(written, end="", flush=True)


def measure(number: int) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from bench.many_agreements import fill  # noqa: PLC0415

    begun = time.perf_counter()
    fill(number)
    filled = time.perf_counter() - begun
    print(f"\n{number} agreements, {connection.vendor}, {machine()}; filled in {filled:.0f} s\n")
    print("| page | queries | median, ms | slowest, ms | busy, ms |\n|---|--:|--:|--:|--:|")
    client = Client()
    for name, address in PAGES.items():
        durations, busy = [], time.process_time()
        for _each in range(TIMES):
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                response = client.get(address)
                durations.append((time.perf_counter() - start) * 1000)
            if response.status_code not in (200, 404):
                raise RuntimeError(f"{address} answered {response.status_code}")
        busy = (time.process_time() - busy) * 1000 / TIMES
        row = (
            name,
            len(captured),
            *(f"{ms:.0f}" for ms in (median(durations), max(durations), busy)),
        )
        print(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numbers", default="20,500,5000")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside is None:
        main([int(number) for number in arguments.numbers.split(",")])
    else:
        open_site()
        measure(arguments.inside)

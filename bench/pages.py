"""Measures how fast pages are served, as a table for docs/benchmarks.md.

    python -m bench.pages --seconds 3

Loads the demo into a throw-away site, serves it as `./dev run` does, and asks for each page over
two kept-open connections. The first row, a static file, is what the other rates compare with:
machines are shared, so only ratios taken in one run mean anything.
"""

import argparse
import http.client
import re
import threading
import time
import urllib.request
from statistics import median
from urllib.parse import urlsplit

from bench.site import manage, served, throw_away_site
from bench.timing import machine, percentile

PAGES = {
    "home": "/",
    "fact sheet": "/relations/united-states-mexico/",
    "fact sheet in 2022, Spanish": "/es/relations/united-states-mexico/?at=2022-10-01",
    "programs": "/programs/",
    "programs, three filters": "/programs/?topic=education&direction=to_home&q=students",
    "agreements": "/agreements/",
    "an agreement": "/agreements/usmca/",
    "statistics": "/statistics/",
    "a statistic": "/statistics/goods-services-trade/",
    "updates": "/updates/",
    "updates, as a feed": "/updates.atom",
    "programs, as CSV": "/programs.csv",
    "agreements, as JSON": "/agreements.json",
}
CONNECTIONS = 2


def main(seconds: float) -> None:
    with throw_away_site() as environment:
        manage(environment, "prepare")
        with served(environment) as site:
            pages = {"a static file": style_sheet(site), **PAGES}
            rows = {name: measure(site, path, seconds) for name, path in pages.items()}
    print(table(rows))


def style_sheet(site: str) -> str:
    """The address of a style sheet, which changes with its content."""
    with urllib.request.urlopen(f"{site}/") as response:
        return re.search(r"/static/\S+?\.css", response.read().decode())[0]


def measure(site: str, path: str, seconds: float) -> list[float]:
    """Return the seconds that each response took."""
    durations: list[float] = []

    def request_repeatedly():
        connection = http.client.HTTPConnection(urlsplit(site).netloc)
        until = time.perf_counter() + seconds
        while (start := time.perf_counter()) < until:
            connection.request("GET", path, headers={"Accept-Encoding": "identity"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}")
            durations.append(time.perf_counter() - start)

    threads = [threading.Thread(target=request_repeatedly) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return durations


def table(rows: dict[str, list[float]]) -> str:
    base = len(next(iter(rows.values())))
    lines = [
        f"`python -m bench.pages` on {machine()}, {CONNECTIONS} connections",
        "",
        "| page | answers | rate, static file = 1 | median, ms | 95th percentile, ms |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, durations in rows.items():
        slowest = percentile(durations, 0.95)
        lines.append(
            f"| {name} | {len(durations)} | {len(durations) / base:.3f} "
            f"| {median(durations) * 1000:.1f} | {slowest * 1000:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3)
    main(parser.parse_args().seconds)

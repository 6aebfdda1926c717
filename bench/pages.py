"""How fast pages are answered, as a table for docs/benchmarks.md.

    python -m bench.pages --seconds 3

Loads the demo into a throw-away site, serves it as `./dev run` does, and asks for each page over
two kept-open connections. The first row, a static file, is what the other rates compare with:
machines are shared, so only ratios taken in one run mean anything.
"""

import argparse
import http.client
import platform
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from statistics import median

from bench.site import ROOT, manage, throw_away_site

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
}
CONNECTIONS = 2


def main(seconds: float) -> None:
    with throw_away_site() as environment:
        manage(environment, "prepare")
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port),
             "--log-level", "error", "config.wsgi:application"],
            env=environment,
            cwd=ROOT,
        )  # fmt: skip
        try:
            wait_for(port)
            pages = {"a static file": style_sheet(port), **PAGES}
            rows = {name: measure(port, path, seconds) for name, path in pages.items()}
        finally:
            server.terminate()
            server.wait()
    print(table(rows))


def style_sheet(port: int) -> str:
    """The address of a style sheet, which changes with its content."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        return re.search(r"/static/\S+?\.css", answer.read().decode())[0]


def measure(port: int, path: str, seconds: float) -> list[float]:
    """The seconds that each answer took."""
    taken: list[float] = []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            connection.request("GET", path, headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            taken.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def table(rows: dict[str, list[float]]) -> str:
    base = len(next(iter(rows.values())))
    lines = [
        f"`python -m bench.pages` on {platform.machine()}, Python {platform.python_version()}, "
        f"{CONNECTIONS} connections",
        "",
        "| page | answers | rate, static file = 1 | median, ms | 95th percentile, ms |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, taken in rows.items():
        slowest = sorted(taken)[int(len(taken) * 0.95)]
        lines.append(
            f"| {name} | {len(taken)} | {len(taken) / base:.3f} "
            f"| {median(taken) * 1000:.1f} | {slowest * 1000:.1f} |"
        )
    return "\n".join(lines)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3)
    main(parser.parse_args().seconds)

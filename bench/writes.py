"""Measures what readers and previews wait for while others write.

    python -m bench.writes --seconds 12

Loads the demo into a throw-away site and serves it as `./dev run` does. Eight people save again and
again, while others read: first with a free database, then while another process holds the lock
that a save needs. Prints a table for docs/benchmarks.md; machines are shared, so only ratios taken
in one run mean anything. Runs on the database that DATABASE_URL names, by default on SQLite.
"""

import argparse
import http.client
import itertools
import os
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from bench.site import manage, open_site, served, start, throw_away_site

# As in ./dev.
WORKERS = "--workers 2 --blocking-threads 4 --no-ws --blocking-threads-idle-timeout 600".split()
SAVERS = 8
SECRET = "a" * 32  # of the form and of the cookie; what counts is that they agree
TIMEOUT = 120  # seconds until a client gives up


class Answer(NamedTuple):
    status: int
    seconds: float


class Desk(NamedTuple):
    """Where staff look and save: a session, and the addresses of a preview and of a form."""

    session: str
    preview: str
    form: str


def main(seconds: float) -> None:
    with throw_away_site() as environment:
        manage(environment, "prepare")
        preparing = start(environment, "writes", "desk")
        desk = Desk(*preparing.communicate()[0].split())
        with served(environment, options=WORKERS) as site:
            free = measure(site, desk, seconds)
            with write_lock(environment):
                locked = measure(site, desk, seconds)
    print(table(free, locked))


def prepare_desk() -> None:
    """Print what `Desk` holds, of an administrator who is made for it."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from relations.models import Relationship, Topic  # noqa: PLC0415

    user = get_user_model().objects.create_superuser("saver")
    browser = Client()
    browser.force_login(user)
    relationship, topic = Relationship.objects.all()[0], Topic.objects.all()[0]
    print(
        browser.cookies[settings.SESSION_COOKIE_NAME].value,
        reverse("admin:relations_relationship_preview", args=[relationship.pk]),
        reverse("admin:relations_topic_change", args=[topic.pk]),
    )


@contextmanager
def write_lock(environment: dict[str, str]) -> Iterator[None]:
    """Hold the lock that a save needs: all of SQLite, or of PostgreSQL the table that is saved."""
    if address := environment.get("DATABASE_URL"):
        import psycopg  # noqa: PLC0415

        with psycopg.connect(address) as connection:
            connection.execute("LOCK TABLE relations_topic IN EXCLUSIVE MODE")
            yield
            connection.rollback()
        return
    database = sqlite3.connect(Path(environment["DATA_DIR"]) / "chancery.sqlite3", timeout=60)
    database.isolation_level = None
    database.execute("BEGIN IMMEDIATE")
    yield
    database.close()


def measure(site: str, desk: Desk, seconds: float) -> dict[str, list[Answer]]:
    """Return the answers of each kind, asked for at the same time for so many seconds."""
    queries = itertools.count(time.time_ns())
    kinds: dict[str, Callable[[], Answer]] = {
        "a kept page": lambda: ask(site, "/programs/"),
        "a page made anew": lambda: ask(site, f"/programs/?q={next(queries)}"),
        "a preview": lambda: ask(site, f"{desk.preview}?language=en", desk),
        "a save": lambda: save(site, desk, f"saved-{next(queries)}"),
    }
    answers: dict[str, list[Answer]] = {kind: [] for kind in kinds}
    until = time.perf_counter() + seconds

    def repeat(kind: str) -> None:
        while time.perf_counter() < until:
            answers[kind].append(kinds[kind]())

    savers = [threading.Thread(target=repeat, args=["a save"]) for _ in range(SAVERS)]
    for saver in savers:
        saver.start()
    time.sleep(1)  # until they wait
    readers = [threading.Thread(target=repeat, args=[kind]) for kind in kinds if kind != "a save"]
    for reader in readers:
        reader.start()
    for thread in (*savers, *readers):
        thread.join()
    return answers


def save(site: str, desk: Desk, name: str) -> Answer:
    typed = {"name_en": name, "name_es": name, "slug": name, "csrfmiddlewaretoken": SECRET}
    return ask(site, desk.form, desk, urlencode(typed))


def ask(site: str, path: str, desk: Desk | None = None, body: str | None = None) -> Answer:
    """One request over a connection of its own, as staff if a desk is given."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    if desk:
        headers["Cookie"] = f"sessionid={desk.session}; csrftoken={SECRET}"
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=TIMEOUT)
    began = time.perf_counter()
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        response = connection.getresponse()
        response.read()
        return Answer(response.status, time.perf_counter() - began)
    except TimeoutError:
        return Answer(0, time.perf_counter() - began)
    finally:
        connection.close()


def table(free: dict[str, list[Answer]], locked: dict[str, list[Answer]]) -> str:
    lines = [
        f"{SAVERS} people save; {os.cpu_count()} cores\n",
        "| | lock | answers | median, ms | longest, ms | longest, as a multiple |",
        "|---|---|---|--:|--:|--:|",
    ]
    for kind, unlocked in free.items():
        longest = max(answer.seconds for answer in unlocked)
        for lock, answers in (("free", unlocked), ("held", locked[kind])):
            statuses = Counter(answer.status for answer in answers)
            counts = ", ".join(f"{n} × {status}" for status, n in sorted(statuses.items()))
            times = [answer.seconds for answer in answers]
            lines.append(
                f"| {kind} | {lock} | {counts} | {median(times) * 1000:.0f} "
                f"| {max(times) * 1000:.0f} | {max(times) / longest:.1f} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["desk"]:
        open_site()
        prepare_desk()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--seconds", type=float, default=12)
        main(parser.parse_args().seconds)

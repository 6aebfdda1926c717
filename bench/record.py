"""Measures what the record costs whoever publishes.

    python -m bench.record --times 8

Publishes items of each size in turn, with the record and with it suspended and its triggers
dropped, in one process and one run; then again with a long chain. Prints a table for
docs/benchmarks.md; machines are shared, so only differences taken in one run mean anything. Runs on
the database that DATABASE_URL names, by default on SQLite.
"""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

from bench.site import open_site, start, throw_away_site

SHORT, LONG = 10, 50_000  # changes in the table
IN_A_ROW = 5  # before the record is switched on or off


def main(times: int) -> None:
    with throw_away_site() as environment:
        process = start(environment, "record", "publish", str(times))
        print(process.communicate()[0], end="")


def measure(times: int) -> None:
    from publishing import triggers  # noqa: PLC0415
    from publishing.models import Change  # noqa: PLC0415

    acts = make_acts()
    print("| published | changes | with the record, ms | without, ms | difference, ms |")
    print("|---|--:|--:|--:|--:|")
    for length in (SHORT, LONG):
        lengthen(length)
        for name, publish in acts.items():
            seconds: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(times):
                for recorded in (turn % 2 == 0, turn % 2 == 1):
                    switch(recorded)
                    for _ in range(IN_A_ROW):
                        began = time.perf_counter()
                        publish()
                        seconds[recorded].append(time.perf_counter() - began)
            with_it, without = (median(seconds[each]) * 1000 for each in (True, False))
            figures = f"{with_it:.1f} | {without:.1f} | {with_it - without:.1f}"
            print(f"| {name} | {Change.objects.count():,} | {figures} |", flush=True)
    triggers.remake_triggers()


def switch(on: bool) -> None:
    """Let the record be kept, or not."""
    from django.db import connection, transaction  # noqa: PLC0415

    from publishing import freezing  # noqa: PLC0415
    from publishing.changes.transactions import AppendsToRecord  # noqa: PLC0415
    from publishing.record import capturing  # noqa: PLC0415

    AppendsToRecord.suspended = not on
    noting = list(capturing.triggers(connection.vendor))
    with transaction.atomic():
        freezing.drop(connection, noting)
        if on:
            freezing.create(connection, noting)


def make_acts() -> dict[str, Callable[[], object]]:
    """What is published, by what it is called."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from tests.factories import (  # noqa: PLC0415
        make_agreement,
        make_partner,
        make_section,
        make_statistic,
        make_topic,
    )

    user = get_user_model().objects.create(username="publisher")
    section = make_section()
    agreement = make_agreement()
    for number in range(5):
        agreement.parties.create(country=make_partner(f"X{number}"))
        agreement.events.create(kind="signed", happened_on=f"20{10 + number}")
    agreement.topics.set(make_topic() for _ in range(3))
    years = [(str(year), year) for year in range(1990, 2022)]
    months = [(f"{year}-{month:02}", year) for year in range(1940, 2024) for month in range(1, 13)]
    items = {
        "a section": section,
        "an agreement with 10 parts": agreement,
        "a statistic with 32 observations": make_statistic(observations=years),
        "a statistic with 1,000 observations": make_statistic(observations=months[:1000]),
    }
    return {name: lambda item=item: item.publish(user) for name, item in items.items()}


def lengthen(length: int) -> None:
    """Let the change table have so many rows, like those of reviews."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from publishing.models import Act, Change  # noqa: PLC0415
    from publishing.record.appending import chain  # noqa: PLC0415

    user, now = get_user_model().objects.first(), timezone.now()
    last = Change.objects.order_by("-number").first()
    first = last.number + 1 if last else 1
    changes = [
        Change(
            number=number, token="0" * 16, at=now, by=user, act=Act.REVIEWED, begins_at=now,
            item_type="relations.agreement", item_id=1,
        )
        for number in range(first, length + 1)
    ]  # fmt: skip
    chain(changes, last)
    Change.objects.bulk_create(changes, batch_size=2000)


if __name__ == "__main__":
    if sys.argv[1:2] == ["publish"]:
        open_site()
        measure(int(sys.argv[2]))
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--times", type=int, default=8)
        main(parser.parse_args().times)

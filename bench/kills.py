"""Kills a process in the middle of publishing, again and again: all of an edition, or nothing.

    python -m bench.kills --times 300

Runs on the database that DATABASE_URL names, by default on SQLite.
"""

import argparse
import random
import sys
import time

from bench.site import open_site, start, throw_away_site


def main(times: int) -> int:
    chance = random.Random(20221212)
    with throw_away_site() as environment:
        judge = start(environment, "kills", "judge")
        longest_wait = 2 * float(judge.stdout.readline())
        broken = editions = 0
        for _ in range(times):
            worker = start(environment, "kills", "publish")
            if worker.stdout.readline() != "ready\n":
                raise SystemExit("A process fell over before it could be killed.")
            time.sleep(chance.random() * longest_wait)
            worker.kill()
            worker.wait()
            errors, editions = ask(judge, "last")
            broken += bool(errors)
        errors, editions = ask(judge, "all")
        broken += bool(errors)
        judge.stdin.close()
        judge.wait()
    print(f"{editions} editions written by {times} processes that were killed")
    print(f"{times - broken} passed, {broken} failed")
    return 1 if broken else 0


def ask(judge, which: str) -> tuple[int, int]:
    """Return how many errors are in the `last` or in `all` editions, and how many editions."""
    judge.stdin.write(f"{which}\n")
    judge.stdin.flush()
    errors, editions = judge.stdout.readline().split()
    return int(errors), int(editions)


def publish_forever() -> None:
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from relations.models import Statistic  # noqa: PLC0415

    user = get_user_model().objects.get(username="killed")
    statistic = Statistic.objects.get(key="killed")
    print("ready", flush=True)
    while True:
        statistic.publish(user)


def judge() -> None:
    """Keep the statistic, print how many seconds it takes to publish it, and count the errors in
    what each killed process wrote, and at last in the whole record."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from publishing.record.verification import find_errors  # noqa: PLC0415
    from relations.models import Statistic, Topic  # noqa: PLC0415

    user = get_user_model().objects.create(username="killed")
    statistic = Statistic.objects.create(key="killed", slug="killed", title_en="Killed")
    for year in range(1990, 2022):
        statistic.observations.create(period=str(year), value=year)
    statistic.topics.set(
        Topic.objects.create(slug=f"t{n}", name_en="t", name_es="t") for n in range(5)
    )
    began = time.monotonic()
    statistic.publish(user)
    print(time.monotonic() - began, flush=True)
    judged = 0
    for line in sys.stdin:
        written = statistic.editions.filter(pk__gte=judged if line == "last\n" else 0)
        errors = list(find_errors(written))
        for edition in written:
            if edition.observations.count() != 32 or edition.topics.count() != 5:
                errors.append(edition.identifier)
        judged = max(statistic.editions.values_list("pk", flat=True), default=0)
        print(len(errors), statistic.editions.count(), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] in (["publish"], ["judge"]):
        open_site()
        publish_forever() if sys.argv[1] == "publish" else judge()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--times", type=int, default=300)
        sys.exit(main(parser.parse_args().times))

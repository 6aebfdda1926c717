"""Kill a process in the middle of publishing, again and again: all of an edition, or nothing.

    python -m bench.kills --times 300

Runs on the database that DATABASE_URL names, by default on SQLite.
"""

import argparse
import random
import sys
import time

from bench.site import open_site, start, throw_away_site

LONGEST_WAIT = 0.06  # seconds; a publish takes about a tenth of that to a third


def main(times: int) -> int:
    chance = random.Random(20221212)
    with throw_away_site() as environment:
        judge = start(environment, "kills", "judge")
        judge.stdout.readline()
        broken = editions = 0
        for _ in range(times):
            worker = start(environment, "kills", "publish")
            worker.stdout.readline()
            time.sleep(chance.random() * LONGEST_WAIT)
            worker.kill()
            worker.wait()
            judge.stdin.write("judge\n")
            judge.stdin.flush()
            faults, editions = map(int, judge.stdout.readline().split())
            broken += bool(faults)
        judge.stdin.close()
        judge.wait()
    print(f"{editions} editions written by {times} processes that were killed")
    print(f"{times - broken} passed, {broken} failed")
    return 1 if broken else 0


def publish_for_ever() -> None:
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from relations.models import Statistic  # noqa: PLC0415

    user = get_user_model().objects.get(username="killed")
    statistic = Statistic.objects.get(key="killed")
    print("ready", flush=True)
    while True:
        statistic.publish(user)


def judge() -> None:
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from publishing.audit import faults  # noqa: PLC0415
    from relations.models import Statistic, Topic  # noqa: PLC0415

    get_user_model().objects.create(username="killed")
    statistic = Statistic.objects.create(key="killed", slug="killed", title_en="Killed")
    for year in range(1990, 2022):
        statistic.observations.create(period=str(year), value=year)
    statistic.topics.set(
        Topic.objects.create(slug=f"t{n}", name_en="t", name_es="t") for n in range(5)
    )
    print("ready", flush=True)
    for _line in sys.stdin:
        wrong = list(faults(Statistic))
        for edition in statistic.editions.all():
            if edition.observations.count() != 32 or edition.topics.count() != 5:
                wrong.append(edition.address)
        print(len(wrong), statistic.editions.count(), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] in (["publish"], ["judge"]):
        open_site()
        publish_for_ever() if sys.argv[1] == "publish" else judge()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--times", type=int, default=300)
        sys.exit(main(parser.parse_args().times))

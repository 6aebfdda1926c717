"""Kills a process in the middle of its acts, again and again: all of each act, or nothing.

    python -m bench.kills --times 200

The acts are of every kind that the record tells of. After each kill the record must tell of all
that is in the database, and of nothing else. Runs on the database that DATABASE_URL names, by
default on SQLite.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from bench.site import open_site, start, throw_away_site

WAIT = 0.4  # seconds at most until a process is killed: some rounds of its acts


def main(times: int) -> int:
    with throw_away_site() as environment:
        return kill(environment, times)


def kill(environment: dict[str, str], times: int) -> int:
    """Return 1 if anything is broken on the site after so many kills, else 0."""
    chance = random.Random(20221212)
    judge, nursery = (start(environment, "kills", role) for role in ("judge", "nursery"))
    judge.stdout.readline()
    verdicts: Counter[str] = Counter()
    for _ in range(times):
        child = int(ask(nursery, "begin"))
        time.sleep(chance.random() * WAIT)
        os.kill(child, signal.SIGKILL)
        if ask(nursery, "bury") != str(-signal.SIGKILL):
            raise SystemExit("A process fell over before it could be killed.")
        verdicts[ask(judge, "last")] += 1
    verdict, *acts = ask(judge, "all").split(" ")
    verdicts[verdict] += verdict != "whole"
    for process in (judge, nursery):
        process.communicate()  # which closes both ends, and waits
    print(f"acts by {times} processes that were killed: {' '.join(acts)}")
    print(*(f"{count} {verdict}" for verdict, count in verdicts.items() if count), sep="\n")
    broken = sum(verdicts.values()) - verdicts["whole"]
    print(f"{times - broken} passed, {broken} failed")
    return 1 if broken else 0


def ask(judge, which: str) -> str:
    judge.stdin.write(f"{which}\n")
    judge.stdin.flush()
    return judge.stdout.readline().strip()


def bear() -> None:
    """Have children that act until they are killed; to fork one is quicker than to start one."""
    child = 0
    for line in sys.stdin:
        if line == "begin\n":
            child = os.fork()
            if not child:
                act_for_ever()  # and say so once they do
        else:
            _pid, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


def act_for_ever() -> None:
    """Do acts of every kind, in any order, to two items and to what belongs to them."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from publishing.history import correct_note  # noqa: PLC0415
    from relations.models import Agreement, Statistic, Topic  # noqa: PLC0415

    user = get_user_model().objects.get(username="killed")
    group = Group.objects.get(name="Killed")
    statistic, agreement = Statistic.objects.get(key="killed"), Agreement.objects.get(kind="treaty")

    def word() -> str:
        return f"w{time.time_ns()}"

    def schedule():
        later = timezone.now() + timedelta(days=9)
        queued = agreement.publish(user, at=later)
        agreement.reschedule(queued, later + timedelta(days=9), user).cancel(user)

    @transaction.atomic
    def import_observations():
        statistic.observations.update(value=time.time_ns() % 1000)
        statistic.save_draft(user)

    acts = (
        lambda: statistic.publish(user),
        lambda: correct_note(agreement.publish(user), user, note_en=word()),
        schedule,
        lambda: Topic.objects.filter(slug="t0").update(name_en=word()),
        import_observations,
        lambda: agreement.move(word(), user),
        lambda: group.permissions.set(random.sample(range(1, 20), 3)),
        lambda: statistic.review(user),
        lambda: agreement.withdraw(user, "withdrawn", reason_en="Over."),
    )
    random.seed()
    print(os.getpid(), flush=True)
    while True:
        with suppress(ValidationError):  # of what is withdrawn already, for one
            random.choice(acts)()


def judge() -> None:
    """Make what is acted on, and say what is wrong with what was appended since, or with all."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.db.models import Count  # noqa: PLC0415

    from publishing.models import Change  # noqa: PLC0415
    from publishing.record.verification import Verification  # noqa: PLC0415
    from relations.models import Agreement, Topic  # noqa: PLC0415
    from tests.factories import make_statistic  # noqa: PLC0415

    user = get_user_model().objects.create(username="killed")
    Group.objects.create(name="Killed")
    statistic = make_statistic("killed", (), title_en="Killed")
    for year in range(1990, 2022):
        statistic.observations.create(period=str(year), value=year)
    topics = [Topic.objects.create(slug=f"t{n}", name_en="t", name_es="t") for n in range(5)]
    statistic.topics.set(topics)
    statistic.publish(user)
    agreement = Agreement.objects.create(
        slug="killed", title_en="Killed", summary_en="Killed.", kind="treaty"
    )
    agreement.publish(user)
    print("ready", flush=True)
    since = None
    for line in sys.stdin:
        everything = line == "all\n"
        found = next(Verification(None if everything else since).errors(), "")
        since = Change.objects.latest("number").at
        acts = Change.objects.order_by("act").values_list("act").annotate(Count("number"))
        counted = [f"{act}:{count}" for act, count in acts] if everything else []
        print(found.replace(" ", "_") or "whole", *counted, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] in (["nursery"], ["judge"]):
        open_site()
        bear() if sys.argv[1] == "nursery" else judge()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--times", type=int, default=200)
        sys.exit(main(parser.parse_args().times))

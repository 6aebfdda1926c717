"""Lets two processes race to save and to publish one statistic; nothing may be lost or mixed.

    python -m bench.races --rounds 500

Runs on the database that DATABASE_URL names, by default on SQLite. Each round has two
contenders start at once: editor against editor, editor against publisher, publisher against
publisher. An editor changes the name and the observation together, so a mixture shows.
"""

import argparse
import sys
from collections import Counter

from bench.site import open_site, start, throw_away_site

PAIRS = [("edit", "edit"), ("edit", "publish"), ("publish", "publish")]


def main(rounds: int) -> int:
    with throw_away_site() as environment:
        return race(environment, rounds)


def race(environment: dict[str, str], rounds: int) -> int:
    """Return 1 if anything is lost or mixed on the site after so many rounds, else 0."""
    referee = start(environment, "races", "referee")
    contenders = [start(environment, "races", "contender") for _ in range(2)]
    outcomes = Counter()
    for number in range(rounds):
        pair = PAIRS[number % len(PAIRS)]
        version = ask(referee, "version")
        for contender, role in zip(contenders, pair, strict=True):
            send(contender, f"{role} {number}-{contender.pid} {version}")
        answers = [receive(contender) for contender in contenders]
        verdict = ask(referee, f"judge {' '.join(answers)}")
        outcomes["/".join(pair), verdict] += 1
    outcomes["the record", ask(referee, "record")] += 1
    for process in (referee, *contenders):
        process.communicate()  # which closes both ends, and waits
    for (pair, verdict), count in sorted(outcomes.items()):
        print(f"{pair:16} {verdict:24} {count}")
    failures = sum(count for (_, verdict), count in outcomes.items() if verdict != "whole")
    print(f"{rounds - failures} passed, {failures} failed")
    return 1 if failures else 0


def send(process, line):
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def receive(process) -> str:
    return process.stdout.readline().strip()


def ask(process, line) -> str:
    send(process, line)
    return receive(process)


def contend() -> None:
    """Save or publish when told to, and answer `saved:WORD`, `refused` or `published`."""
    from django.db import transaction  # noqa: PLC0415

    from relations.models import Statistic  # noqa: PLC0415

    user = publisher()
    for line in sys.stdin:
        role, word, version = line.split()
        statistic = Statistic.objects.get(key="race")
        if role == "publish":
            statistic.publish(user)
            print("published", flush=True)
            continue
        with transaction.atomic():
            if claimed := statistic.claim(int(version)):
                statistic.title_en = word
                statistic.save()
                statistic.observations.update(note_en=word)
        print(f"saved:{word}" if claimed else "refused", flush=True)


def judge() -> None:
    """Keep the statistic, and print whether what each round wrote is whole, and at last all of it.

    A round checks from the last edition that the round before it saw: of all, five hundred rounds
    would check a hundred thousand editions.
    """
    from publishing.record.verification import Verification  # noqa: PLC0415
    from relations.models import Statistic  # noqa: PLC0415
    from tests.factories import make_statistic  # noqa: PLC0415

    publisher()
    made = make_statistic("race", (), title_en="first")
    made.observations.create(period="2021", value=1, note_en="first")
    editions = Statistic.edition_model().objects
    judged = 0
    for line in sys.stdin:
        statistic = Statistic.objects.get(key="race")
        if line.startswith("version"):
            print(statistic.version, flush=True)
            continue
        if line.startswith("record"):
            print(next(Verification().errors(), verdict_on(editions.all())), flush=True)
            continue
        answers = line.split()[1:]
        saved = [answer.removeprefix("saved:") for answer in answers if answer[0] == "s"]
        editors = [answer for answer in answers if answer != "published"]
        verdict = verdict_on(editions.filter(pk__gte=judged))
        if len(answers) < 2:
            verdict = "a contender fell over"
        elif editors and saved != [statistic.title_en]:
            verdict = "an update was lost"
        judged = max(editions.values_list("pk", flat=True), default=0)
        print(verdict, flush=True)


def verdict_on(editions) -> str:
    from publishing.record.editions import find_errors  # noqa: PLC0415

    if any(edition.title_en != edition.observations.get().note_en for edition in editions):
        return "an edition is a mixture"
    keys = list(editions.values_list("pk", flat=True))
    return "the record is broken" if list(find_errors(editions.model, keys)) else "whole"


def publisher():
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    return get_user_model().objects.get_or_create(username="racer")[0]


if __name__ == "__main__":
    if sys.argv[1:] in (["contender"], ["referee"]):
        open_site()
        contend() if sys.argv[1] == "contender" else judge()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--rounds", type=int, default=500)
        sys.exit(main(parser.parse_args().rounds))

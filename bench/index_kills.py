"""Kills a process while it writes the index, again and again, and lets two write at once.

    python -m bench.index_kills --times 50 --publications 500

After each kill the next process must find every edition that was published, and be able to write.
Then two processes publish and ask in turns; each answer must hold what was published before it was
asked, the memory of neither may grow, nor may the number of files. Runs on the database that
DATABASE_URL names, by default on SQLite.
"""

import argparse
import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

from bench.site import open_site, start, throw_away_site

WAIT = 0.3  # seconds at most until a process is killed
ITEMS = 12  # agreements that are published again and again
MOST_FILES = 250
MOST_GROWTH = 60_000  # kilobytes of memory, from the first tenth of the publications on


def main(times: int, publications: int) -> int:
    with throw_away_site() as environment:
        return kill(environment, times) or follow(environment, publications)


def kill(environment: dict[str, str], times: int) -> int:
    """Return 1 if an index that was being written when its process was killed is wrong."""
    chance = random.Random(20221212)
    judge = start(environment, "index_kills", "--role", "judge")
    judge.stdout.readline()
    wrong = 0
    for _ in range(times):
        writer = start(environment, "index_kills", "--role", "writer")
        writer.stdout.readline()
        time.sleep(chance.random() * WAIT)
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        said = _ask(judge, "look")
        if not said.startswith("right"):
            print(said)
            wrong += 1
    judge.communicate()
    print(f"{times - wrong} of {times} indexes were right after their process was killed")
    return 1 if wrong else 0


def follow(environment: dict[str, str], publications: int) -> int:
    """Return 1 if one of two processes that take turns misses a publication, or grows."""
    writers = [start(environment, "index_kills", "--role", "judge") for _ in range(2)]
    for writer in writers:
        writer.stdout.readline()
    wrong, sizes = 0, []
    for number in range(publications):
        for writer in writers:  # both ask for it at once
            writer.stdin.write("publish\n" if writer is writers[number % 2] else "look\n")
            writer.stdin.flush()
        said = [writer.stdout.readline().strip() for writer in writers]
        # Whoever looked while it was published may not have seen it.
        said[(number + 1) % 2] = _ask(writers[(number + 1) % 2], "look")
        wrong += sum(not each.startswith("right") for each in said)
        sizes.append([int(each.split()[-2]) for each in said] + [int(said[0].split()[-1])])
    for writer in writers:
        writer.communicate()
    growth = max(
        after - before
        for after, before in zip(sizes[-1][:2], sizes[publications // 10][:2], strict=True)
    )
    files = max(each[2] for each in sizes)
    print(f"{publications} publications: {wrong} wrong answers, {growth} kB more, {files} files")
    return 1 if wrong or growth > MOST_GROWTH or files > MOST_FILES else 0


def _ask(process, which: str) -> str:
    process.stdin.write(f"{which}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def act(role: str) -> None:
    """Publish and ask: on demand, or until the process is killed."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from relations.models import Agreement  # noqa: PLC0415

    by = get_user_model().objects.get_or_create(username="pilar")[0]
    items = [
        Agreement.objects.get_or_create(
            slug=f"agreement-{number}",
            defaults={
                "title_en": "First",
                "title_es": "Primero",
                "summary_en": "An agreement.",
                "summary_es": "Un acuerdo.",
                "kind": "treaty",
            },
        )[0]
        for number in range(ITEMS)
    ]
    chance = random.Random(os.getpid())
    print("ready", flush=True)
    if role == "writer":
        while True:
            _publish(chance.choice(items), by)
            _look()
    for line in sys.stdin:
        if line == "publish\n":
            _publish(chance.choice(items), by)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(_look(), memory, _number_of_files(), flush=True)


def _publish(item, by) -> None:
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from relations.models import Agreement  # noqa: PLC0415

    item = Agreement.objects.get(pk=item.pk)
    item.title_en = f"Words {time.time_ns()}"
    item.save()
    try:
        item.publish(by)
    except ValidationError as error:
        print(error, file=sys.stderr)


def _look() -> str:
    """Whether the index says what the database says, within some seconds."""
    from publishing.changes.position import current_position  # noqa: PLC0415
    from relations.models import AgreementEdition  # noqa: PLC0415
    from search.catching import state  # noqa: PLC0415
    from search.questions import Answers, Sort  # noqa: PLC0415

    until = time.monotonic() + 5
    while True:
        position = current_position()
        searcher = state.searcher(position)
        if searcher and state.is_at(position):
            found = Answers(searcher, position.now, ["agreement"]).sorted_ids(Sort(), "en", 0, 50)
            rows = AgreementEdition.objects.as_of(position.now).values_list("pk", flat=True)
            if sorted(found) == sorted(rows):
                return "right"
            if current_position() == position or time.monotonic() > until:
                return f"wrong: {sorted(found)} is not {sorted(rows)}".replace("\n", " ")
        elif time.monotonic() > until:
            return "late"


def _number_of_files() -> int:
    from search.index import folder  # noqa: PLC0415

    return len(list(Path(folder()).iterdir()))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--publications", type=int, default=500)
    arguments.add_argument("--role", choices=("judge", "writer"))
    chosen = arguments.parse_args()
    if chosen.role:
        open_site()
        act(chosen.role)
    else:
        raise SystemExit(main(chosen.times, chosen.publications))

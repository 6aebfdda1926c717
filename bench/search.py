"""Measures how the list of programs is searched and filtered, with few programs and with many, as
tables for docs/benchmarks.md.

    python -m bench.search --numbers 27,1000,10000

Fills a site of each number by `make_bulk` with invented texts in three editions, and has a process
ask it for answers (the filters of the list, their total and facets, and the rows of one page),
for the whole page, without the page cache, and for the same answers by django-filter alone. With
`--keep FOLDER` the sites stay there and are asked again the next time. On PostgreSQL with
DATABASE_URL.
"""

import argparse
import json
from pathlib import Path

from bench.site import answered_by, asked_in_process, kept_site, manage, open_site, throw_away_site
from bench.timing import machine, percentile

DEMO = 27  # programs of the demonstration, on every site
EDITIONS, SEED = 3, 1
TERMS = "topic=40,organization=200,audience=60,field=40"


def main(numbers: list[int], seconds: float, keep: Path | None) -> None:
    """Measure each number on a site of its own, each step in a process of its own."""
    figures = {}
    for number in numbers:
        with kept_site(keep / str(number)) if keep else throw_away_site() as site:
            prepare(site, number)
            environment = asked_in_process(site)
            figures[number] = {
                step: json.loads(answered_by(environment, "search", step, str(seconds)))
                for step in ("build", "measure")
            }
    print(f"`python -m bench.search` on {machine()}\n")
    print(questions_table(figures), sites_table(figures), sep="\n\n")


def prepare(environment: dict[str, str], number: int) -> None:
    """Fill a site, or what it lacks."""
    manage(environment, "load_demo", "--verbosity=0")
    if number > DEMO:
        manage(
            environment, "make_bulk", "--type=program", f"--items={number - DEMO}",
            f"--editions={EDITIONS}", f"--seed={SEED}", f"--terms={TERMS}",
        )  # fmt: skip


def questions_table(figures: dict[int, dict]) -> str:
    lines = [
        "Milliseconds as median / 95th percentile; CPU is that of the process that asks, without "
        "that of PostgreSQL.",
        "",
        "| question | programs | found | answer | CPU | page | CPU | queries "
        "| django-filter, icontains | CPU |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in next(iter(figures.values()))["measure"]["questions"]:
        for number, steps in figures.items():
            asked = steps["measure"]["questions"][name]
            cells = [name, f"{number:,}", cell(asked.get("found"))]
            for way in ("answer", "page", "plain"):
                durations = asked.get(way, {})
                cells += [spread(durations.get("wall")), spread(durations.get("busy"))]
                if way == "page":
                    cells.append(cell(asked.get("queries")))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def sites_table(figures: dict[int, dict]) -> str:
    lines = [
        "| programs | editions | database | database, MB | index, MB | built in, s | CPU, s "
        "| memory while building, MB | memory after all questions, MB | from commit to found, ms |",
        "|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for number, steps in figures.items():
        built, measured = steps["build"], steps["measure"]
        cells = [
            f"{number:,}",
            f"{measured['editions']:,}",
            measured["database"],
            cell(measured["database_mb"]),
            *(cell(built.get(name)) for name in ("index_mb", "seconds", "busy", "memory_mb")),
            cell(measured["memory_mb"]),
            spread(measured["found_after"]),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def spread(durations: list[float] | None) -> str:
    if not durations:
        return "–"
    return " / ".join(figure(percentile(durations, share)) for share in (0.5, 0.95))


def cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else figure(value)


def figure(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numbers", default="27,1000,10000,100000")
    parser.add_argument("--seconds", type=float, default=3, help="for each question and way")
    parser.add_argument("--keep", type=Path, help="the folder that holds the sites")
    parser.add_argument("step", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        open_site()
        from bench import searching

        step, seconds = arguments.step
        print(json.dumps(getattr(searching, step)(float(seconds))))
    else:
        main(
            [int(number) for number in arguments.numbers.split(",")],
            arguments.seconds,
            arguments.keep,
        )

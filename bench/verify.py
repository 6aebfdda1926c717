"""Measures how long it takes to verify a record, and how much memory it takes.

    python -m bench.verify 1000 10000 100000

Each site is filled by `make_bulk` with agreements of two editions, which copy one of the
demonstration with its parts and sets; they are filled on from one number to the next. The time of
the processor is what the process used itself: on a shared machine the other one says little.
"""

import sys
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from bench.site import manage, open_site, start, throw_away_site

EDITIONS = 2  # of each agreement


def main(sizes: list[int]) -> None:
    with throw_away_site() as environment:
        manage(environment, "load_demo", "--verbosity=0")
        print("| editions | make, s | rows | verify, s | of the processor, s | memory, MB |")
        print("|--:|--:|--:|--:|--:|--:|")
        for size in sizes:
            began = perf_counter()
            numbers = (f"--items={size // EDITIONS}", f"--editions={EDITIONS}")
            manage(environment, "make_bulk", "--type=agreement", *numbers)
            made = perf_counter() - began
            process = start(environment, "verify", "verify")
            figures = process.communicate()[0].strip()
            print(f"| {size} | {made:.0f} | {figures}", flush=True)


def verify() -> None:
    open_site()
    from publishing.record.rows import one_moment  # noqa: PLC0415
    from publishing.record.verification import Verification  # noqa: PLC0415

    verification, began = Verification(), perf_counter()
    with one_moment():
        assert not list(verification.errors())
    seconds, used = perf_counter() - began, getrusage(RUSAGE_SELF)
    print(
        f"{verification.rows} | {seconds:.0f} | {used.ru_utime + used.ru_stime:.0f} "
        f"| {used.ru_maxrss // 1024} |"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["verify"]:
        verify()
    else:
        main([int(size) for size in sys.argv[1:]] or [1000])

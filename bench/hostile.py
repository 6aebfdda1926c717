"""Measures what hostile queries cost: the size of the answer and the time that it takes.

    python -m bench.hostile

Loads the demo into a throw-away site, and asks it in this process, without the page cache. The
first row of each page is the page without a query.
"""

import os
from time import perf_counter

from bench.site import manage, open_site, throw_away_site

PAGES = ("/programs/", "/programs.csv", "/agreements/", "/relations/united-states-mexico/")
QUERIES = {
    "no query": "",
    "1,000 unknown topics": "&".join(f"topic=x{n}" for n in range(1_000)),
    "2,400 unknown topics": "&".join(f"topic=x{n}" for n in range(2_400)),
    "2,000 years": "&".join(f"signed={n}" for n in range(1_000, 3_000)),
    "20 unknown values of ten parameters": "&".join(
        f"{name}=x{n}"
        for name in "topic kind party binding signed audience level field sponsor state".split()
        for n in range(20)
    ),
    "a search of 66 words": "q=" + "+".join(f"{n:02}" for n in range(66)),
    "2,400 parameters": "&".join(f"p{n}={n}" for n in range(2_400)),
    "one value of 29,000 characters": "x=" + "%26" * 9_600,
    "a moment 2,000 times": "&".join(["at=2026-01-01"] * 2_000),
}


def main() -> None:
    with throw_away_site() as environment:
        manage(environment, "prepare")
        os.environ |= environment | {"PAGE_CACHE": "0", "ALLOWED_HOSTS": "testserver"}
        open_site()
        from django.test import Client  # noqa: PLC0415

        client = Client(raise_request_exception=False)
        print("| address | query | status | kB | ms |\n|---|---|--:|--:|--:|")
        for page in PAGES:
            client.get(page)  # what is made once is not counted
            for name, query in QUERIES.items():
                start = perf_counter()
                response = client.get(f"{page}?{query}" if query else page)
                took = (perf_counter() - start) * 1000
                size = len(response.content) / 1000
                print(f"| {page} | {name} | {response.status_code} | {size:.1f} | {took:.0f} |")


if __name__ == "__main__":
    main()

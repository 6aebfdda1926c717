"""Measures the register of agreements with few and with many of them, as a table for
docs/benchmarks.md.

    python -m bench.register --numbers 20,500,5000

Fills a throw-away site with agreements of invented lives, asks this process for its pages, without
the page cache, and names the queries that each takes. On PostgreSQL with DATABASE_URL.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from datetime import date, timedelta
from statistics import median

from bench.site import ROOT, throw_away_site

PAGES = {
    "the first page": "/agreements/",
    "in force on a day": "/agreements/?status=in-force&on=2020-06-30",
    "by next date": "/agreements/?sort=next",
    "by entry into force, page 2": "/agreements/?sort=-in-force&page=2",
    "words": "/agreements/?q=water",
    "six filters": "/agreements/?status=in-force&kind=treaty&topic=topic-1&party=MX"
    "&lead=bureau-2&q=agreement&sort=-signed",
    "review within a year": "/agreements/?review=within-12-months&on=2026-01-01",
}
TIMES = 7
MANY = 1000  # rows that one statement inserts


def main(numbers: list[int]) -> None:
    """Measure each number on a site of its own, in a process that has its settings."""
    for number in numbers:
        with throw_away_site() as environment:
            environment = {**environment, "PAGE_CACHE": "0", "ALLOWED_HOSTS": "testserver"}
            command = [sys.executable, "-m", "bench.register", "--inside", str(number)]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)


def measure(number: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    begun = time.perf_counter()
    fill(number)
    filled = time.perf_counter() - begun
    print(
        f"\n{number} agreements, {connection.vendor}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; filled in {filled:.0f} s\n"
    )
    print("| page | queries | median, ms | slowest, ms |\n|---|--:|--:|--:|")
    client = Client()
    for name, address in PAGES.items():
        durations = []
        for _each in range(TIMES):
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                response = client.get(address)
                durations.append((time.perf_counter() - start) * 1000)
            if response.status_code not in (200, 404):
                raise RuntimeError(f"{address} answered {response.status_code}")
        print(f"| {name} | {len(captured)} | {median(durations):.0f} | {max(durations):.0f} |")


def fill(number: int) -> None:
    """Write agreements with editions that are not sealed, as the record is not what is measured."""
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction
    from django.utils import timezone

    from relations import models
    from relations.models.agreement_status import derive

    by = get_user_model().objects.create_user("bench")
    partners = [
        models.Partner.objects.create(code=code, name_en=code, name_es=code, region="americas")
        for code in ("US", "MX", "CA")
    ]
    topics = [
        models.Topic.objects.create(slug=f"topic-{n}", name_en=f"Topic {n}", name_es=f"Tema {n}")
        for n in range(12)
    ]
    bureaus = [
        models.Organization.objects.create(
            slug=f"bureau-{n}",
            name_en=f"Bureau {n}",
            name_es=f"Oficina {n}",
            country=partners[n % 3],
        )
        for n in range(60)
    ]
    now = timezone.now()
    items = models.Agreement.objects.bulk_create(
        [models.Agreement(slug=f"agreement-{n}") for n in range(number)], MANY
    )
    editions = models.AgreementEdition.objects.bulk_create(
        [edition(n, item, now - timedelta(days=n % 900 + 1), by) for n, item in enumerate(items)],
        MANY,
    )
    rows: dict = {}
    for n, each in enumerate(editions):
        for row in parts(n, each, partners, items):
            rows.setdefault(type(row), []).append(row)
    for model, of_model in rows.items():
        model.objects.bulk_create(of_model, MANY)
    for name, terms, shift in (("topics", topics, 5), ("lead_organizations", bureaus, 7)):
        through = getattr(models.AgreementEdition, name).through
        key = f"{terms[0]._meta.model_name}_id"
        chosen = [
            (e.pk, terms[n * step % len(terms)].pk)
            for n, e in enumerate(editions)
            for step in (1, shift)
        ]
        through.objects.bulk_create(
            [through(agreementedition_id=e, **{key: t}) for e, t in dict.fromkeys(chosen)], MANY
        )
    for start in range(0, number, MANY):
        with transaction.atomic():
            derive(editions[start : start + MANY])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def edition(n: int, item, live_from, by):
    from relations.models import AgreementEdition

    kind, binding = (
        ("treaty", "binding"),
        ("memorandum", "non_binding"),
        ("agreement", "binding"),
        ("dialogue", ""),
    )[n % 4]
    about = ("water", "trade", "air", "science")[n % 7 % 4]
    return AgreementEdition(
        item=item,
        title_en=f"Agreement {n * 7919 % 10007} on {about}",
        title_es=f"Acuerdo {n}",
        summary_en="What it is about, in one or two sentences, of which this is the second.",
        kind=kind,
        binding=binding,
        level=("leaders", "cabinet", "government", "agency")[n % 4],
        live_from=live_from,
        recorded_at=live_from,
        published_by=by,
    )


def parts(n: int, of_edition, partners, items):
    from relations.models import PublishedEvent, PublishedLink, PublishedParty, PublishedRule

    signed = date(1950 + n % 70, n % 12 + 1, n % 28 + 1)
    for position, partner in enumerate(partners[: 2 + n % 2]):
        yield PublishedParty(edition=of_edition, country=partner, position=position)
    if of_edition.kind == "dialogue":
        yield PublishedEvent(edition=of_edition, kind="met", happened_on=signed.isoformat())
        return
    yield PublishedEvent(edition=of_edition, kind="signed", happened_on=signed.isoformat())
    if n % 9:
        force = (signed + timedelta(days=400)).isoformat()
        yield PublishedEvent(edition=of_edition, kind="in_force", happened_on=force)
    if n % 3 == 0:
        yield PublishedRule(edition=of_edition, kind="term", amount=10, position=1)
        yield PublishedRule(
            edition=of_edition, kind="renewal", amount=5, notice_amount=6, position=2
        )
    if n % 5 == 0:
        yield PublishedRule(
            edition=of_edition, kind="review", day="2026-07-01", every_amount=6, position=3
        )
    if n % 10 == 0 and n:
        yield PublishedLink(edition=of_edition, kind="supersedes", agreement_linked=items[n - 1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numbers", default="20,500,5000")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside is None:
        main([int(number) for number in arguments.numbers.split(",")])
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        measure(arguments.inside)

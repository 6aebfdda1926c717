"""The steps of `bench.search` inside the process that asks. Django must have been set up."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from secrets import token_hex
from time import perf_counter, process_time, sleep
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import plain_search
from bench.timing import clock
from programs.models import Program, ProgramEdition
from programs.views import ProgramList
from publishing.moment import MomentMiddleware

LIST = "/programs/"
SUGGESTIONS = "/search/suggestions.json?q=ful"
INDEX = Path(getattr(settings, "SEARCH_DIR", settings.DATA_DIR / "search"))
WORDS = {
    "q": "english teachers",
    "topic": "education",
    "direction": ["to_partner", "both", "online"],
}
THREE = {
    "topic": ["education", "culture"],
    "level": ["youth", "secondary"],
    "direction": ["to_home", "both"],
}
TIMES_PUBLISHED = 5
PATIENCE = 900  # seconds that an index may take
POLL = 0.002


def questions() -> dict[str, dict[str, Any]]:
    """The query parameters of each question."""
    past = f"{timezone.localdate() - timedelta(days=300)}"
    pages = -(-ProgramEdition.objects.as_of(timezone.now()).count() // ProgramList.per_page)
    return {
        "words and two filters": WORDS,
        "a broad word": {"q": "students"},
        "three filters": THREE,
        "nothing": {},
        "nothing, the last page": {"page": str(pages)},
        "nothing, 300 days ago": {"at": past},
        "a word, 300 days ago": {"q": "students", "at": past},
    }


def build(_seconds: float) -> dict:
    """Delete the index and wait until it answers as before; nothing where there is none."""
    expected = settled(lambda: answer({}))
    if not INDEX.exists():
        return {}
    shutil.rmtree(INDEX)
    begun, busy = perf_counter(), process_time()
    until(lambda: answer({}) == expected and answer({"q": "students"}))
    return {
        "seconds": perf_counter() - begun,
        "busy": process_time() - busy,
        "index_mb": megabytes(INDEX),
        "memory_mb": memory(),
    }


def measure(seconds: float) -> dict:
    """Ask every question in every way. What takes most memory, django-filter, comes last."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    settled(lambda: answer({}))
    asked: dict[str, dict] = {}
    for name, query in questions().items():
        address = f"{LIST}?{urlencode(query, doseq=True)}"
        asked[name] = {
            "found": answer(query),
            "answer": vars(clock(lambda query=query: answer(query), seconds)),
            **page(address, seconds),
        }
    asked["suggestions"] = page(SUGGESTIONS, seconds)
    figures = {"memory_mb": memory(), "found_after": found_after()}
    for name, query in questions().items():
        asked[name]["plain"] = vars(clock(lambda query=query: plain(query), seconds))
    return {
        "questions": asked,
        "editions": ProgramEdition.objects.count(),
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor],
        "database_mb": database_megabytes(),
        **figures,
    }


def answer(query: dict[str, Any]) -> int | None:
    """Do what the list does for a request, but for its template; return the total."""

    def ask(request) -> int | None:
        filters = ProgramList.get_filters(request)
        total, _facets = filters.total(), filters.facets
        start = (int(query.get("page", 1)) - 1) * ProgramList.per_page
        filters.results()[start : start + ProgramList.per_page]
        return total

    return at_its_moment(query, ask)


def plain(query: dict[str, Any]) -> int:
    """The same by django-filter alone, of the same rows."""

    def ask(request) -> int:
        editions = ProgramEdition.objects.as_of(request.moment).select_related("item")
        start = (int(query.get("page", 1)) - 1) * ProgramList.per_page
        return plain_search.answer(request.GET, editions, start, ProgramList.per_page)

    return at_its_moment(query, ask)


def at_its_moment(query: dict[str, Any], ask: Callable) -> Any:
    return MomentMiddleware(ask)(RequestFactory().get(LIST, query))


def page(address: str, seconds: float) -> dict:
    """How long a page takes and how many queries; nothing where there is no such page."""
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code == 404:
        return {}
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    queries = len(captured)  # before a request drops them
    return {"page": vars(clock(lambda: client.get(address), seconds)), "queries": queries}


def found_after() -> list[float]:
    """Publish a program several times under new titles, and return how many milliseconds after each
    commit its new title is found."""
    program, by = Program.objects.order_by("-pk").first(), get_user_model().objects.first()
    durations = []
    for _turn in range(TIMES_PUBLISHED):
        program.refresh_from_db()
        word = f"zyx{token_hex(8)}"  # nearly like no other: a word is corrected where it is lost
        program.title_en = program.title_es = word
        program.save()
        program.publish(by)
        begun = perf_counter()
        until(lambda word=word: answer({"q": word}) == 1)
        durations.append((perf_counter() - begun) * 1000)
    return durations


def settled(ask: Callable[[], int | None]) -> int:
    """Ask until the answer is how many programs there are: until an index has caught up."""
    expected = ProgramEdition.objects.as_of(timezone.now()).count()
    until(lambda: ask() == expected)
    return expected


def until(holds: Callable[[], Any]) -> None:
    """Raises TimeoutError for what does not hold in time."""
    begun = perf_counter()
    while not holds():
        if perf_counter() - begun > PATIENCE:
            raise TimeoutError
        sleep(POLL)


def memory() -> int:
    """The most memory that this process ever took, in MB."""
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def database_megabytes() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0] / 1e6
    return Path(connection.settings_dict["NAME"]).stat().st_size / 1e6

"""Whether editions are what was sealed, and follow each other without gap or overlap."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Window
from django.db.models.functions import Lead

from publishing.record.rows import AT_ONCE, UNREADABLE
from publishing.snapshot import digest, gather_children, snapshot


def find_errors(edition_model: Any, keys: Iterable[int] | None = None) -> Iterator[str]:
    """What is wrong with editions of one type, a sentence each: with all, or with those of `keys`
    and the timelines of their items."""
    if keys is None:
        yield from _errors(edition_model.objects.all(), edition_model.objects.all())
        return
    left = iter(keys)
    while chunk := list(islice(left, AT_ONCE)):
        editions = edition_model.objects.filter(pk__in=chunk)
        items = editions.order_by().values("item")
        yield from _errors(editions, edition_model.objects.filter(item__in=items))


def _errors(editions: Any, timelines: Any) -> Iterator[str]:
    try:
        yield from _seal_errors(editions)
        yield from _timeline_errors(timelines)
    except UNREADABLE as error:
        yield f"{editions.model._meta.db_table}: a row cannot be read ({error})"


def _seal_errors(editions: Any) -> Iterator[str]:
    rows = editions.order_by("pk").iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(rows, AT_ONCE)):
        gather_children(chunk)
        for edition in chunk:
            if problem := _seal_error(edition):
                yield f"{edition.identifier}: {problem}"


def _seal_error(edition: Any) -> str:
    if not edition.seal:
        return "was never sealed"
    try:
        content = snapshot(edition, edition.format)
    except (LookupError, FileNotFoundError):
        return "was sealed in a format that nobody knows"
    return "" if digest(content) == edition.seal else "differs from what was sealed"


def _timeline_errors(editions: Any) -> Iterator[str]:
    following = Window(Lead("live_from"), partition_by="item", order_by="live_from")
    rows = editions.not_cancelled().order_by("item", "live_from").annotate(following=following)
    for edition in rows.only("item", "live_until").iterator():
        if edition.live_until != edition.following:
            yield f"{edition.identifier}: does not end where the next edition begins"

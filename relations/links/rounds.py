"""Rounds of asking for the addresses that are published, those first that were not asked for
longest."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing.changes.models import Hour
from publishing.changes.position import readers_now
from relations.links.checking import Checker
from relations.links.published import published_links
from relations.models.link_check import DEAD_AFTER, FAILURES, Finding, LinkCheck, Outcome

logger = logging.getLogger(__name__)
AT_ONCE = 500  # rows that one statement deletes


class RunningError(Exception):
    """Another round runs on this machine."""


def check_links(checker: Checker, limit: int | None = None) -> Iterator[LinkCheck]:
    """Ask for the addresses that are published, or for so many of them, and give each once what
    came is written. Forgets addresses that are no longer published.

    Nothing is written before any server answers, so that a machine without a way out takes nobody
    for dead. Raises RunningError while another round runs, so that no host is asked twice at once.
    """
    with _alone():
        bring_up_to_date()
        checks = LinkCheck.objects.order_by(F("checked_at").asc(nulls_first=True), "pk")
        heard, waiting = False, []
        for check in list(checks[:limit]):
            waiting.append((check, _finding(checker, check.address), timezone.now()))
            heard = heard or waiting[-1][1].status is not None
            while heard and waiting:
                yield _noted(*waiting.pop(0))
        for check, finding, at in waiting:
            fails = finding.outcome in FAILURES
            yield _noted(check, finding._replace(outcome=Outcome.UNCLEAR) if fails else finding, at)


def bring_up_to_date() -> None:
    """Have a row for every address that is published, and for no other."""
    published = {link.address for link in published_links(readers_now())}
    known = set(LinkCheck.objects.values_list("address", flat=True))
    new = (LinkCheck(address=address) for address in sorted(published - known))
    LinkCheck.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    gone = sorted(known - published)
    for first in range(0, len(gone), AT_ONCE):
        rows = LinkCheck.objects.filter(address__in=gone[first : first + AT_ONCE])
        with transaction.atomic():
            if rows.dead().exists():
                _tell_caches()
            rows.delete()


def _finding(checker: Checker, address: str) -> Finding:
    try:
        return checker.check(address)
    except Exception:  # one odd address or server ends no round
        logger.exception("What came of asking for %s cannot be understood", address)
        return Finding(Outcome.UNCLEAR, None, address)


@transaction.atomic
def _noted(check: LinkCheck, finding: Finding, at: datetime) -> LinkCheck:
    """Write what came and, where what readers are told of the link is another by that, an hour at
    which pages change: caches hear of both or of neither."""
    before = _told(check)
    check.note(finding, at)
    if _told(check) != before:
        _tell_caches()
    return check


def _told(check: LinkCheck) -> tuple[int, date | None] | None:
    """What readers are told of a link: of one that is dead the days of failure, and the last."""
    return (check.failed_days, check.failed_on) if check.failed_days >= DEAD_AFTER else None


def _tell_caches() -> None:
    Hour.objects.get_or_create(at=timezone.now())


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a file that one process of a machine can hold, until it ends."""
    with (settings.DATA_DIR / "check_links.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunningError from None
        yield

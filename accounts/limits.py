"""Tries that fail make further tries wait, ever longer; nobody is ever locked out.

Counts stand in the database, so that every process of every machine sees them. A try is counted
before it is made, and taken back when it succeeds: many at once get no further than one by one.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from accounts.access_log import note
from accounts.clients import client_address
from accounts.models import AccessEntry, FailedTries, KnownSource

SIGN_IN = "sign-in"  # the purpose of tries with a name and a password

FREE_TRIES = 5  # before the first wait
MAX_WAIT = 900  # seconds
FORGIVEN_AFTER = timedelta(hours=1)  # without another failure
KNOWN_FOR = timedelta(days=90)  # since the last success from an address

logger = logging.getLogger(__name__)


class TooManyTries(Exception):
    """A try is throttled; `wait` says for how many seconds."""

    def __init__(self, wait: int):
        self.wait = wait
        super().__init__(wait)

    def __str__(self):
        minutes = ceil(self.wait / 60)
        if self.wait < 60:
            time = ngettext("%(count)s second", "%(count)s seconds", self.wait)
        else:
            time = ngettext("%(count)s minute", "%(count)s minutes", minutes)
        time %= {"count": self.wait if self.wait < 60 else minutes}
        return gettext("There were too many tries. Wait %(time)s, then try again.") % {"time": time}


def attempt(request, purpose: str, name: str, check: Callable, decoy: Callable = bool):
    """Return what `check` returns, and count a try that failed, for which that is falsy.

    Tries are limited by name and by address. From an address where a name has succeeded before, it
    is still checked while others fail, and only success shows that: `decoy`, whose result is of no
    use, takes as long as a check, and is called wherever none is made. Raises TooManyTries.
    """
    with _noting_wait(request, purpose, name):
        result = _attempt(client_address(request), purpose, name.casefold(), check, decoy)
    if not result:
        _note_refusal(request, purpose, name)
    return result


def limit(request, purpose: str, name: str) -> None:
    """Count something that may be asked for, but not often. Raises TooManyTries."""
    with _noting_wait(request, purpose, name):
        count_try(_shared_keys(purpose, name.casefold(), client_address(request)))


@contextmanager
def _noting_wait(request, purpose: str, name: str) -> Iterator[None]:
    try:
        yield
    except TooManyTries:
        _note_refusal(request, purpose, name)
        raise


def _note_refusal(request, purpose: str, name: str) -> None:
    """Note a refusal, for the account that somebody tried to sign in to; elsewhere `name` is none,
    and it is theirs who has signed in."""
    username = name if purpose == SIGN_IN else request.signed_in_user.get_username()
    note(request, AccessEntry.Kind.SIGN_IN_REFUSED, username)


def _attempt(address: str, purpose: str, name: str, check: Callable, decoy: Callable):
    own, any_name = _key(purpose, "both", name, address), _key(purpose, "known", address)
    try:
        counted = count_try(_shared_keys(purpose, name, address))
    except TooManyTries:
        if _is_known(own):
            result = _check_known(own, check, decoy)
            if result:
                _remember(own, any_name)
                return result
        elif _is_known(any_name):
            decoy()
        raise
    result = check()
    if result:
        _take_back(counted)
        _remember(own, any_name)
    else:
        logger.warning("Failed try: %s, from %s", purpose, address)
    return result


def count_try(keys: Sequence[str]) -> list[tuple[FailedTries, datetime]]:
    """Count a try for each key; return the counts, each with when the try before it was.

    Raises TooManyTries when one of them must wait, and then counts nothing.
    """
    counted, rows = [], FailedTries.objects.filter(key__in=set(keys)).order_by("key")
    _throttle(rows, timezone.now())  # without a write
    with transaction.atomic():
        locked = _lock(sorted(set(keys)))
        now = timezone.now()  # others may have been first
        _throttle(locked, now)
        for row in locked:
            counted.append((row, row.last_at))
            row.number = 1 if row.last_at < now - FORGIVEN_AFTER else row.number + 1
            row.last_at = now
            row.save()
        FailedTries.objects.forget(now - 2 * FORGIVEN_AFTER)
    return counted


def _lock(keys: Sequence[str]) -> list[FailedTries]:
    """Return the counts of some keys, locked in their order, and make those that are missing."""
    rows = FailedTries.objects.filter(key__in=keys).order_by("key").select_for_update()
    locked: list[FailedTries] = []
    while len(locked) < len(keys):  # others may forget an old one before it is locked
        new = [FailedTries(key=key, last_at=timezone.now()) for key in keys]
        FailedTries.objects.bulk_create(new, ignore_conflicts=True)
        locked = list(rows.all())
    return locked


def wait_after(number: int) -> int:
    """Return how many seconds lie between the `number`th try that failed and the next."""
    return min(2 ** (number - FREE_TRIES + 1), MAX_WAIT) if number >= FREE_TRIES else 0


def _throttle(rows: Iterable[FailedTries], now: datetime) -> None:
    """Raise TooManyTries where one of the counts must wait."""
    waits = (
        wait_after(row.number) - (now - row.last_at).total_seconds()
        for row in rows
        if row.number >= FREE_TRIES
    )
    wait = ceil(max(waits, default=0))
    if wait > 0:
        raise TooManyTries(wait)


def _take_back(counted: Iterable[tuple[FailedTries, datetime]]) -> None:
    """A success leaves counts as they were; what others have tried meanwhile stays counted."""
    for row, before in counted:
        FailedTries.objects.filter(key=row.key, number__gt=0).update(
            number=F("number") - 1,
            last_at=Case(When(last_at=row.last_at, then=Value(before)), default=F("last_at")),
        )


def _check_known(key: str, check: Callable, decoy: Callable):
    try:
        counted = count_try([key])
    except TooManyTries:
        decoy()
        return None
    result = check()
    if result:
        _take_back(counted)
    return result


def _is_known(key: str) -> bool:
    since = timezone.now() - KNOWN_FOR
    return KnownSource.objects.filter(key=key, last_at__gte=since).exists()


def _remember(*keys: str) -> None:
    now = timezone.now()
    for key in keys:
        KnownSource.objects.update_or_create(key=key, defaults={"last_at": now})
    with transaction.atomic():
        KnownSource.objects.forget(now - KNOWN_FOR)


def _shared_keys(purpose: str, name: str, address: str) -> list[str]:
    """The count of an address, whatever it tries, and that of a name, from wherever it is tried."""
    return [_key(purpose, "address", address), _key(purpose, "name", name)]


def _key(*parts: str) -> str:
    return salted_hmac("accounts.limits", "\0".join(parts), algorithm="sha256").hexdigest()

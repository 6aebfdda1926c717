"""How long, and how many at a time, requests wait for a database that others write to.

A process answers with a few threads. If all of them waited for one lock, no reader would get a
page; so two may wait, each for as long as the settings say, and whoever comes then is told at once
to try again.
"""

import re
from contextlib import AbstractContextManager, nullcontext
from threading import BoundedSemaphore

from django.db import OperationalError, connection
from django.urls import get_resolver

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")  # they write nothing
MAX_WAITING = 2
# How long to wait for a place: most statements are over by then, and have waited for nobody.
PLACE_SECONDS = 0.1

WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b")
LOCKING = re.compile(
    r"\s*(BEGIN IMMEDIATE\b|SELECT\b.*\bFOR (NO KEY )?UPDATE\b|SELECT pg_advisory_xact_lock\b)",
    re.DOTALL,
)
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL, after its `lock_timeout`

_places = BoundedSemaphore(MAX_WAITING)


class Busy(Exception):
    """Others write to the database, or wait to; the statement has done nothing.

    It is no DatabaseError, which Django takes for something else where it saves a session.
    """


class LimitWaitingWriters:
    """Lets at most `MAX_WAITING` forms wait for a lock in each process, and refuses others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(wait_in_line):
            return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer like to any fault, but without a traceback in the log."""
        if isinstance(exception, Busy):
            return get_resolver().resolve_error_handler(500)(request)
        return None


def wait_in_line(execute, sql, params, many, context):
    """Execute a statement, as a wrapper of Django's connections. Raises Busy where too many wait
    already, and when the lock is not to be had in time."""
    if not _may_wait(str(sql), context["connection"]):
        return execute(sql, params, many, context)
    if not _places.acquire(timeout=PLACE_SECONDS):
        raise Busy
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if is_about_lock(error):
            # Left open it would be collected with the traceback, maybe by a reader's thread, which
            # must then wait for whatever its connection waits for next.
            context["cursor"].close()
            raise Busy from error
        raise
    finally:
        _places.release()


def in_line() -> AbstractContextManager:
    """Have what is written in a request that is no form wait like a form; in a form it does."""
    if wait_in_line in connection.execute_wrappers:
        return nullcontext()
    return connection.execute_wrapper(wait_in_line)


def _may_wait(sql: str, connection) -> bool:
    # A transaction that begins by taking SQLite's one lock has it from then on.
    takes_lock = getattr(connection, "transaction_mode", None) == "IMMEDIATE"
    if takes_lock and connection.in_atomic_block:
        return False
    return bool(WRITING.match(sql) or LOCKING.match(sql))


def is_about_lock(error: Exception) -> bool:
    """Whether a statement failed for a lock that others have; nothing of it is saved then."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # without what SQLite calls its extension
    return code in (SQLITE_BUSY, SQLITE_LOCKED) or (
        getattr(cause, "sqlstate", "") == LOCK_NOT_AVAILABLE
    )

"""Appending to the change table: the one way in which rows come into it."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from publishing.changes.acts import PendingAct, origin
from publishing.changes.digests import chain_hash, new_salt, plain_json, row_digest
from publishing.changes.models import Act, Change, Touched
from publishing.models import Edition
from publishing.record.coverage import Covered, covered_tables

# One lock of PostgreSQL's, by a number of ours; SQLite has one for whoever writes. Keys are checked
# before: at the commit they would wait for rows that others have who wait for this lock.
LOCK = (
    "SET CONSTRAINTS ALL IMMEDIATE",
    "SET CONSTRAINTS ALL DEFERRED",
    "SELECT pg_advisory_xact_lock(4242001)",
)
TAKE = f"DELETE FROM {Touched._meta.db_table} RETURNING id, table_name, row_id, owner_id"
AT_ONCE = 500  # rows in one query

_installed: list[bool] = []  # holds True once it is known

# By table: of each row, the row that it belongs to, if its table is one of parts or sets.
RowsByTable = dict[str, dict[int, int | None]]


def append(database, acts: list[PendingAct]) -> None:
    """Append what a transaction did: a row for each act, and for each row of other tables that it
    touched and no act is about. Call it as the last act of the transaction.

    The lock is held until the commit, so that numbers are in the order of commits. Without acts
    and touched rows this is one query.
    """
    if not acts and not is_due():
        return
    lock(database)
    touched = _take_touched(database)
    last = Change.objects.order_by("-number").only("number", "at", "hash").first()
    now = max([timezone.now(), *([last.at] if last else [])])
    rows = list(_rows([*acts, *_unsaid(acts, touched, now)], last, touched))
    state(rows, touched)
    for row in rows:
        _state_detail(row)
    chain(rows, last)
    Change.objects.bulk_create(rows)


def is_due() -> bool:
    """Whether rows were touched that no change tells of yet."""
    return is_installed() and Touched.objects.exists()


def is_installed() -> bool:
    """Whether the database has the record's tables, which the first migration makes."""
    return bool(_installed or _look_for_tables())


def _look_for_tables() -> bool:
    if Touched._meta.db_table in connection.introspection.table_names():
        _installed.append(True)
    return bool(_installed)


def lock(database) -> None:
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            for statement in LOCK:
                cursor.execute(statement)


def chain(rows: Iterable[Change], last: Change | None) -> None:
    """Chain rows to each other and to the last row of the table."""
    previous = last.hash if last else ""
    for row in rows:
        row.previous = previous
        row.hash = previous = chain_hash(previous, row)


def state(changes: list[Change], touched: RowsByTable) -> None:
    """Let changes say what rows of other tables hold now: each what is of its own item, and the
    last one the rest. One query for each table."""
    holders = _holders(changes, touched)
    for table, rows in touched.items():
        covered = covered_tables()[table]
        found = dict(_digests(covered, list(rows)))
        for row, owner in rows.items():
            change = holders.get(covered.subject_of(row, owner), changes[-1])
            digest, salt = found.get(row, (None, None))
            _state_row(change, covered, row, digest, salt)
            if covered.public and change.begins_at is None:
                change.begins_at = change.at


def _holders(changes: list[Change], touched: RowsByTable) -> dict[tuple[str, int], Change]:
    """The change that is about a subject; of an edition, the change about its item."""
    holders = {(change.item_type, change.item_id or 0): change for change in changes}
    for table, rows in touched.items():
        covered = covered_tables()[table]
        if issubclass(covered.model, Edition):
            for row, owner in rows.items():
                if change := holders.get(covered.subject_of(row, owner)):
                    holders[covered.model._meta.label_lower, row] = change
    return holders


def _state_row(change: Change, covered: Covered, row: int, digest, salt) -> None:
    names: Any = {"columns": " ".join(covered.columns), "rows": {}}
    change.digests.setdefault(covered.table, names)["rows"][str(row)] = digest
    if salt:
        change.salts.setdefault(covered.table, {})[str(row)] = salt


def _digests(covered: Covered, ids: list[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    names = [field.attname for field in covered.fields]
    for start in range(0, len(ids), AT_ONCE):
        rows: models.QuerySet = models.QuerySet(covered.model).filter(
            pk__in=ids[start : start + AT_ONCE]
        )
        for pk, *values in rows.order_by().values_list("pk", *names):
            salt = new_salt()
            yield pk, (row_digest(values, salt), salt)


def _state_detail(change: Change) -> None:
    """Let a change commit to its own words, like to the rows of other tables."""
    salt = new_salt()
    covered = covered_tables()[Change._meta.db_table]
    _state_row(change, covered, change.number, row_digest([change.detail], salt), salt)


def _take_touched(database) -> RowsByTable:
    """The touched rows, each once, in the order in which they were touched first."""
    rows: RowsByTable = defaultdict(dict)
    with database.cursor() as cursor:
        # In one statement: what others commit meanwhile is left to them.
        cursor.execute(TAKE)
        for _number, table, row, owner in sorted(cursor.fetchall()):
            if table in covered_tables():
                rows[table][row] = owner
    return rows


def _unsaid(acts: list[PendingAct], touched: RowsByTable, now: datetime) -> list[PendingAct]:
    """An act for each row that was touched and that no act is about; readers see it from `now`.

    What belongs to items is taken to be what the acts are about, if there are any; rows that are
    taken on trust were not touched.
    """
    if any(act.act == Act.TRUSTED for act in acts):
        return []
    subjects: dict[tuple[str, int], bool] = {}
    for table, rows in touched.items():
        covered = covered_tables()[table]
        if acts and covered.of_item:
            continue
        for row, owner in rows.items():
            subject = covered.subject_of(row, owner)
            subjects[subject] = subjects.get(subject, False) or covered.public
    for act in acts:
        subjects.pop((act.item_type, act.item_id or 0), None)
    return [
        PendingAct(Act.CHANGED, None, *subject, begins_at=now if public else None)
        for subject, public in subjects.items()
    ]


def _rows(acts: list[PendingAct], last: Change | None, touched: RowsByTable) -> Iterator[Change]:
    """The rows of the acts, without digests and hashes. Times never go back, but where the clock
    is corrected."""
    user, source = origin.get()()
    if user and user.pk in touched.get(user._meta.db_table, {}):
        # Whoever deletes their own account is nobody now.
        user = user._meta.model._base_manager.filter(pk=user.pk).first()
    by_default = user or next((act.by for act in acts if act.by), None)
    at, first = (last.at, last.number + 1) if last else (None, 1)
    for number, act in enumerate(acts, first):
        times = [timezone.now(), act.at, at if act.act != Act.SET_CLOCK else None]
        at = max(filter(None, times))
        yield Change(
            number=number,
            token=secrets.token_hex(8),
            at=at,
            by=act.by or by_default,
            source=source[:60],
            act=act.act,
            item_type=act.item_type,
            item_id=act.item_id,
            name=act.name,
            begins_at=act.begins_at,
            detail=plain_json(act.detail),
        )

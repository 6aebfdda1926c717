"""Appending to the change table: the one way in which rows come into it."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, models
from django.utils import timezone

from publishing.changes.acts import PendingAct, origin
from publishing.changes.digests import chain_hash, new_salt, plain_json, row_digest
from publishing.changes.models import Act, Change, Touched
from publishing.record.coverage import Covered, covered_tables

# One lock of PostgreSQL's, by a number of ours; SQLite has one for whoever writes.
LOCK = "SELECT pg_advisory_xact_lock(4242001)"
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
    touched = _take_touched()
    last = Change.objects.order_by("-number").first()
    rows = list(_rows([*acts, *_unsaid(acts, touched)], last))
    if rows[-1].begins_at is None and any(covered_tables()[table].public for table in touched):
        rows[-1].begins_at = rows[-1].at
    state(rows[-1], touched)
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
            cursor.execute(LOCK)


def chain(rows: Iterable[Change], last: Change | None) -> None:
    """Chain rows to each other and to the last row of the table."""
    previous = last.hash if last else ""
    for row in rows:
        row.previous = previous
        row.hash = previous = chain_hash(previous, row)


def state(row: Change, touched: RowsByTable) -> None:
    """Let a change say what rows of other tables hold now, by table. One query for each table."""
    for table, ids in touched.items():
        covered = covered_tables()[table]
        found = dict(_digests(covered, list(ids)))
        row.digests[table] = {
            "columns": " ".join(covered.columns),
            "rows": {str(pk): found[pk][0] if pk in found else None for pk in ids},
        }
        row.salts[table] = {str(pk): salt for pk, (_digest, salt) in found.items()}


def _digests(covered: Covered, ids: list[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    names = [field.attname for field in covered.fields]
    for start in range(0, len(ids), AT_ONCE):
        rows = models.QuerySet(covered.model).filter(pk__in=ids[start : start + AT_ONCE])
        for pk, *values in rows.order_by().values_list("pk", *names):
            salt = new_salt()
            yield pk, (row_digest(values, salt), salt)


def _state_detail(row: Change) -> None:
    """Let a change commit to its own words, like to the rows of other tables."""
    table, salt = Change._meta.db_table, new_salt()
    stated = row.digests.setdefault(table, {"columns": "detail", "rows": {}})
    stated["rows"][str(row.number)] = row_digest([row.detail], salt)
    row.salts.setdefault(table, {})[str(row.number)] = salt


def _take_touched() -> RowsByTable:
    """The touched rows, each once, in the order in which they were touched first."""
    rows: RowsByTable = defaultdict(dict)
    touched = Touched.objects.order_by("pk")
    for table, row, owner in touched.values_list("table_name", "row_id", "owner_id"):
        if table in covered_tables():
            rows[table][row] = owner
    Touched.objects.all().delete()
    return rows


def _unsaid(acts: list[PendingAct], touched: RowsByTable) -> list[PendingAct]:
    """An act for each row that was touched and that no act is about.

    What belongs to items is taken to be what the acts are about, if there are any.
    """
    subjects: dict[tuple[str, int], bool] = {}
    for table, rows in touched.items():
        covered = covered_tables()[table]
        if acts and covered.of_item:
            continue
        for row, owner in rows.items():
            subject = (covered.subject._meta.label_lower, owner or row)
            subjects[subject] = subjects.get(subject, False) or covered.public
    for act in acts:
        subjects.pop((act.item_type, act.item_id or 0), None)
    now = timezone.now()
    return [
        PendingAct(Act.CHANGED, None, *subject, begins_at=now if public else None)
        for subject, public in subjects.items()
    ]


def _rows(acts: list[PendingAct], last: Change | None) -> Iterator[Change]:
    """The rows of the acts, without digests and hashes. Times never go back, but where the clock
    is corrected."""
    user, source = origin.get()()
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

"""What is being done in this transaction, by whom and from where, until it is appended."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class PendingAct:
    """What becomes a row of the change table. `at` is the earliest time that it may bear."""

    act: str
    by: Any = None
    item_type: str = ""
    item_id: int | None = None
    name: str = ""
    begins_at: datetime | None = None
    at: datetime | None = None
    detail: dict = field(default_factory=dict)


def pend(act: PendingAct) -> None:
    """Keep an act until the transaction ends; it is dropped if what it stands in is undone."""
    database: Any = connection
    database.acts.append(act)


def record(
    act: str,
    item: models.Model | None,
    by,
    *,
    begins_at: datetime | None = None,
    at: datetime | None = None,
    name: str = "",
    **detail: Any,
) -> None:
    """Say what this transaction does; it is appended as its last act.

    `begins_at` is when readers see it, None where they do not; `detail` holds words for the
    audit, which can be erased. Call it within `transaction.atomic`.
    """
    label, pk = (item._meta.label_lower, item.pk) if item else ("", None)
    pend(PendingAct(act, by, label, pk, name, begins_at, at, detail))


# Who is asking, and from where: set for each request. Commands leave it as it is.
Origin = Callable[[], tuple[Any, str]]
origin: ContextVar[Origin] = ContextVar("origin", default=lambda: (None, "command"))

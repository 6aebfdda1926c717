"""Whether a request may have saved something, which the page of a fault says of a form."""

from contextvars import ContextVar

from django.db import transaction

from delivery.locks import WRITING

# Whether the request has begun to commit. The databases of this room say so.
commit_begun: ContextVar[bool] = ContextVar("commit_begun", default=False)


def may_have_saved() -> bool:
    """Say whether this request has begun to commit anything, whether or not that succeeded."""
    return commit_begun.get()


class NotesCommits:
    """A database that notes commits, and lets a statement outside of any transaction have one of
    its own, so that the record tells of it in the same commit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(within_transaction)  # type: ignore[attr-defined]

    def _commit(self):
        commit_begun.set(True)
        return super()._commit()  # type: ignore[misc]


def within_transaction(execute, sql, params, many, context):
    """Execute a statement, as a wrapper of Django's connections, in a transaction if it writes."""
    database = context["connection"]
    if not (database.autocommit and WRITING.match(str(sql))):
        return execute(sql, params, many, context)
    with transaction.atomic(using=database.alias):
        result = execute(sql, params, many, context)
        if database.vendor == "sqlite":
            context["cursor"].cursor.finish()
    return result

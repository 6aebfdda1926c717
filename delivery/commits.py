"""Whether a request may have saved something, which the page of a fault says of a form."""

from contextvars import ContextVar

from django.db import InterfaceError, OperationalError

from delivery.locks import WRITING, is_about_lock

# Whether the request has begun to commit. The databases of this room say so.
commit_begun: ContextVar[bool] = ContextVar("commit_begun", default=False)


def may_have_saved() -> bool:
    """Say whether this request has begun to commit anything, whether or not that succeeded."""
    return commit_begun.get()


class NotesCommits:
    """A database that notes commits: of transactions, and of statements outside of any."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(note_autocommit)  # type: ignore[attr-defined]

    def _commit(self):
        commit_begun.set(True)
        return super()._commit()  # type: ignore[misc]


def note_autocommit(execute, sql, params, many, context):
    """Execute a statement, as a wrapper of Django's connections, and note it if it may be saved."""
    if not (context["connection"].autocommit and WRITING.match(str(sql))):
        return execute(sql, params, many, context)
    try:
        result = execute(sql, params, many, context)
    except (OperationalError, InterfaceError) as error:
        if not is_about_lock(error):
            commit_begun.set(True)  # whoever lost the answer does not know it
        raise
    commit_begun.set(True)
    context["connection"].append_now(context["cursor"])
    return result

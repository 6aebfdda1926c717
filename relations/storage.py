"""Where uploaded files are kept: what cannot be written whole leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, default_storage

# The names of the files that were written since `all_or_no_files` began, in this request.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


class WholeFileStorage(FileSystemStorage):
    """Gives a file its name once it is whole, so that neither a part of one nor another's is lost
    or left when the disk is full."""

    def _save(self, name, content):
        # Nobody else writes under this name, so it can be deleted whatever happens.
        unfinished = str(PurePosixPath(name).with_name(f"{uuid4().hex}.part"))
        try:
            super()._save(unfinished, content)
            saved = self._reserved(name)
            os.replace(self.path(unfinished), self.path(saved))
        finally:
            with suppress(OSError):
                self.delete(unfinished)
        if (written := _written.get()) is not None:
            written.append(saved)
        return saved

    def _reserved(self, name: str) -> str:
        """Return `name`, or one like it, of a new empty file."""
        while True:
            try:
                open(self.path(name), "xb").close()
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name


@contextmanager
def all_or_no_files() -> Iterator[None]:
    """Delete every file that was written within, when what was done within fails."""
    written: list[str] = []
    token = _written.set(written)
    try:
        yield
    except BaseException:
        for name in written:
            with suppress(OSError):
                default_storage.delete(name)
        raise
    finally:
        _written.reset(token)

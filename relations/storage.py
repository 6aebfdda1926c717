"""Where uploaded files are kept: what cannot be written whole leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from django.core.files.storage import FileSystemStorage, default_storage

# The names of the files that were written since `all_or_no_files` began, in this request.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


class WholeFileStorage(FileSystemStorage):
    """A disk that is full in the middle of a file leaves a part of it; this takes it away."""

    def _save(self, name, content):
        existed = self.exists(name)
        try:
            saved = super()._save(name, content)
        except OSError:
            if not existed:
                with suppress(OSError):
                    self.delete(name)
            raise
        if (written := _written.get()) is not None:
            written.append(saved)
        return saved


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

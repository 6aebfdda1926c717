"""The index on the disk: opened, found broken, written by one at a time.

It lies in a folder of `settings.SEARCH_DIR` that is named by the stamp of the schema. All of it
follows from the database: it may be deleted at any time.
"""

import json
import logging
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any, NamedTuple

import tantivy
from django.conf import settings

from search.schema import POSITION, schema, stamp

logger = logging.getLogger(__name__)
HEAP_BYTES = 32_000_000  # what a writer gathers in memory before it writes a segment
FOOTER_BYTES = 8  # at the end of each file: the length of its footer, and a magic number
CHUNK_BYTES = 1_000_000
BUSY = "LockBusy"
POLL_SECONDS = 0.01
STALE_SECONDS = 3600  # after which a file that belongs to nothing is of no use to anybody
NOT_OF_SEGMENTS = ("meta.json", ".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock")


class IndexBrokenError(Exception):
    """The files of the index are not what was written."""


@contextmanager
def told() -> Iterator[None]:
    """Raise IndexBrokenError where the engine falls over: what it raises then is no Exception, and
    would end the process that serves readers."""
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as panic:
        raise IndexBrokenError(f"The engine fell over: {panic}") from panic


class Searcher:
    """A searcher of the engine, of which every failure is an IndexBrokenError."""

    def __init__(self, searcher: tantivy.Searcher):
        self._searcher = searcher

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._searcher, name)
        return partial(self._ask, asked) if callable(asked) else asked

    def _ask(self, method: Any, *arguments: Any, **options: Any) -> Any:
        try:
            with told():
                return method(*arguments, **options)
        except (ValueError, OSError) as error:
            raise IndexBrokenError(str(error)) from error


class Known(NamedTuple):
    """What an index knows: all changes up to that of this number, which bears this token."""

    number: int
    token: str


class Shelf:
    """An opened index, and what it knew when it was last looked at.

    Its files never change once they are committed: where one does, or is another, the index is
    broken. Raises OSError or ValueError where there is none that can be read, and IndexBrokenError.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.files: dict[str, tuple | None] = {}
        self.ahead: dict[str, tuple | None] = {}  # read before anybody asks for them
        self.committed: tuple | None = None
        self.check()
        with told():
            self.index = tantivy.Index(schema(), str(folder))
        self.reload()

    def check(self) -> None:
        """Read once each committed file that is new, and again each that is not as it was left."""
        meta = self.folder / "meta.json"
        committed = _identity(meta)
        if committed is None and self.files:
            raise IndexBrokenError("The index is gone.")
        for name, before in self.files.items():
            # One that is gone was merged into another; the searcher keeps its own hold of it.
            if _identity(self.folder / name) not in (None, before):
                self.files[name] = _verified(self.folder / name)
        if committed is not None and committed != self.committed:
            wanted = _committed_files(meta)
            found = [each for each in os.listdir(self.folder) if _is_among(each, wanted)]
            read = self.files | self.ahead
            verified = {name: read.get(name) or _verified(self.folder / name) for name in found}
            self.ahead = {}
            self.files = {name: identity for name, identity in verified.items() if identity}
            self.committed = committed

    def read_ahead(self) -> None:
        """Read the committed files that are new, which may take long, before `check` asks for them;
        whatever is wrong with them is for `check` to say."""
        with suppress(IndexBrokenError, OSError):
            wanted = _committed_files(self.folder / "meta.json")
            found = [each for each in os.listdir(self.folder) if _is_among(each, wanted)]
            new = [name for name in found if name not in self.files]
            self.ahead = {name: _verified(self.folder / name) for name in new}

    def verify(self) -> None:
        """Read every committed file again. Raises IndexBrokenError."""
        self.files, self.ahead, self.committed = {}, {}, None
        self.check()

    def reload(self) -> None:
        with told():
            self.index.reload()
            searcher = self.index.searcher()
        self.searcher = Searcher(searcher)
        self.known = self._read_known()

    def _read_known(self) -> Known | None:
        """Return what the index knows; None of one that was never written whole."""
        query = tantivy.Query.term_query(schema(), "key", POSITION)
        hits = self.searcher.search(query, 1).hits
        if not hits:
            return None
        stored = self.searcher.doc(hits[0][1])
        if stored.get_first("total") != self.searcher.num_docs:
            raise IndexBrokenError("There are more documents, or fewer, than were written.")
        return Known(int(stored.get_first("number") or 0), str(stored.get_first("token") or ""))

    def number_of(self, keys: Iterable[str]) -> int:
        """Return how many documents have one of some keys."""
        query = tantivy.Query.term_set_query(schema(), "key", list(keys))
        return self.searcher.search(query, 1).count or 0

    @contextmanager
    def writing(self, wait: float) -> Iterator[tantivy.IndexWriter]:
        """The one writer of the index, on this machine. Raises TimeoutError if another has it for
        longer than `wait` seconds. What is not committed is dropped."""
        writer = self._writer(wait)
        try:
            # What was killed while it committed may have left files that hinder every commit.
            writer.garbage_collect_files()
            self._sweep()
            yield writer
        except BaseException:
            with suppress(Exception), told():
                writer.rollback()
            raise
        finally:
            with suppress(Exception), told():
                writer.wait_merging_threads()

    def _sweep(self) -> None:
        """Delete what nothing refers to any more: processes that were killed knew of it."""
        with suppress(OSError):
            committed = _committed_files(self.folder / "meta.json")
            for entry in os.scandir(self.folder):
                kept = entry.name in NOT_OF_SEGMENTS or _is_among(entry.name, committed)
                if not kept and entry.stat().st_mtime < time() - STALE_SECONDS:
                    os.unlink(entry.path)

    def _writer(self, wait: float) -> tantivy.IndexWriter:
        until = monotonic() + wait
        while True:
            try:
                return self.index.writer(HEAP_BYTES, 1)
            except ValueError as error:
                if BUSY not in str(error) or monotonic() >= until:
                    raise TimeoutError("Another process writes the index.") from error
            sleep(POLL_SECONDS)


def folder() -> Path:
    return settings.SEARCH_DIR / stamp()


def discard() -> None:
    """Take a broken index out of the way; who has it open keeps it."""
    broken = folder()
    aside = broken.with_name(f"{broken.name}.broken-{os.getpid()}-{int(monotonic() * 1000)}")
    with suppress(OSError):
        broken.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def clear_away() -> None:
    """Delete the indexes of other versions, and what is left of broken ones."""
    for other in settings.SEARCH_DIR.iterdir():
        if other.is_dir() and other != folder():
            shutil.rmtree(other, ignore_errors=True)


def known_document(known: Known, total: int) -> tantivy.Document:
    """Return the document that says what an index knows, and how many documents it has, this one
    among them."""
    made = tantivy.Document()
    made.add_text("key", POSITION)
    made.add_unsigned("number", known.number)
    made.add_text("token", known.token)
    made.add_unsigned("total", total)
    return made


def _committed_files(meta: Path) -> dict[str, str]:
    """Return the segments that were committed, each with the extension of what was deleted of it
    since, empty if nothing was."""
    try:
        return {
            each["segment_id"].replace("-", ""): (each["deletes"] or {}).get("opstamp", "")
            for each in json.loads(meta.read_bytes())["segments"]
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexBrokenError("meta.json cannot be read.") from error


def _is_among(name: str, committed: dict[str, str]) -> bool:
    segment, _dot, extension = name.partition(".")
    opstamp, _dot, deletes = extension.partition(".")
    return segment in committed and (not deletes or opstamp == str(committed[segment]))


def _identity(path: Path) -> tuple | None:
    """Return what changes where a file is written to or is another; None where it is gone."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _verified(path: Path) -> tuple | None:
    """Return the identity of a file that is what was written. Raises IndexBrokenError."""
    identity = _identity(path)
    with suppress(FileNotFoundError):  # it was merged meanwhile
        _verify(path)
    return identity


def _verify(path: Path) -> None:
    """Compare a file with the sum in its footer, which tantivy wrote. Raises IndexBrokenError."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            file.seek(size - FOOTER_BYTES)
            length = int.from_bytes(file.read(4), "little")
            end = size - FOOTER_BYTES - length
            file.seek(end)
            stated = json.loads(file.read(length))["crc"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexBrokenError(f"{path.name} has no sum.") from error
        file.seek(0)
        found, left = 0, end
        while left > 0:
            chunk = file.read(min(left, CHUNK_BYTES))
            found, left = zlib.crc32(chunk, found), left - len(chunk)
    if found != stated:
        raise IndexBrokenError(f"{path.name} is not what was written.")

"""The index on the disk: opened, found broken, written by one at a time.

It lies in a folder of `settings.SEARCH_DIR` that is named by the stamp of the schema. All of it
follows from the database: it may be deleted at any time.
"""

import json
import logging
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import tantivy
from django.conf import settings

from search.schema import POSITION, schema, stamp

logger = logging.getLogger(__name__)
HEAP_BYTES = 32_000_000  # what a writer gathers in memory before it writes a segment
FOOTER_BYTES = 8  # at the end of each file: the length of its footer, and a magic number
CHUNK_BYTES = 1_000_000
BUSY = "LockBusy"
POLL_SECONDS = 0.01


class IndexBrokenError(Exception):
    """The files of the index are not what was written."""


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
        self.files: dict[str, tuple] = {}
        self.committed: tuple = ()
        self.check()
        self.index = tantivy.Index(schema(), str(folder))
        self.reload()

    def check(self) -> None:
        """Compare the committed files with what they were, and read once those that are new."""
        meta = self.folder / "meta.json"
        committed = _identity(meta.stat()) if meta.exists() else ()
        if not committed and self.files:
            raise IndexBrokenError("The index is gone.")
        wanted = _committed_files(meta) if committed and committed != self.committed else None
        present = {entry.name: entry for entry in os.scandir(self.folder)}
        for name, identity in self.files.items():
            # One that is gone was merged into another; the searcher keeps its own hold of it.
            if name in present and _identity(present[name].stat()) != identity:
                raise IndexBrokenError(f"{name} has changed.")
        if wanted is not None:
            found = {name: present[name] for name in present if _is_among(name, wanted)}
            for name in found.keys() - self.files.keys():
                _verify(self.folder / name)
            self.files = {name: _identity(entry.stat()) for name, entry in found.items()}
            self.committed = committed

    def reload(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()
        self.known = self._read_known()

    def _read_known(self) -> Known | None:
        """Return what the index knows; None of one that was never written whole."""
        query = tantivy.Query.term_query(schema(), "key", POSITION)
        hits = self.searcher.search(query, 1).hits
        if not hits:
            return None
        stored = self.searcher.doc(hits[0][1])
        return Known(int(stored.get_first("number") or 0), str(stored.get_first("token") or ""))

    @contextmanager
    def writing(self, wait: float) -> Iterator[tantivy.IndexWriter]:
        """The one writer of the index, on this machine. Raises TimeoutError if another has it for
        longer than `wait` seconds. What is not committed is dropped."""
        writer = self._writer(wait)
        try:
            # What was killed while it committed may have left files that hinder every commit.
            writer.garbage_collect_files()
            yield writer
        except BaseException:
            with suppress(Exception):
                writer.rollback()
            raise
        finally:
            with suppress(Exception):
                writer.wait_merging_threads()

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


def known_document(known: Known) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("key", POSITION)
    made.add_unsigned("number", known.number)
    made.add_text("token", known.token)
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


def _identity(status: os.stat_result) -> tuple:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _verify(path: Path) -> None:
    """Compare a file with the sum in its footer, which tantivy wrote. Raises IndexBrokenError."""
    with path.open("rb") as file:
        size = path.stat().st_size
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

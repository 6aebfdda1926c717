"""How the index comes to know what was published: it catches up whenever it is asked.

Each question brings the position of the record. If the index does not know that yet, whoever asks
has the documents of all that has changed since written anew, in a thread, and waits for it no
longer than MAX_WAIT; merging goes on after that. Nothing is indexed when something is published,
and each machine has an index of its own.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from threading import Event, RLock, Thread
from time import monotonic
from typing import Any

import tantivy
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from publishing.changes.models import Change
from publishing.changes.position import Position
from search.documents import prefetched, searched_types, sets_of
from search.index import IndexBrokenError, Known, Shelf, discard, folder, known_document
from search.schema import POSITION, document, item_key

logger = logging.getLogger(__name__)
MAX_WAIT = 0.3  # seconds that a reader waits for the index to catch up
LOCK_WAIT = 2  # seconds that a thread waits for another process to end its writing
RETRY_SECONDS = 1  # after a failure nobody waits for so long
CHUNK = 500  # editions that are read at once


class IndexState:
    """The index of this process: opened, and catching up in one thread at a time."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.shelf: Shelf | None = None
        self.worker: Thread | None = None
        self.committed = Event()
        self.refused_until = 0.0
        self.seen: Known | None = None  # up to where nothing concerns the index

    def searcher(self, position: Position) -> tantivy.Searcher | None:
        """Return a searcher that knows what readers see at `position`, or an older one if that is
        not to be had in time; None while there is none."""
        wanted = Known(position.number, position.token)
        with self.lock:
            shelf = self._checked()
            if shelf and self._answers(shelf.known, wanted):
                return shelf.searcher
        self._catch_up(wanted)
        with self.lock:
            shelf = self.shelf
            if shelf is None or shelf.known is None:
                return None
            if not self._answers(shelf.known, wanted):
                logger.info("Answered at change %d of %d", shelf.known.number, wanted.number)
            return shelf.searcher

    def catch_up_now(self, position: Position) -> None:
        """Have the index know all that readers see at `position`, however long that takes. Raises
        TimeoutError while another process writes, OSError and ValueError where it cannot be."""
        with self.lock:
            self._checked()
        self._work(Known(position.number, position.token))

    def is_at(self, position: Position) -> bool:
        """Whether what was just asked is answered as of `position`."""
        wanted = Known(position.number, position.token)
        with self.lock:
            return self.shelf is not None and self._answers(self.shelf.known, wanted)

    def _checked(self) -> Shelf | None:
        """Return the opened index, None if there is none that can be read."""
        try:
            if self.shelf is None or self.shelf.folder != folder():
                self.shelf = Shelf(folder())
            else:
                before = self.shelf.committed
                self.shelf.check()
                if self.shelf.committed != before:
                    self.shelf.reload()
        except (IndexBrokenError, OSError, ValueError) as error:
            logger.warning("The index is made anew: %s", error)
            self.shelf = None
            discard()
        return self.shelf

    def _answers(self, known: Known | None, wanted: Known) -> bool:
        """Whether an index knows all that is wanted."""
        if wanted in (known, self.seen):
            return True
        # Another request, which began later, may have had it catch up.
        ahead = known is not None and known.number > wanted.number
        return ahead and self._is_of_this_record(known)

    def _is_of_this_record(self, known: Known | None) -> bool:
        """Whether the index was made of this very record, and not of one that was put back."""
        if known is None:
            return False
        return known == Known(0, "") or Change.objects.filter(**known._asdict()).exists()

    def _catch_up(self, wanted: Known) -> None:
        if not settings.SEARCH_IN_BACKGROUND or connection.in_atomic_block:
            self._work(wanted)
            return
        with self.lock:
            if monotonic() < self.refused_until:
                return
            if self.worker is None or not self.worker.is_alive():
                self.committed.clear()
                self.worker = Thread(target=self._work_apart, args=(wanted,), daemon=True)
                self.worker.start()
        self.committed.wait(MAX_WAIT)

    def _work_apart(self, wanted: Known) -> None:
        try:
            self._work(wanted)
        except Exception:
            logger.exception("The index does not catch up")
            self.refused_until = monotonic() + RETRY_SECONDS
        finally:
            self.committed.set()
            connection.close()

    def _work(self, wanted: Known) -> None:
        """Write what the index does not know yet. Raises TimeoutError while another process writes,
        OSError and ValueError where it cannot be written."""
        with self.lock:
            shelf = self.shelf or Shelf(folder())
            self.shelf = shelf
        with shelf.writing(LOCK_WAIT) as writer:
            with self.lock:
                shelf.check()
                shelf.reload()  # another process may have caught up
                if not self._is_of_this_record(shelf.known):
                    shelf.known = None
                if self._answers(shelf.known, wanted):
                    return
            if self._write(writer, shelf.known):
                writer.commit()
                with self.lock:
                    shelf.check()
                    shelf.reload()
                    self.seen = None
            self.committed.set()

    def _write(self, writer: tantivy.IndexWriter, known: Known | None) -> bool:
        """Add what has changed since `known`, or everything; return whether there was anything."""
        last = Change.objects.filter(begins_at__isnull=False).order_by("-number")
        head = Known(*(last.values_list("number", "token").first() or (0, "")))
        if known is None:
            writer.delete_all_documents()
            every = (made for name in searched_types() for made in documents(name))
            for made in every:
                writer.add_document(made)
        else:
            changed = changed_items(known.number)
            if not changed:
                self.seen = head
                return False
            for name, ids in changed.items():
                for item_id in ids:
                    writer.delete_documents_by_term("key", item_key(name, item_id))
                for made in documents(name, ids):
                    writer.add_document(made)
        writer.delete_documents_by_term("key", POSITION)
        writer.add_document(known_document(head))
        return True


def changed_items(number: int) -> dict[str, set[int]]:
    """Return the items of which documents may have to be written anew after a change: by their
    types, those that changed, and those that depend on a row that did."""
    changes = Change.objects.filter(number__gt=number, begins_at__isnull=False, item_id__gt=0)
    rows: defaultdict[str, set[Any]] = defaultdict(set)
    for label, item_id in changes.values_list("item_type", "item_id").distinct():
        rows[label].add(item_id)
    changed: dict[str, set[int]] = {}
    for name, model in searched_types().items():
        ids: set[int] = set(rows.get(model.item_model()._meta.label_lower, ()))
        for label, path in model.searched.follows.items():
            for some in _chunks(sorted(rows.get(label, ()))):
                depending = model._base_manager.filter(**{f"{path}__in": some})
                ids.update(depending.values_list("item", flat=True))
        if ids:
            changed[name] = ids
    return changed


def documents(name: str, ids: Collection[int] | None = None) -> Iterator[tantivy.Document]:
    """Return the documents of the items of one type, or of those among `ids`: of each edition that
    readers see, saw or will see."""
    types: dict[str, Any] = searched_types()
    model, kind = types[name], list(types).index(name)
    editions: QuerySet = model.objects.not_cancelled().readable().order_by()
    editions = editions.prefetch_related(*prefetched(model))
    for some in [None] if ids is None else _chunks(sorted(ids)):
        rows = (editions if some is None else editions.filter(item__in=some)).iterator(CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            sets = sets_of(model, chunk)
            for edition in chunk:
                yield document(name, kind, edition, sets)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


state = IndexState()

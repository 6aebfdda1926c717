"""How the index comes to know what was published: it catches up whenever it is asked.

Each question brings the position of the record. If the index does not know that yet, whoever asks
has the documents of all that has changed since written anew, in a thread, and waits for it no
longer than MAX_WAIT; merging goes on after that. Nothing is indexed when something is published,
and each machine has an index of its own.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from threading import Event, RLock, Thread, local
from time import monotonic
from typing import Any

import tantivy
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from publishing.changes.models import Change
from publishing.changes.position import Position
from search.documents import prefetched, searched_types, sets_of
from search.index import (
    IndexBrokenError,
    Known,
    Searcher,
    Shelf,
    discard,
    folder,
    known_document,
    told,
)
from search.schema import POSITION, document, item_key

logger = logging.getLogger(__name__)
MAX_WAIT = 0.3  # seconds that a reader waits for the index to catch up
MAX_LATE = 5  # seconds that an index which does not catch up is asked all the same
LOCK_WAIT = 2  # seconds that a thread waits for another process to end its writing
PATIENCE = 60  # seconds that a command waits for the same
RETRY_SECONDS = 1  # after a failure nobody waits for so long
MAX_FAILURES = 3  # one after the other, before the index is made anew
CHUNK = 500  # editions that are read at once
# Whether the index is asked nothing: after it failed to answer, the request goes without it.
refused: ContextVar[bool] = ContextVar("refused", default=False)


class IndexState:
    """The index of this process: opened, and catching up in one thread at a time."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.shelf: Shelf | None = None
        self.worker: Thread | None = None
        self.committed = Event()
        self.refused_until = 0.0
        self.reopen_after = 0.0
        self.failures = 0  # one after the other
        self.seen: Known | None = None  # up to where nothing concerns the index
        self.late: tuple[Known | None, float] = (None, 0.0)  # what answered late, since when
        self.answered = local()  # of each thread: as of what it was answered last

    def searcher(self, position: Position) -> Searcher | None:
        """Return a searcher that knows what readers see at `position`, or one that is no more than
        a few seconds older if that is not to be had in time; None while there is none."""
        wanted = Known(position.number, position.token)
        self.answered.known = None
        if refused.get():
            return None
        if found := self._at(wanted):
            return found
        self._catch_up(wanted)
        return self._at(wanted) or self._late(wanted)

    def is_at(self, position: Position) -> bool:
        """Whether what this thread asked last was answered as of `position`."""
        known = getattr(self.answered, "known", None)
        return known == Known(position.number, position.token)

    def _at(self, wanted: Known) -> Searcher | None:
        with self.lock:
            shelf = self._checked()
            if shelf is None or not self._answers(shelf.known, wanted):
                return None
            self.late = (None, 0.0)
            self.answered.known = wanted
            return shelf.searcher

    def _late(self, wanted: Known) -> Searcher | None:
        """Return what there is, unless it knows no more than it did for some seconds."""
        with self.lock:
            shelf = self.shelf
            if shelf is None or not self._is_of_this_record(shelf.known):
                return None
            known, since = self.late
            if known != shelf.known:
                since = monotonic()
                self.late = (shelf.known, since)
            if monotonic() - since > MAX_LATE:
                return None
            logger.info("Answered at change %d of %d", shelf.known.number, wanted.number)
            return shelf.searcher

    def catch_up_now(self, position: Position) -> None:
        """Have the index know all that readers see at `position`, however long that takes. Raises
        TimeoutError while another process writes, OSError and ValueError where it cannot be."""
        self._checked()
        self.work(Known(position.number, position.token), PATIENCE)

    def number_of_documents(self) -> int:
        """Return how many editions the opened index holds."""
        return self.shelf.searcher.num_docs - 1 if self.shelf else 0

    def _checked(self) -> Shelf | None:
        """Return the opened index, None if there is none that can be read."""
        with self.lock:
            self._check()
            return self.shelf

    def _check(self) -> None:
        if self.shelf is None and monotonic() < self.reopen_after:
            return
        try:
            if self.shelf is None or self.shelf.folder != folder():
                self.shelf = Shelf(folder())
            else:
                before = self.shelf.committed
                self.shelf.check()
                if self.shelf.committed != before:
                    self.shelf.reload()
        except IndexBrokenError as error:
            self._make_anew(error)
        except (OSError, ValueError) as error:
            self._keep_or_make_anew(error)

    def _keep_or_make_anew(self, error: Exception) -> None:
        """Go on with the opened index, if there is one and its files are whole: that it cannot be
        looked at again says nothing against it."""
        try:
            if self.shelf is None or self.shelf.folder != folder():
                self.shelf = None
                raise error
            self.shelf.verify()
            logger.warning("The index is kept as it is: %s", error)
        except (IndexBrokenError, OSError, ValueError) as broken:
            if self.shelf is None and isinstance(broken, OSError):
                self.reopen_after = monotonic() + RETRY_SECONDS
            self._make_anew(broken)

    def doubt(self) -> None:
        """Look at every file of the index after it failed to answer, and make it anew if one is
        not what was written."""
        with self.lock:
            try:
                if self.shelf:
                    self.shelf.verify()
                    self.shelf.reload()
            except (IndexBrokenError, OSError, ValueError) as error:
                self._make_anew(error)

    def _make_anew(self, error: Exception) -> None:
        logger.warning("The index is made anew: %s", error)
        self.forget()

    def forget(self) -> None:
        """Take the index out of the way; the next question has it made anew."""
        with self.lock:
            self.shelf = self.seen = None
            discard()

    def _answers(self, known: Known | None, wanted: Known) -> bool:
        """Whether an index knows all that is wanted."""
        if known is None:
            return False
        if wanted == known or (self.seen and known.number < wanted.number <= self.seen.number):
            return True
        # Another request, which began later, may have had it catch up.
        return known.number > wanted.number and self._is_of_this_record(known)

    def _is_of_this_record(self, known: Known | None) -> bool:
        """Whether the index was made of this very record, and not of one that was put back."""
        if known is None:
            return False
        return known == Known(0, "") or Change.objects.filter(**known._asdict()).exists()

    def _catch_up(self, wanted: Known) -> None:
        with self.lock:
            if monotonic() < self.refused_until:
                return
            apart = settings.SEARCH_IN_BACKGROUND and not connection.in_atomic_block
            if apart and (self.worker is None or not self.worker.is_alive()):
                self.committed.clear()
                self.worker = Thread(target=self._work_apart, args=(wanted,), daemon=True)
                self.worker.start()
        if apart:
            self.committed.wait(MAX_WAIT)
        else:
            self._try_to_work(wanted)

    def _work_apart(self, wanted: Known) -> None:
        try:
            self._try_to_work(wanted)
        finally:
            self.committed.set()
            connection.close()

    def _try_to_work(self, wanted: Known) -> None:
        try:
            with told():
                self.work(wanted)
            self.failures = 0
        except Exception as error:
            logger.exception("The index does not catch up")
            self.refused_until = monotonic() + RETRY_SECONDS
            self.failures += not isinstance(error, TimeoutError)
            if isinstance(error, IndexBrokenError) or self.failures >= MAX_FAILURES:
                self.failures = 0
                self._make_anew(error)

    def work(self, wanted: Known, wait: float = LOCK_WAIT) -> None:
        """Write what the index does not know yet. Raises TimeoutError while another process writes,
        OSError, ValueError and IndexBrokenError where it cannot be written."""
        with self.lock:
            shelf = self.shelf or Shelf(folder())
            self.shelf = shelf
        with shelf.writing(wait) as writer:
            with self.lock:
                shelf.check()
                shelf.reload()  # another process may have caught up
                if not self._is_of_this_record(shelf.known):
                    shelf.known = None
                if self._answers(shelf.known, wanted):
                    return
            if self._write(writer, shelf):
                writer.commit()
                shelf.read_ahead()
                with self.lock:
                    shelf.check()
                    shelf.reload()
                    self.seen = None
            self.committed.set()
        shelf.read_ahead()  # what was merged meanwhile, so that no reader has to

    def _write(self, writer: tantivy.IndexWriter, shelf: Shelf) -> bool:
        """Add what has changed since the index knew all, or everything; return whether there was
        anything."""
        last = Change.objects.filter(begins_at__isnull=False).order_by("-number")
        head = Known(*(last.values_list("number", "token").first() or (0, "")))
        if shelf.known is None:
            writer.delete_all_documents()
            total = 0
            changed: dict[str, Any] = dict.fromkeys(searched_types())
        else:
            changed = changed_items(shelf.known.number)
            if not changed:
                self.seen = head
                return False
            keys = [item_key(name, item_id) for name, ids in changed.items() for item_id in ids]
            total = shelf.searcher.num_docs - shelf.number_of([POSITION, *keys])
            for key in (POSITION, *keys):
                writer.delete_documents_by_term("key", key)
        for name, ids in changed.items():
            for made in documents(name, ids):
                writer.add_document(made)
                total += 1
        writer.add_document(known_document(head, total + 1))
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
    editions = editions.prefetch_related(*prefetched(model)).order_by("pk")
    for some in [None] if ids is None else _chunks(sorted(ids)):
        rows = editions if some is None else editions.filter(item__in=some)
        # Some at a time, and not one cursor over all: no statement may take long.
        last = 0
        while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
            sets = sets_of(model, chunk)
            for edition in chunk:
                yield document(name, kind, edition, sets)
            last = chunk[-1].pk


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


state = IndexState()

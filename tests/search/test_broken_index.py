"""The files of the index may be lost, cut or changed at any time: lists stay right."""

import errno
import os
import re
import shutil

import pytest
import tantivy
from django.db import transaction

from search import catching
from search import index as index_module
from search.catching import state
from search.index import IndexBrokenError, Searcher, folder
from tests.factories import make_agreement
from tests.record import settle
from tests.search.asking import asked
from tests.search.test_catching import titles

pytestmark = pytest.mark.django_db

TITLES = ["Alpha", "Beta", "Gamma"]


@pytest.fixture
def site(index, pilar, client):
    """Three agreements in an index of several segments, one of which has deleted documents."""
    for title in TITLES:
        agreement = make_agreement(title.lower(), title_en=title, summary_en="Of rivers.")
        agreement.publish(pilar)
        settle()
        listed()
    assert_lists_are_right()
    return client


def listed(*pairs) -> list[str]:
    """The titles in the list of agreements, by the index."""
    filters = asked("agreement-list", pairs=pairs)
    assert not filters.is_incomplete
    return [row.title_en for row in filters.results()[:]]


def assert_lists_are_right() -> None:
    assert listed() == listed(("q", "rivers")) == TITLES
    assert listed(("q", "beta"), ("kind", "treaty")) == ["Beta"]


def close() -> None:
    """Have the next question open the index, as another process would."""
    state.shelf = None


def files() -> list:
    """One file of each kind that the index consists of."""
    by_kind = {path.name.split(".", 1)[1]: path for path in folder().iterdir() if path.is_file()}
    return sorted(by_kind.values())


def flip(path, place: int) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[place % len(content)] ^= 0x55
        with path.open("r+b") as file:  # the very file, which the engine has in its memory
            file.write(content)


def test_folder_is_deleted(site):
    shutil.rmtree(folder())
    assert_lists_are_right()


def test_folder_is_deleted_after_a_change_that_does_not_concern_the_index(site, settings):
    with transaction.atomic():
        make_agreement("draft")
    state.seen = catching.Known(state.shelf.known.number, state.shelf.known.token)
    shutil.rmtree(settings.SEARCH_DIR)
    assert_lists_are_right()


@pytest.mark.parametrize("opened", [True, False], ids=["running", "starting"])
@pytest.mark.parametrize("place", [0, -20])
def test_bytes_of_any_file_are_flipped(site, opened, place):
    for number in range(len(files())):
        flip(files()[number % len(files())], place)
        if not opened:
            close()
        assert_lists_are_right()


@pytest.mark.parametrize("opened", [True, False], ids=["running", "starting"])
def test_any_byte_of_what_says_which_files_there_are_is_flipped(site, opened):
    size = (folder() / "meta.json").stat().st_size
    for place in range(0, size, size // 9):
        flip(folder() / "meta.json", place)
        if not opened:
            close()
        assert_lists_are_right()


@pytest.mark.parametrize("opened", [True, False], ids=["running", "starting"])
def test_any_file_is_cut_emptied_or_deleted(site, opened):
    for spoil in (lambda p: os.truncate(p, p.stat().st_size // 2), lambda p: os.truncate(p, 0)):
        for number in range(len(files())):
            spoil(files()[number % len(files())])
            if not opened:
                close()
            assert_lists_are_right()
    for number in range(len(files())):
        files()[number % len(files())].unlink()
        if not opened:
            close()
        assert_lists_are_right()


def test_number_of_documents_is_another(site):
    """It still can be read, and says something else."""
    meta = folder() / "meta.json"
    text, number = re.subn(r'("max_doc": )\d', r"\g<1>9", meta.read_text())
    assert number
    meta.write_text(text)
    assert_lists_are_right()


def test_file_that_was_touched_is_only_read_again(site, monkeypatch):
    monkeypatch.setattr(index_module, "discard", lambda: pytest.fail("it is as it was"))
    for path in files():
        os.utime(path)
    assert_lists_are_right()


class FullDisk:
    """A writer of the engine on a disk that is full."""

    def __init__(self, writer):
        self.writer = writer

    def __getattr__(self, name):
        return getattr(self.writer, name)

    def commit(self):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_disk_is_full_while_indexing(site, pilar, monkeypatch):
    make = catching.Shelf._writer
    make_agreement("omega", title_en="Omega").publish(pilar)
    settle()
    with monkeypatch.context() as full:
        full.setattr(catching.Shelf, "_writer", lambda self, wait: FullDisk(make(self, wait)))
        full.setattr(catching, "MAX_LATE", -1)
        for _ in range(5):  # more often than an index is kept that cannot be written
            assert titles(site) == [*TITLES, "Omega"]
            assert "being prepared" in site.get("/agreements/?q=omega").text
    assert titles(site, "q=omega") == ["Omega"]


def test_folder_cannot_be_made(site, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.SEARCH_DIR = blocked / "search"
    assert titles(site) == TITLES
    assert "being prepared" in site.get("/agreements/?q=beta").text


def test_index_of_another_version_is_let_alone(site, monkeypatch):
    mine = folder()
    monkeypatch.setattr(index_module, "stamp", lambda: "another")
    monkeypatch.setattr(catching, "folder", index_module.folder)
    assert_lists_are_right()
    assert folder() != mine
    assert mine.exists()


class Panic(BaseException):
    """As what the engine raises where it falls over."""


@pytest.mark.parametrize("error", [Panic, ValueError, OSError])
@pytest.mark.parametrize("method", ["search", "aggregate", "fast_field_values"])
def test_engine_that_falls_over_reaches_no_reader(site, monkeypatch, error, method):
    ask = Searcher._ask
    fails = iter([True])

    class Falling:
        def __call__(self, *arguments, **options):
            raise error("corrupt")

    def falling(self, asked, *arguments, **options):
        if asked.__name__ == method and next(fails, False):
            return ask(self, Falling(), *arguments, **options)
        return ask(self, asked, *arguments, **options)

    monkeypatch.setattr(Searcher, "_ask", falling)
    assert titles(site, "kind=treaty") == TITLES
    assert not next(fails, False)
    assert_lists_are_right()


def test_engine_that_falls_over_while_it_writes_reaches_no_reader(site, pilar, monkeypatch):

    def fall(*_arguments):
        raise Panic("corrupt")

    make_agreement("omega", title_en="Omega").publish(pilar)
    settle()
    with monkeypatch.context() as broken:
        broken.setattr(catching, "known_document", fall)
        assert titles(site) == [*TITLES, "Omega"]
    assert titles(site, "q=omega") == ["Omega"]


def test_what_the_engine_raises_where_it_falls_over_is_an_exception(site):
    """The real one, asked for a document of a segment that is not there."""
    with pytest.raises(IndexBrokenError, match="fell over"):
        state.shelf.searcher.doc(tantivy.DocAddress(2**20, 0))

"""Files are whole or not there, and nobody's file is lost to another's."""

import errno

import pytest
from django.core.files.base import ContentFile

from relations.storage import WholeFileStorage


class Broken(ContentFile):
    """A file in whose middle the disk is full."""

    def chunks(self, chunk_size=None):
        yield b"part"
        raise OSError(errno.ENOSPC, "the disk is full")


class RacedStorage(WholeFileStorage):
    """A storage in which somebody takes each name right after it was found to be free."""

    def exists(self, name):
        taken = super().exists(name)
        if not taken and self.rivals:
            self.rivals -= 1
            with open(self.path(name), "xb") as file:
                file.write(b"theirs")
        return taken

    rivals = 2


def contents(folder) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_file_that_fails_takes_away_nobody_elses(tmp_path):
    storage = RacedStorage(tmp_path)
    with pytest.raises(OSError, match="disk is full"):
        storage.save("bridge.jpeg", Broken(b""))
    kept = contents(tmp_path)
    assert kept
    assert set(kept) == {b"theirs"}


def test_file_that_is_written_replaces_nobody_elses(tmp_path):
    storage = RacedStorage(tmp_path)
    name = storage.save("bridge.jpeg", ContentFile(b"mine"))
    assert contents(tmp_path) == [b"mine", b"theirs", b"theirs"]
    with storage.open(name) as file:
        assert file.read() == b"mine"


def test_name_that_is_free_is_the_name_of_the_file(tmp_path):
    storage = WholeFileStorage(tmp_path)
    assert storage.save("a/bridge.jpeg", ContentFile(b"mine")) == "a/bridge.jpeg"
    assert storage.save("a/bridge.jpeg", ContentFile(b"other")) != "a/bridge.jpeg"
    assert contents(tmp_path) == [b"mine", b"other"]

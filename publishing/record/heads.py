"""Heads of the record: which change was the newest, signed, to be kept where nobody of the site
can rewrite it. docs/RECORD.md tells the format and how to check it."""

import os
import re
import secrets
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings

from publishing.changes.models import Change
from publishing.record.notes import (
    SEED_BYTES,
    BadKey,
    MalformedNote,
    PrivateKey,
    PublicKey,
    decoded,
)

NAMELESS = "localhost"  # signs where no SITE_URL is set
NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class Head:
    """The newest change at some time: its number, its hash (hex) and when it was made."""

    number: int
    hash: str
    at: datetime

    @classmethod
    def of(cls, change: Change) -> "Head":
        return cls(change.number, change.hash, change.at)

    def text(self, name: str) -> str:
        """Return what the site called `name` signs."""
        digest = b64encode(bytes.fromhex(self.hash)).decode()
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return f"{name} record\n{self.number}\n{digest}\n{at}\n"

    def signed(self, key: PrivateKey) -> str:
        """Return the note to keep: the same for a head and a key whenever it is signed."""
        return key.sign(self.text(key.name))

    @classmethod
    def parse(cls, text: str, name: str) -> "Head":
        """Read what `text` wrote.

        Raises MalformedNote.
        """
        lines = text.split("\n")
        with suppress(ValueError, OverflowError):
            _origin, number, digest, at, _end = lines
            head = cls(int(number), decoded(digest).hex(), datetime.fromisoformat(at))
            # What is written again as it was read is spelled in the one right way.
            if NUMBER.fullmatch(number) and len(head.hash) == 64 and head.text(name) == text:
                return head
        raise MalformedNote(f"The note is signed, but is no head of the record of {name}.")


def newest_head(moment: datetime | None = None) -> Head | None:
    """Return the head of the record, as it was at `moment`. This causes a query."""
    changes = Change.objects.only("number", "hash", "at").order_by("-number")
    change = (changes.filter(at__lte=moment) if moment else changes).first()
    return Head.of(change) if change else None


def load_head(note: str | bytes, key: str = "") -> Head:
    """Return the head that a signed note holds, signed by the site's own key or by `key`, a public
    key as text.

    Raises NoteError with a sentence for people.
    """
    public = PublicKey.parse(key) if key else load_key().public
    return Head.parse(public.open(note), public.name)


def site_name() -> str:
    """The name that the site signs by: the host of SITE_URL."""
    return urlsplit(settings.SITE_URL).netloc or NAMELESS


def load_key() -> PrivateKey:
    """Return the key of the site, from RECORD_KEY_FILE.

    Raises BadKey when there is none, or none that can be read.
    """
    path = Path(settings.RECORD_KEY_FILE)
    try:
        seed = decoded(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise BadKey(f"There is no key in {path}: manage.py prepare makes one.") from None
    except (OSError, ValueError) as error:
        raise BadKey(f"The key in {path} cannot be read: {reason(error)}.") from None
    if len(seed) != SEED_BYTES:
        raise BadKey(f"The key in {path} is none: expected {SEED_BYTES} bytes in base64.")
    return PrivateKey(site_name(), seed)


def make_key() -> PrivateKey:
    """Return the key of the site, and make it if there is none.

    Raises BadKey where it can be neither read nor written.
    """
    path = Path(settings.RECORD_KEY_FILE)
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # made by another process since
                write_new(path, b64encode(secrets.token_bytes(SEED_BYTES)) + b"\n", mode=0o600)
    except OSError as error:
        raise BadKey(f"No key can be made in {path}: {reason(error)}.") from None
    return load_key()


def write_new(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, and over no other.

    Raises FileExistsError, or any other OSError.
    """
    unfinished = path.with_name(f".{uuid4().hex}.part")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(unfinished, path)  # never replaces
        except FileExistsError:
            raise
        except OSError:  # there are no links on some sticks and shares
            if path.exists():
                raise FileExistsError(path) from None
            os.replace(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def reason(error: Exception) -> str:
    """What an error of a file says, without its number and path."""
    return getattr(error, "strerror", None) or str(error)

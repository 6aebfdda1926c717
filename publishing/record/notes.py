"""Signed notes (c2sp.org/signed-note): a text, a blank line, and who signed it with Ed25519.

docs/RECORD.md tells the format byte by byte. Nothing here knows what the text says.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # how the specification names this kind of signature
SEED_BYTES = 32
MAX_BYTES = 128 * 1024  # of a note: others may sign it too, with up to 16 signatures of any kind
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


class NoteError(ValueError):
    """A note, or a key, that proves nothing; its message says why."""


class MalformedNote(NoteError):
    """What should be a signed note is none."""


class UnknownKey(NoteError):
    """No signature of the note is of the key that is asked about."""


class BadSignature(NoteError):
    """The text is not what was signed."""


class BadKey(NoteError):
    """What should be a key is none."""


@dataclass(frozen=True)
class PublicKey:
    """The key that tells whether a note was signed by the site called `name`."""

    name: str
    data: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.data).digest()[:4]

    def __str__(self):
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.data).decode()}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read `name+id+key`, as `str` writes it.

        Raises BadKey.
        """
        name, _plus, rest = text.strip().partition("+")
        kind_and_data = decoded(rest.partition("+")[2])
        key = cls(name, kind_and_data[1:])
        # What is written again as it was read has the right kind, length, spelling and id.
        if len(key.data) != SEED_BYTES or not is_name(name) or str(key) != text.strip():
            raise BadKey("This is no public key: expected NAME+ID+KEY, as export_head --key says.")
        return key

    def open(self, note: str | bytes) -> str:
        """Return the text of a note that this key signed.

        Raises MalformedNote, UnknownKey or BadSignature.
        """
        text, signatures = split(note)
        own = [
            signature[4:]
            for name, signature in signatures
            if (name, signature[:4]) == (self.name, self.id)
        ]
        if not own:
            names = ", ".join(f"{name} (key {signed[:4].hex()})" for name, signed in signatures)
            raise UnknownKey(
                f"Signed by {names[:200]!r}, not by {self.name} (key {self.id.hex()})."
            )
        try:
            for signature in own:
                Ed25519PublicKey.from_public_bytes(self.data).verify(signature, text.encode())
        except InvalidSignature:
            raise BadSignature(f"This is not what {self.name} signed: it was altered.") from None
        return text


@dataclass(frozen=True)
class PrivateKey:
    """The key that signs for the site called `name`: a seed of 32 bytes."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signed note of a text, which ends with a newline."""
        signature = b64encode(self.public.id + self._key().sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def split(note: str | bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note, and of each signature the name and the bytes.

    Raises MalformedNote.
    """
    content = note.encode(errors="surrogatepass") if isinstance(note, str) else note
    if len(content) > MAX_BYTES:
        raise MalformedNote(f"This is no signed note: longer than {MAX_BYTES} bytes.")
    try:
        whole = content.decode()
    except UnicodeDecodeError:
        raise MalformedNote("This is no signed note: not UTF-8.") from None
    if CONTROL.search(whole):
        raise MalformedNote(
            "This is no signed note: it holds control characters. Was it saved with other line "
            "ends, or with tabs?"
        )
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise MalformedNote(
            "This is no signed note: expected a text, a blank line, signatures and a line end."
        )
    return f"{text}\n", [_signature(line) for line in lines[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    match = SIGNATURE.fullmatch(line)
    signature = decoded(match["signature"]) if match else b""
    if not match or len(signature) <= 4:
        raise MalformedNote(f"This is no signed note: {line[:60]!r} is no signature.")
    return match["name"], signature


def decoded(text: str) -> bytes:
    """Return the bytes of base64 that is spelled in the one right way, or else none."""
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        return b""
    return content if b64encode(content).decode() == text else b""


def is_name(text: str) -> bool:
    """Whether a site may be called so: not empty, and without spaces and plus signs."""
    return text.isprintable() and bool(re.fullmatch(r"[^\s+]+", text))

"""What a change says of rows without saying it: a salted digest of each column.

`digests` of a change have this shape, and `salts` the like, with one salt for each row:

    {"relations_topic": {"columns": "id slug name_en", "rows": {"12": "…", "13": null}}}

A row is one text that holds the digests of its columns, `LENGTH` characters each, or null where it
was deleted. Whoever has no salt can confirm no guess, so that erasing the salts of a row erases
what the record knows of it.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import blake2b, sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

SIZE = 12  # bytes of a digest
LENGTH = 16  # characters of a digest, in base64
SALT_BYTES = 15


def new_salt() -> str:
    return urlsafe_b64encode(secrets.token_bytes(SALT_BYTES)).decode()


def row_digest(values: Iterable[Any], salt: str) -> str:
    """Return the digests of the values of one row, one after the other."""
    key = salt.encode()
    digests = (blake2b(canonical(value), digest_size=SIZE, key=key).digest() for value in values)
    # As many bytes as fill their letters, so that each digest has letters of its own.
    return urlsafe_b64encode(b"".join(digests)).decode()


def canonical(value: Any) -> bytes:
    """Return a value of a column as bytes, the same for the same value on every database.

    A letter for its kind, then its text: `n`; `b0`, `b1`; `i12`; `d1.5` without trailing zeros;
    `t2026-11-26T15:00:00+00:00` in UTC; `D2026-11-26`; `j{"a":1}` with sorted keys; `sText`.
    """
    match value:
        case None:
            return b"n"
        case str():
            return b"s" + value.encode("utf-8", "surrogatepass")
        case bool():
            return b"b1" if value else b"b0"
        case int():
            return b"i%d" % value
        case datetime():
            return b"t" + value.astimezone(UTC).isoformat().encode()
        case date() | time():
            return b"D" + value.isoformat().encode()
        case Decimal():
            return b"d" + format(value.normalize() + 0, "f").encode()
        case dict() | list():
            return b"j" + canonical_json(value).encode()
        case _:
            return b"s" + str(value).encode("utf-8", "surrogatepass")


def canonical_json(content: Any) -> str:
    """Return JSON with sorted keys and without spaces."""
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))


def plain_json(content: Any) -> Any:
    """Return content as JSON gives it back, so that it is digested as the database has it."""
    return json.loads(canonical_json(content))


# What a change's hash takes, besides the hash of the change before it.
HASHED = (
    "number",
    "token",
    "at",
    "by_id",
    "source",
    "act",
    "item_type",
    "item_id",
    "name",
    "begins_at",
    "digests",
)


def chain_hash(previous: str, change: Any) -> str:
    """Return the SHA-256 that chains a change to the one before, in hexadecimal.

    It is taken of the former hash, a line feed, and the canonical JSON of the columns in `HASHED`,
    with instants as `2026-11-26T15:00:00.000000+00:00`.
    """
    content = {name: _plain(getattr(change, name)) for name in HASHED}
    return sha256(f"{previous}\n{canonical_json(content)}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value

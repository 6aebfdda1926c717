"""How texts are stored, and how they are compared.

`normalize` is what saving does to a text: one form of each letter, and no character that nobody
sees but that changes what follows. `fold` is what comparing does, to what is stored and to what is
asked alike, in Python and (`Fold`) in both databases: no capitals, accents, ligatures or invisible
characters, and no-break spaces are spaces. `icontains` compares folded texts.
"""

import re
import sys
import unicodedata
from itertools import groupby
from typing import Any

from django.db import connections, models
from django.db.models.lookups import Contains

# What people type for letters that Unicode does not take apart, and for signs that keyboards lack.
TYPED = {
    **dict(zip("łøđðħŧıŋς", "loddhtinσ", strict=True)),
    **dict(zip("‘’ʻʼ“”‐–—−", "''''\"\"----", strict=True)),
    **dict.fromkeys("\t\n\v\f\r\x85\u1680\u2028\u2029\u2800", " "),
}
TYPED_AS_TWO = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
# Fillers and selectors: marks or letters to Unicode, and seen by nobody.
UNSEEN = {
    *map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5)),
    *map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
}
SPECIAL = re.compile("[^ -~]")  # all others fold to themselves
LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"
# They turn what follows around, as far as the end of the page, or carry hidden text.
NEVER_STORED = {
    *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070))),
    *map(chr, (0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF, 0xE0001, *range(0xE0020, 0xE0080))),
}


def normalize(text: str) -> str:
    """Return a text as it is stored: composed (NFC), its lines ended alike, without control
    characters and those that change the direction of what follows; empty if nobody would see it.

    What has its use within a word stays: soft hyphens, joiners, no-break spaces.
    """
    stored = unicodedata.normalize("NFC", text.translate(_STORED))
    return stored if fold(stored).strip() else ""


def normalize_line(text: str) -> str:
    """Return a text of one line as it is stored."""
    return re.sub(r"\s*[\t\r\n]\s*", " ", normalize(text).strip())


def legible(text: str) -> str:
    """Return a text in the letters and spaces that its readers see, to look for patterns in it."""
    return unicodedata.normalize("NFC", text.translate(_LEGIBLE))


def fold(text: str) -> str:
    """Return what is compared of a text."""
    return SPECIAL.sub(_fold_special, unicodedata.normalize("NFKD", text).lower())


class Fold(models.Func):
    """What is compared of a column: does in the database what `fold` does."""

    function = "folded"
    arity = 1
    output_field = models.TextField()


@models.CharField.register_lookup
@models.TextField.register_lookup
class FoldedContains(Contains):
    """`icontains`: whether a column holds a text, both folded. Searches at the desk use it."""

    lookup_name = "icontains"

    def __init__(self, lhs: Any, rhs: Any):
        super().__init__(Fold(lhs), fold(rhs) if isinstance(rhs, str) else Fold(rhs))


class _Table(dict):
    """A table for `str.translate` that looks at each character when it first meets it."""

    def __init__(self, table, is_dropped):
        super().__init__(str.maketrans(table))
        self.is_dropped = is_dropped

    def __missing__(self, code: int) -> int | None:
        self[code] = None if self.is_dropped(chr(code)) else code
        return self[code]


def _is_unseen(char: str) -> bool:
    return (
        bool(unicodedata.combining(char))
        or unicodedata.category(char) == "Cf"
        or char in UNSEEN
        or _is_never_stored(char)
    )


def _is_never_stored(char: str) -> bool:
    category = unicodedata.category(char)
    return category == "Cs" or (category == "Cc" and char not in "\t\n\r") or char in NEVER_STORED


LIGATURES = {char: unicodedata.normalize("NFKD", char) for char in map(chr, range(0xFB00, 0xFB07))}
_FOLDED = _Table({**TYPED, **TYPED_AS_TWO}, _is_unseen)
_LEGIBLE = _Table(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), **LIGATURES},
    lambda char: _is_unseen(char) and not unicodedata.combining(char),
)
_STORED = _Table(dict.fromkeys(LINE_BREAKS, "\n"), _is_never_stored)


def _fold_special(match: re.Match) -> str:
    return match[0].translate(_FOLDED)


# Teaching the databases


def teach_sqlite(sender, connection, **kwargs) -> None:
    """Give a new connection to SQLite the function `folded`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "folded", 1, lambda text: text and fold(str(text)), deterministic=True
        )


def teach_postgresql(sender=None, using="default", **kwargs) -> None:
    """Make the function `folded` in PostgreSQL, as this version of Python knows the characters;
    before migrations run, since they may use it."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    # Capitals as well: LOWER knows no others than ASCII's where the locale of the database is C.
    pairs = {letter.upper(): plain for letter, plain in TYPED.items() if len(letter.upper()) == 1}
    pairs |= {letter.upper(): letter for letter in TYPED_AS_TWO if len(letter.upper()) == 1} | TYPED
    letters, plain = "".join(pairs), "".join(pairs.values()).replace("'", "''")
    typed = f"TRANSLATE(folded, '{letters}', '{plain}')"
    for letter, two in TYPED_AS_TWO.items():
        typed = f"REPLACE({typed}, '{letter}', '{two}')"
    with connection.cursor() as cursor:
        # TRANSLATE is slow, and most texts have none of its letters.
        cursor.execute(
            f"""
            CREATE OR REPLACE FUNCTION folded(text) RETURNS text LANGUAGE plpgsql
            IMMUTABLE STRICT PARALLEL SAFE AS $body$
            DECLARE folded text := LOWER($1);
            BEGIN
                IF $1 ~ '[^ -~]' THEN
                    folded := LOWER(NORMALIZE($1, NFKD));
                    folded := REGEXP_REPLACE(folded, '[{_unseen_ranges()}]', '', 'g');
                    IF folded ~ '[{letters}{"".join(TYPED_AS_TWO)}]' THEN
                        folded := {typed};
                    END IF;
                END IF;
                RETURN folded;
            END
            $body$
            """
        )


def _unseen_ranges() -> str:
    """Every unseen character but NUL and surrogates, which PostgreSQL does not hold, as a class
    of its regular expressions."""
    unseen = [
        code
        for code in range(1, sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000 and _FOLDED[code] is None
    ]
    runs = [
        [code for _place, code in run]
        for _start, run in groupby(enumerate(unseen), key=lambda pair: pair[1] - pair[0])
    ]
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in runs)

"""Words compared without accents or capitals, alike in SQLite, PostgreSQL and Python."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import Expression, TextField, Value
from django.db.models.functions import Coalesce, Lower, NullIf, Replace

from publishing.languages import preferred_languages

# SQLite's LOWER knows ASCII only, so that capitals with accents are named as well.
ACCENTED = "áéíóúüñÁÉÍÓÚÜÑ"
UNACCENTED = "aeiouunAEIOUUN"


def normalize(text: str) -> str:
    """Return `text` in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def normalized_column(column: str | Expression) -> Expression:
    """Return the expression that does to a column what `normalize` does to a text."""
    for accented, plain in zip(ACCENTED, UNACCENTED, strict=True):
        column = Replace(column, Value(accented), Value(plain), output_field=TextField())
    return Lower(column)


def in_title_order(rows: Iterable[Any]) -> list[Any]:
    """Return rows, each with its `edition`, by the titles that the reader sees, as `title_order`
    does."""
    return sorted(rows, key=lambda row: (normalize(str(row.edition.title)), row.edition.item_id))


def title_order(prefix: str = "") -> tuple[Expression | str, ...]:
    """Return the ordering by the titles that the reader sees, each in the first of the reader's
    languages that has one. `prefix` leads to the rows with a title, as in `edition__`."""
    first, *rest = (f"{prefix}title_{language}" for language in preferred_languages())
    visible = Coalesce(
        *(NullIf(name, Value("")) for name in (first, *rest[:-1])),
        rest[-1],
        output_field=TextField(),
    )
    return normalized_column(visible).asc(), f"{prefix}pk"

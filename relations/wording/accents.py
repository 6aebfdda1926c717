"""Words compared without accents or capitals, alike in SQLite, PostgreSQL and Python."""

import unicodedata

from django.db.models import Expression, TextField, Value
from django.db.models.functions import Coalesce, Lower, NullIf, Replace

from publishing.languages import active_language

# SQLite's LOWER knows ASCII only, so that capitals with accents are named as well.
ACCENTED = "áéíóúüñÁÉÍÓÚÜÑ"
BARE = "aeiouunAEIOUUN"


def bare(text: str) -> str:
    """`text` in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def bare_column(column: str | Expression) -> Expression:
    """What `bare` does, to a column of the database."""
    for accented, plain in zip(ACCENTED, BARE, strict=True):
        column = Replace(column, Value(accented), Value(plain), output_field=TextField())
    return Lower(column)


def title_order() -> tuple[Expression | str, ...]:
    """Order by the title that the reader sees: the active language's, else the other's."""
    first, second = ("es", "en") if active_language() == "es" else ("en", "es")
    seen = Coalesce(
        NullIf(f"title_{first}", Value("")), f"title_{second}", output_field=TextField()
    )
    return bare_column(seen).asc(), "pk"

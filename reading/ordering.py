"""The order of titles, alike in the databases and in Python."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Expression, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from publishing.characters import Fold, fold
from publishing.languages import preferred_languages


def in_title_order(rows: Iterable[Any]) -> list[Any]:
    """Return rows, each with its `edition`, by the titles that the reader sees, as `title_order`
    does."""
    return sorted(rows, key=lambda row: (fold(str(row.edition.title)), row.edition.item_id))


def title_order(prefix: str = "") -> tuple[Expression | str, ...]:
    """Return the ordering by the titles that the reader sees, each in the first of the reader's
    languages that has one. `prefix` leads to the rows with a title, as in `edition__`."""
    first, *rest = (f"{prefix}title_{language}" for language in preferred_languages())
    visible = Coalesce(
        *(NullIf(name, Value("")) for name in (first, *rest[:-1])),
        rest[-1],
        output_field=TextField(),
    )
    return Fold(visible).asc(), f"{prefix}pk"

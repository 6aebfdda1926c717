"""The search of a list."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, QuerySet
from django_filters import CharFilter

from publishing.characters import fold
from publishing.languages import translated_columns
from reading.facets import tallies

MAX_SEARCH_LENGTH = 200  # characters that a reader may search for


class WordSearch(CharFilter):
    """Rows that hold every word, whatever its accents and capitals.

    `texts` are the translated texts of a row, without their language, and each of `parts` the
    columns of another table. Facets count under the same words, so that they are looked for once
    only.
    """

    name: str  # that of the query parameter

    def __init__(
        self,
        *,
        texts: Iterable[str],
        parts: Iterable[Iterable[str]] = (),
        derived: bool = False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.derived = derived
        self.columns = [column for text in texts for column in translated_columns(text)]
        self.parts = parts

    def filter(self, queryset, value):
        return queryset.filter(pk__in=[int(row.value) for row in self.parent.looked_up[self.name]])

    def lookup(self, values: list[str]) -> QuerySet | None:
        """Return a query of `tallies` of the rows that hold every word of a text; None for a text
        that is too long."""
        (text,) = values
        if len(text) > MAX_SEARCH_LENGTH:
            return None
        rows = self.parent.queryset.all()
        for word in dict.fromkeys(fold(text).split()):
            rows = rows.filter(pk__in=self._rows_with(word))
        return tallies(rows, self.name, F("pk"), Count("pk"))

    def _rows_with(self, word: str) -> QuerySet:
        """Return the ids of the rows of which a text, or a part, holds `word`."""
        rows = self.model._base_manager.order_by()
        # Each part by itself: a join of several tables would multiply the rows.
        found = [Q(pk__in=rows.filter(_contains(part, word)).values("pk")) for part in self.parts]
        return rows.filter(reduce(or_, found, _contains(self.columns, word))).values("pk")


def _contains(columns: Iterable[str], word: str) -> Q:
    return reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))

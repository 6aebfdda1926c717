"""The names of what content is classified with, which readers use among their words.

No document holds them, so that renaming a topic needs no work of the index: a word is looked for in
these names first, and stands for the rows that have it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Field, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import override

from publishing.languages import LANGUAGES
from search.analysis import Word, words
from search.documents import column_of, has_text, model_of, searched_types

COLUMNS = ("name", "abbreviation", "demonym")  # of reference data, those that it has
Values = dict[str, set[Any]]  # of facets, by their names


class Names:
    """Which values of which facets have a word in their names."""

    def __init__(self, rows: Iterable[tuple[str, Any, str]]):
        """`rows` are a facet, a value of it and a name of that."""
        whole: set[str] = set()
        self.by_form: dict[str, Values] = defaultdict(lambda: defaultdict(set))
        for facet, value, name in rows:
            for word in words(name):
                if not word.is_stop_word:
                    whole |= _whole(word)
                    for form in forms_of(word):
                        self.by_form[form][facet].add(value)
        self.plain = sorted(whole)  # the words as they are, without stems

    def having(self, word: Word, *, open_ended: bool) -> Values:
        """Return the values with a word, or with one that begins so."""
        return self.with_forms(self._forms(word, open_ended=open_ended))

    def with_forms(self, forms: Iterable[str]) -> Values:
        """Return the values that have one of some forms of words in their names."""
        found: Values = defaultdict(set)
        for form in forms:
            for facet, values in self.by_form.get(form, {}).items():
                found[facet] |= values
        return found

    def _forms(self, word: Word, *, open_ended: bool) -> Iterator[str]:
        yield from forms_of(word)
        if open_ended:
            start = bisect_left(self.plain, word.joined)
            for form in self.plain[start:]:
                if not form.startswith(word.joined):
                    return
                yield form


def forms_of(word: Word) -> set[str]:
    """Return what stands for a word in a name: as it is written, its stems, and its parts."""
    return {*word.forms, *_whole(word)}


def _whole(word: Word) -> set[str]:
    """Return a word as it is written together, and its parts if it is several words."""
    parts = word.parts if len(word.parts) > 1 else ()
    return {word.joined, *(part for part in parts if len(part) > 1)}


@lru_cache(maxsize=4)
def names_at(key: str, moment: datetime | None) -> Names:
    """Return the names at a moment, None for now; `key` is that of the position of the record."""
    return Names(_rows(moment))


def _rows(moment: datetime | None) -> Iterator[tuple[str, Any, str]]:
    facets: dict[Any, dict[str, None]] = {}  # by the model, or the column with choices
    for edition_model in searched_types().values():
        for facet in edition_model.searched.named:
            source = model_of(edition_model, facet) or column_of(edition_model, facet)
            facets.setdefault(source, {})[facet] = None
    by_label: dict[str, Any] = {}
    for source, names in facets.items():
        if isinstance(source, Field):
            named = _labels(source)
        elif hasattr(source, "names_at"):
            named = source.names_at(moment)
        else:
            by_label[source._meta.label] = source
            continue
        for value, name in named:
            for facet in names:
                yield facet, value, name
    for label, pk, name in _names_of(by_label):
        for facet in facets[by_label[label]]:
            yield facet, pk, name


def _names_of(models: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """Return the label of a model, the id of a row of it, and one of its names. One query."""
    queries = [
        model._default_manager.order_by()
        .exclude(**{f"{column}_{language}": ""})
        .values_list(
            Cast(Value(label), TextField()), "pk", Cast(f"{column}_{language}", TextField())
        )
        for label, model in models.items()
        for column in COLUMNS
        if has_text(model, column)
        for language in LANGUAGES
    ]
    return list(queries[0].union(*queries[1:], all=True)) if queries else []


def _labels(column: Any) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        with override(language):
            for value, label in column.flatchoices:
                yield value, str(label)

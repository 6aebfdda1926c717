"""What the index holds of an edition. Each type declares it beside its model, as `searched`."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import unescape
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from translated_fields import to_attribute

from publishing.items import item_models
from publishing.languages import LANGUAGES, base_and_language

FIGURE = re.compile(r"<data\b.*?</data>", re.DOTALL)
BREAK = re.compile(r"</?(?:p|h\d|li|ul|ol|blockquote|br|hr)\b[^>]*>")
TAG = re.compile(r"<[^>]+>")
UNKNOWN = "0"  # the value of a column or set that is empty: no row has this id


@dataclass(frozen=True)
class Computed:
    """A facet that a function of an edition gives: words, or ids of rows of a model, by its
    label."""

    values: Callable[[Any], Iterable[Any]]
    model: str = ""


@dataclass(frozen=True)
class Searched:
    """What the index holds of the editions of one type, besides title and abbreviation.

    `summary` and `body` are names of texts: of a translated field, of a plain one, or of one of
    the rows of a part, as `offices__city`. `facets` are what lists are narrowed by, each a set or a
    key of the edition, whose ids are held, a column with choices, or Computed. `keys` are functions
    that give a whole number to sort by, or None. `follows` leads from the labels of other models to
    the editions whose documents depend on a row of theirs. `named` are the facets of which readers
    may use the names among their words, and how much such a word counts. What is of a type
    with a larger `weight` ranks before what has the same words. `shown` gives, for types that
    readers see only with another, a facet and the values of which an edition needs one, at a
    moment.
    """

    summary: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    facets: Mapping[str, str | Computed] = field(default_factory=dict)
    keys: Mapping[str, Callable[[Any], int | None]] = field(default_factory=dict)
    prefetch: tuple[str, ...] = ()
    follows: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, float] = field(default_factory=dict)
    weight: float = 0.0
    shown: Callable[[datetime], tuple[str, Iterable[int]]] | None = None


def searched_types() -> dict[str, type[models.Model]]:
    """Return the types of editions that the index holds, by the name of their items' type."""
    return {
        model._meta.model_name: model.edition_model()
        for model in item_models()
        if hasattr(model.edition_model(), "searched")
    }


def column_of(edition_model: Any, facet: str) -> models.Field | None:
    """Return the column or set of a facet, None for one that is computed."""
    source = edition_model.searched.facets[facet]
    return edition_model._meta.get_field(source) if isinstance(source, str) else None


def model_of(edition_model: Any, facet: str) -> Any:
    """Return the model of whose rows a facet has ids; None for one that has words."""
    source = edition_model.searched.facets[facet]
    if isinstance(source, Computed):
        return apps.get_model(source.model) if source.model else None
    return edition_model._meta.get_field(source).related_model


def prefetched(edition_model: Any) -> tuple[str, ...]:
    """Return what to prefetch before documents are made of editions, besides `sets_of`."""
    searched = edition_model.searched
    texts = (*searched.summary, *searched.body)
    parts = (name.partition("__")[0] for name in texts if "__" in name)
    return tuple(dict.fromkeys((*parts, *searched.prefetch)))


Sets = dict[str, dict[int, list[int]]]  # ids by the id of the edition, by facet


def sets_of(edition_model: Any, editions: Collection[Any]) -> Sets:
    """Return the ids that the sets of some editions hold, of those that are facets. One query for
    each set."""
    sets: Sets = {}
    for name in edition_model.searched.facets:
        column = column_of(edition_model, name)
        if column and column.many_to_many:
            through, of = column.remote_field.through, column.m2m_field_name()
            rows = through._base_manager.filter(**{f"{of}__in": [row.pk for row in editions]})
            ids: defaultdict[int, list[int]] = defaultdict(list)
            for edition, other in rows.values_list(of, column.m2m_reverse_field_name()):
                ids[edition].append(other)
            sets[name] = ids
    return sets


def facet_values(edition: Any, name: str, sets: Sets) -> Iterable[Any]:
    """Return the values of a facet of an edition: ids, or words."""
    if name in sets:
        return sets[name][edition.pk] or [int(UNKNOWN)]
    source = edition.searched.facets[name]
    if isinstance(source, Computed):
        return source.values(edition)
    value = getattr(edition, edition._meta.get_field(source).attname)
    if value in (None, ""):
        return [int(UNKNOWN) if column_of(type(edition), name).is_relation else UNKNOWN]
    return [value]


def texts_of(edition: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the texts of an edition in every language, each after its language; empty for one in
    no language. Figures leave nothing: their words are another text's."""
    for name in names:
        part, _separator, column = name.rpartition("__")
        rows: Iterable[Any] = getattr(edition, part).all() if part else (edition,)
        for row in rows:
            model: Any = type(row)
            for attribute, language, is_rich in _columns(model, column):
                text = getattr(row, attribute)
                if text:
                    yield language, plain(text) if is_rich else text


@cache
def _columns(model: Any, name: str) -> list[tuple[str, str, bool]]:
    """Return the columns of a text: attribute, language, and whether it is rich text."""
    names = [to_attribute(name, language) for language in LANGUAGES]
    try:
        columns = [model._meta.get_field(each) for each in names]
    except FieldDoesNotExist:
        columns = [model._meta.get_field(name)]
    return [
        (column.attname, base_and_language(column.attname)[1], getattr(column, "is_rich", False))
        for column in columns
    ]


def has_text(model: Any, name: str) -> bool:
    """Whether a type has a text of that name."""
    try:
        return bool(_columns(model, name))
    except FieldDoesNotExist:
        return False


def plain(html: str) -> str:
    """Return the words of rich text as it is stored, which is sanitized, without its figures.

    Only the index may read them so: nothing of it is ever shown.
    """
    return unescape(TAG.sub("", BREAK.sub(" ", FIGURE.sub(" ", html))))

"""The fields of the index, made of what the types declare, and the document of an edition."""

import sys
from datetime import datetime
from functools import cache
from hashlib import sha256
from inspect import getsource
from typing import Any

import tantivy

from publishing import characters, sorting
from publishing.languages import LANGUAGES
from publishing.sorting import title_key
from search import analysis, documents
from search.documents import (
    Computed,
    Searched,
    Sets,
    facet_values,
    has_text,
    model_of,
    searched_types,
    texts_of,
)

# The zones of a text, the weightiest first.
ZONES = ("abbreviation", "title", "summary", "body")
KEY_BYTES = 8  # a whole number holds so many of a title's key
KEY_DEPTH = 3  # so many numbers tell titles apart; what is alike longer is sorted by itself
WHOLE = "_whole"
ENDLESS = 2**62  # of an edition that nothing follows yet
POSITION = "position"  # the key of the document that says what the index knows


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("type", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("kind", fast=True)  # the place of the type among all
    builder.add_unsigned_field("edition", indexed=True, fast=True)
    builder.add_integer_field("live_from", fast=True)
    builder.add_integer_field("live_until", fast=True)
    builder.add_unsigned_field("number", stored=True)
    builder.add_unsigned_field("total", stored=True)
    builder.add_text_field("token", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ZONES:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{name}_stems", tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "joined"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for language in LANGUAGES:
        for name in title_fields(language):
            builder.add_unsigned_field(name, fast=True)
        builder.add_text_field(
            whole_title(language), tokenizer_name="raw", index_option="basic", fast=True
        )
    for name, has_ids in facet_fields().items():
        if has_ids:
            builder.add_unsigned_field(facet_field(name), indexed=True, fast=True)
        else:
            builder.add_text_field(
                facet_field(name), tokenizer_name="raw", index_option="basic", fast=True
            )
    for name in key_fields():
        builder.add_integer_field(name, fast=True)
    return builder.build()


def title_fields(language: str) -> list[str]:
    """The fields that hold the beginning of the title, for the readers of a language."""
    return [f"title_{language}_{depth}" for depth in range(KEY_DEPTH)]


def whole_title(language: str) -> str:
    return f"title_{language}{WHOLE}"


def facet_field(name: str) -> str:
    return f"facet_{name}"


def key_field(name: str) -> str:
    return f"key_{name}"


@cache
def facet_fields() -> dict[str, bool]:
    """Return the facets of all types, and whether each holds ids; one name means one thing."""
    fields: dict[str, bool] = {}
    for model in searched_types().values():
        for name in model.searched.facets:
            has_ids = model_of(model, name) is not None
            if fields.setdefault(name, has_ids) != has_ids:
                raise TypeError(f"the facet “{name}” holds ids of some types, and words of others")
    return fields


def key_fields() -> list[str]:
    return list({key_field(n): None for m in searched_types().values() for n in m.searched.keys})


@cache
def stamp() -> str:
    """Return a name of all that an index depends on besides what is published, the code that makes
    documents included: with another, it is made anew."""
    declared = [(name, repr(_plainly(m.searched))) for name, m in searched_types().items()]
    own = sys.modules[__name__]
    texts = [getsource(module) for module in (characters, sorting, analysis, documents, own)]
    parts = (tantivy.__version__, LANGUAGES, declared, texts, *_sources_of_functions())
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _sources_of_functions() -> list[str]:
    """Return the code of the modules whose functions say what documents hold."""
    functions = [
        function
        for model in searched_types().values()
        for function in (
            *model.searched.keys.values(),
            *(each.values for each in model.searched.facets.values() if isinstance(each, Computed)),
        )
    ]
    names = sorted({function.__module__ for function in functions})
    return [getsource(sys.modules[name]) for name in names]


def _plainly(searched: Searched) -> list:
    """What a declaration says, its functions by their names."""
    facets = {
        name: (source.values.__qualname__, source.model) if isinstance(source, Computed) else source
        for name, source in searched.facets.items()
    }
    return [searched.summary, searched.body, facets, sorted(searched.keys), facet_fields()]


def item_key(model_name: str, item_id: int) -> str:
    """The name by which the documents of an item are found, to be replaced."""
    return f"{model_name}:{item_id}"


def microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def document(name: str, kind: int, edition: Any, sets: Sets) -> tantivy.Document:
    """Return the document of an edition of a type, which has a name and a place among all;
    `prefetched` says what to prefetch, and `sets` are `sets_of` it and others."""
    searched = edition.searched
    made = tantivy.Document()
    made.add_text("key", item_key(name, edition.item_id))
    made.add_text("type", name)
    made.add_unsigned("kind", kind)
    made.add_unsigned("edition", edition.pk)
    made.add_integer("live_from", microseconds(edition.live_from))
    until = edition.live_until
    made.add_integer("live_until", microseconds(until) if until else ENDLESS)
    _add_texts(made, edition)
    for language in LANGUAGES:
        key = title_key_of(edition, language)
        made.add_text(whole_title(language), key)
        numbers = title_numbers(key.encode())
        for field, number in zip(title_fields(language), numbers, strict=True):
            made.add_unsigned(field, number)
    for facet in searched.facets:
        add = made.add_unsigned if facet_fields()[facet] else made.add_text
        for value in facet_values(edition, facet, sets):
            add(facet_field(facet), value)
    for key, number_of in searched.keys.items():
        number = number_of(edition)
        if number is not None:
            made.add_integer(key_field(key), number)
    return made


def _add_texts(made: tantivy.Document, edition: Any) -> None:
    model, searched = type(edition), edition.searched
    abbreviation = ("abbreviation",) if has_text(model, "abbreviation") else ()
    names = {
        "abbreviation": abbreviation,
        "title": ("title",),
        "summary": searched.summary,
        "body": searched.body,
    }
    exact, joined = [], []
    for zone in ZONES:
        words = analysis.indexed(texts_of(edition, names[zone]))
        made.add_text(zone, words.plain)
        made.add_text(f"{zone}_stems", words.stems)
        exact.append(words.exact)
        joined.append(words.joined)
    made.add_text("exact", " ".join(exact))
    made.add_text("joined", " ".join(joined))


def title_key_of(edition: Any, language: str) -> str:
    """Return what readers of a language see titles sorted by."""
    for each in (language, *LANGUAGES):
        if title := getattr(edition, f"title_{each}"):
            return title_key(title, each)
    return ""


def title_numbers(key: bytes) -> list[int]:
    """Return the beginning of a title's key as whole numbers, which sort alike."""
    padded = key[: KEY_BYTES * KEY_DEPTH].ljust(KEY_BYTES * KEY_DEPTH, b"\0")
    places = range(0, len(padded), KEY_BYTES)
    return [int.from_bytes(padded[place : place + KEY_BYTES]) for place in places]

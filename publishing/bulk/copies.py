"""What the editions of one bulk item say: what a public one says, under a label or with invented
texts and drawn terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, override

from publishing.bulk import invented
from publishing.formats import CURRENT, is_empty
from publishing.languages import LANGUAGES, base_and_language, by_column, translated_columns
from publishing.models import WorkingCopy
from publishing.snapshot import digest, part_models, shared_fields, shared_sets, snapshot

APART = timedelta(days=30)  # from one edition of an item to the next
DAYS_APART = (20, 900)  # the same, where it is drawn
MAX_TERMS = 4  # that are drawn for one set
CHANGED = 0.3  # the share of editions with a title, and with terms, of their own


class Pattern:
    """A public edition of which copies are made, with its parts and sets."""

    def __init__(self, edition: Any):
        self.edition = edition
        self.item_model = edition.item_model()
        self.parts = {
            name: [
                {
                    column.attname: getattr(row, column.attname)
                    for column in shared_fields(*part_models(self.item_model, name))
                }
                for row in getattr(edition, name).all()
            ]
            for name in self.item_model.published_parts
        }
        self.sets = {
            name: list(getattr(edition, name).values_list("pk", flat=True))
            for name in shared_sets(self.item_model, type(edition))
        }

    @cached_property
    def content(self) -> dict:
        return snapshot(self.edition)

    @cached_property
    def long_texts(self) -> dict[str, models.Field]:
        """A column of each translated text of several lines that says something."""
        shared = shared_fields(self.item_model, type(self.edition))
        columns = {base_and_language(column.name)[0]: column for column in shared}
        return {
            name: column
            for name, column in columns.items()
            if isinstance(column, models.TextField)
            and hasattr(column, "_translated_field_language_code")
            and any(getattr(self.edition, each) for each in translated_columns(name))
        }


@dataclass(frozen=True)
class Copy:
    """What an edition says otherwise than its pattern: texts by column, and the ids of each set. It
    begins as long as `age` before the last of its item."""

    pattern: Pattern
    age: timedelta
    texts: Mapping[str, str]
    sets: Mapping[str, list[int]]

    def write(self, row: Any) -> None:
        """Write its texts to an item or to an edition."""
        for column, text in self.texts.items():
            setattr(row, column, text)

    def seal(self) -> str:
        content = self.pattern.content
        fields = {**content["fields"], **self.texts}
        related = {name: sorted(ids) for name, ids in self.sets.items() if ids}
        stated = {name: value for name, value in fields.items() if not is_empty(value, CURRENT)}
        return digest({**content, "fields": stated, "related": related})


class Labeled:
    """Copies of the first public edition, with titles that say so in each language."""

    def __init__(self, patterns: list[Pattern]):
        self.pattern = patterns[0]

    def copies(self, number: int, editions: int) -> list[Copy]:
        """Return what the editions of an item say, from the first to the last."""
        titles = dict(self._titles(number))
        return [
            Copy(self.pattern, APART * place, titles, self.pattern.sets)
            for place in reversed(range(editions))
        ]

    def _titles(self, number: int) -> Iterator[tuple[str, str]]:
        edition = self.pattern.edition
        for language, column in zip(LANGUAGES, translated_columns("title"), strict=True):
            with override(language):
                kind = self.pattern.item_model._meta.verbose_name
                label = gettext("Bulk %(kind)s %(number)06d") % {"kind": kind, "number": number}
            title = f"{label}: {getattr(edition, column)}".removesuffix(": ")
            yield column, title[: edition._meta.get_field(column).max_length]


class Invented:
    """Copies of any public edition, with invented titles and long texts, in one language or in all,
    and with terms of which few are taken often and most seldom. A seed gives the same ones again.
    """

    def __init__(self, patterns: list[Pattern], seed: int):
        self.patterns = patterns
        self.seed = seed
        edition_model = type(patterns[0].edition)
        targets = {
            name: edition_model._meta.get_field(name).related_model for name in patterns[0].sets
        }
        self.terms = {
            name: list(model.objects.order_by("pk").values_list("pk", flat=True))
            for name, model in targets.items()
            if not issubclass(model, WorkingCopy)
        }

    def copies(self, number: int, editions: int) -> list[Copy]:
        """Return what the editions of an item say, from the first to the last."""
        pattern = self.patterns[invented.skewed(self._random(number), len(self.patterns))]
        random = self._random(number, "editions")
        written = invented.languages(random)
        age, copies, title, sets = timedelta(), [], None, None
        for _edition in range(editions):
            if title is None or random.random() < CHANGED:
                title = invented.title(random)
            if sets is None or random.random() < CHANGED:
                sets = {**pattern.sets, **self._terms(random)}
            texts = {"title": title}
            for name, column in pattern.long_texts.items():
                # Prose is what knows how it is sanitized.
                write = invented.prose if hasattr(column, "sanitize") else invented.paragraph
                texts[name] = write(random)
            copies.append(Copy(pattern, age, self._columns(texts, written), sets))
            age += timedelta(days=random.randint(*DAYS_APART))
        return copies[::-1]

    def _random(self, *of: Any) -> Random:
        return Random("/".join(map(str, (self.seed, *of))))

    def _terms(self, random: Random) -> dict[str, list[int]]:
        drawn = {}
        for name, terms in self.terms.items():
            number = min(len(terms), random.choice((1, 1, 1, 2, 2, MAX_TERMS)))
            drawn[name] = list({terms[invented.skewed(random, len(terms))] for _ in range(number)})
        return drawn

    def _columns(self, texts: dict, written: tuple[str, ...]) -> dict[str, str]:
        edition_model = type(self.patterns[0].edition)
        return {
            column: text[: edition_model._meta.get_field(column).max_length]
            for name, by_language in texts.items()
            for column, text in by_column(
                name, {code: by_language[code] if code in written else "" for code in LANGUAGES}
            ).items()
        }

"""Lints the prose of items: everything that readers see, or one working copy in its form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.html import strip_tags

from publishing.characters import legible
from publishing.items import item_models
from publishing.languages import base_and_language
from publishing.models import Edition, WorkingCopy
from relations.lint.findings import (
    KnownStatistic,
    Report,
    known_statistics,
    lint_prose,
    lint_text,
    not_read,
)
from relations.prose.field import ProseField

NOT_LINTED = {"title", "note", "source"}
MAX_LENGTH = 100_000  # characters of a text, with its markup; nobody looks at the findings of more


@dataclass(frozen=True)
class LintedText:
    """One text of an item, and the findings in it."""

    edition: Edition | WorkingCopy
    row: models.Model  # the item itself, or one of its child rows
    field: str
    label: str
    language: str
    report: Report
    is_prose: bool


def lint_items(moment: datetime, language: str | None = None) -> Iterator[LintedText]:
    """Lint every text about the two countries that readers see at `moment`, in one language or in
    all.

    Pages about the site itself state nothing that a statistic would hold, and are left out.
    """
    known = known_statistics(moment)
    for model in item_models():
        if model.about_site:
            continue
        editions = model.edition_model().objects.as_of(moment).select_related("item")
        parts = model.published_parts
        for edition in editions.prefetch_related(*parts).order_by("item"):
            yield from lint_item(edition, known, language)


def lint_item(
    item: Edition | WorkingCopy, known: Iterable[KnownStatistic], language: str | None = None
) -> Iterator[LintedText]:
    """Lint the texts of an edition or a working copy and of its child rows.

    Titles and notes on editions, which state nothing, are left out.
    """
    known = list(known)
    item_model = item.item_model()
    rows: list[models.Model] = [item]
    for name in item_model.published_parts:
        rows += getattr(item, name).all()
    for row in rows:
        for field in row._meta.concrete_fields:
            text, (name, code) = getattr(row, field.attname), base_and_language(field.name)
            if not text or not code or name in NOT_LINTED:
                continue
            if language in (None, code):
                is_prose = isinstance(field, ProseField)
                if len(text) > MAX_LENGTH:
                    report = Report([not_read(legible(strip_tags(text[:200])).strip())])
                else:
                    report = (lint_prose if is_prose else lint_text)(text, code, known)
                label = str(field.verbose_name)
                yield LintedText(item, row, field.name, label, code, report, is_prose)

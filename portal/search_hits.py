"""What readers see of results: rows of the database, each with the sentence that says why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from translated_fields import to_attribute

from portal.marking import Marker, Piece, marked, shortened
from publishing.languages import active_language, preferred_languages, translated_columns
from publishing.models import Edition
from relations.figures.page import Figures
from relations.models import SectionEdition, derived
from relations.models.agreement_lists import with_status
from relations.models.cited import CitesStatistics
from relations.prose.passages import Passage
from search.documents import searched_types
from search.questions import Hit

ENDS = (".", "!", "?", "…", "”", "»")  # of a sentence, and of no heading


class Sentence(NamedTuple):
    """What a result says of what was asked for, in pieces, in a language."""

    pieces: list[Piece]
    language: str

    @property
    def html(self) -> SafeString:
        return marked(self.pieces)

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def lang(self) -> str:
        """The language, if it is not that of the page."""
        return "" if self.language == active_language() else self.language


@dataclass(frozen=True)
class Row:
    """A result as pages and files show it: the name of its type, its edition, and its sentence."""

    type: str
    edition: Any
    title: SafeString
    abbreviation: SafeString
    sentence: Sentence | None
    sheet: Any = None  # of a section: the relationship on whose page it stands


def rows_of(
    hits: Iterable[Hit], marker: Marker, moment: datetime, at: str, sheets: Mapping[str, Any]
) -> list[Row]:
    """Return what hits stand for, in their order, without what readers do not see at the moment.
    `sheets` are the relationships of the moment by slug. As many queries for many as for one, by
    type."""
    hits = list(hits)
    editions = editions_of(hits, moment, EXTRAS)
    prose = [edition for edition in editions.values() if isinstance(edition, CitesStatistics)]
    figures = Figures([text for edition in prose for text in edition.prose()], moment, at)
    return [
        row_of(hit.type, edition, marker, figures, sheets)
        for hit in hits
        if (edition := editions.get(hit))
    ]


def row_of(
    name: str,
    edition: Any,
    marker: Marker,
    figures: Figures,
    sheets: Mapping[str, Any] = MappingProxyType({}),
) -> Row:
    """Return an edition of a type as a result."""
    return Row(
        name,
        edition,
        marker.mark(edition.title),
        marker.mark(getattr(edition, "abbreviation", "")),
        sentence_of(edition, marker, figures),
        sheets.get(edition.item.relationship.slug) if name == "section" else None,
    )


def editions_of(
    hits: Iterable[Hit], moment: datetime, extras: "Mapping[str, Extra]" = MappingProxyType({})
) -> dict[Hit, Edition]:
    """Return the editions that readers see at the moment, by hit. One query for each type, and what
    `extras` take."""
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.type, []).append(hit.edition)
    found: dict[Hit, Edition] = {}
    for name, some in ids.items():
        rows = _rows_at(name, some, moment)
        found |= {Hit(name, row.pk): row for row in extras.get(name, _as_they_are)(rows, moment)}
    return found


def titles_of(hits: Iterable[Hit], moment: datetime) -> dict[Hit, Edition]:
    """Return the same, with no more than titles and addresses."""
    columns = ("item__slug", *translated_columns("title"))

    def titles(rows: QuerySet, moment: datetime) -> QuerySet:
        of_sheet = ("item__relationship__slug",) if rows.model is SectionEdition else ()
        return rows.only(*columns, *of_sheet)

    return editions_of(hits, moment, dict.fromkeys(searched_types(), titles))


def _rows_at(name: str, ids: Iterable[int], moment: datetime) -> QuerySet:
    model = searched_types()[name]
    rows = model.objects.as_of(moment).filter(pk__in=ids).select_related("item")
    # The address of a section is a place on the page of another.
    return rows.select_related("item__relationship") if model is SectionEdition else rows


def _as_they_are(rows: QuerySet, moment: datetime) -> QuerySet:
    return rows


Extra = Callable[[QuerySet, datetime], Iterable[Edition]]


def _with_status(rows: QuerySet, moment: datetime) -> Iterable[Edition]:
    return with_status(rows, moment, timezone.localdate(moment))


def _with_values(rows: QuerySet, moment: datetime) -> Iterable[Edition]:
    statistics = list(rows.prefetch_related("observations"))
    derived.resolve(statistics, moment)
    return statistics


def _with_calls(rows: QuerySet, moment: datetime) -> Iterable[Edition]:
    return rows.prefetch_related("calls", "citizenships", "residences")


# What entries of a type show besides title and sentence.
EXTRAS: dict[str, Extra] = {
    "agreement": _with_status,
    "statistic": _with_values,
    "program": _with_calls,
}


def sentence_of(edition: Any, marker: Marker, figures: Figures) -> Sentence | None:
    """Return the sentence that has most of what is asked for: of the summary before others, and in
    the language of the page before others. Without any the first one that is no heading; None if
    there is no text."""
    best: tuple[int, bool] = (0, False)
    shown: Sentence | None = None
    for language in preferred_languages():
        for passage in _passages(edition, language, figures):
            for sentence in passage.sentences():
                pieces = _pieces(sentence, marker, figures, language)
                number = len({piece.term for piece in pieces if piece.term is not None})
                rank = number, sentence.plain.rstrip().endswith(ENDS)
                if shown is None or rank > best:
                    best, shown = rank, Sentence(shortened(pieces), language)
                if number and number == marker.number:
                    return shown
        if best[0]:
            break
    return shown


def _passages(edition: Any, language: str, figures: Figures) -> Iterator[Passage]:
    """Yield what an edition says in one language, of the texts that its type has searched."""
    searched = edition.searched
    columns = {column.attname: column for column in edition._meta.concrete_fields}
    for name in (*searched.summary, *searched.body):
        attribute = to_attribute(name, language)
        if text := attribute in columns and getattr(edition, attribute):
            if getattr(columns[attribute], "is_rich", False):
                yield from figures.passages(text, language)
            else:
                yield Passage(1, [text])


def _pieces(sentence: Passage, marker: Marker, figures: Figures, language: str) -> list[Piece]:
    """Return a sentence with what is asked for apart, its figures as they read at the moment."""
    pieces: list[Piece] = []
    for part in sentence.pieces:
        if isinstance(part, str):
            pieces += marker.pieces(part)
        else:
            pieces.append(Piece(figures.words_or_written(part, language)))
    return pieces

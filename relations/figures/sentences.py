"""The sentences in which a statistic stands, in every text that readers see at a moment."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, prefetch_related_objects

from publishing.changes.position import readers_now
from publishing.languages import active_language
from publishing.models import Edition
from relations.figures.page import Figures
from relations.models import SectionEdition, Statistic, StatisticEdition, derived
from relations.models.cited import CitesStatistics, citing_models
from relations.prose.passages import Passage, passages
from relations.wording.decay import TREND_WORDS
from relations.wording.series import Series


@dataclass(frozen=True)
class Sentence:
    """A sentence of a public text in which figures of a statistic stand."""

    edition: Edition
    label: str  # of the field: "text (en)"
    language: str
    before: str
    after: str  # the same sentence once the working copy is published
    pieces: tuple[tuple[str, bool], ...]  # of `before`: words, and whether they are the figure
    trend_words: tuple[str, ...]  # words of direction beside the figure, to be read again
    unbound: bool  # whether a figure in it will have nothing to say, and stand as written words

    @property
    def changes(self) -> bool:
        return self.unbound or self.before != self.after

    @property
    def told(self) -> tuple[str, ...]:
        """What whoever publishes has seen of it."""
        return self.edition.identifier, self.label, self.before, self.after

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()


@dataclass(frozen=True)
class Use:
    """A page on which a statistic stands, with the sentences that name it."""

    edition: Edition
    sentences: list[Sentence]


def uses_of(statistic: Statistic, showing: Iterable[Edition], moment: datetime) -> list[Use]:
    """Return the pages whose text names a statistic, with the sentences in the reader's language
    where they have any, and of those `showing` it the pages on which it is a key figure."""
    language = active_language()
    by_page: dict[str, Use] = {}
    for sentence in sentences_of(statistic, moment):
        use = by_page.setdefault(sentence.edition.identifier, Use(sentence.edition, []))
        use.sentences.append(sentence)
    uses = []
    for use in by_page.values():
        in_language = [sentence for sentence in use.sentences if sentence.language == language]
        uses.append(Use(use.edition, in_language or use.sentences))
    pages = [edition for edition in showing if not edition.is_measured]
    return uses + [Use(page, []) for page in pages if page.identifier not in by_page]


def sentences_of(statistic: Statistic, moment: datetime) -> list[Sentence]:
    """Return the sentences that name a statistic in texts in force at `moment`."""
    keys = {statistic.key}
    editions = _citing(keys, moment)
    figures = _figures(editions, moment)
    return list(_sentences(editions, keys, figures, figures))


def sentences_affected(statistic: Statistic) -> list[Sentence]:
    """Return the public sentences that publishing the working copy now would concern.

    Sentences of statistics that are computed from it are among them.
    """
    now = readers_now()
    keys = _keys_that_follow(statistic, now)
    editions = _citing(keys, now)
    figures = _figures(editions, now)
    return list(_sentences(editions, keys, figures, _with_draft(figures, statistic)))


def sentences_losing_figures(statistic: Statistic) -> list[Sentence]:
    """Return the public sentences that withdrawing the statistic now would leave without a figure.

    It then reads as the words that its author saw, or, withdrawn as published in error, as
    "[figure withdrawn]"; so do figures computed from it.
    """
    now = readers_now()
    keys = _keys_that_follow(statistic, now)
    editions = _citing(keys, now)
    figures = _figures(editions, now)
    sentences = _sentences(editions, keys, figures, _without(figures, keys))
    return [sentence for sentence in sentences if sentence.unbound]


def shown_by(statistic: Statistic, moment: datetime) -> list[Edition]:
    """Return the public items whose page shows a statistic beside its text."""
    showing: list[Edition] = []
    for model in citing_models():
        lookups = [Q(**{lookup: statistic}) for lookup in model.statistics_shown]
        if lookups:
            editions = model.edition_model().objects.as_of(moment).select_related("item")
            showing += editions.filter(reduce(or_, lookups)).distinct()
    return showing


def computed_from(statistic: Statistic, moment: datetime) -> list[StatisticEdition]:
    """Return the public statistics whose values are computed from this one."""
    public = StatisticEdition.objects.as_of(moment).filter(operands__statistic=statistic)
    return list(public.exclude(derivation="").select_related("item").distinct())


def _keys_that_follow(statistic: Statistic, moment: datetime) -> set[str]:
    """The key of a statistic, and those of the public ones that are computed from it."""
    return {statistic.key, *(edition.key for edition in computed_from(statistic, moment))}


def _citing(keys: set[str], moment: datetime) -> list[CitesStatistics]:
    citing: list = []
    for model in citing_models():
        editions = model.edition_model().objects.as_of(moment).filter(cited__key__in=keys)
        citing += editions.distinct().select_related("item")
    # The address of a section is that of its fact sheet.
    sections = [edition for edition in citing if isinstance(edition, SectionEdition)]
    prefetch_related_objects(sections, "item__relationship")
    return citing


def _figures(editions: Iterable[CitesStatistics], moment: datetime) -> Figures:
    return Figures([text for edition in editions for text in edition.prose()], moment)


def _with_draft(figures: Figures, draft: Statistic) -> Figures:
    """The same figures, as they will be once a working copy is published."""
    derived.resolve([draft], figures.moment)
    series_by_key = {**figures.series, draft.key: Series(draft, draft.series())}
    by_id = {
        getattr(series.statistic, "item_id", draft.pk): series for series in series_by_key.values()
    }
    for key, series in figures.series.items():
        if series.statistic.derivation and key != draft.key:
            operands = [by_id.get(row.statistic_id) for row in series.statistic.operands.all()]
            observations = derived.compute(series.statistic, operands)
            series_by_key[key] = Series(series.statistic, observations)
    return _with_series(figures, series_by_key)


def _without(figures: Figures, keys: set[str]) -> Figures:
    rest = {key: series for key, series in figures.series.items() if key not in keys}
    return _with_series(figures, rest)


def _with_series(figures: Figures, series_by_key: dict[str, Series]) -> Figures:
    changed = copy.copy(figures)
    changed.series = series_by_key
    return changed


def _sentences(
    editions: Iterable[CitesStatistics], keys: set[str], figures: Figures, coming: Figures
) -> Iterator[Sentence]:
    """The sentences that name one of `keys`, as they read by `figures` and then by `coming`."""
    for edition in editions:
        for name, language, text in edition.prose_by_language():
            label = str(edition._meta.get_field(name).verbose_name)
            for paragraph in passages(text):
                for passage in paragraph.sentences():
                    if any(reference.key in keys for reference in passage.references):
                        yield _sentence(edition, label, language, passage, keys, figures, coming)


def _sentence(
    edition, label: str, language: str, passage: Passage, keys: set[str], figures, coming
) -> Sentence:
    pieces = tuple(
        (piece, False)
        if isinstance(piece, str)
        else (figures.words_or_written(piece, language), piece.key in keys)
        for piece in passage.pieces
    )
    typed = " ".join(piece for piece in passage.pieces if isinstance(piece, str))
    trend_words = dict.fromkeys(match[0].lower() for match in TREND_WORDS[language].finditer(typed))
    unbound = any(
        figures.words(reference, language) is not None and coming.words(reference, language) is None
        for reference in passage.references
    )
    return Sentence(
        edition,
        label,
        language,
        before=passage.format(lambda figure: figures.words_or_written(figure, language)),
        after=passage.format(lambda figure: coming.words_or_written(figure, language)),
        pieces=pieces,
        trend_words=tuple(trend_words),
        unbound=unbound,
    )

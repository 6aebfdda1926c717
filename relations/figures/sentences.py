"""The sentences in which a statistic stands, in every text that readers see at a moment."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from publishing.items import item_models
from publishing.languages import active_language
from publishing.models import Edition
from relations.figures.page import Figures
from relations.models import (
    RelationshipEdition,
    SectionEdition,
    Statistic,
    StatisticEdition,
    derived,
)
from relations.models.cited import CitesStatistics
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

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()


@dataclass(frozen=True)
class Use:
    """A page on which a statistic stands, with the sentences that name it."""

    edition: Edition
    sentences: list[Sentence]


def uses_of(statistic: Statistic, showing: Iterable[Edition], moment: datetime) -> list[Use]:
    """The pages whose text names a statistic, with the sentences in the reader's language where
    they have any, and of those `showing` it the fact sheets, where it is a key figure."""
    language = active_language()
    by_page: dict[str, Use] = {}
    for sentence in sentences_of(statistic, moment):
        use = by_page.setdefault(sentence.edition.identifier, Use(sentence.edition, []))
        use.sentences.append(sentence)
    uses = []
    for use in by_page.values():
        own = [one for one in use.sentences if one.language == language]
        uses.append(Use(use.edition, own or use.sentences))
    sheets = [one for one in showing if not hasattr(one, "statistics")]
    return uses + [Use(one, []) for one in sheets if one.identifier not in by_page]


def sentences_of(statistic: Statistic, moment: datetime) -> list[Sentence]:
    """Where a statistic stands in texts in force at `moment`: for its page."""
    keys = {statistic.key}
    editions = _citing(keys, moment)
    figures = _figures(editions, moment)
    return list(_sentences(editions, keys, figures, figures))


def sentences_affected(statistic: Statistic) -> list[Sentence]:
    """What publishing the working copy now would change: for the panel in its form.

    Sentences of statistics that are computed from it are among them.
    """
    now = timezone.now()
    keys = _keys_that_follow(statistic, now)
    editions = _citing(keys, now)
    figures = _figures(editions, now)
    return list(_sentences(editions, keys, figures, _with_draft(figures, statistic)))


def sentences_orphaned(statistic: Statistic) -> list[Sentence]:
    """What withdrawing the statistic now would leave without a figure: it then stands as the
    words that its author saw, those of statistics that are computed from it as well."""
    now = timezone.now()
    keys = _keys_that_follow(statistic, now)
    editions = _citing(keys, now)
    figures = _figures(editions, now)
    read = _sentences(editions, keys, figures, _without(figures, keys))
    return [one for one in read if one.unbound]


def shown_by(statistic: Statistic, moment: datetime) -> list[Edition]:
    """The public items that show a statistic beside their text: as a key figure, or in a list."""
    shown: list[Edition] = []
    for model in item_models():
        editions = model.edition_model().objects.as_of(moment).select_related("item")
        if any(field.name == "statistics" for field in editions.model._meta.many_to_many):
            shown += editions.filter(statistics=statistic)
        elif editions.model is RelationshipEdition:
            shown += editions.filter(key_figures__statistic=statistic).distinct()
    return shown


def computed_from(statistic: Statistic, moment: datetime) -> list[StatisticEdition]:
    """The public statistics whose values are computed from this one."""
    public = StatisticEdition.objects.as_of(moment).filter(operands__statistic=statistic)
    return list(public.exclude(derivation="").select_related("item").distinct())


def _keys_that_follow(statistic: Statistic, moment: datetime) -> set[str]:
    """The key of a statistic, and those of the public ones that are computed from it."""
    return {statistic.key, *(one.key for one in computed_from(statistic, moment))}


def _figures(editions: Iterable[CitesStatistics], moment: datetime) -> Figures:
    return Figures([text for one in editions for text in one.prose()], moment)


def _sentences(
    editions: Iterable[CitesStatistics], keys: set[str], figures: Figures, coming: Figures
) -> Iterator[Sentence]:
    """The sentences that name one of `keys`, as they read by `figures` and then by `coming`."""
    for edition in editions:
        for name, language, text in edition.prose_by_language():
            label = str(edition._meta.get_field(name).verbose_name)
            for paragraph in passages(text):
                for sentence in paragraph.sentences():
                    if any(one.key in keys for one in sentence.references):
                        yield _sentence(edition, label, language, sentence, keys, figures, coming)


def _citing(keys: set[str], moment: datetime) -> list[CitesStatistics]:
    found: list = []
    for model in item_models():
        if issubclass(model, CitesStatistics):
            editions = model.edition_model().objects.as_of(moment).filter(cited__key__in=keys)
            found += editions.distinct().select_related("item")
    # The address of a section is that of its fact sheet.
    prefetch_related_objects(
        [one for one in found if isinstance(one, SectionEdition)], "item__relationship"
    )
    return found


def _with_draft(figures: Figures, draft: Statistic) -> Figures:
    """The same figures, as they will be once a working copy is published."""
    derived.resolve([draft], figures.moment)
    series = {**figures.series, draft.key: Series(draft, draft.series())}
    by_id = {getattr(one.statistic, "item_id", draft.pk): one for one in series.values()}
    for key, one in figures.series.items():
        if one.statistic.derivation and key != draft.key:
            operands = [by_id.get(row.statistic_id) for row in one.statistic.operands.all()]
            series[key] = Series(one.statistic, derived.compute(one.statistic, operands))
    return _saying(figures, series)


def _without(figures: Figures, keys: set[str]) -> Figures:
    return _saying(figures, {key: one for key, one in figures.series.items() if key not in keys})


def _saying(figures: Figures, series: dict[str, Series]) -> Figures:
    coming = copy.copy(figures)
    coming.series = series
    return coming


def _sentence(edition, label, language, sentence: Passage, keys, figures, coming) -> Sentence:
    pieces = tuple(
        (one, False)
        if isinstance(one, str)
        else (figures.words(one, language) or one.words, one.key in keys)
        for one in sentence.pieces
    )
    typed = " ".join(one for one in sentence.pieces if isinstance(one, str))
    trend_words = dict.fromkeys(one[0].lower() for one in TREND_WORDS[language].finditer(typed))
    unbound = any(
        figures.words(one, language) is not None and coming.words(one, language) is None
        for one in sentence.references
    )
    return Sentence(
        edition,
        label,
        language,
        sentence.format(lambda one: figures.words(one, language)),
        sentence.format(lambda one: coming.words(one, language)),
        pieces,
        tuple(trend_words),
        unbound,
    )

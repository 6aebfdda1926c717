"""The figures of one page: the observations its texts refer to, as of a moment."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.languages import LANGUAGES
from publishing.links import keep_at, localize_url
from relations.figures.notes import Note
from relations.models import PublishedObservation, PublishedOperand, StatisticEdition, derived
from relations.prose.formatting import format_figure
from relations.prose.passages import passages
from relations.prose.references import Reference, keys_in, references_in, rewrite
from relations.series.mirrors import Mirror, mirrors_of
from relations.wording.series import Series


class Figures:
    """Answers every figure in `texts` with one query, and renders texts with the answers.

    A second query is asked when a text refers to a derived statistic. `at` is the text of
    `?at=`, kept on the links that are written.
    """

    def __init__(self, texts: Iterable[str], moment: datetime, at: str = ""):
        self.at = at
        self.moment = moment
        self.day = timezone.localdate(moment)
        # What its figures lead to, by statistic and period, in the order they are met.
        self.notes: dict[tuple[str, str], Note] = {}
        self.texts = list(texts)
        keys = keys_in(self.texts)
        self.series: dict[str, Series] = series_of(keys, moment) if keys else {}

    def render(self, html: str, language: str) -> SafeString:
        """`html`, which was sanitised when it was written, with its figures and links resolved."""

        def figure(reference: Reference, inside_link: bool) -> str:
            return self._figure(reference, language, inside_link)

        def link(path: str) -> str:
            return keep_at(localize_url(path, language), self.at)

        return mark_safe(rewrite(html, figure, link))  # sanitised by ProseField

    def plain(self, html: str, language: str) -> str:
        """`html` as plain text, a blank line between paragraphs, its figures as their words."""

        def words(reference: Reference) -> str | None:
            return self.words(reference, language)

        return "\n\n".join(one.format(words) for one in passages(html))

    @cached_property
    def noted(self) -> list[tuple[Note, Mirror | None]]:
        """The notes, each with what the other side publishes: once the texts are rendered. Two
        queries, and more where a mirror is computed."""
        notes = self.notes.values()
        mirrors = mirrors_of(
            {n.statistic.item_id: (n.statistic, n.latest) for n in notes}, self.moment
        )
        return [(note, mirrors.get(note.statistic.item_id)) for note in notes]

    def words(self, reference: Reference, language: str) -> str | None:
        """What a figure says now, or None when it cannot be said."""
        series = self.series.get(reference.key)
        return format_figure(reference, series, language) if series else None

    def words_by_name(self) -> dict[str, dict[str, str]]:
        """What every figure of the texts says, by language and by what names the figure: the
        editor shows these words in the place of those that were written."""
        return {
            language: {
                one.name: said
                for one in references_in(self.texts)
                if (said := self.words(one, language)) is not None
            }
            for language in LANGUAGES
        }

    def find(self, reference: Reference) -> tuple[Any, Any] | None:
        """The statistic that a figure refers to, and the observation, or None."""
        series = self.series.get(reference.key)
        observation = series and series.at(reference.period)
        return (series.statistic, observation) if series and observation else None

    def _figure(self, reference: Reference, language: str, inside_link: bool) -> str:
        said = self.words(reference, language)
        if said is None:
            # Written words stand in; a figure without any says at least what it is about.
            return reference.words if reference.words.strip() else escape(reference.key)
        series = self.series[reference.key]
        statistic, observation = series.statistic, series.at(reference.period)
        # Whoever pastes the passage into a text gets the figure again, by its `data-refers`.
        shown = format_html(
            '<data value="{}" data-refers="{}">{}</data>',
            f"{observation.value.normalize():f}",
            reference.name,
            said,
        )
        if inside_link:
            return shown
        number = self._note(reference, statistic, observation).number
        return format_html(
            '<a class="figure" href="#note-{0}" data-note="{0}">{1}</a>', number, shown
        )

    def _note(self, reference: Reference, statistic, observation) -> Note:
        latest = self.series[reference.key].observations[-1]
        note = Note(len(self.notes) + 1, statistic, observation, latest, self.day)
        return self.notes.setdefault((reference.key, observation.period), note)


def series_of(keys: Iterable[str], moment: datetime) -> dict[str, Series]:
    """The public series of statistics at `moment`, by key, those they are computed from included.

    One query, and a second one for keys that have no observations of their own.
    """
    keys = set(keys)
    public = StatisticEdition.objects.as_of(moment)
    operands = PublishedOperand.objects.filter(edition__in=public, edition__item__key__in=keys)
    observations = PublishedObservation.objects.filter(
        Q(edition__item__key__in=keys) | Q(edition__item__in=operands.values("statistic")),
        edition__in=public,
    ).select_related("edition__item", "edition__producer")
    series: dict[str, Series] = {}
    for one in sorted(observations, key=lambda one: one.parsed_period.ends_on):
        edition = one.edition
        series.setdefault(edition.key, Series(edition, [])).observations.append(one)
    if unanswered := keys - series.keys():
        found = operands.filter(edition__item__key__in=unanswered).select_related("edition__item")
        series |= _computed(found.order_by("edition", "position", "pk"), series)
    return series


def _computed(operands: Iterable[PublishedOperand], series: dict[str, Series]) -> dict[str, Series]:
    """The series of derived statistics, by key, from the rows that name their operands."""
    by_id = {one.statistic.item_id: one for one in series.values()}
    formulas: dict[int, Series] = {}
    for row in operands:
        formula = formulas.setdefault(row.edition_id, Series(row.edition, []))
        formula.observations.append(by_id.get(row.statistic_id))
    return {
        edition.key: Series(edition, derived.compute(edition, found))
        for edition, found in formulas.values()
    }

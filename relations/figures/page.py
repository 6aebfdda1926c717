"""The figures of one page: the observations its texts refer to, as of a moment."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from publishing.addresses import is_deceptive
from publishing.languages import LANGUAGES
from publishing.links import keep_at, localize_url
from relations.figures.in_error import links_in_error, page_withdrawn
from relations.figures.notes import Note
from relations.models import (
    PublishedObservation,
    PublishedOperand,
    Statistic,
    StatisticEdition,
    derived,
)
from relations.prose.formatting import figure_withdrawn, format_figure
from relations.prose.passages import Passage, passages
from relations.prose.references import (
    Reference,
    keys_in,
    references_in,
    replace_links,
    rewrite,
)
from relations.series.mirrors import Mirror, mirrors_of
from relations.wording.series import Series


class Figures:
    """The figures of some texts as of a moment, and those texts rendered.

    Making it causes one query, and a second one when a text refers to a derived statistic; there
    are more when links lead to items, and when a figure can say nothing. `at` is the value of
    `?at=`, kept on the links that are written.

    What was published in error is named nowhere: such a figure reads "[figure withdrawn]", and a
    link to such a page "[page withdrawn]".
    """

    def __init__(self, texts: Iterable[str], moment: datetime, at: str = ""):
        self.at = at
        self.moment = moment
        self.day = timezone.localdate(moment)
        # What its figures lead to, by statistic and period, in the order they are rendered.
        self.notes: dict[tuple[str, str], Note] = {}
        self.texts = list(texts)
        self.keys = keys_in(self.texts)
        self.series: dict[str, Series] = series_of(self.keys, moment) if self.keys else {}

    def render(self, html: str, language: str) -> SafeString:
        """Return `html`, which was sanitised when it was saved, with its figures and links."""

        def write_figure(reference: Reference, inside_link: bool) -> str:
            return self._figure_html(reference, language, inside_link)

        def write_link(address: str) -> str:
            if is_deceptive(address):  # what was published before the sanitiser refused it
                return "#"
            if not address.startswith("/"):
                return address
            return keep_at(localize_url(address, language), self.at)

        html = self._without_links_in_error(html, language)
        return mark_safe(rewrite(html, write_figure, write_link))  # sanitised by ProseField

    def plain(self, html: str, language: str) -> str:
        """Return `html` as plain text, a blank line between paragraphs, figures as their words."""

        def words(reference: Reference) -> str:
            return self.words_or_written(reference, language)

        return "\n\n".join(passage.format(words) for passage in self.passages(html, language))

    def passages(self, html: str, language: str) -> list[Passage]:
        """Return the paragraphs, headings and list items of `html`, of which no link names what was
        published in error."""
        return passages(self._without_links_in_error(html, language))

    @cached_property
    def noted(self) -> list[tuple[Note, Mirror | None]]:
        """The notes, each with what another source publishes; complete once texts are rendered.

        This causes two queries, and more where a mirror is computed.
        """
        notes = self.notes.values()
        compared = [(note.statistic, (note.observation,)) for note in notes]
        return list(zip(notes, mirrors_of(compared, self.moment), strict=True))

    def words(self, reference: Reference, language: str) -> str | None:
        """Return what a figure says at the moment, or None when it can say nothing."""
        series = self.series.get(reference.key)
        return format_figure(reference, series, language) if series else None

    def words_or_written(self, reference: Reference, language: str) -> str:
        """Return what readers see of a figure, as plain text: where it says nothing the words that
        were written, unless its statistic was published in error."""
        words = self.words(reference, language)
        if words is None:
            words = self._withdrawn(reference, language) or reference.words.strip()
        return words

    @cached_property
    def _keys_in_error(self) -> set[str]:
        return Statistic.keys_in_error(self.keys)

    def _withdrawn(self, reference: Reference, language: str) -> str:
        if reference.key not in self._keys_in_error:
            return ""
        with override(language):
            return figure_withdrawn()

    @cached_property
    def _links_in_error(self) -> set[str]:
        return links_in_error(self.texts, self.moment)

    def _without_links_in_error(self, html: str, language: str) -> str:
        if not self._links_in_error:
            return html
        with override(language):
            return replace_links(html, self._links_in_error, page_withdrawn())

    def words_by_name(self) -> dict[str, dict[str, str]]:
        """Return what the figures of the texts say, by language and by the name of the reference.

        The editor shows these words in the place of those that were written.
        """
        references = references_in(self.texts)
        return {
            language: {
                reference.name: words
                for reference in references
                if (words := self.words(reference, language)) is not None
            }
            for language in LANGUAGES
        }

    def _figure_html(self, reference: Reference, language: str, inside_link: bool) -> str:
        words = self.words(reference, language)
        if words is None:
            # Written words stand in; a figure without any says at least what it is about.
            written = reference.words if reference.words.strip() else escape(reference.key)
            return escape(self._withdrawn(reference, language)) or written
        series = self.series[reference.key]
        statistic, observation = series.statistic, series.at(reference.period)
        # Whoever pastes the passage into a text gets the figure again, by its `data-refers`.
        html = format_html(
            '<data value="{}" data-refers="{}">{}</data>',
            f"{observation.value.normalize():f}",
            reference.name,
            words,
        )
        if inside_link:
            return html
        number = self._note(reference, statistic, observation).number
        return format_html(
            '<a class="figure" href="#note-{0}" data-note="{0}">{1}</a>', number, html
        )

    def _note(self, reference: Reference, statistic, observation) -> Note:
        latest = self.series[reference.key].observations[-1]
        note = Note(len(self.notes) + 1, statistic, observation, latest, self.day)
        return self.notes.setdefault((reference.key, observation.period), note)


def series_of(keys: Iterable[str], moment: datetime) -> dict[str, Series]:
    """Return the public series of statistics at `moment`, by key, and those of their operands.

    This causes one query, and a second one for keys that have no observations of their own.
    """
    keys = set(keys)
    public = StatisticEdition.objects.as_of(moment)
    operands = PublishedOperand.objects.filter(edition__in=public, edition__item__key__in=keys)
    observations = PublishedObservation.objects.filter(
        Q(edition__item__key__in=keys) | Q(edition__item__in=operands.values("statistic")),
        edition__in=public,
    ).select_related("edition__item", "edition__producer")
    series: dict[str, Series] = {}
    for row in sorted(observations, key=lambda row: row.parsed_period.place):
        series.setdefault(row.edition.key, Series(row.edition, [])).observations.append(row)
    if missing := keys - series.keys():
        rows = operands.filter(edition__item__key__in=missing).select_related("edition__item")
        series |= _computed(rows.order_by("edition", "position", "pk"), series)
    return series


def _computed(operands: Iterable[PublishedOperand], series: dict[str, Series]) -> dict[str, Series]:
    """The series of derived statistics, by key, from the rows that name their operands."""
    by_id = {known.statistic.item_id: known for known in series.values()}
    formulas: dict[int, tuple[StatisticEdition, list[Series | None]]] = {}
    for row in operands:
        _edition, series_of_operands = formulas.setdefault(row.edition_id, (row.edition, []))
        series_of_operands.append(by_id.get(row.statistic_id))
    return {
        edition.key: Series(edition, derived.compute(edition, series_of_operands))
        for edition, series_of_operands in formulas.values()
    }

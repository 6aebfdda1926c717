"""Which statistics the page of an item shows: in its texts, and beside them."""

from datetime import datetime
from html import unescape
from typing import ClassVar

from django.db import models, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.chosen import chosen_items, unseen
from publishing.fields import ProtectedManyToManyField
from publishing.items import item_models
from publishing.languages import base_and_language
from publishing.models import WorkingCopy
from relations.models import derived
from relations.models.belonging import strangers
from relations.prose.field import ProseField
from relations.prose.formatting import (
    COMPARES,
    figure_error,
    format_figure,
    replace_words,
)
from relations.prose.links import dead_links
from relations.prose.references import Reference, keys_in, references_in
from relations.wording.series import Series


class CitesStatistics(models.Model):
    """Content with prose, in which figures refer to statistics by their keys."""

    # The lookups of the statistics that its page shows besides, each at its latest value: the set
    # `statistics` of those that measure it, and columns of its parts. History, uses and freshness
    # debt follow from this.
    statistics_shown: ClassVar[tuple[str, ...]] = ()

    cited = ProtectedManyToManyField(
        "relations.Statistic",
        verbose_name=_("figures used in the text"),
        blank=True,
        editable=False,
        related_name="%(class)s_citing",
    )

    class Meta:
        abstract = True

    @property
    def is_measured(self) -> bool:
        """Whether it is something that statistics measure, as agreements and programs are."""
        return "statistics" in self.statistics_shown

    @classmethod
    def statistic_relations(cls) -> list[str]:
        """Return what to prefetch for `figures_shown`: sets and parts that name statistics."""
        return ["cited", *(lookup.partition("__")[0] for lookup in cls.statistics_shown)]

    def figures_shown(self) -> set[tuple[int, str]]:
        """Return the statistics that the page shows, by id, each with the period of its value.

        The earlier period that a figure is compared with is among them. This queries what
        `statistic_relations` names, unless it was prefetched.
        """
        ids = {statistic.key: statistic.pk for statistic in self.cited.all()}
        figures = set()
        for reference in references_in(self.prose()):
            if reference.key in ids:
                show, _colon, argument = reference.show.partition(":")
                periods = (reference.period, argument) if show in COMPARES else (reference.period,)
                figures |= {(ids[reference.key], period) for period in periods}
        for lookup in self.statistics_shown:
            relation, _separator, column = lookup.partition("__")
            name = f"{column}_id" if column else "pk"
            figures |= {(getattr(row, name), "latest") for row in getattr(self, relation).all()}
        return figures

    def prose(self) -> list[str]:
        """Return every text of this row that may hold figures."""
        return [text for _name, _language, text in self.prose_by_language()]

    def prose_by_language(self) -> list[tuple[str, str, str]]:
        """Return those texts after the name of their field and their language: `body_en`, `en`."""
        fields = [f for f in type(self)._meta.concrete_fields if isinstance(f, ProseField)]
        return [(f.name, base_and_language(f.name)[1], getattr(self, f.attname)) for f in fields]

    def cite(self) -> set[str]:
        """Bring the set of cited statistics up to date. Returns the keys that do not exist."""
        keys = keys_in(self.prose())
        statistics = type(self)._meta.get_field("cited").related_model.objects
        ids = dict(statistics.filter(key__in=keys).values_list("key", "pk"))
        self.cited.set(ids.values())
        return keys - ids.keys()


def citing_models() -> list[type[WorkingCopy]]:
    """Return the types of items whose pages show statistics."""
    return [model for model in item_models() if issubclass(model, CitesStatistics)]


class CitingWorkingCopy(models.Model):
    """The working copy's side: the set follows the text whenever it is saved."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.cite()

    @transaction.atomic
    def publish(self, by, *, at=None, **notes):
        """Publish the text with the words of its figures as they read at that moment."""
        self._locked()._renew_words(at or readers_now())
        edition = super().publish(by, at=at, **notes)
        self.refresh_from_db(fields=[name for name, _language, _text in self.prose_by_language()])
        return edition

    def publication_errors(self, at=None):
        unknown = self.cite()
        moment = at or readers_now()
        public = self._cited_series(moment)
        chosen = list(chosen_items(self))
        shown = [choice for choice in chosen if choice.path in self.statistics_shown]
        return [
            *super().publication_errors(at),
            *strangers(self, chosen),
            *(
                _("%(label)s: “%(title)s” is not public. Publish it first, or take it out.")
                % {"label": choice.label, "title": choice.item}
                for choice in unseen(shown, moment)
            ),
            *(
                _("The text refers to the statistic “%(key)s”, which does not exist.")
                % {"key": key}
                for key in sorted(unknown)
            ),
            *(
                _(
                    "The text refers to the statistic “%(title)s” (%(key)s), which is not public. "
                    "Publish it first, or take the figure out."
                )
                % {"title": statistic, "key": statistic.key}
                for statistic in self.cited.exclude(key__in=public).order_by("key")
            ),
            *self.link_errors(self, moment),
            *dict.fromkeys(
                _("The figure “%(words)s” (%(key)s) cannot be said. %(why)s")
                % {"words": strip_tags(reference.words), "key": reference.key, "why": why}
                for reference in references_in(self.prose())
                if reference.key in public
                and (why := figure_error(reference, public[reference.key]))
            ),
        ]

    def link_errors(self, content, moment):
        return [
            *super().link_errors(content, moment),
            *(
                _(
                    "The link to “%(address)s” leads to no page that readers see. Publish that "
                    "page first, or change the link."
                )
                % {"address": unescape(address)[:80]}
                for address in dead_links(content.prose(), moment, self)
            ),
        ]

    def _cited_series(self, moment: datetime) -> dict[str, Series]:
        """The series that figures of the text refer to and readers see at `moment`, by key."""
        ids = self.cited.values_list("pk", flat=True)
        by_id = derived.series_as_of(self.cited.model.edition_model(), ids, moment)
        return {series.statistic.key: series for series in by_id.values()}

    def _renew_words(self, moment: datetime) -> None:
        series = self._cited_series(moment)
        texts = {}
        for name, language, text in self.prose_by_language():

            def words(reference: Reference, language=language) -> str | None:
                known = series.get(reference.key)
                return format_figure(reference, known, language) if known else None

            texts[name] = replace_words(text, words)
        type(self)._default_manager.filter(pk=self.pk).update(**texts)

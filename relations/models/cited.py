"""Which statistics a text refers to, kept as a set so that uses can be counted."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from publishing.fields import ProtectedManyToManyField
from publishing.languages import base_and_language
from relations.models import derived
from relations.prose.field import ProseField
from relations.prose.formatting import figure_error, format_figure, replace_words
from relations.prose.references import Reference, keys_in, references_in
from relations.wording.series import Series


class CitesStatistics(models.Model):
    """Content with prose, in which figures refer to statistics by their keys."""

    cited = ProtectedManyToManyField(
        "relations.Statistic",
        verbose_name=_("figures used in the text"),
        blank=True,
        editable=False,
        related_name="%(class)s_citing",
    )

    class Meta:
        abstract = True

    def prose(self) -> list[str]:
        """Every text of this row that may hold figures."""
        return [text for _name, _language, text in self.prose_by_language()]

    def prose_by_language(self) -> list[tuple[str, str, str]]:
        """Those texts, with the name of their field and their language: `body_en`, `en`."""
        fields = [f for f in type(self)._meta.concrete_fields if isinstance(f, ProseField)]
        return [(f.name, base_and_language(f.name)[1], getattr(self, f.attname)) for f in fields]

    def cite(self) -> set[str]:
        """Bring the set of cited statistics up to date; returns the keys that do not exist."""
        keys = keys_in(self.prose())
        statistics = type(self)._meta.get_field("cited").related_model.objects
        found = dict(statistics.filter(key__in=keys).values_list("key", "pk"))
        self.cited.set(found.values())
        return keys - found.keys()


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
        self._locked()._renew_words(at or timezone.now())
        edition = super().publish(by, at=at, **notes)
        self.refresh_from_db(fields=[name for name, _language, _text in self.prose_by_language()])
        return edition

    def publication_errors(self, at=None):
        unknown = self.cite()
        public = self._cited_series(at or timezone.now())
        return [
            *super().publication_errors(at),
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
            *dict.fromkeys(
                _("The figure “%(words)s” (%(key)s) cannot be said. %(why)s")
                % {"words": strip_tags(one.words), "key": one.key, "why": why}
                for one in references_in(self.prose())
                if one.key in public and (why := figure_error(one, public[one.key]))
            ),
        ]

    def _cited_series(self, moment: datetime) -> dict[str, Series]:
        """The series that figures of the text refer to and readers see at `moment`, by key."""
        ids = self.cited.values_list("pk", flat=True)
        found = derived.series_as_of(self.cited.model.edition_model(), ids, moment)
        return {one.statistic.key: one for one in found.values()}

    def _renew_words(self, moment: datetime) -> None:
        series = self._cited_series(moment)
        texts = {}
        for name, language, text in self.prose_by_language():

            def words(one: Reference, language=language) -> str | None:
                return format_figure(one, series[one.key], language) if one.key in series else None

            texts[name] = replace_words(text, words)
        type(self)._default_manager.filter(pk=self.pk).update(**texts)

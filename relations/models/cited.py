"""Which statistics a text refers to, kept as a set so that uses can be counted."""

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from publishing.fields import ProtectedManyToManyField
from relations.figures.faults import fault
from relations.figures.references import keys_in, references_in
from relations.prose import ProseField
from relations.series import derived
from relations.series.derived import Series


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
        return [(f.name, f.name[-2:], getattr(self, f.attname)) for f in fields]

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

    def publication_errors(self):
        unknown = self.cite()
        public = _public(self.cited.all())
        return [
            *super().publication_errors(),
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
                if one.key in public and (why := fault(one, public[one.key]))
            ),
        ]


def _public(statistics) -> dict[str, Series]:
    """The series of those statistics that are public now, by key."""
    now, editions = timezone.now(), statistics.model.edition_model().objects
    public = list(
        editions.as_of(now)
        .filter(of__in=statistics)
        .select_related("of")
        .prefetch_related("observations")
    )
    derived.resolve(public, now)
    return {edition.key: Series(edition, edition.series()) for edition in public}

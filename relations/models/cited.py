"""Which statistics a text refers to, kept as a set so that uses can be counted."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.fields import ProtectedManyToManyField
from relations.figures.references import keys_in
from relations.prose import ProseField


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
        editions = self._meta.get_field("cited").related_model.edition_model()
        public = editions.objects.as_of(timezone.now())
        not_public = self.cited.exclude(pk__in=public.values("of"))
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
                for statistic in not_public.order_by("key")
            ),
        ]

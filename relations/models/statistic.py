"""Statistics: what is measured, and its observations."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.chosen import chosen_items
from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import translated, translated_columns
from publishing.models import PERMISSIONS, Abbreviated, Edition, WorkingCopy
from relations.fields import PartialDateField, PeriodField
from relations.models import derived
from relations.models.belonging import strangers
from relations.models.derived import Derivation, NotResolvedError
from relations.models.searched import STATISTIC
from relations.models.sourced import SOURCE_COLUMNS, Sourced
from relations.wording.amounts import parse_amount
from relations.wording.frequencies import mixture_error
from relations.wording.units import WITHOUT_SCALE, without_unit
from relations.wording.values import (
    Scale,
    Unit,
    all_units,
)


class Measure(models.TextChoices):
    FLOW = "flow", _("Over a period")
    STOCK = "stock", _("At a point in time")


class FlowDirection(models.TextChoices):
    BOTH = "both", _("Both directions together")
    TO_HOME = "to_home", _("From the partner to the home country")
    TO_PARTNER = "to_partner", _("From the home country to the partner")


class Cadence(models.TextChoices):
    YEARLY = "yearly", _("Every year")
    QUARTERLY = "quarterly", _("Every quarter")
    MONTHLY = "monthly", _("Every month")
    IRREGULAR = "irregular", _("Irregularly")
    ONCE = "once", _("Once")


class StatisticContent(Abbreviated, Sourced):
    """Everything about a statistic that readers see. Its source is the usual one: each observation
    names its own."""

    title = translated(CharField(_("name"), max_length=160, blank=True))
    concept = translated(
        CharField(
            _("concept"), max_length=120, blank=True, help_text=_("What kind of thing it measures.")
        )
    )
    definition = translated(
        TextField(
            _("definition"), blank=True, help_text=_("What exactly is counted, and what is not.")
        )
    )
    relationships = ProtectedManyToManyField(
        "relations.Relationship", verbose_name=_("relationships"), blank=True
    )
    topics = ProtectedManyToManyField("relations.Topic", verbose_name=_("topics"), blank=True)
    measure = models.CharField(
        _("measured"),
        max_length=5,
        choices=Measure.choices,
        default=Measure.STOCK,
        help_text=_("Trade in 2021: over a period. People as of August 2022: at a point in time."),
    )
    direction = models.CharField(
        _("direction"), max_length=10, choices=FlowDirection.choices, blank=True
    )
    unit = models.CharField(_("unit"), max_length=7, choices=all_units, default=Unit.COUNT)
    counted = translated(
        CharField(
            _("what is counted"),
            max_length=60,
            blank=True,
            help_text=_("In the plural, as it follows the number: jobs, empleos."),
        )
    )
    counted_one = translated(
        CharField(
            _("what is counted, when it is one"),
            max_length=60,
            blank=True,
            help_text=_("In the singular, as it follows 1: job, empleo."),
        )
    )
    scale = models.PositiveSmallIntegerField(
        _("in"),
        choices=Scale.choices,
        default=Scale.ONES,
        help_text=_("Values are written and shown in these; “725.7 billion” is converted."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimal places shown"), default=0, help_text=_("Values are rounded to so many.")
    )
    producer = models.ForeignKey(
        "relations.Organization",
        models.PROTECT,
        verbose_name=_("producer"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who measures it. Empty when the source does not say."),
    )
    source_not_known = models.BooleanField(
        _("the source is not known"),
        default=False,
        help_text=_("Readers are told so, and it is owed until one is found."),
    )
    method_note = translated(TextField(_("method note"), blank=True))
    cadence = models.CharField(_("released"), max_length=9, choices=Cadence.choices, blank=True)
    next_release_on = PartialDateField(_("next release"))
    next_release_confirmed = models.BooleanField(_("next release is confirmed"), default=False)
    derivation = models.CharField(
        _("formula"),
        max_length=6,
        choices=Derivation.choices,
        blank=True,
        help_text=_("For a statistic whose values are computed from others, and never typed."),
    )
    change_since = PeriodField(
        _("since"), help_text=_("For a change: the earlier period that it is measured from.")
    )
    mirror = models.ForeignKey(
        "relations.Statistic",
        models.PROTECT,
        verbose_name=_("another source's figure"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What the other side, or another source, publishes for the same thing."),
    )

    # What `derived.resolve` computes for a moment; None until then, and for values that are typed.
    computed: list | None = None
    formula: derived.Formula | None = None

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.key

    @property
    def is_stock(self) -> bool:
        return self.measure == Measure.STOCK

    def latest(self) -> Any:
        """Return the observation whose period ends last; an undated one only when it is alone."""
        return next(reversed(self.series()), None)

    def series(self) -> list[Any]:
        """Return all observations, the oldest period first.

        Raises NotResolvedError for a derived statistic before `derived.resolve` computed them.
        """
        if not self.derivation:
            return sorted(self.observations.all(), key=lambda row: row.parsed_period.place)
        if self.computed is None:
            raise NotResolvedError(f"Call derived.resolve() before the series of “{self.key}”.")
        return list(self.computed)


class Statistic(StatisticContent, WorkingCopy):
    """Something measured about two countries, by someone, again and again.

    Its `key`, by which prose refers to it, never changes.
    """

    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        help_text=_("The name that figures in the text refer to. It cannot be changed later."),
    )

    published_parts = ("observations", "operands")
    sets_to_publish = ("relationships",)
    list_name = _("Statistics")

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("statistic")
        verbose_name_plural = _("statistics")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("slug",), name="statistic_address"),)

    def get_absolute_url(self):
        return reverse("statistic", args=[self.slug])

    def clean(self):
        super().clean()
        if self.unit in WITHOUT_SCALE and self.scale != Scale.ONES:
            raise ValidationError({"scale": _("Percentages and ranks are written in units.")})

    def parse_value(self, text: str) -> Decimal:
        """Return a value as people type it, in the unit and scale of the statistic.

        Raises ValueError, with a message for them, also for one in another unit.
        """
        columns = (*translated_columns("counted"), *translated_columns("counted_one"))
        nouns = [getattr(self, column) for column in columns] if self.unit == Unit.COUNT else []
        return parse_amount(without_unit(text, self.unit, nouns), self.scale)

    def value_errors(self, value: Decimal) -> list[str]:
        """Return why the statistic cannot have a value: a rank is a whole number from 1."""
        if self.unit == Unit.RANK and (value < 1 or value % 1):
            return [gettext("A rank is a whole number from 1.")]
        return []

    @classmethod
    def keys_in_error(cls, keys: Iterable[str]) -> set[str]:
        """Return which of `keys` name a statistic of which any edition was published in error, or
        one that is computed from such a statistic. One query.

        What was written of them may be the very value that was taken back.
        """
        suppressed = StatisticEdition.objects.filter(suppressed=True).values("item")
        concerned = Q(pk__in=suppressed) | Q(editions__operands__statistic__in=suppressed)
        named = cls.objects.filter(concerned, key__in=set(keys))
        return set(named.values_list("key", flat=True))

    def publication_errors(self, at=None):
        reasons = super().publication_errors(at)
        reasons += derived.derivation_errors(self, at or readers_now())
        reasons += strangers(self, list(chosen_items(self)))
        rows = list(self.observations.all())
        for observation in rows:
            reasons += [f"{observation}: {why}" for why in self.value_errors(observation.value)]
        return reasons if self.derivation else [*reasons, *self._series_errors(rows)]

    def _series_errors(self, rows: list[Any]) -> list[str]:
        """What is wrong with typed values as a whole, and with where they come from."""
        if not rows:
            observations: Any = self.observations
            heading = capfirst(observations.model._meta.verbose_name_plural)
            words = gettext("A statistic needs at least one observation.")
            return [f"{heading}: {words}"]
        reasons = [mixture_error((row.period for row in rows), stock=self.is_stock)]
        if self.source_not_known:
            if self.names_source:
                reasons.append(gettext("It names its source, and says that it is not known."))
        elif not self._default_source(rows):
            reasons.append(
                gettext("Name the source of its values, or say that the source is not known.")
            )
        reasons += [
            gettext("%(observation)s: name the source that this license is of.")
            % {"observation": row}
            for row in rows
            if not row.names_source and any(row.source_columns().values())
        ]
        return list(filter(None, reasons))

    def _default_source(self, rows: list[Any]) -> Sourced | None:
        """The source of a value that names none: the usual one, or else that of the last value."""
        if self.names_source or self.source_not_known:
            return self if self.names_source else None
        sourced = [row for row in rows if row.names_source]
        return max(sourced, key=lambda row: row.parsed_period.place, default=None)

    def fill_in(self, *, save=True):
        """Let each value that names no source name one, so that no later change of the usual source
        is said of it. Values that readers see already keep the one that readers were told.

        At most five queries, whatever the number of values.
        """
        prefetch_related_objects([self], "observations")
        rows = [] if self.derivation else list(self.observations.all())
        unsourced = [row for row in rows if not any(row.source_columns().values())]
        default = self._default_source(rows)
        if not unsourced or not default:
            return
        usual, told = default.source_columns(), self._told_sources()
        kept = [row for row in unsourced if told.get((row.period, row.value), usual) != usual]
        for row in unsourced:
            for column, text in told.get((row.period, row.value), usual).items():
                setattr(row, column, text)
        if save:
            self.observations.bulk_update(kept, SOURCE_COLUMNS, batch_size=500)
            self.observations.filter(**dict.fromkeys(SOURCE_COLUMNS, "")).update(**usual)

    def _told_sources(self) -> dict[tuple, dict[str, str]]:
        """What readers are told now of the source of each value, by period and value."""
        public = self.edition_at(readers_now())
        return {
            (row.period, row.value): source.source_columns()
            for row in (public.observations.all() if public else ())
            for source in row.sources(public)
        }


class StatisticEdition(StatisticContent, Edition):
    item = models.ForeignKey(Statistic, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Statistic, models.PROTECT, null=True, related_name="+")

    searched = STATISTIC

    class Meta(Edition.Meta):
        verbose_name = _("edition of a statistic")
        verbose_name_plural = _("editions of statistics")

    @property
    def key(self):
        return self.item.key

"""Statistics: what is measured, and its observations."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.chosen import chosen_items
from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import active_language, translated, translated_columns
from publishing.models import PERMISSIONS, Edition, WorkingCopy
from relations.fields import AmountField, PartialDateField, PeriodField, WebAddressField
from relations.models import derived
from relations.models.belonging import strangers
from relations.models.derived import Derivation, NotResolvedError
from relations.wording.amounts import parse_amount
from relations.wording.periods import Period, period_of
from relations.wording.units import WITHOUT_SCALE, without_unit
from relations.wording.values import (
    Qualifier,
    Scale,
    Unit,
    all_units,
    format_value,
    with_qualifier,
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


class StatisticContent(models.Model):
    """Everything about a statistic that readers see."""

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
    source = translated(
        CharField(
            _("source"), max_length=200, blank=True, help_text=_("The publication it was read in.")
        )
    )
    source_url = WebAddressField(_("address of the source"), blank=True, max_length=500)
    licence = CharField(_("license"), max_length=80, blank=True)
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
        verbose_name=_("the partner's figure"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What the other side publishes for the same thing."),
    )

    # What `derived.resolve` computes for a moment; None until then, and for values that are typed.
    computed: list | None = None
    formula: derived.Formula | None = None

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.key

    def latest(self) -> "ObservationContent | None":
        """Return the observation whose period ends last; an undated one only when it is alone."""
        return next(reversed(self.series()), None)

    def series(self) -> list["ObservationContent"]:
        """Return all observations, the oldest period first.

        Raises NotResolvedError for a derived statistic before `derived.resolve` computed them.
        """
        if not self.derivation:
            return sorted(self.observations.all(), key=lambda row: row.parsed_period.ends_on)
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
        if not self.derivation and not self.observations.exists():
            reasons.append(gettext("A statistic needs at least one observation."))
        for observation in self.observations.all():
            reasons += [f"{observation}: {why}" for why in self.value_errors(observation.value)]
        return reasons


class StatisticEdition(StatisticContent, Edition):
    item = models.ForeignKey(Statistic, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Statistic, models.PROTECT, null=True, related_name="+")

    class Meta(Edition.Meta):
        verbose_name = _("edition of a statistic")
        verbose_name_plural = _("editions of statistics")

    @property
    def key(self):
        return self.item.key


class ObservationStatus(models.TextChoices):
    PRELIMINARY = "preliminary", _("preliminary")
    REVISED = "revised", _("revised")
    FINAL = "final", _("final")


class ObservationContent(models.Model):
    """One value of a statistic for one period, in the unit and scale of the statistic."""

    period = PeriodField(
        _("period"),
        help_text=_("2021, Aug 2022, 2008–2021 or since 1948; empty when the source does not say."),
    )
    value = AmountField(_("value"), max_digits=24, decimal_places=6)
    qualifier = models.CharField(
        _("said as"), max_length=8, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    status = models.CharField(
        _("status"), max_length=11, choices=ObservationStatus.choices, blank=True
    )
    released_on = PartialDateField(_("released"))
    note = translated(CharField(_("note"), max_length=300, blank=True))

    class Meta:
        abstract = True
        ordering = ("period", "pk")

    def __str__(self):
        return f"{self.formatted_period()}: {self.value}"

    @property
    def parsed_period(self) -> Period:
        return period_of(self.period)

    def formatted_period(self, language: str | None = None) -> str:
        return self.parsed_period.format(language or active_language())

    def when(self, statistic: StatisticContent, language: str | None = None) -> str:
        """Return when the value held, as it follows it: `in 2021`, `as of August 2022`."""
        stock = statistic.measure == Measure.STOCK
        return self.parsed_period.when(language or active_language(), stock=stock)

    def words(self, statistic: StatisticContent, language: str | None = None) -> str:
        """Return the value with its unit and qualifier: `about 1.6 million people`."""
        language = language or active_language()
        value = format_value(self.value, statistic, language, with_unit=True)
        return with_qualifier(value, self.qualifier, language)


class Observation(ObservationContent):
    statistic = models.ForeignKey(Statistic, models.CASCADE, related_name="observations")

    class Meta(ObservationContent.Meta):
        abstract = False
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = (
            models.UniqueConstraint(
                fields=("statistic", "period"),
                name="one_observation_per_period",
                violation_error_message=_("This statistic already has a value for that period."),
            ),
        )

    def clean(self):
        super().clean()
        if self.value is not None and (reasons := self.statistic.value_errors(self.value)):
            raise ValidationError({"value": reasons})


class PublishedObservation(ObservationContent):
    edition = models.ForeignKey(StatisticEdition, models.PROTECT, related_name="observations")


class OperandContent(models.Model):
    """A statistic that a derived one is computed from; their order matters."""

    statistic = models.ForeignKey(
        Statistic, models.PROTECT, verbose_name=_("statistic"), related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return str(self.statistic)


class Operand(OperandContent):
    derived = models.ForeignKey(Statistic, models.CASCADE, related_name="operands")

    class Meta(OperandContent.Meta):
        abstract = False
        verbose_name = _("statistic it is computed from")
        verbose_name_plural = _("statistics it is computed from")
        constraints = (
            models.UniqueConstraint(
                fields=("derived", "statistic"),
                name="operand_once",
                violation_error_message=_("This statistic is in the formula already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(derived=models.F("statistic")),
                name="operand_is_another",
                violation_error_message=_("A statistic cannot be computed from itself."),
            ),
        )


class PublishedOperand(OperandContent):
    edition = models.ForeignKey(StatisticEdition, models.PROTECT, related_name="operands")

"""What is published with a statistic: its observations, and what it is computed from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.languages import active_language, translated
from relations.fields import AmountField, PartialDateField, PeriodField
from relations.models.sourced import Sourced
from relations.models.statistic import Statistic, StatisticContent, StatisticEdition
from relations.wording.periods import Period, period_of
from relations.wording.values import Qualifier, format_value, with_qualifier


class ObservationStatus(models.TextChoices):
    PRELIMINARY = "preliminary", _("preliminary")
    REVISED = "revised", _("revised")
    FINAL = "final", _("final")


class ObservationContent(Sourced):
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

    # Of a computed value: what it was computed from, each observation with its statistic.
    computed_from: tuple[tuple["ObservationContent", StatisticContent], ...] = ()

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
        language = language or active_language()
        return self.parsed_period.when(language, stock=statistic.is_stock)

    def sources(self, statistic: StatisticContent) -> list[Sourced]:
        """Return where the value was read, each source once; nothing where that is not known.

        An observation that names no source, as all did that were published before they had one,
        has that of its statistic. A computed value has those of what it was computed from.
        """
        if self.names_source:
            return [self]
        if statistic.names_source:
            return [statistic]
        distinct: dict[tuple, Sourced] = {}
        for observation, measured in self.computed_from:
            for source in observation.sources(measured):
                distinct.setdefault(tuple(source.source_columns().values()), source)
        return list(distinct.values())

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

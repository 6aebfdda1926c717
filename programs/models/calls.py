"""Calls: dated invitations to apply to a program, each with its own conditions."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program, ProgramEdition
from programs.windows import Window, closing, opening, wall_error, zone_names, zone_of
from publishing.characters import fold
from publishing.fields import CharField, TextField
from publishing.languages import translated
from relations.fields import PartialDateField, WebAddressField

MAX_KEY = 60  # characters
YEARS = range(1900, 2200)
ONE_A_LINE = _("One condition in each line.")


def validate_zone(name: str) -> None:
    """Raise ValidationError for a time zone that does not exist."""
    if name not in zone_names():
        raise ValidationError(
            _("There is no time zone “%(name)s”. Write one such as America/Mexico_City."),
            params={"name": name},
        )


class CallContent(models.Model):
    """A call for applications: from when until when, for which cycle, on which conditions."""

    name = translated(CharField(_("name"), max_length=160, blank=True))
    cycle = CharField(
        _("cycle"),
        max_length=40,
        help_text=_("Which call of this program it is, such as 2026–2027. No two are alike."),
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    opens_time = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("Empty: as the day begins.")
    )
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    closes_time = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("Empty: as the day ends.")
    )
    zone = CharField(
        _("time zone"),
        max_length=40,
        default=timezone.get_default_timezone_name,
        validators=[validate_zone],
        help_text=_("That of the sponsor, such as America/Mexico_City."),
    )
    begins_on = PartialDateField(_("what is awarded begins"))
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    conditions = translated(TextField(_("conditions"), blank=True, help_text=ONE_A_LINE))
    not_eligible = translated(TextField(_("not eligible if"), blank=True, help_text=ONE_A_LINE))
    apply_at = WebAddressField(_("address to apply"), blank=True, max_length=500)
    announced_on = models.DateField(
        _("announced on"),
        null=True,
        blank=True,
        help_text=_("By the sponsor. Empty: when it is first published here."),
    )
    announcement = WebAddressField(_("address of the announcement"), blank=True, max_length=500)
    cancelled = models.BooleanField(_("canceled by the sponsor"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return f"{self.name} {self.cycle}".strip()

    @property
    def key(self) -> str:
        """What names it within its program, in addresses and calendars, over all editions."""
        return slugify(fold(self.cycle).replace("–", "-").replace("/", "-"), allow_unicode=True)

    @property
    def window(self) -> Window:
        """The instants between which one can apply."""
        zone = zone_of(self.zone)
        return Window(
            opening(self.opens_on, self.opens_time, zone) if self.opens_on else None,
            closing(self.closes_on, self.closes_time, zone) if self.closes_on else None,
            self.cancelled,
        )

    def clean(self):
        """Refuse times that clocks do not show once, and a closing before the opening."""
        super().clean()
        errors: dict[str, str] = {}
        known = self.zone in zone_names()  # what is not has an error of its own
        if known:
            for side in ("opens", "closes"):
                day, at = getattr(self, f"{side}_on"), getattr(self, f"{side}_time")
                if isinstance(day, date) and day.year not in YEARS:
                    errors[f"{side}_on"] = _("Write a year from 1900 to 2199.")
                elif at and not day:
                    errors[f"{side}_on"] = _("Say on which day, too.")
                elif (
                    isinstance(day, date)
                    and at
                    and (reason := wall_error(day, at, zone_of(self.zone)))
                ):
                    errors[f"{side}_time"] = reason
        if len(self.key) > MAX_KEY:
            errors["cycle"] = _("Name the cycle in fewer characters.")
        if self.cycle and not self.key:
            errors["cycle"] = _("A cycle has a letter or a number, such as 2026.")
        if known and not errors:
            window = self.window
            if window.opens_at and window.closes_at and window.closes_at <= window.opens_at:
                errors["closes_on"] = _("Applications close after they open.")
        if errors:
            raise ValidationError(errors)


class Call(CallContent):
    """A call as staff write it."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="calls")

    class Meta(CallContent.Meta):
        abstract = False
        verbose_name = _("call")
        verbose_name_plural = _("calls")


class PublishedCall(CallContent):
    """A call as readers see it."""

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="calls")

    class Meta(CallContent.Meta):
        abstract = False
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="call_closes_after_it_opens",
            ),
        )


def calls_of(edition: ProgramEdition) -> list[PublishedCall]:
    """Return the calls of an edition: its parts, or what the columns of editions that were sealed
    before calls were parts say. No query where `calls` is prefetched."""
    calls = list(edition.calls.all())
    if calls or not edition.has_single_call:
        return calls
    return [PublishedCall(edition=edition, **edition.single_call())]

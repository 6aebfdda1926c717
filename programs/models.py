"""Programs: exchanges, grants and services that the two countries offer people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.characters import Fold
from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import translated
from publishing.models import PERMISSIONS, Abbreviated, Edition, WorkingCopy
from relations.fields import WebAddressField
from relations.models import Term
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.models.sourced import SourcedItem
from relations.prose.field import ProseField
from relations.wording.periods import check_code
from search.documents import Searched


class Audience(Term):
    """Whom a program is for: students, teachers, coaches."""

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Level(Term):
    """The stage of education or career that a program addresses."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("position", Fold("name_en"))


class Field(Term):
    """What one does in a program: sport, English, arts."""

    class Meta(Term.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")


class ExchangeDirection(models.TextChoices):
    TO_HOME = "to_home", _("To the home country")
    TO_PARTNER = "to_partner", _("To the partner country")
    BOTH = "both", _("Both ways")
    IN_HOME = "in_home", _("In the home country")
    IN_PARTNER = "in_partner", _("In the partner country")
    ONLINE = "online", _("Online")


class Modality(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    MIXED = "mixed", _("In person and online")


class ApplicationMethod(models.TextChoices):
    OPEN = "open", _("Open application")
    NOMINATION = "nomination", _("Nomination by the embassy")
    ARRANGED = "arranged", _("Arranged by the embassy")
    INSTITUTION = "institution", _("Through an institution")
    REQUEST = "request", _("Request by an institution")
    GRANT = "grant", _("Grant competition or project proposal")
    WALK_IN = "walk_in", _("Walk in, or write")


class ProgramState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class ProgramContent(Abbreviated, CitesStatistics, SourcedItem):
    """What readers see of a program. What is not known stays empty and is said to be so."""

    statistics_shown = ("statistics",)

    relationships = ProtectedManyToManyField(
        "relations.Relationship", verbose_name=_("relationships"), blank=True
    )
    title = translated(CharField(_("name"), max_length=160, blank=True))
    summary = translated(
        TextField(_("summary"), blank=True, help_text=_("One or two sentences, for lists."))
    )
    description = translated(ProseField(_("description"), blank=True))
    part_of = models.ForeignKey(
        "programs.Program",
        models.PROTECT,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="+",
    )
    sponsors = ProtectedManyToManyField(
        "relations.Organization", verbose_name=_("sponsors"), blank=True
    )
    topics = ProtectedManyToManyField("relations.Topic", verbose_name=_("topics"), blank=True)
    audiences = ProtectedManyToManyField(Audience, verbose_name=_("for whom"), blank=True)
    levels = ProtectedManyToManyField(Level, verbose_name=_("level"), blank=True)
    fields = ProtectedManyToManyField(Field, verbose_name=_("field"), blank=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=ExchangeDirection.choices, blank=True
    )
    modality = models.CharField(_("modality"), max_length=9, choices=Modality.choices, blank=True)
    duration = translated(CharField(_("duration"), max_length=120, blank=True))
    funded = translated(CharField(_("what is funded"), max_length=300, blank=True))
    award = translated(CharField(_("award"), max_length=160, blank=True))
    eligibility = translated(TextField(_("who can apply"), blank=True))
    citizenship = translated(CharField(_("citizenship"), max_length=160, blank=True))
    age_from = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    taking_part = models.CharField(
        _("how to apply"), max_length=11, choices=ApplicationMethod.choices, blank=True
    )
    taking_part_note = translated(
        CharField(_("details of how to apply"), max_length=300, blank=True)
    )
    opens_on = models.DateField(_("applications open"), null=True, blank=True)
    closes_on = models.DateField(_("applications close"), null=True, blank=True)
    rolling = models.BooleanField(_("applications at any time"), default=False)
    recurring = models.BooleanField(_("repeats every year"), default=False)
    since = CharField(_("since"), max_length=4, blank=True, help_text=_("The year: 2010."))
    honours = translated(
        CharField(
            _("named in honor of"), max_length=120, blank=True, help_text=_("With since when.")
        )
    )
    site = WebAddressField(_("site"), blank=True)
    contact = models.EmailField(_("contact"), blank=True)
    state = models.CharField(_("state"), max_length=7, choices=ProgramState.choices, blank=True)
    agreements = ProtectedManyToManyField(
        "relations.Agreement", verbose_name=_("agreements (legal basis)"), blank=True
    )
    statistics = ProtectedManyToManyField(
        "relations.Statistic",
        verbose_name=_("outcomes"),
        blank=True,
        related_name="%(class)s_outcomes",
    )
    sections = ProtectedManyToManyField(
        "relations.Section", verbose_name=_("shown beside the sections"), blank=True
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.slug


class Program(CitingWorkingCopy, ProgramContent, WorkingCopy):
    """A program that people or institutions can take part in."""

    required_to_publish = ("title", "summary")
    list_name = _("Programs")

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("slug",), name="program_address"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="program_closes_after_it_opens",
                violation_error_message=_("Applications close after they open."),
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_until=None) | Q(age_until__gte=F("age_from")),
                name="program_ages_in_order",
                violation_error_message=_("The oldest age is at least the youngest."),
            ),
        )

    def get_absolute_url(self):
        return reverse("program", args=[self.slug])

    def clean(self):
        super().clean()
        if self.rolling and self.closes_on:
            raise ValidationError(
                {
                    "rolling": _(
                        "A program with a closing date does not take applications at any time."
                    )
                }
            )
        if self.since:
            try:
                check_code(self.since)
            except ValueError as error:
                raise ValidationError({"since": str(error)}) from error


class ProgramEdition(ProgramContent, Edition):
    item = models.ForeignKey(Program, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")

    searched = Searched(
        summary=("summary", "eligibility"),
        body=(
            "description",
            "funded",
            "award",
            "duration",
            "taking_part_note",
            "citizenship",
            "honours",
        ),
        facets={
            "relationship": "relationships",
            "audience": "audiences",
            "level": "levels",
            "field": "fields",
            "topic": "topics",
            "sponsor": "sponsors",
            "taking_part": "taking_part",
            "direction": "direction",
            "state": "state",
        },
        named={
            "relationship": 0.1,
            "audience": 1.0,
            "level": 1.0,
            "field": 1.0,
            "topic": 1.0,
            "sponsor": 1.0,
        },
        weight=8.0,
    )

    class Meta(Edition.Meta):
        verbose_name = _("edition of a program")
        verbose_name_plural = _("editions of programs")

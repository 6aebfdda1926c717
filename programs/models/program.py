"""Programs: exchanges, grants and services that the two countries offer people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.call_checks import call_errors
from programs.models.searched import PROGRAM
from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import LANGUAGES, translated
from publishing.models import PERMISSIONS, Abbreviated, Edition, WorkingCopy
from relations.fields import WebAddressField
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.models.sourced import SourcedItem
from relations.prose.field import ProseField
from relations.wording.periods import check_code


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


class Applicants(models.TextChoices):
    PERSON = "person", _("Individuals")
    ORGANIZATION = "organization", _("Organizations")
    BOTH = "both", _("Individuals and organizations")


class ProgramState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


TAKEN = "find"  # what stands in the place of a program's name in the address of something else
CALLS_ARE_PARTS = 4  # the first format of snapshots in which they are


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
    audiences = ProtectedManyToManyField(
        "programs.Audience", verbose_name=_("for whom"), blank=True
    )
    levels = ProtectedManyToManyField("programs.Level", verbose_name=_("level"), blank=True)
    fields = ProtectedManyToManyField("programs.Field", verbose_name=_("field"), blank=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=ExchangeDirection.choices, blank=True
    )
    modality = models.CharField(_("modality"), max_length=9, choices=Modality.choices, blank=True)
    duration = translated(CharField(_("duration"), max_length=120, blank=True))
    funded = translated(CharField(_("what is funded"), max_length=300, blank=True))
    award = translated(CharField(_("award"), max_length=160, blank=True))
    eligibility = translated(TextField(_("who can apply"), blank=True))
    citizenships = ProtectedManyToManyField(
        "relations.Partner",
        verbose_name=_("citizens of"),
        blank=True,
        related_name="%(class)s_citizenships",
        help_text=_("Whoever is a citizen of one of these countries may apply."),
    )
    any_citizenship = models.BooleanField(_("whatever the citizenship"), default=False)
    residences = ProtectedManyToManyField(
        "relations.Partner",
        verbose_name=_("living in"),
        blank=True,
        related_name="%(class)s_residences",
        help_text=_("Whoever lives in one of these countries may apply."),
    )
    applicants = models.CharField(
        _("who applies"), max_length=12, choices=Applicants.choices, blank=True
    )
    not_eligible = translated(
        TextField(_("not eligible if"), blank=True, help_text=_("One condition in each line."))
    )
    age_from = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    taking_part = models.CharField(
        _("how to apply"), max_length=11, choices=ApplicationMethod.choices, blank=True
    )
    taking_part_note = translated(
        CharField(_("details of how to apply"), max_length=300, blank=True)
    )
    rolling = models.BooleanField(_("applications at any time"), default=False)
    since = CharField(_("since"), max_length=4, blank=True, help_text=_("The year: 2010."))
    honours = translated(
        CharField(
            _("named in honor of"), max_length=120, blank=True, help_text=_("With since when.")
        )
    )
    site = WebAddressField(_("site"), blank=True)
    apply_at = WebAddressField(_("address to apply"), blank=True, max_length=500)
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

    @property
    def is_always_open(self) -> bool:
        """Whether one can apply at any time, as long as the program runs."""
        return self.rolling or self.taking_part == ApplicationMethod.WALK_IN


class Program(CitingWorkingCopy, ProgramContent, WorkingCopy):
    """A program that people or institutions can take part in."""

    published_parts = ("calls",)
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
                condition=Q(age_from=None) | Q(age_until=None) | Q(age_until__gte=F("age_from")),
                name="program_ages_in_order",
                violation_error_message=_("The oldest age is at least the youngest."),
            ),
        )

    def get_absolute_url(self):
        return reverse("program", args=[self.slug])

    def clean(self):
        super().clean()
        youngest, oldest = self.age_from, self.age_until
        if youngest is not None and oldest is not None and oldest < youngest:
            reason = _("The oldest age is at least the youngest.")
            raise ValidationError({"age_until": reason})
        if self.slug == TAKEN:
            message = gettext("“%(slug)s” is the address of the questions that lead to programs.")
            raise ValidationError({"slug": message % {"slug": TAKEN}})
        if self.since:
            try:
                check_code(self.since)
            except ValueError as error:
                raise ValidationError({"since": str(error)}) from error

    def publication_errors(self, at=None):
        """Add what of its calls, and of who may apply, cannot be true."""
        reasons = super().publication_errors(at)
        if self.any_citizenship and self.citizenships.exists():
            reasons.append(
                gettext("Choose countries of citizenship, or “whatever the citizenship”: not both.")
            )
        return [*reasons, *call_errors(self.calls.all(), always_open=self.is_always_open)]


class SingleCall(models.Model):
    """What editions say that were sealed before calls were parts: two days, whether they come back
    every year, and a citizenship in words."""

    opens_on = models.DateField(_("applications open"), null=True, blank=True)
    closes_on = models.DateField(_("applications close"), null=True, blank=True)
    recurring = models.BooleanField(_("repeats every year"), default=False)
    citizenship = translated(CharField(_("citizenship"), max_length=160, blank=True))

    class Meta:
        abstract = True

    @property
    def has_single_call(self) -> bool:
        return bool(self.opens_on or self.closes_on)

    def single_call(self) -> dict:
        """Return those days as what the part that took their place holds. In which zone they are,
        no column said: in that of the site."""
        year = (self.closes_on or self.opens_on).year
        call = {"cycle": f"{year:04}", "zone": timezone.get_default_timezone_name()}
        days = {"opens_on": self.opens_on, "closes_on": self.closes_on}
        return {**call, **{name: day for name, day in days.items() if day}, "position": 1}


class ProgramEdition(ProgramContent, SingleCall, Edition):
    item = models.ForeignKey(Program, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")

    searched = PROGRAM

    class Meta(Edition.Meta):
        verbose_name = _("edition of a program")
        verbose_name_plural = _("editions of programs")

    def translate_snapshot(self, content, number):
        """From format 4 on calls are parts, and a citizenship in words is a sentence of who can
        apply."""
        if number < CALLS_ARE_PARTS:
            return content
        fields, parts = dict(content["fields"]), dict(content["parts"])
        for language in LANGUAGES:
            if said := getattr(self, f"citizenship_{language}"):
                name = f"eligibility_{language}"
                fields[name] = "\n".join(filter(None, (fields.get(name), said)))
        if self.has_single_call:
            parts["calls"] = [self.single_call()]
        return {**content, "fields": fields, "parts": parts}

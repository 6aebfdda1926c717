"""Agreements and standing bodies: treaties, memoranda, dialogues, commissions."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import translated
from publishing.models import PERMISSIONS, Edition, WorkingCopy
from relations.fields import PartialDateField
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.models.sourced import SourcedItem
from relations.prose.field import ProseField


class Kind(models.TextChoices):
    TREATY = "treaty", _("Treaty")
    TRADE = "trade", _("Trade agreement")
    AGREEMENT = "agreement", _("Agreement")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    ARRANGEMENT = "arrangement", _("Arrangement")
    FRAMEWORK = "framework", _("Framework")
    DECLARATION = "declaration", _("Declaration")
    PRINCIPLES = "principles", _("Principles or compact")
    INITIATIVE = "initiative", _("Initiative")
    COMMITMENT = "commitment", _("Joint commitment")
    DIALOGUE = "dialogue", _("Dialogue")
    SUMMIT = "summit", _("Summit")
    GROUP = "group", _("Working group")
    BODY = "body", _("Standing body")


class Binding(models.TextChoices):
    BINDING = "binding", _("Legally binding")
    NON_BINDING = "non_binding", _("Not legally binding")


class Scope(models.TextChoices):
    BILATERAL = "bilateral", _("Bilateral")
    TRILATERAL = "trilateral", _("Trilateral")
    REGIONAL = "regional", _("Regional")
    MULTILATERAL = "multilateral", _("Multilateral")


class GovernmentLevel(models.TextChoices):
    LEADERS = "leaders", _("Heads of state or government")
    CABINET = "cabinet", _("Cabinet")
    GOVERNMENT = "government", _("Government")
    AGENCY = "agency", _("Agencies")


class EventKind(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    ADOPTED = "adopted", _("Adopted")
    SIGNED = "signed", _("Signed")
    ENTERED_INTO_FORCE = "in_force", _("Entered into force")
    AMENDED = "amended", _("Amended")
    REVIEWED = "reviewed", _("Reviewed")
    MET = "met", _("Met")
    EXTENDED = "extended", _("Extended")
    SUSPENDED = "suspended", _("Suspended")
    REVIVED = "revived", _("Revived")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")
    RELATED = "related", _("Related event")


# What an event is called while its day is ahead.
EVENTS_AHEAD = {
    EventKind.ANNOUNCED: _("Announcement"),
    EventKind.ADOPTED: _("Adoption"),
    EventKind.SIGNED: _("Signature"),
    EventKind.ENTERED_INTO_FORCE: _("Entry into force"),
    EventKind.AMENDED: _("Amendment"),
    EventKind.REVIEWED: _("Review"),
    EventKind.MET: _("Meeting"),
    EventKind.EXTENDED: _("Extension"),
    EventKind.SUSPENDED: _("Suspension"),
    EventKind.REVIVED: _("Revival"),
    EventKind.SUPERSEDED: _("Replacement"),
    EventKind.TERMINATED: _("Termination"),
    EventKind.RELATED: _("Related event"),
}
SIGNING_EVENTS = (EventKind.SIGNED, EventKind.ADOPTED, EventKind.ANNOUNCED)


class AgreementContent(CitesStatistics, SourcedItem):
    """What readers see of an agreement or body."""

    statistics_shown = ("statistics",)

    relationships = ProtectedManyToManyField(
        "relations.Relationship", verbose_name=_("relationships"), blank=True
    )
    title = translated(CharField(_("title"), max_length=200, blank=True))
    abbreviation = translated(CharField(_("abbreviation"), max_length=30, blank=True))
    summary = translated(
        TextField(_("summary"), blank=True, help_text=_("One or two sentences, for lists."))
    )
    body = translated(ProseField(_("text"), blank=True))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    binding = models.CharField(_("legal force"), max_length=11, choices=Binding.choices, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=GovernmentLevel.choices, blank=True)
    topics = ProtectedManyToManyField("relations.Topic", verbose_name=_("topics"), blank=True)
    covers = translated(
        CharField(_("covers"), max_length=200, blank=True, help_text=_("Its subject matter."))
    )
    distinction = translated(
        CharField(
            _("distinction"),
            max_length=200,
            blank=True,
            help_text=_("What sets it apart, if anything."),
        )
    )
    place = translated(CharField(_("place of signature"), max_length=120, blank=True))
    depositary = translated(CharField(_("depositary"), max_length=120, blank=True))
    languages = translated(CharField(_("authentic languages"), max_length=120, blank=True))
    lead_organizations = ProtectedManyToManyField(
        "relations.Organization",
        verbose_name=_("lead organizations"),
        blank=True,
        related_name="%(class)s_led",
    )
    administered_by = ProtectedManyToManyField(
        "relations.Organization",
        verbose_name=_("administered by"),
        blank=True,
        related_name="%(class)s_administered",
    )
    statistics = ProtectedManyToManyField(
        "relations.Statistic",
        verbose_name=_("related statistics"),
        blank=True,
        related_name="%(class)s_measured",
    )
    ends_on = PartialDateField(_("ends on"))
    term_years = models.PositiveSmallIntegerField(_("term, in years"), null=True, blank=True)
    renewal_years = models.PositiveSmallIntegerField(
        _("length of a new term, in years"), null=True, blank=True
    )
    first_review_on = PartialDateField(_("first review"))
    review_every_years = models.PositiveSmallIntegerField(
        _("years between reviews"), null=True, blank=True
    )
    review_if_not_renewed_years = models.PositiveSmallIntegerField(
        _("years between reviews when it is not renewed"), null=True, blank=True
    )
    rule = translated(
        TextField(_("rule of term, review and renewal"), blank=True, help_text=_("In plain words."))
    )
    rule_citation = CharField(
        _("where the rule stands"), max_length=80, blank=True, help_text=_("Article 34.7")
    )
    termination_rule = translated(TextField(_("rule of termination"), blank=True))
    meetings_per_year = models.PositiveSmallIntegerField(
        _("meetings a year"), null=True, blank=True
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.slug

    def signed_years(self) -> list[str]:
        """The years in which it was signed or adopted, from its events."""
        return sorted({e.happened_on[:4] for e in self.events.all() if e.kind in SIGNING_EVENTS})

    def first_events(self, day: date) -> dict[str, list]:
        """The events by which it came to be, by what they are called on `day`: an agreement may be
        signed twice."""
        events: dict[str, list] = {}
        for event in self.events.all():
            if event.kind in (EventKind.SIGNED, EventKind.ADOPTED, EventKind.ENTERED_INTO_FORCE):
                events.setdefault(event.name_on(day), []).append(event)
        return events


class Agreement(CitingWorkingCopy, AgreementContent, WorkingCopy):
    """An agreement, framework or standing body in which the two countries take part."""

    published_parts = ("parties", "events", "mechanisms", "links", "citations", "texts")
    required_to_publish = ("title", "summary")
    list_name = _("Agreements")

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("slug",), name="agreement_address"),)

    def get_absolute_url(self):
        return reverse("agreement", args=[self.slug])


class AgreementEdition(AgreementContent, Edition):
    item = models.ForeignKey(Agreement, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="+")

    class Meta(Edition.Meta):
        verbose_name = _("edition of an agreement")
        verbose_name_plural = _("editions of agreements")

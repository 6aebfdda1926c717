"""What an agreement consists of: its parties, events, rules, mechanisms and links."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.languages import active_language, translated, translated_columns
from relations.fields import PartialDateField
from relations.models.agreement import Agreement, AgreementEdition
from relations.models.agreement_facts import rule_of
from relations.models.agreement_links import circles
from relations.models.sourced import Sourced
from relations.register.sentences import rule_sentence
from relations.register.terms import rule_errors
from relations.register.vocabulary import (
    EVENTS_AHEAD,
    Anchor,
    EventKind,
    Outcome,
    RuleKind,
    Unit,
)
from relations.wording.periods import period_of


class PartyContent(models.Model):
    """A party, with its own dates: a country, an organization, or others by name."""

    country = models.ForeignKey(
        "relations.Partner",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="+",
    )
    organization = models.ForeignKey(
        "relations.Organization",
        models.PROTECT,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="+",
    )
    name = translated(
        CharField(
            _("or others, by name"), max_length=120, blank=True, help_text=_("Ten border states")
        )
    )
    signed_on = PartialDateField(_("signed"))
    ratified_on = PartialDateField(_("ratified"))
    in_force_on = PartialDateField(_("in force"))
    withdrawn_on = PartialDateField(_("withdrew"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return str(self.country or self.organization or self.name)

    @property
    def party_name(self) -> str:
        """What the party is called."""
        named = self.country or self.organization
        return named.name if named else self.name

    def clean(self):
        super().clean()
        named = [bool(self.country_id), bool(self.organization_id), bool(self.name)]
        if sum(named) != 1:
            raise ValidationError(_("Give each party as a country, an organization or a name."))


class Party(PartyContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")

    class Meta(PartyContent.Meta):
        abstract = False
        verbose_name = _("party")
        verbose_name_plural = _("parties")


class PublishedParty(PartyContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="parties")


class EventContent(Sourced):
    """Something that happened to an agreement, or that one of its parties did, on a day, or in a
    month or year."""

    kind = models.CharField(_("what happened"), max_length=10, choices=EventKind.choices)
    happened_on = PartialDateField(_("when"), blank=False)
    country = models.ForeignKey(
        "relations.Partner",
        models.PROTECT,
        verbose_name=_("by which country"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty for what happened to the agreement as a whole."),
    )
    organization = models.ForeignKey(
        "relations.Organization",
        models.PROTECT,
        verbose_name=_("or by which organization"),
        null=True,
        blank=True,
        related_name="+",
    )
    stance = models.CharField(
        _("about a new term it"),
        max_length=13,
        choices=Outcome.choices,
        blank=True,
        help_text=_("For a review: what this party said."),
    )
    until = PartialDateField(_("extended until"))
    place = translated(CharField(_("where"), max_length=120, blank=True))
    outcome = translated(CharField(_("outcome"), max_length=300, blank=True))

    class Meta:
        abstract = True
        ordering = ("happened_on", "pk")

    def __str__(self):
        party = self.country or self.organization
        words = f"{self.get_kind_display()} {self.formatted_date()}"
        return f"{words}, {party}" if party else words

    def clean(self):
        super().clean()
        if self.country_id and self.organization_id:
            raise ValidationError(_("Choose a country or an organization, not both."))
        if self.stance and self.kind != EventKind.REVIEWED:
            raise ValidationError({"stance": _("Only a review has this.")})
        if self.stance and not (self.country_id or self.organization_id):
            raise ValidationError({"stance": _("Say which party said so.")})
        if self.until and self.kind != EventKind.EXTENDED:
            raise ValidationError({"until": _("Only an extension has this.")})

    @property
    def party_name(self) -> str:
        """Which party did it; nothing for what happened to the agreement as a whole."""
        named = self.country or self.organization
        return named.name if named else ""

    def name_on(self, day: date) -> str:
        """Return what it is called on `day`: `Signed`, or `Signature` while that is ahead."""
        ahead = period_of(self.happened_on).is_ahead(day)
        return str(EVENTS_AHEAD[EventKind(self.kind)]) if ahead else self.get_kind_display()

    def formatted_date(self):
        return period_of(self.happened_on).format(active_language())


class Event(EventContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="events")

    class Meta(EventContent.Meta):
        abstract = False
        verbose_name = _("event")
        verbose_name_plural = _("events")


class PublishedEvent(EventContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="events")


class RuleContent(models.Model):
    """A rule of an agreement from which dates follow. Which columns say something depends on the
    kind, as `relations.register.facts.Rule` tells."""

    kind = models.CharField(_("rule"), max_length=10, choices=RuleKind.choices)
    day = PartialDateField(_("day"), help_text=_("If the rule names one."))
    amount = models.PositiveSmallIntegerField(_("length"), null=True, blank=True)
    unit = models.CharField(_("in"), max_length=6, choices=Unit.choices, default=Unit.YEARS)
    before = models.BooleanField(_("before it, not after"), default=False)
    anchor = models.CharField(_("counted from"), max_length=10, choices=Anchor.choices, blank=True)
    parties = models.PositiveSmallIntegerField(
        _("by how many parties"), null=True, blank=True, help_text=_("Empty: by all of them.")
    )
    every_amount = models.PositiveSmallIntegerField(_("then every"), null=True, blank=True)
    every_unit = models.CharField(_("in"), max_length=6, choices=Unit.choices, default=Unit.YEARS)
    notice_amount = models.PositiveSmallIntegerField(_("notice of"), null=True, blank=True)
    notice_unit = models.CharField(_("in"), max_length=6, choices=Unit.choices, default=Unit.MONTHS)
    owed_by = translated(CharField(_("who owes it"), max_length=120, blank=True))
    about = translated(CharField(_("what is owed"), max_length=200, blank=True))
    citation = CharField(
        _("where the rule stands"), max_length=120, blank=True, help_text=_("Article 34.7")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return rule_sentence(rule_of(self)) if self.kind in RuleKind else self.kind

    def clean(self):
        super().clean()
        if self.kind not in RuleKind:
            return
        # What has an input for each language is said beside the first.
        inputs = {name: translated_columns(name)[0] for name in ("owed_by", "about")}
        errors = {inputs.get(name, name): reason for name, reason in rule_errors(self).items()}
        if errors:
            raise ValidationError(errors)


class Rule(RuleContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="rules")

    class Meta(RuleContent.Meta):
        abstract = False
        verbose_name = _("rule")
        verbose_name_plural = _("rules")


class PublishedRule(RuleContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="rules")


class MechanismContent(models.Model):
    """A body or procedure that an agreement sets up, such as a dispute mechanism."""

    name = translated(CharField(_("name"), max_length=160))
    abbreviation = CharField(_("abbreviation"), max_length=20, blank=True)
    about = translated(CharField(_("what it does"), max_length=300, blank=True))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return self.name


class Mechanism(MechanismContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="mechanisms")

    class Meta(MechanismContent.Meta):
        abstract = False
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")


class PublishedMechanism(MechanismContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="mechanisms")


class LinkKind(models.TextChoices):
    SUPERSEDES = "supersedes", _("Supersedes")
    AMENDS = "amends", _("Amends")
    IMPLEMENTS = "implements", _("Implements")
    ADOPTED_AT = "adopted_at", _("Adopted at")
    PREDATES = "predates", _("Predates")


class LinkContent(models.Model):
    """How an agreement relates to another, on this site or elsewhere."""

    kind = models.CharField(_("relation"), max_length=10, choices=LinkKind.choices)
    agreement_linked = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name=_("agreement"),
        null=True,
        blank=True,
        related_name="+",
    )
    title = translated(CharField(_("or one that is not on this site"), max_length=200, blank=True))

    class Meta:
        abstract = True
        ordering = ("kind", "pk")

    def __str__(self):
        return f"{self.get_kind_display()} {self.agreement_linked or self.title}"

    def clean(self):
        super().clean()
        if bool(self.agreement_linked_id) == bool(self.title):
            raise ValidationError(_("Choose an agreement, or write the title of another."))


class Link(LinkContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="links")

    class Meta(LinkContent.Meta):
        abstract = False
        verbose_name = _("related agreement")
        verbose_name_plural = _("related agreements")

    def clean(self):
        super().clean()
        if self.agreement_id and (reasons := circles(self.agreement, [self])):
            raise ValidationError({"agreement_linked": reasons})


class PublishedLink(LinkContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="links")

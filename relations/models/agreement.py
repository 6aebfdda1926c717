"""Agreements and standing bodies: treaties, memoranda, dialogues, commissions."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField, ProtectedManyToManyField, TextField
from publishing.languages import translated
from publishing.models import PERMISSIONS, Abbreviated, Edition, WorkingCopy
from publishing.models.errors import sentence_about
from relations.fields import PartialDateField
from relations.models.agreement_checks import contradictions
from relations.models.agreement_facts import facts_of, rows_of
from relations.models.agreement_links import circles
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.models.searched import AGREEMENT
from relations.models.sourced import SourcedItem
from relations.prose.field import ProseField
from relations.register.life import life_of
from relations.register.vocabulary import (
    SIGNING_EVENTS,
    Anchor,
    Binding,
    EventKind,
    Kind,
    RuleKind,
    Unit,
    contradictory_force,
)


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


RULES_ARE_PARTS = 3  # the first format of snapshots in which they are


class AgreementContent(Abbreviated, CitesStatistics, SourcedItem):
    """What readers see of an agreement or body."""

    statistics_shown = ("statistics",)

    relationships = ProtectedManyToManyField(
        "relations.Relationship", verbose_name=_("relationships"), blank=True
    )
    title = translated(CharField(_("title"), max_length=200, blank=True))
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

    published_parts = (
        "parties",
        "events",
        "rules",
        "mechanisms",
        "links",
        "citations",
        "texts",
    )
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

    def publication_errors(self, at=None):
        """Add what of its parties, events and rules cannot all be true, each with its row, and
        which of its relations go round."""
        rows = rows_of(self)
        life = life_of(facts_of(self, rows=rows))
        reasons = [sentence_about(row, reason) for row, reason in contradictions(life, rows)]
        for rule in rows.rules:
            try:
                rule.clean()
            except ValidationError as error:
                reasons += [sentence_about(rule, reason) for reason in error.messages]
        reasons += circles(self, self.links.all())
        return [*super().publication_errors(at), *reasons]

    def clean(self):
        super().clean()
        if reason := contradictory_force(self.kind, self.binding):
            raise ValidationError({"binding": reason})


class TypedRules(models.Model):
    """The rules of editions that were sealed before rules were parts: six columns."""

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

    class Meta:
        abstract = True

    def typed_rules(self) -> list[dict]:
        """Return those columns as what the parts that took their place hold, without what is
        empty, or 0 years. From which day a new term counts, no column said."""
        term = {"kind": RuleKind.TERM, "day": self.ends_on, "amount": self.term_years}
        renewal = {"kind": RuleKind.DECISION, "amount": self.renewal_years}
        review = {
            "kind": RuleKind.REVIEW,
            "day": self.first_review_on,
            "every_amount": self.review_every_years,
        }
        refused = {"kind": RuleKind.REFUSED, "amount": self.review_if_not_renewed_years}
        anchors = {RuleKind.TERM: Anchor.IN_FORCE, RuleKind.DECISION: Anchor.UNSTATED}
        rules = []
        for position, columns in enumerate((term, renewal, review, refused), start=1):
            kind, *values = columns.values()
            if any(values):
                said = {name: value for name, value in columns.items() if value}
                anchor = {"anchor": str(anchors[kind])} if kind in anchors else {}
                rules.append({**said, "kind": str(kind), **anchor, "position": position})
        return rules


class AgreementEdition(AgreementContent, TypedRules, Edition):
    item = models.ForeignKey(Agreement, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="+")

    searched = AGREEMENT

    class Meta(Edition.Meta):
        verbose_name = _("edition of an agreement")
        verbose_name_plural = _("editions of agreements")

    def translate_snapshot(self, content, number):
        """From format 3 on the rules are parts."""
        if number < RULES_ARE_PARTS:
            return content
        fields, rules = dict(content["fields"]), self.typed_rules()
        for field in TypedRules._meta.get_fields():
            fields.pop(field.name, None)
        units = dict.fromkeys(("unit", "every_unit"), Unit.YEARS.value)
        defaults = {**units, "notice_unit": Unit.MONTHS.value}
        parts = {"rules": [{**defaults, **rule} for rule in rules]} if rules else {}
        return {**content, "fields": fields, "parts": {**content["parts"], **parts}}

"""Relationships between two countries, and the sections that tell of them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.fields import CharField, ProtectedManyToManyField
from publishing.languages import (
    LANGUAGES,
    TranslatedText,
    in_language,
    translated,
    translated_columns,
)
from publishing.models import PERMISSIONS, Abbreviated, Edition, EditionQuerySet, WorkingCopy
from relations.fields import PartialDateField, WebAddressField
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.models.searched import RELATIONSHIP, SECTION
from relations.prose.field import ProseField
from relations.wording.periods import period_of


class RelationshipContent(Abbreviated, CitesStatistics):
    """What readers see of a relationship, besides its sections."""

    statistics_shown = ("key_figures__statistic",)

    home = models.ForeignKey(
        "relations.Partner", models.PROTECT, verbose_name=_("home country"), related_name="+"
    )
    partner = models.ForeignKey(
        "relations.Partner", models.PROTECT, verbose_name=_("partner country"), related_name="+"
    )
    title = translated(CharField(_("title"), max_length=160, blank=True))
    lead = translated(
        ProseField(_("lead"), blank=True, help_text=_("Two or three sentences above everything."))
    )
    image = models.ForeignKey(
        "relations.Image",
        models.PROTECT,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        related_name="+",
    )
    relations_since = PartialDateField(_("diplomatic relations since"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or f"{self.home} – {self.partner}"


class Relationship(CitingWorkingCopy, RelationshipContent, WorkingCopy):
    """What two countries do together, told on one fact sheet."""

    published_parts = ("key_figures", "memberships", "offices", "readings")
    required_to_publish = ("title", "lead")
    list_name = _("Relations")

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("slug",), name="relationship_address"),
            models.CheckConstraint(
                condition=~Q(home=models.F("partner")),
                name="relationship_between_two",
                violation_error_message=_("Choose two different countries."),
            ),
        )

    def get_absolute_url(self):
        return reverse("relationship", args=[self.slug])

    @classmethod
    def names_at(cls, moment):
        """Return what readers call relationships at a moment, None for now: titles and countries,
        each after the id of its relationship. One query."""
        names = [
            *translated_columns("title"),
            *(
                f"{side}__{column}"
                for side in ("home", "partner")
                for name in ("name", "demonym")
                for column in translated_columns(name)
            ),
        ]
        editions = RelationshipEdition.objects.as_of(moment or readers_now()).order_by()
        rows = editions.values_list("item", *names)
        return [(pk, name) for pk, *of_row in rows for name in of_row if name]


class RelationshipEdition(RelationshipContent, Edition):
    item = models.ForeignKey(Relationship, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Relationship, models.PROTECT, null=True, related_name="+")

    searched = RELATIONSHIP

    class Meta(Edition.Meta):
        verbose_name = _("edition of a relationship")
        verbose_name_plural = _("editions of relationships")


class KeyFigureContent(models.Model):
    """A statistic shown large at the top of the fact sheet."""

    statistic = models.ForeignKey(
        "relations.Statistic", models.PROTECT, verbose_name=_("statistic"), related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return str(self.statistic)


class KeyFigure(KeyFigureContent):
    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="key_figures")

    class Meta(KeyFigureContent.Meta):
        abstract = False
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        constraints = (
            models.UniqueConstraint(
                fields=("relationship", "statistic"),
                name="key_figure_once",
                violation_error_message=_("This statistic is already a key figure."),
            ),
        )


class PublishedKeyFigure(KeyFigureContent):
    edition = models.ForeignKey(RelationshipEdition, models.PROTECT, related_name="key_figures")


class MembershipContent(models.Model):
    """The partner's membership of an international organization, with its role and years."""

    organization = models.ForeignKey(
        "relations.Organization", models.PROTECT, verbose_name=_("organization"), related_name="+"
    )
    role = translated(CharField(_("role"), max_length=120, blank=True))
    begins = PartialDateField(_("from"))
    ends = PartialDateField(_("until"))
    shared = models.BooleanField(_("both countries are members"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return str(self.organization)

    def tense(self, day: date) -> str:
        """Return `past`, `ahead` or `now`: whether it has ended, or is to begin, on `day`."""
        if period_of(self.ends).is_over(day):
            return "past"
        return "ahead" if period_of(self.begins).is_ahead(day) else "now"


class Membership(MembershipContent):
    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="memberships")

    class Meta(MembershipContent.Meta):
        abstract = False
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends="") | Q(ends__gte=models.F("begins")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("A membership ends after it begins."),
            ),
        )


class PublishedMembership(MembershipContent):
    edition = models.ForeignKey(RelationshipEdition, models.PROTECT, related_name="memberships")


class OfficeKind(models.TextChoices):
    EMBASSY = "embassy", _("Embassy")
    CONSULATE_GENERAL = "consulate_general", _("Consulate general")
    CONSULATE = "consulate", _("Consulate")
    MISSION = "mission", _("Permanent mission")


class OfficeContent(models.Model):
    """An embassy or consulate of one of the two countries in the other."""

    country = models.ForeignKey(
        "relations.Partner", models.PROTECT, verbose_name=_("of which country"), related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=17, choices=OfficeKind.choices)
    name = translated(CharField(_("name"), max_length=160, blank=True))
    street = CharField(_("street"), max_length=160, blank=True)
    city = CharField(_("city, state and postal code"), max_length=120, blank=True)
    telephone = CharField(_("telephone"), max_length=40, blank=True)
    website = WebAddressField(_("website"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return str(self.name) or self.get_kind_display()


class Office(OfficeContent):
    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="offices")

    class Meta(OfficeContent.Meta):
        abstract = False
        verbose_name = _("office")
        verbose_name_plural = _("diplomatic representation")


class PublishedOffice(OfficeContent):
    edition = models.ForeignKey(RelationshipEdition, models.PROTECT, related_name="offices")


class ReadingContent(models.Model):
    """A publication to read further; one whose address is unknown, or that has ended, is shown
    without a link."""

    title = translated(CharField(_("title"), max_length=200))
    publisher = CharField(_("publisher"), max_length=120, blank=True)
    url = WebAddressField(_("address"), blank=True, max_length=500)
    last_checked_on = models.DateField(_("address last checked on"), null=True, blank=True)
    ended_on = PartialDateField(
        _("ended on"), help_text=_("When the publication ended; it then has no link.")
    )
    note = translated(
        CharField(
            _("note"), max_length=200, blank=True, help_text=_("Such as who reported its end.")
        )
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self):
        return self.title

    @property
    def publisher_name(self) -> TranslatedText:
        """The publisher, whose name is written once: in the language of the title where that has
        one alone, else in that of the site."""
        written = [code for code in LANGUAGES if in_language(self, "title", code)]
        language = written[0] if len(written) == 1 else settings.LANGUAGE_CODE
        return TranslatedText(self.publisher, language)


class Reading(ReadingContent):
    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="readings")

    class Meta(ReadingContent.Meta):
        abstract = False
        verbose_name = _("further reading")
        verbose_name_plural = _("further reading")


class PublishedReading(ReadingContent):
    edition = models.ForeignKey(RelationshipEdition, models.PROTECT, related_name="readings")


class Shows(models.TextChoices):
    NOTHING = "", _("Nothing besides its text")
    MEMBERSHIPS = "memberships", _("Memberships in international organizations")
    REPRESENTATION = "offices", _("Embassies and consulates")
    READING = "readings", _("Further reading")


class SectionContent(Abbreviated, CitesStatistics):
    """One part of a fact sheet."""

    relationship = models.ForeignKey(
        Relationship, models.PROTECT, verbose_name=_("relationship"), related_name="%(class)ss"
    )
    title = translated(CharField(_("heading"), max_length=120, blank=True))
    body = translated(ProseField(_("text"), blank=True))
    topics = ProtectedManyToManyField("relations.Topic", verbose_name=_("topics"), blank=True)
    agreements = ProtectedManyToManyField(
        "relations.Agreement", verbose_name=_("related agreements"), blank=True
    )
    organizations = ProtectedManyToManyField(
        "relations.Organization",
        verbose_name=_("organizations named in the text"),
        blank=True,
        help_text=_("Those that none of the related agreements and programs names."),
    )
    shows = models.CharField(
        _("also shows"), max_length=12, choices=Shows.choices, blank=True, default=Shows.NOTHING
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.slug


class Section(CitingWorkingCopy, SectionContent, WorkingCopy):
    """A section of a relationship's fact sheet. Public only while the relationship is."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("relationship", "slug"),
                name="section_address",
                violation_error_message=_("This relationship has another section at that address."),
            ),
        )

    @property
    def slug_scope(self):
        return str(self.relationship_id)

    def clean(self):
        super().clean()
        if self.position > 999:
            raise ValidationError({"position": _("Use a position below 1000.")})

    def get_absolute_url(self):
        return f"{self.relationship.get_absolute_url()}#{self.slug}"

    def get_history_url(self):
        return self.relationship.get_history_url()


class SectionEditionQuerySet(EditionQuerySet):
    def on_public_sheets(self, moment):
        """Those of relationships that are public at `moment`."""
        public = RelationshipEdition.objects.as_of(moment)
        return self.filter(Exists(public.filter(item=OuterRef("relationship"))))

    def as_of(self, moment):
        """Sections in force whose relationship is public as well."""
        return super().as_of(moment).on_public_sheets(moment).order_by("item__position", "item")


class SectionEdition(SectionContent, Edition):
    item = models.ForeignKey(Section, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")

    searched = SECTION

    objects = SectionEditionQuerySet.as_manager()

    class Meta(Edition.Meta):
        verbose_name = _("edition of a section")
        verbose_name_plural = _("editions of sections")

"""Reference data: plain rows without editions, shared by many items."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from imagefield.fields import PPOIField

from publishing.characters import Fold
from publishing.fields import CharField
from publishing.languages import translated
from relations.fields import WebAddressField
from relations.pictures import PictureField


class Region(models.TextChoices):
    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    OCEANIA = "oceania", _("Oceania")


class Partner(models.Model):
    """A country, as one side of a relationship or a party to an agreement."""

    code = CharField(
        _("country code"), max_length=2, unique=True, help_text=_("ISO 3166-1, two letters: MX.")
    )
    name = translated(CharField(_("name"), max_length=80))
    name_in_text = translated(
        CharField(
            _("name in running text"),
            max_length=80,
            blank=True,
            help_text=_(
                "With its article where it has one: the United States, los Estados Unidos."
            ),
        )
    )
    demonym = translated(
        CharField(_("demonym"), max_length=80, blank=True, help_text=_("Mexican, mexicana."))
    )
    region = models.CharField(_("region"), max_length=12, choices=Region.choices)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = (Fold("name_en"),)

    def __str__(self):
        return self.name


class Term(models.Model):
    """A word that staff classify content with."""

    slug = models.SlugField(_("name in addresses"), max_length=50, unique=True)
    name = translated(CharField(_("name"), max_length=80))

    class Meta:
        abstract = True
        ordering = (Fold("name_en"),)

    def __str__(self):
        return self.name


class Topic(Term):
    """What content is about: trade, migration, culture."""

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Organization(models.Model):
    """An agency or body of one country, or an international organization."""

    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)
    name = translated(CharField(_("name"), max_length=160))
    abbreviation = translated(CharField(_("abbreviation"), max_length=30, blank=True))
    country = models.ForeignKey(
        Partner,
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="organizations",
        help_text=_("Empty for an international or binational body."),
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="bodies",
    )
    established = CharField(
        _("established"), max_length=10, blank=True, help_text=_("The year: 1990.")
    )
    about = translated(CharField(_("what it does"), max_length=300, blank=True))
    website = WebAddressField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = (Fold("name_en"),)

    def __str__(self):
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else str(self.name)


class Image(models.Model):
    """A picture. Its file is never replaced: a new picture is a new row."""

    title = CharField(_("title"), max_length=120, help_text=_("For staff, to find it by."))
    file = PictureField(
        _("file"),
        upload_to="pictures/%Y/",
        width_field="width",
        height_field="height",
        ppoi_field="focal_point",
        help_text=_(
            "JPEG, at most 40 million pixels; PNG and AVIF, at most 8; WebP, at most 6. "
            "At most 20 MB. What is larger than pages can show is made smaller."
        ),
    )
    width = models.PositiveIntegerField(editable=False, null=True)
    height = models.PositiveIntegerField(editable=False, null=True)
    focal_point = PPOIField(_("focal point"), default="0.5x0.5")
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not; readers who cannot see skip it."),
    )
    alt = translated(
        CharField(
            _("alternative text"),
            max_length=250,
            blank=True,
            help_text=_("What the picture shows, for those who cannot see it."),
        )
    )
    credit = CharField(_("credit"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = (Fold("title"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decorative=True) | ~models.Q(alt_en="") | ~models.Q(alt_es=""),
                name="picture_described_or_decorative",
                violation_error_message=_(
                    "Describe the picture in both languages, or say that it is decorative."
                ),
            ),
        )

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Raises ValidationError when it would replace the file: published pages show it."""
        former = Image.objects.filter(pk=self.pk).first()
        if former and former.file.name != self.file.name:
            raise ValidationError(_("The file of a picture is never replaced; upload a new one."))
        super().save(*args, **kwargs)

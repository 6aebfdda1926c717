"""Where an agreement can be read and how it is cited: its texts and citations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from relations import texts
from relations.fields import WebAddressField
from relations.models.agreement import Agreement, AgreementEdition
from relations.models.sourced import Sourced
from relations.register.citing import TreatySeries


class CitationContent(models.Model):
    """Where an agreement is published, cited whole: 59 Stat. 1219, 3 UNTS 313, TIAS 7088."""

    series = models.CharField(_("series"), max_length=6, choices=TreatySeries.choices)
    number = CharField(_("citation"), max_length=60)

    class Meta:
        abstract = True
        ordering = ("series", "pk")

    def __str__(self):
        return self.number


class Citation(CitationContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="citations")

    class Meta(CitationContent.Meta):
        abstract = False
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class PublishedCitation(CitationContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="citations")


class Authenticity(models.TextChoices):
    AUTHENTIC = "authentic", _("authentic")
    OTHER = "other", _("not authentic")


class TextContent(Sourced):
    """The text of an agreement in one language: as a file that is kept here, on the site of its
    publisher, or both.

    A file is named by its SHA-256, so that an edition goes on naming what it was sealed with.
    """

    language = CharField(_("language"), max_length=40)
    authenticity = models.CharField(
        _("authenticity"),
        max_length=9,
        choices=Authenticity.choices,
        blank=True,
        help_text=_("Whether the agreement itself says that this language counts."),
    )
    url = WebAddressField(
        _("address"), max_length=500, blank=True, help_text=_("On the site of its publisher.")
    )
    sha256 = models.SlugField(
        _("SHA-256 of the file"),
        max_length=64,
        blank=True,
        validators=(RegexValidator(r"\A[0-9a-f]{64}\Z", _("This is no SHA-256.")),),
        help_text=_("Follows from the upload. Empty it to take the file away."),
    )
    file_type = models.CharField(
        _("type of the file"),
        max_length=3,
        choices=texts.FileType.choices,
        blank=True,
        editable=False,
    )
    size = models.PositiveIntegerField(_("size"), null=True, blank=True, editable=False)  # bytes
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("language", "pk")

    def __str__(self):
        return self.language

    @property
    def file_name(self) -> str:
        """The file as the end of its address, empty without one: `<SHA-256>.pdf`."""
        return f"{self.sha256}.{self.file_type}" if self.sha256 else ""

    def clean(self):
        """Say of the file what it is. Raises ValidationError where none is kept by that name."""
        super().clean()
        self.file_type, self.size = "", None
        if self.sha256:
            kept = texts.find(self.sha256)
            if kept is None:
                message = _("No file of that SHA-256 is kept here. Upload it again.")
                raise ValidationError({"sha256": message})
            self.file_type, self.size = kept.file_type, kept.size
        elif not self.url:
            raise ValidationError(_("Upload the text, or give its address."))


class Text(TextContent):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="texts")

    class Meta(TextContent.Meta):
        abstract = False
        verbose_name = _("text")
        verbose_name_plural = _("texts")


class PublishedText(TextContent):
    edition = models.ForeignKey(AgreementEdition, models.PROTECT, related_name="texts")


@receiver(post_delete, sender=PublishedText)
def _remove_erased(sender: Any, instance: PublishedText, **kwargs: Any) -> None:
    """Remove the file of a text that was erased, which alone deletes rows of editions; unless
    another edition or a working copy names it."""
    if sha256 := instance.sha256:
        transaction.on_commit(lambda: _remove_unnamed(sha256))


def _remove_unnamed(sha256: str) -> None:
    if not any(model.objects.filter(sha256=sha256).exists() for model in (Text, PublishedText)):
        texts.remove(sha256)

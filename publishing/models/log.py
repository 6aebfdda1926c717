"""What is kept beside the editions: draft saves, former addresses, corrected notes."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.languages import translated


class DraftSaveQuerySet(models.QuerySet):
    def about(self, item: models.Model):
        """The saves of one item, the newest first."""
        return self.filter(item_type=item._meta.label_lower, item_id=item.pk)


class DraftSave(models.Model):
    """The content of a working copy as one save of its form left it; never changed."""

    item_type = models.CharField(max_length=60)  # a model label such as relations.agreement
    item_id = models.BigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    seal = models.CharField(max_length=64)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    format = models.PositiveSmallIntegerField()
    # The seal of the item's newest edition if that says the same, in whatever format.
    agrees_with = models.CharField(max_length=64, blank=True)

    objects = DraftSaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft save")
        verbose_name_plural = _("draft saves")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("item_type", "item_id", "at"), name="draft_saves_of"),)

    def __str__(self):
        return f"{self.item_type} {self.item_id} {self.at:%Y-%m-%d %H:%M}"


class FormerAddress(models.Model):
    """An address that an item once had: it redirects, and is never given to another item."""

    item_type = models.CharField(max_length=60)
    item_id = models.BigIntegerField()
    scope = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(_("address"), max_length=80)
    left_at = models.DateTimeField(_("left at"), default=timezone.now)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("item_type", "scope", "slug"), name="former_address_of_one_item"
            ),
        )

    def __str__(self):
        return self.slug


class NoteCorrection(models.Model):
    """A public note as it was corrected after its edition was published."""

    edition_address = models.CharField(max_length=80, db_index=True)
    note = translated(CharField(_("public note"), max_length=300, blank=True))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("corrected note")
        verbose_name_plural = _("corrected notes")
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.edition_address}: {self.note}"

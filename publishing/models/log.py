"""What is kept beside the editions: draft saves, former addresses, corrections, the audit."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.languages import translated
from publishing.snapshot import digest


class LogEntry(models.Model):
    """Something said of an item, by someone, once: rows are added and never changed."""

    item_type = models.CharField(max_length=60)  # a model label such as relations.agreement
    item_id = models.BigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    seal = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ("-at", "-pk")


class LogQuerySet(models.QuerySet):
    def about(self, item: models.Model):
        """The records of one item, the newest first."""
        return self.filter(item_type=item._meta.label_lower, item_id=item.pk)


class DraftSave(LogEntry):
    """The content of a working copy as one save of its form left it."""

    content = models.JSONField(encoder=DjangoJSONEncoder)
    format = models.PositiveSmallIntegerField()
    # The seal of the item's newest edition if that says the same, in whatever format.
    agrees_with = models.CharField(max_length=64, blank=True)

    objects = LogQuerySet.as_manager()

    class Meta(LogEntry.Meta):
        verbose_name = _("draft save")
        verbose_name_plural = _("draft saves")
        indexes = (models.Index(fields=("item_type", "item_id", "at"), name="draft_saves_of"),)

    def __str__(self):
        return f"{self.item_type} {self.item_id} {self.at:%Y-%m-%d %H:%M}"


class Act(models.TextChoices):
    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    IMPORTED = "imported", _("imported")
    CANCELLED = "cancelled", _("canceled")
    WITHDREW = "withdrew", _("withdrew")
    MOVED = "moved", _("moved")
    REVIEWED = "reviewed", _("reviewed")
    CORRECTED = "corrected", _("corrected the note of")
    REDACTED = "redacted", _("redacted")


class AuditEntry(LogEntry):
    """Who did what to an item, and when."""

    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = LogQuerySet.as_manager()

    class Meta(LogEntry.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = (models.Index(fields=("item_type", "item_id", "at"), name="audit_of"),)

    def __str__(self):
        return f"{self.by} {self.get_act_display()} {self.item_type} {self.item_id}"


def log_act(act: str, item: models.Model, by, **detail) -> AuditEntry:
    """Add an entry to the audit."""
    content = {"act": act, "item": item.pk, "by": by.pk, **detail}
    return AuditEntry.objects.create(
        act=act,
        item_type=item._meta.label_lower,
        item_id=item.pk,
        by=by,
        detail=detail,
        seal=digest(content),
    )


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
    note = translated(models.CharField(_("public note"), max_length=300, blank=True))
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

"""The one order of everything that happened: an append-only table whose rows are chained."""

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
    SAVED = "saved", _("saved a draft of")
    CHANGED = "changed", _("changed")
    REACHED = "reached", _("the hour came")
    TRUSTED = "trusted", _("took on trust")
    DEACTIVATED = "deactivate", _("deactivated the account of")
    REACTIVATED = "reactivate", _("reactivated the account of")
    SET_CLOCK = "set_clock", _("corrected the clock")


class ChangeQuerySet(models.QuerySet):
    def about(self, item: models.Model) -> Self:
        """The changes of one row, such as an item, the newest first."""
        return self.filter(item_type=item._meta.label_lower, item_id=item.pk)

    def last_number(self) -> int:
        return self.values_list("number", flat=True).order_by("-number").first() or 0


class Change(models.Model):
    """Something that was done, by someone, once. `publishing.record` appends it.

    `digests` commit to what the rows of other tables say since, without saying it: see
    `publishing.changes.digests`. Neither the words of `detail` nor the salts are hashed, so that
    they can be erased.
    """

    number = models.PositiveBigIntegerField(primary_key=True)  # without gaps, from 1
    token = models.CharField(max_length=16)  # random: a number that came again has another
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        related_name="+",
    )
    source = models.CharField(_("from where"), max_length=60, blank=True)
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    item_type = models.CharField(max_length=60, blank=True)  # a model label: relations.agreement
    item_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60, blank=True)  # of what has no row of its own
    # From when on readers see it; empty where they see nothing of it.
    begins_at = models.DateTimeField(_("live from"), null=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    digests = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-number",)
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("item_type", "item_id", "number"), name="changes_of"),
            models.Index(fields=("begins_at",), name="changes_begin"),
            # What the audit is filtered by, each in the order of its list.
            models.Index(fields=("at", "number"), name="changes_at"),
            models.Index(fields=("by", "number"), name="changes_by"),
            models.Index(fields=("act", "number"), name="changes_act"),
            models.Index(fields=("item_type", "number"), name="changes_of_type"),
            models.Index(
                fields=("-number",), name="changes_public", condition=Q(begins_at__isnull=False)
            ),
        )

    def __str__(self):
        subject = f"{self.item_type} {self.item_id}" if self.item_id else self.name
        return f"{self.number}: {self.by or ''} {self.get_act_display()} {subject}"


class Hour(models.Model):
    """An hour at which what readers see changes by itself, though nothing was done: applications
    open, or close. Rooms that derive such hours write them; one that means nothing any more does no
    harm."""

    derived = True

    at = models.DateTimeField(_("at"), unique=True)

    class Meta:
        verbose_name = _("hour")
        verbose_name_plural = _("hours")
        ordering = ("at",)
        default_permissions = ()

    def __str__(self):
        return self.at.isoformat()


class Touched(models.Model):
    """A row of a covered table that was written, until the change that says so is appended.

    Triggers write it, in the transaction of the write; it is empty between transactions.
    """

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    # For a row of a set or a part: the row that it belongs to.
    owner_id = models.BigIntegerField(null=True)

    def __str__(self):
        return f"{self.table_name} {self.row_id}"

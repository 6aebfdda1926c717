"""Editions: the frozen copies of items that readers see."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from publishing import formats
from publishing.changes.acts import record
from publishing.changes.models import Act
from publishing.changes.position import readers_now
from publishing.fields import CharField
from publishing.languages import by_column, in_every_language, translated, translated_columns
from publishing.snapshot import digest, snapshot

# Sent with `editions`, all of the type that is the sender, when they have been sealed or erased, or
# when one before them was canceled, in that transaction: what is derived from them is to be written
# anew.
editions_sealed = Signal()


class FrozenEditionError(Exception):
    """Something tried to change a published edition."""


class Significance(models.TextChoices):
    SUBSTANTIVE = "substantive", _("Substantive: what it says has changed")
    MINOR = "minor", _("Minor: wording, spelling or layout")


class Withdrawal(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another")
    IN_ERROR = "in_error", _("Published in error")


class EditionQuerySet(models.QuerySet):
    def not_cancelled(self) -> Self:
        """Editions that were not cancelled before their hour, queued ones included."""
        return self.filter(cancelled_at=None)

    def begun_by(self, moment: datetime) -> Self:
        """Editions whose hour came by `moment`, those that have ended since included."""
        return self.not_cancelled().filter(live_from__lte=moment)

    def queued_at(self, moment: datetime) -> Self:
        """Editions that wait for their hour at `moment`."""
        return self.not_cancelled().filter(live_from__gt=moment)

    def in_force_at(self, moment: datetime) -> Self:
        """The one edition of each item in force at `moment`, tombstones included."""
        return self.begun_by(moment).filter(Q(live_until=None) | Q(live_until__gt=moment))

    def readable(self) -> Self:
        """Editions whose text readers may see: neither tombstones nor published in error."""
        return self.filter(withdrawal="", suppressed=False)

    def as_of(self, moment: datetime) -> Self:
        """What readers see at `moment`."""
        return self.in_force_at(moment).readable()

    def update(self, **kwargs):
        raise FrozenEditionError("Editions are never edited; publish a new one.")

    def bulk_update(self, *args, **kwargs):
        raise FrozenEditionError("Editions are never edited; publish a new one.")

    def delete(self):
        raise FrozenEditionError("Editions are never deleted; withdraw the item.")

    delete.queryset_only = True  # type: ignore[attr-defined]


class Edition(models.Model):
    """A frozen copy of an item that readers see from `live_from` until the next begins.

    It is being written until it is sealed with the hash of its snapshot; from then on database
    triggers let only the columns in `MUTABLE` change.
    """

    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("published by"),
        related_name="+",
    )
    significance = models.CharField(
        _("significance"),
        max_length=12,
        choices=Significance.choices,
        default=Significance.SUBSTANTIVE,
    )
    note = translated(CharField(_("public note"), max_length=300, blank=True))
    withdrawal = models.CharField(
        _("withdrawal"), max_length=12, choices=Withdrawal.choices, blank=True
    )
    suppressed = models.BooleanField(_("suppressed"), default=False)
    cancelled_at = models.DateTimeField(_("canceled"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("canceled by"),
        null=True,
        related_name="+",
    )
    # The number of the format in which the seal was made; see `publishing.formats`.
    format = models.PositiveSmallIntegerField(_("format"))
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    # What every concrete class declares, and `with_corrected_notes` sets.
    item: Any
    item_id: int
    merged_into: Any
    merged_into_id: int | None
    note_corrected_at: datetime | None

    MUTABLE: ClassVar[tuple[str, ...]] = (
        "live_until",
        "cancelled_at",
        "cancelled_by",
        "suppressed",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-live_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "live_from"),
                condition=Q(cancelled_at=None),
                name="%(class)s_one_per_moment",
                violation_error_message=_("Another edition begins at that very moment."),
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="%(class)s_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(translated_columns("title"), "")),
                name="%(class)s_is_named",
            ),
        )
        indexes = (models.Index(fields=("live_from", "live_until"), name="%(class)s_live"),)

    def save(self, *args, **kwargs):
        """Insert the edition; raises FrozenEditionError when it already exists."""
        if not self._state.adding:
            raise FrozenEditionError("Editions are never edited; publish a new one.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()

    def delete(self, *args, **kwargs):
        raise FrozenEditionError("Editions are never deleted; withdraw the item.")

    @transaction.atomic
    def cancel(self, by) -> None:
        """Take a queued edition out of the queue. Raises ValidationError once its hour came."""
        item = self.item._locked()
        # Someone else may have cancelled it since it was read.
        self.refresh_from_db(fields=("cancelled_at",))
        now = readers_now()
        if self.live_from <= now or self.cancelled_at:
            raise ValidationError(_("Only an edition that still waits can be canceled."))
        self.cancelled_at, self.cancelled_by = now, by
        update_columns(self, live_until=None, cancelled_at=now, cancelled_by=by)
        item.stitch()
        # What is derived of those that wait may rest on this one.
        waiting = list(item.editions.queued_at(now))
        editions_sealed.send(type(self), editions=waiting)
        record(
            Act.CANCELLED,
            item,
            by,
            begins_at=now,
            edition=self.identifier,
            live_from=self.live_from,
        )

    def notes(self) -> dict[str, str]:
        """Return the public note in each language, by column: `{"note_en": …, "note_es": …}`."""
        return by_column("note", in_every_language(self, "note"))

    def current_digest(self) -> str:
        """Return the digest of its content in today's format, to compare with a working copy."""
        return self.seal if self.format == formats.CURRENT else digest(snapshot(self))

    def translate_snapshot(self, content: dict, number: int) -> dict:
        """Return a snapshot of this edition in the shape of a later format.

        A type whose content moved, from columns to child rows for instance, overrides it.
        """
        return content

    @classmethod
    def item_model(cls) -> Any:
        return cls._meta.get_field("item").related_model

    @property
    def slug(self) -> str:
        return self.item.slug

    @property
    def imported(self) -> bool:
        """Whether this edition was written into history, after the moment it begins at."""
        return self.live_from < self.recorded_at

    @property
    def identifier(self) -> str:
        """Its name in `/e/<identifier>/`, unique over all types: `agreement-12`."""
        return f"{self.item_model()._meta.model_name}-{self.pk}"


def update_columns(edition: Edition, **columns: Any) -> None:
    """Update columns that the database still lets change, past the ORM's refusal.

    Raises IntegrityError for every other column once the edition is sealed.
    """
    models.QuerySet(type(edition)).filter(pk=edition.pk).update(**columns)

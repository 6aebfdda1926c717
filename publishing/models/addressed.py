"""Addresses of items: the slug that each has now, and those that it once had."""

from collections.abc import Callable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.acts import record
from publishing.changes.models import Act
from publishing.changes.position import readers_now
from publishing.models.log import FormerAddress


class Addressed(models.Model):
    """What has an address of its own, and may move to another."""

    slug = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("The last part of the page's address: lower-case words joined by hyphens."),
    )

    # What working copies have.
    ever_public: Callable[[], bool]
    _locked: Callable[[], Any]

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @transaction.atomic
    def move(self, slug: str, by) -> None:
        """Give the item another address; the old one redirects and stays reserved.

        Raises ValidationError when the address is malformed, taken, or once was another item's.
        """
        item = self._locked()
        former, item.slug = item.slug, slug
        if former == slug:
            raise ValidationError({"slug": gettext("That is its address already.")})
        item.full_clean()
        now = readers_now()
        if item.ever_public():
            addresses = item._former_addresses()
            addresses.filter(slug=slug).delete()
            addresses.create(slug=former, **item._slug_key(), item_id=item.pk, left_at=now)
        type(self)._default_manager.filter(pk=self.pk).update(slug=slug)
        self.slug = slug
        record(Act.MOVED, item, by, begins_at=now, former=former, slug=slug)

    def get_history_url(self) -> str:
        """Where readers find the editions of this item."""
        return f"{self.get_absolute_url()}history/"

    @property
    def slug_scope(self) -> str:
        """Within what the slug is unique: everything, unless a type says otherwise."""
        return ""

    def _slug_key(self) -> dict[str, str]:
        return {"item_type": self._meta.label_lower, "scope": self.slug_scope}

    def _former_addresses(self) -> models.QuerySet[FormerAddress]:
        return FormerAddress.objects.filter(**self._slug_key())

    @classmethod
    def by_former_slug(cls, slug: str, scope: str = "") -> Self | None:
        """The item that once had this address, wherever it is now."""
        former = FormerAddress.objects.filter(
            item_type=cls._meta.label_lower, scope=scope, slug=slug
        )
        return cls._default_manager.filter(pk__in=former.values("item_id")).first()

    def clean(self):
        super().clean()
        if self.slug != self.slug.lower():
            raise ValidationError({"slug": gettext("Write the address in lower-case letters.")})
        if self._former_addresses().filter(slug=self.slug).exclude(item_id=self.pk or 0).exists():
            raise ValidationError({"slug": gettext("That address once led to another item.")})

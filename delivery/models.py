"""When cached pages cease to be true."""

from django.db import models
from django.utils import timezone


class ChangeQuerySet(models.QuerySet):
    def generation(self) -> str:
        """Return a name of what readers see now: every change that begins makes another."""
        return str(self._begun().values_list("pk", flat=True).first() or 0)

    def forget_past(self) -> None:
        """Delete the changes that a later one has followed: no generation depends on them."""
        if latest := self._begun().first():
            self.filter(begins_at__lt=latest.begins_at).delete()

    def _begun(self):
        return self.filter(begins_at__lte=timezone.now()).order_by("-begins_at", "-pk")


class Change(models.Model):
    """Something that readers see from `begins_at`: now, or the hour of a scheduled edition."""

    begins_at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("begins_at", "id"), name="change_begins"),)

    def __str__(self):
        return f"{self.begins_at:%Y-%m-%d %H:%M:%S}"

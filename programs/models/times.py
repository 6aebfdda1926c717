"""When one can apply, as rows that lists filter, count and sort by: derived, and rebuildable."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.calls import MAX_KEY, calls_of
from programs.models.program import ProgramEdition
from programs.windows import Window
from publishing.changes.models import Hour
from publishing.fields import CharField
from publishing.models import editions_sealed

CHUNK = 200  # editions that are derived at once


class CallTimes(models.Model):
    """The instants of a call, by what one edition says."""

    derived = True  # from editions, so that no record of it is kept

    of_edition = models.ForeignKey(ProgramEdition, models.CASCADE, related_name="call_times")
    key = CharField(_("key"), max_length=MAX_KEY)  # of the call, within its program
    opens_on = models.DateField(_("opens on"), null=True)  # where the sponsor's clocks are
    closes_on = models.DateField(_("closes on"), null=True)
    opens_at = models.DateTimeField(_("opens at"), null=True)
    closes_at = models.DateTimeField(_("closes at"), null=True)
    cancelled = models.BooleanField(_("canceled"), default=False)
    announced_on = models.DateField(_("announced on"))

    class Meta:
        verbose_name = _("times of a call")
        verbose_name_plural = _("times of calls")
        ordering = ("of_edition", "pk")
        indexes = (
            models.Index(fields=("closes_at",), name="call_closes"),
            models.Index(fields=("announced_on",), name="call_announced"),
        )

    def __str__(self):
        return self.key

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, self.cancelled)


def derive(editions: Iterable[ProgramEdition]) -> None:
    """Write the rows of editions anew, and the hours at which their calls change. As many queries
    for many as for one."""
    editions = list(editions)
    models.prefetch_related_objects(editions, "calls")
    CallTimes.objects.filter(of_edition__in=[edition.pk for edition in editions]).delete()
    rows = [_times(edition, call) for edition in editions for call in calls_of(edition)]
    if not rows:
        return
    _tell_announced(rows)
    CallTimes.objects.bulk_create(rows)
    hours = {hour for row in rows for hour in row.window.hours()}
    Hour.objects.bulk_create([Hour(at=at) for at in sorted(hours)], ignore_conflicts=True)


def _times(edition: ProgramEdition, call: Any) -> CallTimes:
    window = call.window
    return CallTimes(
        of_edition=edition,
        key=call.key,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        cancelled=call.cancelled,
        announced_on=call.announced_on,
    )


def _tell_announced(rows: list[CallTimes]) -> None:
    """Set on which day each call was first published here, where the sponsor's day is not known."""
    items = {row.of_edition.item_id for row in rows if row.announced_on is None}
    read = ProgramEdition.objects.not_cancelled().readable().filter(item__in=items).order_by()
    of_items = CallTimes.objects.filter(of_edition__in=read.values("pk")).order_by()
    known = of_items.values_list("of_edition__item", "key", "of_edition__live_from")
    first: dict[tuple[int, str], Any] = {}
    own = [
        (row.of_edition.item_id, row.key, row.of_edition.live_from)
        for row in rows
        if not (row.of_edition.cancelled_at or row.of_edition.suppressed)
    ]
    for item, key, live_from in (*known, *own):
        first[item, key] = min(live_from, first.get((item, key), live_from))
    for row in rows:
        if row.announced_on is None:
            at = first.get((row.of_edition.item_id, row.key), row.of_edition.live_from)
            row.announced_on = timezone.localdate(at)


@receiver(editions_sealed, sender=ProgramEdition)
def _derive_sealed(sender: Any, editions: list[ProgramEdition], **kwargs: Any) -> None:
    derive(editions)


def rebuild() -> int:
    """Write every row anew; return of how many editions."""
    number = last = 0
    editions = ProgramEdition.objects.order_by("pk")
    while chunk := list(editions.filter(pk__gt=last)[:CHUNK]):
        derive(chunk)
        last, number = chunk[-1].pk, number + len(chunk)
    return number


def rebuild_after_migrations(plan: Iterable = (), **kwargs: Any) -> None:
    """Write every row anew when the tables that they follow from may have changed."""
    if any(migration.app_label == ProgramEdition._meta.app_label for migration, _back in plan):
        rebuild()

"""The statuses and dates of agreements as rows that lists filter, count and sort by: derived, and
rebuildable.

Rows are of what one edition says by itself, so they never change. That another agreement takes its
place is seen where they are read, from the editions that readers see at that moment.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.models import editions_sealed
from relations.models.agreement import AgreementEdition
from relations.models.agreement_facts import PREFETCHED, facts_of
from relations.register.dates import DateKind, Due, every_date
from relations.register.life import Life, life_of
from relations.register.vocabulary import Status


class StatusInterval(models.Model):
    """Days on which an agreement has a status by what one of its editions says. There is no row of
    days for which none is derived."""

    derived = True  # from editions, so that no record of it is kept

    of_edition = models.ForeignKey(
        AgreementEdition, models.CASCADE, related_name="status_intervals"
    )
    status = models.CharField(_("status"), max_length=11, choices=Status.choices)
    possibly_from = models.DateField(_("from, at the earliest"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"), null=True)

    class Meta:
        verbose_name = _("days of a status")
        verbose_name_plural = _("days of statuses")
        ordering = ("of_edition", "first")
        indexes = (models.Index(fields=("status", "first"), name="status_on_a_day"),)

    def __str__(self):
        return f"{self.status} {self.first}"


class DerivedDate(models.Model):
    """A date of an agreement, past or ahead, by what one of its editions says."""

    derived = True

    of_edition = models.ForeignKey(AgreementEdition, models.CASCADE, related_name="derived_dates")
    kind = models.CharField(_("kind"), max_length=10, choices=DateKind.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    open = models.BooleanField(_("what came of it is not recorded"))
    key = CharField(_("key"), max_length=300)
    recurring = models.BooleanField(_("one of many, of which the next is enough"), default=False)
    # The day from which it is the next that is ahead, of its kind and series.
    next_from = models.DateField(_("next from"), default=date.min)

    class Meta:
        verbose_name = _("derived date")
        verbose_name_plural = _("derived dates")
        ordering = ("of_edition", "first", "last", "key")
        indexes = (
            models.Index(fields=("first",), name="date_on_a_day"),
            models.Index(fields=("of_edition", "next_from", "last"), name="date_that_is_next"),
        )

    def __str__(self):
        return f"{self.kind} {self.first}"


def derive(editions: Iterable[AgreementEdition]) -> None:
    """Write the rows of editions anew. As many queries for many as for one."""
    editions = list(editions)
    models.prefetch_related_objects(editions, *PREFETCHED)
    lives = [(edition, life_of(facts_of(edition))) for edition in editions]
    for model, rows in ((StatusInterval, _intervals), (DerivedDate, _dates)):
        model.objects.filter(of_edition__in=[edition.pk for edition in editions]).delete()
        model.objects.bulk_create(row for edition, life in lives for row in rows(edition, life))


def _intervals(edition: AgreementEdition, life: Life) -> Iterator[StatusInterval]:
    for each in life.intervals:
        if each.status and each.first:
            yield StatusInterval(
                of_edition=edition,
                status=each.status,
                possibly_from=each.steps[-1].on.first,
                first=each.first,
                last=each.last,
            )


def _dates(edition: AgreementEdition, life: Life) -> Iterator[DerivedDate]:
    passed: dict[tuple, date] = {}  # from when all those before one are not ahead
    for due in every_date(life):
        # Those of which the outcome is not recorded may be over before they are behind.
        like = (due.kind, due.series, due.open)
        next_from = passed.get(like, date.min)
        passed[like] = max(next_from, _passed(due))
        yield DerivedDate(
            of_edition=edition,
            kind=due.kind,
            first=due.on.first,
            last=due.on.last,
            open=due.open,
            key=due.key,
            recurring=due.recurring,
            next_from=next_from,
        )


def _passed(due: Due) -> date:
    """The first day on which a date is not ahead any more, as `Due.is_ahead` has it; the last day
    of the calendar where there is none."""
    if due.kind == DateKind.EVENT:
        return due.on.first
    return min(due.on.last, date.max - timedelta(1)) + timedelta(1)


@receiver(editions_sealed, sender=AgreementEdition)
def _derive_sealed(sender: Any, editions: list[AgreementEdition], **kwargs: Any) -> None:
    derive(editions)


def rebuild() -> int:
    """Write every row anew; return of how many editions."""
    number = 0
    editions = AgreementEdition.objects.order_by("pk")
    last = 0
    while chunk := list(editions.filter(pk__gt=last)[:200]):
        derive(chunk)
        last, number = chunk[-1].pk, number + len(chunk)
    return number


def rebuild_after_migrations(plan: Iterable = (), **kwargs: Any) -> None:
    """Write every row anew when the tables that they follow from may have changed."""
    if any(migration.app_label == AgreementEdition._meta.app_label for migration, _back in plan):
        rebuild()

"""Freshness debt: what should have been looked at, by whom, and since when.

Owed are figures without a date, figures whose next release is past, items whose review is past,
and further reading without an address. Debt weighs its days times the places that use it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.items import item_models
from publishing.languages import active_language
from publishing.models import Edition, WorkingCopy
from relations.models import PublishedKeyFigure, RelationshipEdition, Statistic, StatisticEdition
from relations.models.cited import CitesStatistics
from relations.wording.periods import period_of


class Owed(models.TextChoices):
    UNDATED = "undated", _("undated")
    RELEASE = "release", _("update overdue")
    REVIEW = "review", _("review overdue")
    ADDRESS = "address", _("reading without an address")
    FIGURE = "figure", _("figure without its statistic")


@dataclass(frozen=True)
class Debt:
    """One thing that is owed, of one item, since a day."""

    kind: Owed
    item: WorkingCopy
    what: str
    since: date
    days: int
    uses: int

    @property
    def weight(self) -> int:
        return self.days * max(self.uses, 1)

    @property
    def owner(self):
        return self.item.owner

    def get_absolute_url(self) -> str:
        """Where it is put right: the form of the item."""
        meta = self.item._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.item.pk])


# What a reader is told of one statistic


def overdue_since(statistic, day: date, latest=None) -> date | None:
    """The day by which the next release of a statistic was due, if it is past and did not come.

    A release of which only the month or year is known is due by its end.
    """
    due = period_of(statistic.next_release_on).end if statistic.next_release_on else None
    if due is None or due >= day:
        return None
    latest = latest or statistic.latest()
    released = period_of(latest.released_on).end if latest and latest.released_on else None
    return None if released and released >= due else due


def is_undated(statistic, latest=None) -> bool:
    latest = latest or statistic.latest()
    return latest is not None and not latest.period


def freshness(statistic, day: date, latest=None) -> str:
    """`undated`, `update overdue since August 7, 2026` or both, in the reader's language.

    `latest`, its latest observation, is asked of the database unless it is given.
    """
    undated = gettext("undated") if is_undated(statistic, latest) else ""
    return ", ".join(filter(None, [undated, overdue_words(statistic, day, latest)]))


def overdue_words(statistic, day: date, latest=None) -> str:
    """`update overdue since August 7, 2026`, in the reader's language, or nothing."""
    due = overdue_since(statistic, day, latest)
    said = due and period_of(due.isoformat()).said(active_language())
    return gettext("update overdue since %(day)s") % {"day": said} if said else ""


# What staff are told of the whole site


def debts(moment: datetime) -> list[Debt]:
    """Everything that is owed at `moment`, the heaviest first."""
    found = [
        *_of_statistics(moment),
        *_of_reviews(moment),
        *_of_readings(moment),
        *_of_figures(moment),
    ]
    return sorted(found, key=lambda one: (-one.weight, one.since, str(one.what)))


def uses_by_statistic(moment: datetime) -> Counter:
    """In how many public places each statistic is used: pages that cite or show it, by its id."""
    uses: Counter = Counter()
    for model in item_models():
        if not issubclass(model, CitesStatistics):
            continue
        editions = model.edition_model().objects.as_of(moment)
        for name in ("cited", "statistics"):
            if any(field.name == name for field in editions.model._meta.many_to_many):
                uses.update(editions.exclude(**{name: None}).values_list(name, flat=True))
    shown = PublishedKeyFigure.objects.filter(edition__in=RelationshipEdition.objects.as_of(moment))
    uses.update(shown.values_list("statistic", flat=True))
    return uses


def _of_statistics(moment: datetime) -> Iterator[Debt]:
    day, uses = timezone.localdate(moment), uses_by_statistic(moment)
    editions = StatisticEdition.objects.as_of(moment).filter(derivation="")
    first = Statistic.objects.annotate(public_from=Min("editions__live_from"))
    public_from = dict(first.values_list("pk", "public_from"))
    for edition in editions.select_related("of__owner").prefetch_related("observations"):
        used = uses[edition.of_id]
        if due := overdue_since(edition, day):
            what = gettext("%(title)s: next release") % {"title": edition.title}
            yield Debt(Owed.RELEASE, edition.of, what, due, (day - due).days, used)
        if is_undated(edition):
            since = timezone.localdate(public_from[edition.of_id])
            what = gettext("%(title)s: no period") % {"title": edition.title}
            yield Debt(Owed.UNDATED, edition.of, what, since, (day - since).days, used)


def _of_reviews(moment: datetime) -> Iterator[Debt]:
    day = timezone.localdate(moment)
    for model in item_models():
        public: models.QuerySet[Edition] = model.edition_model().objects.as_of(moment)
        late = model._default_manager.filter(review_by__lt=day, pk__in=public.values("of"))
        for item in late.select_related("owner"):
            due: Any = item.review_by
            what = gettext("%(title)s: review") % {"title": item}
            yield Debt(Owed.REVIEW, item, what, due, (day - due).days, 1)


def _of_readings(moment: datetime) -> Iterator[Debt]:
    day = timezone.localdate(moment)
    editions = RelationshipEdition.objects.as_of(moment).select_related("of__owner")
    editions = editions.annotate(public_from=Min("of__editions__live_from"))
    for edition in editions.prefetch_related("readings"):
        since = timezone.localdate(edition.public_from)
        for reading in edition.readings.all():
            if not reading.url:
                yield Debt(Owed.ADDRESS, edition.of, reading.title, since, (day - since).days, 1)


def _of_figures(moment: datetime) -> Iterator[Debt]:
    """Public texts that name statistics which readers cannot see: withdrawn ones, most of all."""
    day, public = timezone.localdate(moment), StatisticEdition.objects.as_of(moment)
    gone = {
        one.of_id: one.live_from
        for one in StatisticEdition.objects.standing_at(moment).exclude(pk__in=public.values("pk"))
    }
    hidden = Statistic.objects.exclude(pk__in=public.values("of"))
    for model in item_models():
        if not issubclass(model, CitesStatistics):
            continue
        editions = model.edition_model().objects.as_of(moment).filter(cited__in=hidden)
        for edition in editions.select_related("of__owner").prefetch_related("cited").distinct():
            for statistic in edition.cited.all():
                if statistic.pk in gone:
                    since = timezone.localdate(max(gone[statistic.pk], edition.live_from))
                    what = gettext("%(title)s: figure of “%(statistic)s”") % {
                        "title": edition.title,
                        "statistic": statistic.key,
                    }
                    yield Debt(Owed.FIGURE, edition.of, what, since, (day - since).days, 1)

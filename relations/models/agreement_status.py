"""The statuses and dates of agreements as rows that lists filter, count and sort by: derived, and
rebuildable.

Rows are of what one edition says by itself, so they never change. That another agreement takes its
place is seen where they are read, from the editions that readers see at that moment.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.models import editions_sealed
from relations.models.agreement import AgreementEdition
from relations.models.agreement_facts import PREFETCHED, facts_of, party_key
from relations.models.agreement_parts import LinkKind, PublishedLink
from relations.register.dates import DateKind, every_date
from relations.register.facts import Days, Supersession
from relations.register.life import ENDS, Life, life_of
from relations.register.parties import PartyStanding, party_life
from relations.register.vocabulary import BEGUN, BINDS, Status

# Signed, and not in force yet.
PENDING = (Status.SIGNED, Status.PROVISIONAL)
SOONEST = ("first", "last", "key")
TEXT = models.CharField()


class ComingReview(models.TextChoices):
    """Whether a review is due soon."""

    WITHIN_A_YEAR = "within-12-months", _("Within 12 months")


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
    # Of one of many terms, the day from which it is the next; of all else the first day there is.
    next_from = models.DateField(_("listed from"), default=date.min)

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
    before: dict[str, date] = {}  # the last day of the one before, by series
    for due in every_date(life):
        next_from = date.min
        if due.recurring:
            next_from = before.get(due.series, date.min) + timedelta(1)
            before[due.series] = due.on.last
        yield DerivedDate(
            of_edition=edition,
            kind=due.kind,
            first=due.on.first,
            last=due.on.last,
            open=due.open,
            key=due.key,
            next_from=next_from,
        )


@receiver(editions_sealed, sender=AgreementEdition)
def _derive_sealed(sender: Any, editions: list[AgreementEdition], **kwargs: Any) -> None:
    derive(editions)


def life_at(edition: AgreementEdition, moment: datetime) -> Life:
    """Return the life of an agreement by an edition of it, and by the editions of others that
    readers see at `moment` and that take its place. Prefetch `PREFETCHED`."""
    return lives_at([edition], moment)[edition.pk]


def lives_at(editions: Iterable[AgreementEdition], moment: datetime) -> dict[int, Life]:
    """Return the lives of agreements by the ids of their editions, as `life_at` does of one. As
    many queries for many as for one."""
    editions = list(editions)
    replacing = successors([edition.item_id for edition in editions], moment)
    return {
        edition.pk: life_of(facts_of(edition, replacing.get(edition.item_id, ())))
        for edition in editions
    }


def successors(items: list[int], moment: datetime) -> dict[int, list[Supersession]]:
    """The agreements that take the place of others, where it is derived when they begin, by the
    id of what they replace. Two queries at most and one for each kind of part."""
    links = PublishedLink.objects.filter(
        kind=LinkKind.SUPERSEDES,
        agreement_linked__in=items,
        edition__in=AgreementEdition.objects.as_of(moment),
    )
    replaced = list(links.order_by("edition").values_list("agreement_linked", "edition"))
    if not replaced:
        return {}
    editions = AgreementEdition.objects.filter(pk__in={edition for _item, edition in replaced})
    begun = {
        edition.pk: Supersession(edition.title, on)
        for edition in editions.prefetch_related(*PREFETCHED)
        if (on := began_on(life_of(facts_of(edition))))
    }
    replacing: dict[int, list[Supersession]] = {}
    for item, edition in dict.fromkeys(replaced):
        if edition in begun:
            replacing.setdefault(item, []).append(begun[edition])
    return replacing


def began_on(life: Life) -> Days | None:
    """Return when it first entered into force or took effect."""
    for each in life.intervals:
        if each.status in BEGUN and each.first:
            return Days(each.steps[-1].on.first, each.first)
    return None


def with_status(editions: Any, moment: datetime, day: date) -> Any:
    """Return editions with their `status` on a day, empty where none is derived, and whether a
    `review` is due within a year of it."""
    in_a_year = min(day, date.max - relativedelta(years=1)) + relativedelta(years=1)
    over = Case(
        When(
            BINDS,
            then=Value(Status.SUPERSEDED.value),
        ),
        default=Value(Status.ENDED.value),
    )
    reviews = _due(moment, day).filter(kind=DateKind.REVIEW, first__lte=in_a_year)
    return (
        editions.alias(
            own_status=Coalesce(Subquery(_on(day).values("status")[:1]), Value("")),
            replaced_on=_replaced(moment, "first"),
            perhaps_replaced_on=_replaced(moment, "possibly_from"),
            recorded_from=_earliest(_own(), "possibly_from"),
        )
        .annotate(
            status=Case(
                When(replaced_on__lt=F("recorded_from"), then=Value("")),
                When(replaced_on__lte=day, recorded_from__lte=day, then=over),
                When(perhaps_replaced_on__lte=day, then=Value("")),
                default=F("own_status"),
                output_field=models.CharField(),
            )
        )
        .annotate(
            review=Case(
                When(Exists(reviews), then=Value(ComingReview.WITHIN_A_YEAR.value)),
                default=Value(""),
            )
        )
    )


def statuses_of(editions: Iterable[int], moment: datetime, day: date) -> dict[int, str]:
    """Return the status of each of some editions on a day. One query."""
    wanted = AgreementEdition.objects.filter(pk__in=list(editions))
    return dict(with_status(wanted, moment, day).values_list("pk", "status"))


def party_standings(edition: AgreementEdition, life: Life, day: date) -> list[PartyStanding]:
    """Return the status of each party on a day; those that the edition's relationships are between
    come first. Prefetch `PREFETCHED` and `relationships`."""
    here = {
        country
        for relationship in edition.relationships.all()
        for country in (relationship.home_id, relationship.partner_id)
    }
    rows = sorted(edition.parties.all(), key=lambda row: _country_of(row) not in here)
    return [
        PartyStanding(row, row.party_name, party_key(row), party_life(life, party_key(row)).on(day))
        for row in rows
    ]


def _country_of(row: Any) -> int | None:
    return row.country_id or (row.organization.country_id if row.organization_id else None)


def with_dates(editions: Any, moment: datetime, day: date) -> Any:
    """Return editions, which have their status on a day, with what a list says of it: in which days
    it began, the last day of which the outcome is not recorded, what is due next, and the first day
    of which anything is recorded."""
    replaced = Q(status__in=(Status.SUPERSEDED, Status.ENDED), replaced_on__lte=day)
    # Three columns in one subquery; JSON would have Django try it in a transaction that writes.
    space, first, last = Value(" "), Cast("first", TEXT), Cast("last", TEXT)
    due = Concat("kind", space, first, space, last, output_field=TEXT)
    open_reviews = _dates_on(day).filter(is_unrecorded(moment, day)).order_by("first")
    return editions.annotate(
        since_first=Case(
            When(status="", then=None),
            When(replaced, then=F("perhaps_replaced_on")),
            default=Subquery(_on(day).values("possibly_from")[:1]),
        ),
        since_last=Case(
            When(status="", then=None),
            When(replaced, then=F("replaced_on")),
            default=Subquery(_on(day).values("first")[:1]),
        ),
        unrecorded=Subquery(open_reviews.values_list(due)[:1]),
        next_date=Subquery(_due(moment, day).order_by(*SOONEST).values_list(due)[:1]),
        known_from=_earliest(_own(), "possibly_from"),
    )


def next_on(moment: datetime, day: date) -> Subquery:
    """The first day of what is due next, of editions with their status."""
    return Subquery(_due(moment, day).order_by(*SOONEST).values("first")[:1])


def began() -> Subquery:
    """The first day on which an edition says that it is in force, or in effect."""
    return _earliest(_own().filter(status__in=BEGUN), "first")


def _own() -> Any:
    return StatusInterval.objects.filter(of_edition=OuterRef("pk")).order_by()


def _on(day: date) -> Any:
    return _own().filter(Q(last=None) | Q(last__gte=day), first__lte=day)


def _replaced(moment: datetime, column: str) -> Subquery:
    """The earliest day, in a column, on which what takes the place of an agreement is in force or
    in effect, by what readers see at a moment."""
    # From the links: of the few that lead to an agreement, not of all that is in force.
    column = f"edition__status_intervals__{column}"
    links = PublishedLink.objects.filter(
        kind=LinkKind.SUPERSEDES,
        agreement_linked=OuterRef("item"),
        edition__in=AgreementEdition.objects.as_of(moment).order_by(),
        edition__status_intervals__status__in=BEGUN,
    )
    return Subquery(links.order_by(column).values(column)[:1])


def _earliest(intervals: Any, column: str) -> Subquery:
    return Subquery(intervals.order_by(column).values(column)[:1])


def is_unrecorded(moment: datetime, day: date) -> Q:
    """Whether a date is past and what came of it is not recorded, as `dates_of` has it. What was
    past at the moment, when nothing more was known, is so whatever the day."""
    return Q(open=True, last__lt=max(day, timezone.localdate(moment)))


def is_ahead(day: date) -> Q:
    """Whether a date is ahead on a day, as `Due.is_ahead` has it."""
    return Q(kind=DateKind.EVENT, first__gt=day) | ~Q(kind=DateKind.EVENT) & Q(last__gte=day)


def _dates_on(day: date) -> Any:
    """The dates of editions, which have their status on a day: those up to when another takes the
    place, and of what has ended none that has begun."""
    end = Coalesce(OuterRef("replaced_on"), Value(date.max), output_field=models.DateField())
    dates = DerivedDate.objects.filter(of_edition=OuterRef("pk"), first__lte=end)
    on_the_day = ExpressionWrapper(OuterRef("status"), output_field=TEXT)
    return dates.alias(on_the_day=on_the_day).exclude(on_the_day__in=ENDS, first__lte=day)


def _due(moment: datetime, day: date) -> Any:
    """What is due from a day on, as `dates_of` has it without what has passed."""
    return _dates_on(day).filter(is_ahead(day)).exclude(is_unrecorded(moment, day))


def with_public_status(agreements: Any, moment: datetime, day: date) -> Any:
    """Return working copies with the `status` on a day of the edition that readers see, and with
    what is due next as `with_dates` has it (`coming`) and its first day; empty where there is
    none."""
    editions = AgreementEdition.objects.as_of(moment).filter(item=OuterRef("pk"))
    own = with_dates(with_status(editions, moment, day), moment, day)
    own = own.annotate(next_first=next_on(moment, day))
    return agreements.annotate(
        status=Coalesce(Subquery(own.values("status")[:1]), Value("")),
        coming=Subquery(own.values("next_date")[:1]),
        next_first=Subquery(own.values("next_first")[:1]),
    )


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

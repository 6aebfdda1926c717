"""What lists ask of the tables of statuses and dates: in SQL, so that no life is derived on a
request. `tests/lives.py` holds it equal to the pure function."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from relations.models.agreement import AgreementEdition
from relations.models.agreement_parts import LinkKind, PublishedLink
from relations.models.agreement_status import DerivedDate, StatusInterval
from relations.register.dates import DateKind
from relations.register.life import ENDS
from relations.register.vocabulary import BEGUN, BINDS, Status

# Signed, and not in force yet.
PENDING = (Status.SIGNED, Status.PROVISIONAL)
SOONEST = ("first", "last", "key")
TEXT = models.CharField()


class ComingReview(models.TextChoices):
    """Whether a review is due soon."""

    WITHIN_A_YEAR = "within-12-months", _("Within 12 months")


def with_status(editions: Any, moment: datetime, day: date) -> Any:
    """Return editions with their `status` on a day, empty where none is derived, and whether a
    `review` is due within a year of it."""
    over = Case(
        When(
            BINDS,
            then=Value(Status.SUPERSEDED.value),
        ),
        default=Value(Status.ENDED.value),
    )
    reviews = _due(moment, day).filter(kind=DateKind.REVIEW, first__lte=a_year_after(day))
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
    return _own().filter(is_on(day))


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


def a_year_after(day: date) -> date:
    """The same day a year later, or the last day of the calendar that has one."""
    return min(day, date.max - relativedelta(years=1)) + relativedelta(years=1)


def is_on(day: date) -> Q:
    """Whether a day is among those of a status."""
    return (Q(last=None) | Q(last__gte=day)) & Q(first__lte=day)


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

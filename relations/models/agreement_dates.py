"""The dates of agreements: reviews, ends, duties, and events that are recorded ahead."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from relations.models.agreement import AgreementEdition
from relations.models.agreement_facts import PREFETCHED
from relations.models.agreement_lists import is_ahead, is_on, is_unrecorded
from relations.models.agreement_lives import lives_at
from relations.models.agreement_parts import LinkKind
from relations.models.agreement_status import DerivedDate, StatusInterval
from relations.models.dated import AHEAD, OVERDUE, Dates
from relations.register.dates import DateKind, dates_of
from relations.register.life import ENDS
from relations.register.vocabulary import BEGUN


class AgreementDates(Dates):
    """Of an agreement that has ended, or that another took the place of, what has begun is left
    out."""

    edition_model = AgreementEdition
    kinds = DateKind
    prefix = "of_edition__"
    prefetch_related = PREFETCHED

    @classmethod
    def terms(cls, prefix=""):
        country = f"{prefix}parties__country__code"
        of_organization = f"{prefix}parties__organization__country__code"
        return {**super().terms(prefix), "party": Coalesce(country, of_organization)}

    @classmethod
    def rows(cls, editions):
        dates = DerivedDate.objects.filter(
            of_edition__in=editions.order_by().values("pk")
        ).annotate(
            date_kind=F("kind"),
            date_key=F("key"),
            date_first=F("first"),
            date_edition=F("of_edition"),
            date_item=F("of_edition__item"),
        )
        return [dates]

    @classmethod
    def listed(cls, rows, moment, day):
        overdue = is_unrecorded(moment, day)
        # Lists that are made once for each query; few agreements are superseded, and the dates of
        # those alone are compared with when the others begin.
        ended = StatusInterval.objects.filter(is_on(day), status__in=ENDS)
        begun = StatusInterval.objects.filter(
            Q(of_edition__live_until=None) | Q(of_edition__live_until__gt=moment),
            status__in=BEGUN,
            of_edition__links__kind=LinkKind.SUPERSEDES,
            of_edition__links__agreement_linked__isnull=False,
            of_edition__live_from__lte=moment,
            of_edition__cancelled_at=None,
            of_edition__withdrawal="",
            of_edition__suppressed=False,
        )
        replaced_before = begun.filter(
            Q(first__lte=day) | Q(first__lt=OuterRef("first")),
            of_edition__links__agreement_linked=OuterRef("of_edition__item"),
        )
        replaced = begun.values("of_edition__links__agreement_linked")
        return (
            rows.filter(overdue | is_ahead(day), Q(recurring=False) | Q(next_from__lte=day))
            .exclude(of_edition__in=ended.values("of_edition"), first__lte=day)
            .filter(~Q(of_edition__item__in=replaced) | ~Exists(replaced_before))
            .annotate(
                date_place=Case(
                    When(overdue, then=Value(OVERDUE)),
                    default=Value(AHEAD),
                    output_field=IntegerField(),
                )
            )
        )

    @classmethod
    def dues(cls, editions, keys, moment, day):
        wanted = set(keys)
        return {
            (pk, due.key): due
            for pk, life in lives_at(editions, moment).items()
            for due in dates_of(life, day, timezone.localdate(moment))
            if (pk, due.key) in wanted
        }

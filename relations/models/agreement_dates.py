"""The dates of agreements: reviews, ends, duties, and events that are recorded ahead."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from publishing.languages import LANGUAGES
from relations.models.agreement import AgreementEdition
from relations.models.agreement_facts import PREFETCHED
from relations.models.agreement_parts import LinkKind, PublishedLink
from relations.models.agreement_status import (
    BEGUN,
    DerivedDate,
    StatusInterval,
    lives_at,
    with_status,
)
from relations.models.dated import AHEAD, OVERDUE, Dates
from relations.register.dates import DateKind, dates_of
from relations.register.life import ENDS


class AgreementDates(Dates):
    """Those of an agreement that has ended, or that another took the place of, are left out."""

    edition_model = AgreementEdition
    kinds = DateKind
    prefix = "of_edition__"
    prefetch_related = PREFETCHED
    searched = tuple(f"{name}_{code}" for name in ("title", "abbreviation") for code in LANGUAGES)

    @classmethod
    def terms(cls, prefix=""):
        country = f"{prefix}parties__country__code"
        of_organization = f"{prefix}parties__organization__country__code"
        return {**super().terms(prefix), "party": Coalesce(country, of_organization)}

    @classmethod
    def rows(cls, editions):
        dates = DerivedDate.objects.filter(of_edition__in=editions.order_by().values("pk"))
        return [
            dates.annotate(
                date_kind=F("kind"),
                date_key=F("key"),
                date_first=F("first"),
                date_edition=F("of_edition"),
                date_item=F("of_edition__item"),
            )
        ]

    @classmethod
    def listed(cls, rows, moment, day):
        ended = with_status(AgreementEdition.objects.all(), moment, day).filter(
            pk=OuterRef("of_edition"), status__in=[status.value for status in ENDS]
        )
        successors = PublishedLink.objects.filter(
            kind=LinkKind.SUPERSEDES,
            agreement_linked=OuterRef(OuterRef("of_edition__item")),
            edition__in=AgreementEdition.objects.as_of(moment),
        ).values("edition")
        replaced_before = StatusInterval.objects.filter(
            of_edition__in=successors, status__in=BEGUN, first__lt=OuterRef("first")
        )
        overdue = Q(open=True, last__lt=day)
        ahead = Q(last__gte=day) & (Q(next_from=None) | Q(next_from__lte=day))
        ahead &= ~Q(kind=DateKind.EVENT, first__lte=day)
        return (
            rows.filter(overdue | ahead)
            .exclude(Exists(replaced_before))
            .exclude(Exists(ended))
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
            for due in dates_of(life, day)
            if (pk, due.key) in wanted
        }

"""The publication clock: by when the text of an agreement in force is to be published."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from publishing.languages import active_language
from relations.models.agreement import AgreementEdition
from relations.models.agreement_lists import with_status
from relations.models.agreement_status import StatusInterval
from relations.register.vocabulary import BINDS, Status
from relations.wording.periods import period_of


@dataclass(frozen=True)
class TextDue:
    """A binding agreement whose text is not on the site, neither as a file nor by its address.

    `in_force_by` is the day on which it was in force at the latest, None where its status is not
    derived.
    """

    edition: AgreementEdition
    in_force_by: date | None
    today: date

    @property
    def due_on(self) -> date | None:
        """The last day: settings.TEXT_DUE_DAYS after the entry into force, 120 by 22 CFR 181.9."""
        return self.in_force_by and self.in_force_by + timedelta(days=settings.TEXT_DUE_DAYS)

    @property
    def days_over(self) -> int | None:
        """How many days the last day is past; not positive until it is."""
        return (self.today - self.due_on).days if self.due_on else None

    def __str__(self) -> str:
        if self.due_on is None or self.days_over is None:
            return gettext(
                "Its entry into force is not derived, and so neither is the day by which its text "
                "is to be published."
            )
        number = abs(self.days_over)
        words = (
            ngettext(
                "Its text was to be published by %(day)s: %(number)d day over.",
                "Its text was to be published by %(day)s: %(number)d days over.",
                number,
            )
            if self.days_over > 0
            else ngettext(
                "Its text is to be published by %(day)s: %(number)d day left.",
                "Its text is to be published by %(day)s: %(number)d days left.",
                number,
            )
        )
        day = period_of(self.due_on.isoformat()).format(active_language())
        return words % {"day": day, "number": number}


def texts_due(moment: datetime, item: int | None = None) -> list[TextDue]:
    """Return of which agreements in force the text is due, the longest first and those of which
    that is not derived last; of one item alone where its key is given. One query."""
    today = timezone.localdate(moment)
    entries = StatusInterval.objects.filter(of_edition=OuterRef("pk"), status=Status.IN_FORCE)
    public = AgreementEdition.objects.as_of(moment).select_related("item__owner")
    if item is not None:
        public = public.filter(item=item)
    editions = (
        with_status(public, moment, today)
        .filter(BINDS, texts=None, status__in=(Status.IN_FORCE, ""))
        .annotate(in_force_by=Subquery(entries.order_by("first").values("first")[:1]))
    )
    due = [
        TextDue(edition, edition.in_force_by if edition.status else None, today)
        for edition in editions
    ]
    return sorted(due, key=lambda each: (each.due_on or date.max, each.edition.item.slug))

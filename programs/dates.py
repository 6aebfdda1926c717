"""The days from which and until which one can apply to programs."""

from typing import Any

from django.db import models
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import CallTimes, ProgramEdition, PublishedCall, calls_of
from programs.standings import NOT_RUNNING
from programs.windows import opening
from publishing.clock import zone_label_lazy
from relations.models.dated import AHEAD, Dates
from relations.register.dates import Due
from relations.register.facts import Days
from relations.register.wording import Said


class ProgramDate(models.TextChoices):
    OPENING = "opening", _("Applications open")
    DEADLINE = "deadline", _("Applications close")


COLUMNS = {ProgramDate.OPENING: "opens", ProgramDate.DEADLINE: "closes"}


class ProgramDates(Dates):
    """A date is known by its kind and its call. Days are those of the sponsor's clocks."""

    edition_model = ProgramEdition
    kinds = ProgramDate
    prefix = "of_edition__"
    prefetch_related = ("calls",)

    @classmethod
    def rows(cls, editions):
        running = editions.order_by().exclude(state__in=NOT_RUNNING)
        times = CallTimes.objects.filter(of_edition__in=running.values("pk"), cancelled=False)
        return [
            times.order_by()
            .exclude(**{f"{side}_on": None})
            .annotate(
                date_kind=Value(kind.value),
                date_key=Concat(Value(f"{kind.value}-"), "key", output_field=models.CharField()),
                date_first=F(f"{side}_on"),
                date_at=F(f"{side}_at"),
                date_edition=F("of_edition"),
                date_item=F("of_edition__item"),
            )
            for kind, side in COLUMNS.items()
        ]

    @classmethod
    def listed(cls, rows, moment, day):
        """What opens on a day, or closes on it anywhere, is ahead on that day: as days begin at the
        site, whatever the zone of a sponsor."""
        begins = opening(day, None, timezone.get_default_timezone())
        opens = models.Q(date_kind=ProgramDate.OPENING, date_at__gte=begins)
        closes = models.Q(date_kind=ProgramDate.DEADLINE, date_at__gt=begins)
        return rows.filter(opens | closes).annotate(
            date_place=Value(AHEAD, output_field=IntegerField())
        )

    @classmethod
    def still_ahead(cls, rows, moment):
        """What opened today is news all day; what has closed is over."""
        return rows.exclude(date_kind=ProgramDate.DEADLINE, date_at__lte=moment)

    @classmethod
    def dues(cls, editions, keys, moment, day):
        calls = {edition.pk: {call.key: call for call in calls_of(edition)} for edition in editions}
        dues = {}
        for pk, key in keys:
            value, _dash, call_key = key.partition("-")
            kind = ProgramDate(value)
            if call := calls[pk].get(call_key):
                side = COLUMNS[kind]
                on, has_hour = getattr(call, f"{side}_on"), getattr(call, f"{side}_time")
                at = getattr(call.window, f"{side}_at") if has_hour else None
                said = _said(kind, call, several=len(calls[pk]) > 1)
                dues[pk, key] = Due(kind, Days(on, on), said, key, at=at)
        return dues


def _said(kind: ProgramDate, call: PublishedCall, *, several: bool) -> Said:
    """Say which call it is, where it has a name or is one of several, and the hour where one is
    recorded, with its zone."""
    said: Any = kind.label
    if which := call.name or (call.cycle if several else ""):
        said = Said(_("%(what)s: %(call)s"), what=said, call=which)
    at = getattr(call, f"{COLUMNS[kind]}_time")
    if at is None and call.zone != timezone.get_default_timezone_name():
        return Said(_("%(what)s (%(zone)s)"), what=said, zone=zone_label_lazy(call.zone))
    if at is None:
        return Said("%(what)s", what=said)
    return Said(
        _("%(what)s, at %(time)s (%(zone)s)"),
        what=said,
        time=f"{at:%H:%M}",
        zone=zone_label_lazy(call.zone),
    )

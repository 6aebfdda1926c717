"""The days from which and until which one can apply to programs."""

from typing import Any

from django.db import models
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from programs.models import CallTimes, ProgramEdition, ProgramState, PublishedCall, calls_of
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
        current = editions.order_by().exclude(state=ProgramState.ENDED)
        times = CallTimes.objects.filter(of_edition__in=current.values("pk"), cancelled=False)
        return [
            times.order_by()
            .exclude(**{f"{side}_on": None})
            .annotate(
                date_kind=Value(kind.value),
                date_key=Concat(Value(f"{kind.value}-"), "key", output_field=models.CharField()),
                date_first=F(f"{side}_on"),
                date_edition=F("of_edition"),
                date_item=F("of_edition__item"),
            )
            for kind, side in COLUMNS.items()
        ]

    @classmethod
    def listed(cls, rows, moment, day):
        return rows.filter(date_first__gte=day).annotate(
            date_place=Value(AHEAD, output_field=IntegerField())
        )

    @classmethod
    def dues(cls, editions, keys, moment, day):
        calls = {(edition.pk, call.key): call for edition in editions for call in calls_of(edition)}
        dues = {}
        for pk, key in keys:
            value, _dash, call_key = key.partition("-")
            kind = ProgramDate(value)
            if call := calls.get((pk, call_key)):
                on = getattr(call, f"{COLUMNS[kind]}_on")
                dues[pk, key] = Due(kind, Days(on, on), _said(kind, call), key)
        return dues


def _said(kind: ProgramDate, call: PublishedCall) -> Said:
    """Say which call it is, and the hour where one is recorded, with its zone."""
    said: Any = kind.label
    if call.name:
        said = Said(_("%(what)s: %(call)s"), what=said, call=call.name)
    at = getattr(call, f"{COLUMNS[kind]}_time")
    if at is None:
        return Said("%(what)s", what=said)
    hour = {"time": f"{at:%H:%M}", "zone": zone_label_lazy(call.zone)}
    return Said(_("%(what)s, at %(time)s (%(zone)s)"), what=said, **hour)

"""The days from which and until which one can apply to programs."""

from django.db import models
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Cast, Concat, ExtractYear
from django.utils.translation import gettext_lazy as _

from programs.models import ProgramEdition, ProgramState
from relations.models.dated import AHEAD, Dates
from relations.register.dates import Due
from relations.register.facts import Days
from relations.register.wording import Said


class ProgramDate(models.TextChoices):
    OPENING = "opening", _("Applications open")
    DEADLINE = "deadline", _("Applications close")


COLUMNS = {ProgramDate.OPENING: "opens_on", ProgramDate.DEADLINE: "closes_on"}


class ProgramDates(Dates):
    """Programs repeat every year, so a date is known by its kind and year."""

    edition_model = ProgramEdition
    kinds = ProgramDate

    @classmethod
    def rows(cls, editions):
        current = editions.order_by().exclude(state=ProgramState.ENDED)
        return [
            current.exclude(**{column: None}).annotate(
                date_kind=Value(kind.value),
                date_key=Concat(
                    Value(f"{kind.value}-"),
                    Cast(ExtractYear(column), models.CharField()),
                    output_field=models.CharField(),
                ),
                date_first=F(column),
                date_edition=F("pk"),
                date_item=F("item"),
            )
            for kind, column in COLUMNS.items()
        ]

    @classmethod
    def listed(cls, rows, moment, day):
        return rows.filter(date_first__gte=day).annotate(
            date_place=Value(AHEAD, output_field=IntegerField())
        )

    @classmethod
    def dues(cls, editions, keys, moment, day):
        by_id = {edition.pk: edition for edition in editions}
        dues = {}
        for pk, key in keys:
            kind = ProgramDate(key.partition("-")[0])
            on = getattr(by_id[pk], COLUMNS[kind])
            dues[pk, key] = Due(kind, Days(on, on), Said(kind.label), key)
        return dues

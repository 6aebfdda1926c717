"""How lists and calendars find the dates of the editions of one type, ahead and past."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable

from relations.register.dates import Due

OVERDUE, AHEAD = 0, 1  # what is past and of which the outcome is not recorded comes first


class Dates:
    """The dates of one type, as rows to select and count; words are derived of the rows of one
    page alone. `TYPES` of `portal.dates` has the subclass for each type."""

    edition_model: ClassVar[Any]
    kinds: ClassVar[type[models.TextChoices]]
    prefix: ClassVar[str] = ""  # the lookup from a row to the columns of its edition
    prefetch_related: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def terms(cls, prefix: str = "") -> dict[str, Combinable]:
        """Return what rows can be narrowed by besides kind and day, by the name of the filter, as
        columns of the edition, which `prefix` leads to."""
        return {
            "relationship": F(f"{prefix}relationships__slug"),
            "topic": F(f"{prefix}topics__slug"),
        }

    @classmethod
    def rows(cls, editions: QuerySet) -> list[QuerySet]:
        """Return every date of `editions`, in as many querysets as it takes: with `date_kind`,
        `date_key`, `date_first`, `date_edition` and `date_item`."""
        raise NotImplementedError

    @classmethod
    def listed(cls, rows: QuerySet, moment: datetime, day: date) -> QuerySet:
        """Return those of a queryset of `rows` that are ahead on `day`, or past and without a
        recorded outcome, with `date_place`: OVERDUE or AHEAD."""
        raise NotImplementedError

    @classmethod
    def still_ahead(cls, rows: QuerySet, moment: datetime) -> QuerySet:
        """Return those of a queryset of `rows` of which the hour has not come by `moment`, where
        hours are known: a list for readers goes by them, a calendar keeps what the day has."""
        return rows

    @classmethod
    def dues(
        cls, editions: Iterable[Any], keys: Iterable[tuple[int, str]], moment: datetime, day: date
    ) -> dict[tuple[int, str], Due]:
        """Return the dates that rows were found for, by edition and key. As many queries for many
        as for one."""
        raise NotImplementedError

"""How every agreement stands on a day, asked of whole tables, equals what is asked of each."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from publishing.formats import CURRENT
from relations.models import (
    Agreement,
    AgreementEdition,
    DerivedDate,
    PublishedLink,
    StatusInterval,
    agreement_status,
)
from tests.lives import assert_standings_equal_the_rows
from tests.register.lives import LIVES

pytestmark = pytest.mark.django_db

KNOWN = timezone.now() - timedelta(days=400)


@pytest.fixture
def golden(pilar, monkeypatch):
    """Every golden life as an agreement; 100 days later each second takes the place of the
    one before. Their editions are not sealed, as the record is not what is tested."""
    facts = [facts for facts, _table in LIVES.values()]
    items = Agreement.objects.bulk_create(
        Agreement(slug=f"life-{number}") for number in range(len(facts))
    )
    editions = AgreementEdition.objects.bulk_create(
        AgreementEdition(
            item=item,
            title_en=item.slug,
            kind=each.kind,
            binding=each.binding,
            live_from=KNOWN + timedelta(days=100 * (number % 2)),
            recorded_at=KNOWN,
            published_by=pilar,
            format=CURRENT,
        )
        for number, (item, each) in enumerate(zip(items, facts, strict=True))
    )
    PublishedLink.objects.bulk_create(
        PublishedLink(edition=edition, kind="supersedes", agreement_linked=replaced)
        for edition, replaced in list(zip(editions[1:], items, strict=False))[::2]
    )
    by_edition = {edition.pk: each for edition, each in zip(editions, facts, strict=True)}
    monkeypatch.setattr(agreement_status, "facts_of", lambda edition: by_edition[edition.pk])
    agreement_status.derive(editions)


def turning_days() -> list[date]:
    """The days up to 2100 on which something begins or ends, and those beside them."""
    columns = (
        (StatusInterval, "possibly_from"),
        (StatusInterval, "first"),
        (StatusInterval, "last"),
        (DerivedDate, "first"),
        (DerivedDate, "last"),
    )
    days = {
        day
        for model, column in columns
        for day in model.objects.values_list(column, flat=True)
        if day and day.year < 2100
    }
    return sorted({day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)})


def test_golden_lives_stand_as_their_rows_say(golden):
    days = random.Random(14).sample(turning_days(), 50)
    days += [date(year, 6, 1) for year in range(1995, 2035)]
    for moment in (KNOWN + timedelta(days=1), timezone.now()):
        for day in (*days, date.min, date.max):
            assert_standings_equal_the_rows(moment, day)

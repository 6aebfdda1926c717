"""`check_editions` finds every way in which the record is not whole."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import models
from django.utils import timezone

from publishing import freezing
from publishing.models import Edition
from publishing.record.verification import find_errors
from publishing.snapshot import digest, snapshot
from relations.models import Statistic
from tests.factories import make_agreement, make_statistic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def editions(pilar):
    """Three editions of one agreement: in force, cancelled, and waiting."""
    agreement = make_agreement()
    public = agreement.publish(pilar)
    cancelled = agreement.publish(pilar, at=timezone.now() + DAY)
    cancelled.cancel(pilar)
    return public, cancelled, agreement.publish(pilar, at=timezone.now() + 2 * DAY)


def errors_after(edition, **columns) -> list[str]:
    """What is found once columns were changed behind everyone's back."""
    rows = models.QuerySet(type(edition))
    with freezing.lifted():
        rows.filter(pk=edition.pk).update(**columns)
    return list(find_errors(type(edition).objects.all()))


def test_record_that_is_whole_has_no_errors(editions):
    assert list(find_errors(type(editions[0]).objects.all())) == []


@pytest.mark.parametrize("days", [1, 3], ids=["gap", "overlap"])
def test_gap_and_overlap_are_found(editions, days):
    public, _cancelled, waiting = editions
    (error,) = errors_after(public, live_until=waiting.live_from + (days - 2) * DAY)
    assert error == f"{public.identifier}: does not end where the next edition begins"


def test_last_edition_that_ends_is_found(editions):
    waiting = editions[2]
    (error,) = errors_after(waiting, live_until=waiting.live_from + DAY)
    assert error.startswith(waiting.identifier)


def test_edition_that_was_never_sealed_is_found(editions):
    public = editions[0]
    assert errors_after(public, seal="") == [f"{public.identifier}: was never sealed"]


def test_altered_edition_is_found_even_when_it_was_cancelled(editions):
    cancelled = editions[1]
    (error,) = errors_after(cancelled, title_en="Altered")
    assert error == f"{cancelled.identifier}: differs from what was sealed"


def test_what_may_change_of_a_sealed_edition_is_what_time_and_withdrawal_change():
    assert set(Edition.MUTABLE) == {"live_until", "cancelled_at", "cancelled_by", "suppressed"}


@pytest.mark.parametrize("value", ["725.7", "725.70", "725.700000", "7257E-1", "0725.7"])
def test_value_that_is_written_in_another_way_has_the_same_seal(value):
    make_statistic(observations=[("2021", "725.7"), ("2022", "0")])
    statistic = Statistic.objects.prefetch_related("observations").get()
    seal = digest(snapshot(statistic))
    first, zero = statistic.observations.all()
    first.value, zero.value = Decimal(value), Decimal("-0.00")
    assert digest(snapshot(statistic)) == seal
    first.value += 1
    assert digest(snapshot(statistic)) != seal

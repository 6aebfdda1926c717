"""The days that stand on every page: of what readers can read, never of what was taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from publishing.history import milestones
from publishing.models import Significance, Withdrawal
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement()
    agreement.import_edition(pilar, LONG_AGO)
    return agreement


def days(agreement):
    """First published and last changed."""
    dates = milestones(agreement, timezone.now())
    return dates and (dates.first_published, dates.last_changed)


@pytest.mark.parametrize("kind", [Withdrawal.WITHDRAWN, Withdrawal.MERGED])
def test_withdrawal_is_no_change_of_what_it_says(agreement, pilar, kind):
    other = make_agreement()
    other.publish(pilar)
    merged_into = other if kind == Withdrawal.MERGED else None
    agreement.withdraw(pilar, kind, merged_into=merged_into, reason_en="It had ended.")
    assert days(agreement) == (LONG_AGO, LONG_AGO)


def test_what_was_published_in_error_was_never_first_nor_a_change(agreement, pilar):
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It was wrong.")
    assert days(agreement) is None
    again = agreement.publish(pilar)
    assert days(agreement) == (again.live_from, again.live_from)


def test_neither_is_what_waits_or_was_cancelled(agreement, pilar):
    soon = timezone.now() + timedelta(hours=1)
    agreement.publish(pilar, at=soon).cancel(pilar)
    agreement.publish(pilar, at=soon)
    assert days(agreement) == (LONG_AGO, LONG_AGO)


def test_minor_editions_alone_leave_the_first_day(agreement, pilar):
    agreement.publish(pilar, significance=Significance.MINOR)
    assert days(agreement) == (LONG_AGO, LONG_AGO)

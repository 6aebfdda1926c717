"""History is written oldest first, before the first publication: no past answer ever changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import make_statistic

pytestmark = pytest.mark.django_db

SEPTEMBER = datetime(2022, 9, 20, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def statistic(pilar):
    statistic = make_statistic()
    statistic.import_edition(pilar, SEPTEMBER)
    return statistic


def refused(statistic, pilar, at, reason):
    before = list(statistic.editions.values())
    with pytest.raises(ValidationError, match=reason):
        statistic.import_edition(pilar, at)
    assert list(statistic.editions.values()) == before


def test_later_history_follows_the_earlier(statistic, pilar):
    later = statistic.import_edition(pilar, SEPTEMBER + DAY)
    assert statistic.edition_at(SEPTEMBER).live_until == later.live_from


@pytest.mark.parametrize("at", [SEPTEMBER - DAY, SEPTEMBER])
def test_what_was_before_is_not_written_after(statistic, pilar, at):
    refused(statistic, pilar, at, "oldest first")


def test_nothing_is_imported_once_it_was_published(statistic, pilar):
    published = statistic.publish(pilar)
    refused(statistic, pilar, SEPTEMBER + DAY, "before publishing")
    refused(statistic, pilar, published.live_from + timedelta(microseconds=1), "before publishing")


def test_nothing_is_imported_before_what_waits(statistic, pilar):
    statistic.publish(pilar, at=timezone.now() + DAY)
    refused(statistic, pilar, SEPTEMBER + DAY, "before publishing")


def test_an_import_lies_in_the_past(statistic, pilar):
    refused(statistic, pilar, timezone.now() + DAY, "in the past")


def test_what_is_incomplete_is_not_imported(pilar):
    refused(make_statistic(observations=()), pilar, SEPTEMBER, "at least one observation")

"""How `?at=` is read: in the time of the site, a day to its end, today until now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from publishing.moment import MomentError, parse_moment
from tests.factories import make_agreement

NOW = datetime(2026, 3, 11, 3, tzinfo=UTC)  # still the evening of March 10 in Mexico City


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # The site's day ends at 06:00 UTC.
        ("2022-10-01", datetime(2022, 10, 2, 5, tzinfo=UTC) - timedelta(microseconds=1)),
        ("2026-03-09", datetime(2026, 3, 10, 6, tzinfo=UTC) - timedelta(microseconds=1)),
        ("2026-03-10", NOW),  # today
        ("2026-03-11", datetime(2026, 3, 12, 6, tzinfo=UTC) - timedelta(microseconds=1)),
        ("2026-03-01T15:00", datetime(2026, 3, 1, 21, tzinfo=UTC)),
        ("2026-03-01T15:00:30", datetime(2026, 3, 1, 21, 0, 30, tzinfo=UTC)),
        ("2026-03-01T15:00Z", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("2026-03-01T15:00+02:00", datetime(2026, 3, 1, 13, tzinfo=UTC)),
        ("2026-03-01T15:00 02:00", datetime(2026, 3, 1, 13, tzinfo=UTC)),  # a "+" not escaped
        (" 2026-03-01T15:00Z ", datetime(2026, 3, 1, 15, tzinfo=UTC)),
    ],
)
def test_moment_is_read_in_the_time_of_the_site(text, moment):
    assert parse_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "2026-3-1", "2026-03-01T9:00", "1 March 2026", "20260301"])
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(MomentError, match="is not a date"):
        parse_moment(text, NOW)


@pytest.mark.django_db
def test_readers_may_ask_for_today(client, pilar):
    make_agreement("treaty").publish(pilar)
    today = timezone.localdate().isoformat()
    assert client.get(f"/agreements/treaty/?at={today}").status_code == 200

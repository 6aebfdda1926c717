"""Clock changes: times that do not exist, and times that exist twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from publishing.clock import after_the_gap, in_site_time, instants, zone_label

# Zone, a time its clocks skipped, what they showed instead.
SKIPPED = [
    ("America/New_York", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 3, 30)),
    ("Europe/London", datetime(2026, 3, 29, 1, 15), datetime(2026, 3, 29, 2, 15)),
    # Lord Howe changes by half an hour.
    ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 10), datetime(2026, 10, 4, 2, 40)),
    # Asunción skipped midnight itself, before Paraguay stayed on summer time in 2024.
    ("America/Asuncion", datetime(2023, 10, 1, 0, 20), datetime(2023, 10, 1, 1, 20)),
    # Kathmandu moved from 5:30 to 5:45 ahead at the new year of 1986.
    ("Asia/Kathmandu", datetime(1986, 1, 1, 0, 5), datetime(1986, 1, 1, 0, 20)),
]
# Zone, a time its clocks showed twice, the minutes between the two.
REPEATED = [
    ("America/New_York", datetime(2026, 11, 1, 1, 30), 60),
    ("Europe/London", datetime(2026, 10, 25, 1, 30), 60),
    ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), 30),
    ("America/Asuncion", datetime(2024, 3, 23, 23, 30), 60),
]


@pytest.mark.parametrize(("zone", "wall", "instead"), SKIPPED)
def test_skipped_time_is_no_instant(zone, wall, instead):
    assert instants(wall, ZoneInfo(zone)) == []
    assert after_the_gap(wall, ZoneInfo(zone)) == instead


@pytest.mark.parametrize(("zone", "wall", "minutes"), REPEATED)
def test_repeated_time_is_two_instants(zone, wall, minutes):
    first, second = instants(wall, ZoneInfo(zone))
    assert (second - first).total_seconds() == minutes * 60


def test_ordinary_time_is_one_instant():
    kathmandu = instants(datetime(2026, 7, 1, 9, 0), ZoneInfo("Asia/Kathmandu"))
    assert kathmandu == [datetime(2026, 7, 1, 3, 15, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "24 Nov 2026, 07:26 (Mexico City)"), ("es", "24 nov 2026, 07:26 (Ciudad de México)")],
)
def test_an_instant_is_said_as_the_language_writes_it(language, said):
    with override(language):
        assert in_site_time(datetime(2026, 11, 24, 13, 26, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("America/New_York", "en", "New York"),
        ("America/New_York", "es", "Nueva York"),
        ("UTC", "es", "UTC"),
        ("America/No_Such_City", "es", "No Such City"),  # a rename of zones is no fault of a page
    ],
)
def test_zone_has_the_name_of_its_city(name, language, words):
    with override(language):
        assert zone_label(name) == words

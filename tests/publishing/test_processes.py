"""Real processes: racing for one item, and killed in the middle of their acts.

The same scripts run longer from `bench/`.
"""

import pytest

from bench.kills import kill
from bench.races import race
from bench.site import throw_away_site


@pytest.fixture(scope="module")
def environment():
    with throw_away_site() as environment:
        yield environment


@pytest.mark.parametrize(("script", "count"), [(race, 12), (kill, 3)])
def test_nothing_is_lost_or_left_half_done(script, count, environment, capsys):
    assert script(environment, count) == 0, capsys.readouterr().out

"""Real processes that write one index: killed while they do, and two at once.

The same scripts run longer from `bench/`.
"""

import pytest

from bench.index_kills import follow, kill
from bench.site import throw_away_site


@pytest.fixture(scope="module")
def environment():
    with throw_away_site() as environment:
        yield environment


@pytest.mark.parametrize(("script", "count"), [(kill, 5), (follow, 40)])
def test_index_is_right_after_it(script, count, environment, capsys):
    assert script(environment, count) == 0, capsys.readouterr().out

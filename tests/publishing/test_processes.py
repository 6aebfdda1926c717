"""Real processes: racing for one item, and killed in the middle of publishing.

The same scripts run longer from `bench/`.
"""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("script", "option", "count"), [("races", "--rounds", 20), ("kills", "--times", 5)]
)
def test_nothing_is_lost_or_left_half_done(script, option, count):
    ran = subprocess.run(
        [sys.executable, "-m", f"bench.{script}", option, str(count)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{count} passed, 0 failed" in ran.stdout, ran.stdout + ran.stderr

"""Colors that meet on a page can be told apart, in light and dark, for any country."""

import pytest

from portal.colors import color_pairs, hues, roles


def test_roles_and_hues_are_read_from_the_style_sheet():
    assert {"paper", "ink", "soft", "home", "partner", "amber-tint"} <= set(roles())
    assert hues()["us"] != hues()["mx"]


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_every_pair_has_the_contrast_it_needs_whatever_the_hue(hue):
    weak = [
        f"{pair.role} on {pair.background}, {pair.theme}: {pair.contrast:.2f}"
        for pair in color_pairs(hue)
        if not pair.sufficient
    ]
    assert not weak

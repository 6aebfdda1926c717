"""Every pair of colours that meets at the desk is told apart, in light and in dark.

Computed from the style sheet itself, so it holds for pages that no test opens. What meets on
public pages is tested with `portal.colors`, which the style guide shows.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.colors import TEXT, contrast, luminance, of_oklch

STYLE = (Path(settings.BASE_DIR) / "static/admin_theme/theme.css").read_text()
THEME = dict(re.findall(r"--([\w-]+):\s*([^;]+);", STYLE))
HEX = re.compile(r"#[0-9a-f]{6}")

# Which words are written on which papers.
WORDS = {
    **{
        f"state-{state}": [f"state-{state}-bg", "body-bg"]
        for state in ("draft", "published", "changed", "scheduled", "withdrawn")
    },
    "body-fg": [
        "body-bg",
        "darkened-bg",
        "selected-bg",
        "selected-row",
        "message-success-bg",
        "message-warning-bg",
        "message-error-bg",
    ],
    "body-loud-color": ["body-bg", "darkened-bg"],
    "body-medium-color": ["body-bg", "darkened-bg"],
    "body-quiet-color": ["body-bg", "darkened-bg"],
    "header-color": ["header-bg"],
    "header-link-color": ["header-bg", "secondary"],
    "header-branding-color": ["header-bg"],
    "breadcrumbs-fg": ["breadcrumbs-bg"],
    "breadcrumbs-link-fg": ["breadcrumbs-bg"],
    "link-fg": ["body-bg", "darkened-bg", "selected-row"],
    "link-hover-color": ["body-bg", "darkened-bg"],
    "error-fg": ["body-bg", "message-error-bg"],
    "button-fg": [
        "button-bg",
        "button-hover-bg",
        "default-button-bg",
        "default-button-hover-bg",
        "delete-button-bg",
        "delete-button-hover-bg",
        "close-button-bg",
    ],
    "object-tools-fg": ["body-bg", "object-tools-hover-bg"],
}


def of_hex(text: str) -> float:
    """`#fff` or `#ffffff`."""
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return luminance(*(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts))


def test_black_on_white_is_21_to_1_however_it_is_written():
    assert contrast(of_hex("#000"), of_hex("#ffffff")) == pytest.approx(21)
    assert contrast(of_oklch(0, 0, 0), of_oklch(1, 0, 0)) == pytest.approx(21, abs=0.01)
    assert of_oklch(0.6279553, 0.2576833, 29.2338803) == pytest.approx(of_hex("#f00"), abs=0.001)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_what_they_are_written_on(theme):
    def luminance_of(token):
        # A value is one colour for both themes, or light-dark() of two.
        return of_hex(HEX.findall(THEME[token])[-1 if theme == "dark" else 0])

    pairs = [(word, paper) for word, papers in WORDS.items() for paper in papers]
    ratios = {pair: contrast(*map(luminance_of, pair)) for pair in pairs}
    assert not {pair: ratio for pair, ratio in ratios.items() if ratio < TEXT}

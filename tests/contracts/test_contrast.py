"""Every pair of colours that meets on a page is told apart, in light and in dark.

Computed from the style sheets themselves, so it holds for pages that no test opens.
"""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

STYLES = Path(settings.BASE_DIR) / "static"
PAPERS = "paper surface sunk home-tint partner-tint amber-tint".split()
# Who is written on what, at 4.5; and what is only a line, a mark or a ring, at 3.
WORDS = {
    "ink": PAPERS,
    "soft": PAPERS,
    "home": ["paper", "surface", "sunk", "home-tint", "partner-tint"],
    "partner": ["paper", "surface", "sunk", "partner-tint", "home-tint"],
    "amber": ["paper", "surface", "amber-tint"],
    "paper": ["home", "ink"],
}
MARKS = {"edge": ["paper", "surface"], "amber": PAPERS}

DESK_WORDS = {
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


def luminance(red: float, green: float, blue: float) -> float:
    """Of linear light, each part from 0 to 1."""
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def of_hex(text: str) -> float:
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return luminance(*(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts))


def of_oklch(lightness: float, chroma: float, hue: float) -> float:
    """By Ottosson's matrices; what sRGB cannot show is cut off, as a screen does."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return luminance(*(min(max(part, 0), 1) for part in (red, green, blue)))


def contrast(one: float, other: float) -> float:
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1_however_it_is_written():
    assert contrast(of_hex("#000"), of_hex("#ffffff")) == pytest.approx(21)
    assert contrast(of_oklch(0, 0, 0), of_oklch(1, 0, 0)) == pytest.approx(21, abs=0.01)
    assert of_oklch(0.6279553, 0.2576833, 29.2338803) == pytest.approx(of_hex("#f00"), abs=0.001)


def tokens(style: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", style))


def faults(words: dict, least: float, luminance_of) -> list[str]:
    found = []
    for word, papers in words.items():
        for paper in papers:
            ratio = contrast(luminance_of(word), luminance_of(paper))
            if ratio < least:
                found.append(f"{word} on {paper} is {ratio:.2f} to 1, of {least}")
    return found


BASE = (STYLES / "css/base.css").read_text()
ROOT = tokens(BASE[: BASE.index("prefers-contrast")])
HUES = sorted({int(hue) for hue in re.findall(r"-hue:\s*(\d+)", BASE)})
OKLCH = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+|var\(--\w+-hue\))\)")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_public_pages(theme, hue):
    def luminance_of(token):
        lightness, chroma, own = OKLCH.findall(ROOT[token])[theme == "dark"]
        return of_oklch(float(lightness) / 100, float(chroma), hue if "var" in own else float(own))

    assert not [*faults(WORDS, 4.5, luminance_of), *faults(MARKS, 3, luminance_of)]


THEME = tokens((STYLES / "admin_theme/theme.css").read_text())
HEX = re.compile(r"#[0-9a-f]{6}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk(theme):
    # A value is one colour for both themes, or light-dark() of two.
    which = -1 if theme == "dark" else 0
    assert not faults(DESK_WORDS, 4.5, lambda token: of_hex(HEX.findall(THEME[token])[which]))

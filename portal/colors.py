"""The colors of the style sheet, and the contrast between those that meet on a page.

A color is written there as `light-dark(oklch(L% C H), oklch(L% C H))`. Contrast is that of WCAG.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

COLOR = r"oklch\(([\d.]+)% ([\d.]+) (?:([\d.]+)|var\(--(?:home|partner)-hue\))\)"
ROLE = re.compile(rf"--([\w-]+): light-dark\({COLOR}, {COLOR}\);")
HUE = re.compile(r"\.(?:home|partner)-(\w\w) \{ --(?:home|partner)-hue: (\d+); \}")
THEMES = ("light", "dark")
TEXT, MARK = 4.5, 3.0  # the contrast that WCAG 2.2 AA requires of text, and of what is not text

TINTS = ("home-tint", "partner-tint", "amber-tint")
# Which role stands on which backgrounds, and the contrast that this requires.
PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("ink", ("paper", "surface", "sunk", *TINTS), TEXT),
    ("soft", ("paper", "surface", "sunk", *TINTS), TEXT),
    ("home", ("paper", "surface", "sunk", "home-tint", "partner-tint"), TEXT),
    ("partner", ("paper", "surface", "sunk", "home-tint", "partner-tint"), TEXT),
    ("amber", ("paper", "surface", "amber-tint"), TEXT),
    ("paper", ("home", "ink"), TEXT),
    ("edge", ("paper", "surface"), MARK),
    ("amber", ("sunk", "home-tint", "partner-tint"), MARK),
)


@dataclass(frozen=True)
class ColorPair:
    """A role on a background in one theme, with the contrast it has and the one it needs."""

    role: str
    background: str
    theme: str
    contrast: float
    required: float

    @property
    def sufficient(self) -> bool:
        return self.contrast >= self.required


@cache
def style_sheet() -> str:
    return (Path(settings.BASE_DIR) / "static/css/base.css").read_text(encoding="utf-8")


def roles() -> list[str]:
    """Return the names of the colors, in the order of the style sheet."""
    return [match[1] for match in ROLE.finditer(style_sheet())]


def hues() -> dict[str, int]:
    """Return the hue of each country that has one, by its code."""
    return {code: int(hue) for code, hue in HUE.findall(style_sheet())}


def color_pairs(hue: int) -> Iterator[ColorPair]:
    """Yield every pair that meets on a page, with `hue` for both sides of the relationship."""
    colors = {match[1]: match.groups()[1:] for match in ROLE.finditer(style_sheet())}
    for role, backgrounds, required in PAIRS:
        for background in backgrounds:
            for number, theme in enumerate(THEMES):
                luminances = [
                    _luminance(colors[name][3 * number :][:3], hue) for name in (role, background)
                ]
                yield ColorPair(role, background, theme, contrast(*luminances), required)


def contrasts() -> list[list[ColorPair]]:
    """Return a row for each pair that meets: in the hue of each country, light and dark."""
    rows: dict[tuple[str, str], list[ColorPair]] = {}
    for hue in hues().values():
        for pair in color_pairs(hue):
            rows.setdefault((pair.role, pair.background), []).append(pair)
    return list(rows.values())


def _luminance(color: tuple[str, ...], hue: int) -> float:
    lightness, chroma, own_hue = color
    return of_oklch(float(lightness) / 100, float(chroma), float(own_hue or hue))


def contrast(first: float, second: float) -> float:
    """Return the contrast between two luminances, from 1 to 21."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def luminance(red: float, green: float, blue: float) -> float:
    """Return the luminance of linear light, each part from 0 to 1."""
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def of_oklch(lightness: float, chroma: float, hue: float) -> float:
    """Return the luminance of a color by Ottosson's matrices. What sRGB cannot show is cut off, as
    on a screen."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return luminance(*(min(max(part, 0.0), 1.0) for part in (red, green, blue)))

"""The colours of the style sheet, and the contrast between those that meet on a page.

A colour is written there as `light-dark(oklch(L% C H), oklch(L% C H))`. Contrast is that of WCAG.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

COLOUR = r"oklch\(([\d.]+)% ([\d.]+) (?:([\d.]+)|var\(--(?:home|partner)-hue\))\)"
ROLE = re.compile(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\);")
HUE = re.compile(r"\.(?:home|partner)-(\w\w) \{ --(?:home|partner)-hue: (\d+); \}")
THEMES = ("light", "dark")
TEXT, MARK = 4.5, 3.0  # what WCAG 2.2 AA asks of text, and of what is not text

TINTS = ("home-tint", "partner-tint", "amber-tint")
# Which role stands on which grounds, and the contrast that asks for.
MEETINGS: tuple[tuple[str, tuple[str, ...], float], ...] = (
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
class Meeting:
    """A role on a ground in one theme, with the contrast it has and the one it needs."""

    role: str
    ground: str
    theme: str
    contrast: float
    needed: float

    @property
    def enough(self) -> bool:
        return self.contrast >= self.needed


@cache
def style_sheet() -> str:
    return (Path(settings.BASE_DIR) / "static/css/base.css").read_text(encoding="utf-8")


def roles() -> list[str]:
    return [found[1] for found in ROLE.finditer(style_sheet())]


def hues() -> dict[str, int]:
    """The hue of each country that has one, by its code."""
    return {code: int(hue) for code, hue in HUE.findall(style_sheet())}


def meetings(hue: int) -> Iterator[Meeting]:
    """Every pair that meets on a page, with `hue` for both sides of the relationship."""
    found = {one[1]: one.groups()[1:] for one in ROLE.finditer(style_sheet())}
    for role, grounds, needed in MEETINGS:
        for ground in grounds:
            for number, theme in enumerate(THEMES):
                pair = [_luminance(found[name][3 * number :][:3], hue) for name in (role, ground)]
                yield Meeting(role, ground, theme, contrast(*pair), needed)


def contrasts() -> list[list[Meeting]]:
    """A row for each pair that meets: in the hue of each country, light and dark."""
    rows: dict[tuple[str, str], list[Meeting]] = {}
    for hue in hues().values():
        for meeting in meetings(hue):
            rows.setdefault((meeting.role, meeting.ground), []).append(meeting)
    return list(rows.values())


def _luminance(written: tuple[str, ...], hue: int) -> float:
    percent, amount, own_hue = written
    return of_oklch(float(percent) / 100, float(amount), float(own_hue or hue))


def contrast(one: float, other: float) -> float:
    """Between two luminances, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminance(red: float, green: float, blue: float) -> float:
    """Of linear light, each part from 0 to 1."""
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def of_oklch(lightness: float, chroma: float, hue: float) -> float:
    """By Ottosson's matrices; what sRGB cannot show is cut off, as a screen does."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return luminance(*(min(max(part, 0.0), 1.0) for part in (red, green, blue)))

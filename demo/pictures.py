"""The demo's pictures, drawn with Pillow: the same bytes every time, nobody else's work.

A picture is drawn at twice its size and reduced, which smooths every edge. Places are given in
fractions of the canvas, from its top left corner.
"""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 2000, 800
CANVAS = (WIDTH * 2, HEIGHT * 2)

Colour = tuple[int, int, int]
Line = Callable[[float], float]  # the height of a line above each point of the picture's width

HORIZON = 0.56
STEPS = 500


def draw(name: str) -> tuple[str, bytes]:
    """Return the file name and the JPEG of the picture that a function of this module draws."""
    if name not in DRAWINGS:
        raise LookupError(f"there is no drawing “{name}”")
    picture = DRAWINGS[name]().resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=82, optimize=True, progressive=True)
    return f"{name.replace('_', '-')}.jpg", content.getvalue()


def desert_to_sea() -> Image.Image:
    """Two landscapes under one dawn: mesas on the left, a sea on the right, a river from both."""
    picture = _sky()
    _sun(picture, at=(0.535, HORIZON - 0.040), radius=0.066)
    _fill(picture, _peaks(0.0, 0.66), [(186, 158, 160), (112, 150, 172), (88, 138, 166)])
    _fill(picture, _peaks(2.1, 0.80), [(90, 128, 148), (66, 118, 142), (40, 98, 124)])
    _sea(picture)
    far, close = _mesas(0.40, 1.0, 0.07, until=0.50), _mesas(0.455, 0.72, 0.31, until=0.40)
    _fill(picture, far, [(200, 116, 108), (206, 138, 118), (200, 150, 130)])
    _fill(picture, close, [(160, 66, 58), (176, 86, 66), (176, 96, 80)])
    _land(picture)
    _river(picture)
    return picture


DRAWINGS: dict[str, Callable[[], Image.Image]] = {"desert_to_sea": desert_to_sea}


# What a landscape is made of


def _sky() -> Image.Image:
    """Night above and light at the horizon, warm on the left and cool on the right."""
    night = _across([(88, 52, 98), (62, 66, 116), (20, 74, 112)])
    dawn = _across([(240, 168, 128), (255, 222, 168), (160, 208, 212)])
    height = int(CANVAS[1] * HORIZON)
    fade = Image.new("L", (1, CANVAS[1]))
    fade.putdata([int(255 * min(1, y / height) ** 1.35) for y in range(CANVAS[1])])
    return Image.composite(dawn, night, fade.resize(CANVAS))


def _sun(picture: Image.Image, at: tuple[float, float], radius: float) -> None:
    x, y, size = at[0] * CANVAS[0], at[1] * CANVAS[1], radius * CANVAS[1]
    # A glow needs no detail: it is drawn small, blurred and enlarged.
    small = Image.new("L", (CANVAS[0] // 8, CANVAS[1] // 8))
    reach = size * 2.6
    box = [value / 8 for value in (x - reach, y - reach, x + reach, y + reach)]
    ImageDraw.Draw(small).ellipse(box, fill=150)
    glow = small.filter(ImageFilter.GaussianBlur(34)).resize(CANVAS, Image.Resampling.BICUBIC)
    picture.paste((255, 226, 170), mask=glow)
    ImageDraw.Draw(picture).ellipse((x - size, y - size, x + size, y + size), fill=(255, 240, 206))


def _sea(picture: Image.Image) -> None:
    """Water on the right, up to the horizon, with the sun's light on it."""
    shore = HORIZON - 0.02
    _fill(picture, lambda x: shore if x > 0.38 else 1, [(0, 0, 0), (198, 178, 160), (34, 116, 142)])
    brush = ImageDraw.Draw(picture)
    for row in range(1, 10):
        y = (shore + 0.0095 * row) * CANVAS[1]
        for glint in range(4):
            middle = 0.535 + 0.012 * row * math.sin(row * 2.3) + glint * (0.052 + 0.008 * row)
            half = (0.030 - 0.006 * glint) * (0.5 + 0.08 * row)
            ends = [((middle - half) * CANVAS[0], y), ((middle + half) * CANVAS[0], y)]
            brush.line(ends, fill=(250, 226, 186) if glint == 0 else (128, 180, 188), width=5)


def _land(picture: Image.Image) -> None:
    """Fields in bands towards the viewer, as of a woven cloth, in two palettes."""
    bands: list[list[Colour]] = [
        [(190, 98, 64), (206, 150, 92), (84, 148, 122)],
        [(222, 146, 80), (222, 184, 112), (124, 174, 126)],
        [(172, 70, 56), (170, 112, 66), (34, 106, 106)],
        [(234, 178, 104), (216, 188, 116), (152, 192, 136)],
        [(140, 50, 54), (122, 80, 62), (20, 80, 90)],
        [(92, 36, 52), (72, 50, 58), (12, 52, 70)],
    ]
    for band, colours in enumerate(bands):
        near = band / (len(bands) - 1)
        shore = 0.075 * (1 - near) ** 2
        height = HORIZON + 0.005 + 0.41 * near**1.35
        line = _rolling(height, 0.010 + 0.022 * near, band * 1.7, shore)
        _fill(picture, line, colours)
        if band % 2:
            for thread in (0.012, 0.024):
                _stroke(picture, _beside(line, thread * (0.6 + near)), near)


def _river(picture: Image.Image) -> None:
    """One river, thin at the horizon and wide at the viewer's feet."""
    left, right = [], []
    for step in range(STEPS + 1):
        down = step / STEPS
        near = down**1.6
        x = 0.505 + 0.115 * math.sin(down * 6.2 + 0.35) * (0.16 + 0.84 * near)
        half = 0.0022 + 0.082 * near
        y = HORIZON + 0.024 + (1.02 - HORIZON) * near
        left.append(((x - half) * CANVAS[0], y * CANVAS[1]))
        right.append(((x + half) * CANVAS[0], y * CANVAS[1]))
    water = Image.new("L", CANVAS)
    ImageDraw.Draw(water).polygon(left + right[::-1], fill=255)
    fade = Image.linear_gradient("L").resize(CANVAS)
    shades = Image.composite(
        Image.new("RGB", CANVAS, (58, 132, 150)), Image.new("RGB", CANVAS, (255, 236, 204)), fade
    )
    picture.paste(shades, mask=water)
    # The light of the dawn along the left bank, and a shade along the right one.
    for bank, colour, inward in ((left, (255, 240, 214), 1), (right, (30, 92, 112), -1)):
        inner = [(x + inward * (3 + 0.012 * (y - HORIZON * CANVAS[1])), y) for x, y in bank]
        ImageDraw.Draw(picture).polygon(bank + inner[::-1], fill=colour)


# Lines


def _mesas(base: float, size: float, shift: float, until: float) -> Line:
    """Flat tables of rock with steep sides, lower and lower up to a place of the width."""

    def line(x: float) -> float:
        wave = math.sin((x + shift) * 17) + 0.45 * math.sin((x + shift) * 41)
        table = 1 / (1 + math.exp(-11 * (wave - 0.25)))
        step = 0.4 / (1 + math.exp(-16 * (wave + 0.45)))
        lower = max(0.0, 1 - (x / until) ** 4)
        if x > until:  # behind the fields, and not on the beach beyond them
            return 1
        return base + 0.20 - size * lower * (0.15 * table + 0.11 * step + 0.05)

    return line


def _peaks(phase: float, since: float) -> Line:
    """Mountains beyond the sea that grow towards the right edge from a place of the width."""

    def line(x: float) -> float:
        rise = max(0.0, (x - since) / (1 - since)) ** 0.7
        ridge = abs(math.sin(x * 13 + phase)) * 0.6 + abs(math.sin(x * 29 + phase * 2)) * 0.28
        fine = 0.05 * math.sin(x * 83 + phase)
        return HORIZON - 0.19 * rise * (0.25 + ridge + fine)

    return line


def _rolling(height: float, swing: float, phase: float, shore: float) -> Line:
    """Soft hills, lower by `shore` on the right, where the sea shows above them."""

    def line(x: float) -> float:
        hills = math.sin(x * 5.2 + phase) + 0.5 * math.sin(x * 11 - phase)
        return height + swing * hills + shore / (1 + math.exp(-22 * (x - 0.58)))

    return line


def _beside(line: Line, distance: float) -> Line:
    return lambda x: line(x) + distance


# Paint


def _across(colours: list[Colour]) -> Image.Image:
    """A canvas that turns from the first colour at the left to the last at the right."""
    few = Image.new("RGB", (len(colours), 1))
    few.putdata(colours)
    return few.resize(CANVAS, Image.Resampling.BICUBIC)


def _fill(picture: Image.Image, line: Line, colours: list[Colour]) -> None:
    """Paint everything under a line."""
    mask = Image.new("L", CANVAS)
    ImageDraw.Draw(mask).polygon([*_points(line), CANVAS, (0, CANVAS[1])], fill=255)
    picture.paste(_across(colours), mask=mask)


def _stroke(picture: Image.Image, line: Line, near: float) -> None:
    """A light thread along a line."""
    thread = Image.new("L", CANVAS)
    ImageDraw.Draw(thread).line(_points(line), fill=120, width=int(4 + 8 * near), joint="curve")
    picture.paste((255, 232, 190), mask=thread)


def _points(line: Line) -> list[tuple[float, float]]:
    places = [step / STEPS for step in range(STEPS + 1)]
    return [(x * CANVAS[0], line(x) * CANVAS[1]) for x in places]

"""What the style sheets in HTML hide, as far as simple selectors say it."""

import re
from collections.abc import Mapping

Style = dict[str, str]  # the values of properties by their names

# Both end with what they stand in, if nothing else ends them.
SHEET = re.compile(
    r"<style(?![^<>]*\bprint\b)[^<>]*>(.*?)(?:</style|\Z)", re.DOTALL | re.IGNORECASE
)
REMARK = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?\.[\w-]+")
HIDING = set("display visibility mso-hide font-size opacity overflow height max-height".split())
ZERO = re.compile(r"0(?:\.0{1,4})?(?:[a-z]{2,3}|%)?")


def declarations(css: str) -> Style:
    """What a style declares, between its braces."""
    parts = (part.partition(":") for part in css.split(";"))
    return {
        name.strip().lower(): value.partition("!")[0].strip().lower()
        for name, _colon, value in parts
    }


def hiding_rules(html: str) -> dict[str, Style]:
    """What the style sheets of a page declare that may hide elements, by the name of elements, by
    `.class` and by `name.class`. Rules for some media only, and other selectors, are not read."""
    rules: dict[str, Style] = {}
    for sheet in SHEET.findall(html):
        depth, selectors = 0, ""
        for piece in re.split(r"([{}])", REMARK.sub(" ", sheet)):
            if piece in ("{", "}"):
                depth = max(depth + (1 if piece == "{" else -1), 0)
            elif depth == 0:
                selectors = piece.rpartition(";")[2]
            elif depth == 1 and (hiding := _hiding(piece)):
                for selector in selectors.lower().split(","):
                    if SIMPLE.fullmatch(selector.strip()):
                        rules.setdefault(selector.strip(), {}).update(hiding)
    return rules


def _hiding(css: str) -> Style:
    return {name: value for name, value in declarations(css).items() if name in HIDING}


def style_by(rules: Mapping[str, Style], name: str, classes: list[str]) -> Style:
    """What rules declare for an element of a name and with classes; the more exact come last."""
    dotted = [f".{one}" for one in classes]
    style: Style = {}
    for selector in (name, *dotted, *(f"{name}{one}" for one in dotted)):
        style |= rules.get(selector, {})
    return style


def hides(style: Style) -> bool:
    """Whether a style hides an element with all that it holds."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("mso-hide") == "all"
        or is_zero(style.get("opacity", ""))
        or (
            style.get("overflow", "").startswith(("hidden", "clip"))
            and any(is_zero(style.get(name, "")) for name in ("max-height", "height"))
        )
    )


def is_zero(value: str) -> bool:
    return bool(ZERO.fullmatch(value))

"""Numbers as the cells of a spreadsheet show them: 0.95 may read 95%, and 725700000000 725.7 bn.
What is rounded on the screen keeps its digits."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from relations.fields import SIGNIFICANT

# A spreadsheet keeps as many digits as the site does; what follows is noise.
MAX_DECIMALS = 7  # that may be meant; a number with more is noise from its 16th digit on
MAX_FORMAT = 255  # signs that a format may have
COMPARISONS: dict[str, Callable] = {">=": ge, "<=": le, "<>": ne, ">": gt, "<": lt, "=": eq}
CONDITION = re.compile(r"\[(>=|<=|<>|>|<|=)(-?\d+(?:\.\d+)?)\]", re.ASCII)
SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)'
    r"|_.|\*."  # a width to leave empty, a sign to fill with
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]"  # colors, conditions, languages
    r"|E[+-][0#?]+|(?P<digits>General|[0#?.,]+)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
DASH = re.compile(r"^\W*[-–—]\W*$")
SCALING = re.compile(r",+(?=\.|$)")  # each of these commas divides by a thousand
# openpyxl's text of the accounting format of every spreadsheet program lacks what divides it.
BROKEN = {BUILTIN_FORMATS[44]: BUILTIN_FORMATS[44].replace(")_(", ");_(")}


class Section(NamedTuple):
    """A part of a format, for some of the numbers."""

    condition: tuple[str, Decimal] | None
    before: str
    after: str
    power: int | None  # of ten, by which the number is multiplied; None where none is shown


def shown_number(value: int | float, number_format: str) -> str:
    """Return a number with the signs that stand around it in a cell of this format, and in its
    scale: `95%`, `$725.7 M`, `-12.5`."""
    number = without_noise(Decimal(repr(value)))
    section = _section_for(number, _sections(BROKEN.get(number_format, number_format)[:MAX_FORMAT]))
    if section.power is None:  # a dash says zero, and other words say that there is no number
        return "0" if not number and DASH.search(section.before) else section.before
    sign = "-" if number < 0 else ""
    amount = f"{abs(number).scaleb(section.power).normalize():f}"
    return f"{sign}{section.before}{amount}{section.after}".strip()


def without_noise(number: Decimal) -> Decimal:
    """Return a number without what computing in doubles leaves far behind the point: 0.3 for
    0.30000000000000004."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > -MAX_DECIMALS:  # infinite, or no noise
        return number
    return Decimal(f"{number:.{SIGNIFICANT}g}").normalize()


def _section_for(number: Decimal, sections: list[Section]) -> Section:
    """The section whose condition a number meets, or that of its sign."""
    if any(section.condition for section in sections):
        for section in sections:
            if not section.condition:
                return section
            comparison, bound = section.condition
            if COMPARISONS[comparison](number, bound):
                return section
        return sections[-1]
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=256)
def _sections(number_format: str) -> list[Section]:
    found, place = [], 0
    while place <= len(number_format):
        match = SECTION.match(number_format, place)
        found.append(_section(match[0] if match else ""))
        place = (match.end() if match else place) + 1
    return found


def _section(text: str) -> Section:
    match = CONDITION.search(text)
    condition = (match[1], Decimal(match[2])) if match else None
    tokens = list(TOKEN.finditer(text))
    places = [place for place, token in enumerate(tokens) if token["digits"]]
    if not places:  # such as "n/a"
        return Section(condition, _literal(tokens), "", None)
    if any(token["other"] == "/" for token in tokens):  # fractions
        return Section(condition, "", "", 0)
    digits = "".join(token["digits"] or "" for token in tokens)
    percents = sum(token["other"] == "%" for token in tokens)
    power = 2 * percents - 3 * sum(map(len, SCALING.findall(digits)))
    before, after = tokens[: places[0]], tokens[places[0] :]
    return Section(condition, _literal(before), _literal(after), power)


def _literal(tokens: list[re.Match]) -> str:
    """The text of a format, without the signs by which negative numbers are told."""
    texts = []
    for token in tokens:
        sign = token["escaped"] or token["other"] or ""
        texts.append(token["quoted"] or token["currency"] or "")
        texts.append("" if sign in "()+-@" else sign)
    return "".join(texts)

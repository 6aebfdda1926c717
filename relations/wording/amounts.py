"""Amounts as people write them: `725.7 billion`, `1.6 M`, `16.9 millones`, `2,000`."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from relations.wording.scales import power_of

AMOUNT = re.compile(
    r"(?:us\$|\$|usd)? ?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?) ?([^\d]*?)", re.ASCII
)
NOISE = re.compile(r"\b(usd|us dollars|dollars|dólares|de|percent|por ciento)\b|%")


def parse_amount(text: str, power: int = 0) -> Decimal:
    """Return the number that `text` writes, in units of ten to the `power`.

    A bare number is already in those units; a word of scale, of any language, is converted: with
    power 9, `725.7`, `725.7 billion` and `725,700 M` are all 725.7. Raises ValueError with a
    message for the person who typed it.
    """
    plain = " ".join(text.strip().lower().replace("\u00a0", " ").split())
    match = AMOUNT.fullmatch(plain)
    if not match:
        raise ValueError(
            _("“%(text)s” is not an amount. Write it as 725.7, 2,000 or 725.7 billion.")
            % {"text": text[:40]}
        )
    number = Decimal(match[1].replace(",", ""))
    word = " ".join(NOISE.sub(" ", match[2]).split()).rstrip(".")
    if not word:
        return number
    try:
        return (number * Decimal(10) ** (power_of(word) - power)).normalize() + 0
    except KeyError:
        raise ValueError(
            _("“%(word)s” is not a scale. Use thousand, million, billion or trillion.")
            % {"word": word[:40]}
        ) from None

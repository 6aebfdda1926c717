"""Amounts as people write them: `725.7 billion`, `1.6 M`, `16,9 millones`, `2,000`."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

# English (short scale) and Spanish (long scale: mil millones is 10⁹ and billón is 10¹²).
POWERS = {
    "k": 3, "thousand": 3, "mil": 3,
    "m": 6, "mn": 6, "million": 6, "millón": 6, "millon": 6, "millones": 6, "mdd": 6,
    "b": 9, "bn": 9, "billion": 9, "mil millones": 9, "mmdd": 9,
    "t": 12, "tn": 12, "trillion": 12, "billón": 12, "billones": 12,
}  # fmt: skip
AMOUNT = re.compile(
    r"(?:us\$|\$|usd)? ?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?) ?([^\d]*?)", re.ASCII
)
NOISE = re.compile(r"\b(usd|us dollars|dollars|dólares|de|percent|por ciento)\b|%")


def parse_amount(text: str, power: int = 0) -> Decimal:
    """The number that `text` writes, in units of ten to the `power`.

    A bare number is already in those units; a word of scale is converted: with power 9,
    `725.7`, `725.7 billion` and `725,700 M` are all 725.7. Raises ValueError with a sentence
    for the person who typed it.
    """
    plain = " ".join(text.strip().lower().replace("\u00a0", " ").split())
    matched = AMOUNT.fullmatch(plain)
    if not matched:
        raise ValueError(
            _("“%(text)s” is not an amount. Write it as 725.7, 2,000 or 725.7 billion.")
            % {"text": text[:40]}
        )
    number = Decimal(matched[1].replace(",", ""))
    word = " ".join(NOISE.sub(" ", matched[2]).split()).rstrip(".")
    if not word:
        return number
    if word not in POWERS:
        raise ValueError(
            _("“%(word)s” is not a scale. Use thousand, million, billion or trillion.")
            % {"word": word[:40]}
        )
    return (number * Decimal(10) ** (POWERS[word] - power)).normalize() + 0

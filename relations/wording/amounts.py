"""Amounts as people write them: `725.7 billion`, `−1.6 M`, `16,9 millones`, `2,000`."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from relations.wording.scales import SCALE_WORDS, power_of

SIGNS = "[-−‐‑–]"  # the minus, and the hyphens and dashes that are typed in its place
DOLLARS = r"(?:us\$|\$|usd)"
MAX_CHARACTERS = 100  # of a numeral; every field refuses fewer, in the words of its own limit
AMOUNT = re.compile(
    rf"(?P<sign>{SIGNS}?){DOLLARS}? ?(?P<inner_sign>{SIGNS}?)"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\d+,\d{1,2}) ?(?P<words>[^\d]*?)",
    re.ASCII,
)
NOISE = re.compile(r"\b(usd|us dollars|dollars|dólares|dólar|de|percent|por ciento)\b|%")
# Words after which a comma with one or two digits is that of decimals: Spanish ones, of a country
# that writes 16,9. No thousands are written so, in any country.
SPANISH = {word for scale in SCALE_WORDS["es"] for word in (scale.singular, scale.plural)} | {
    "por ciento",
    "dólares",
}


def parse_amount(text: str, power: int = 0) -> Decimal:
    """Return the number that `text` writes, in units of ten to the `power`.

    A bare number is already in those units; a word of scale, of any language, is converted: with
    power 9, `725.7`, `725.7 billion` and `725,700 M` are all 725.7. Raises ValueError with a
    message for the person who typed it.
    """
    plain = " ".join(text.lower().split())
    plain = re.sub(rf"^({SIGNS}?)(?=mil millones\b)", r"\g<1>1 ", plain)  # said without a number
    match = AMOUNT.fullmatch(plain)
    too_long = match and len(match["number"]) > MAX_CHARACTERS
    if not match or too_long or (match["sign"] and match["inner_sign"]):
        raise ValueError(
            _("“%(text)s” is not an amount. Write it as 725.7, 2,000 or 725.7 billion.")
            % {"text": text.strip()[:40]}
        )
    number = Decimal(_decimal_point(match["number"], match["words"]))
    if match["sign"] or match["inner_sign"]:
        number = -number
    word = " ".join(NOISE.sub(" ", match["words"]).split()).rstrip(".")
    if not word:
        return number
    try:
        return (number * Decimal(10) ** (power_of(word) - power)).normalize() + 0
    except KeyError:
        raise ValueError(
            _("“%(word)s” is not a scale. Use thousand, million, billion or trillion.")
            % {"word": word[:40]}
        ) from None


def _decimal_point(number: str, words: str) -> str:
    """Return the digits of a number with a point before its decimals.

    Raises ValueError for a comma that is neither of thousands nor, by the words, of decimals, and
    for `2.000 millones`, which is two million in one country and two thousand million in another.
    """
    spanish = any(re.search(rf"\b{word}\b", words) for word in SPANISH)
    if spanish and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", number):
        raise ValueError(
            _(
                "“%(text)s” can be read in two ways. Write it without a point, or with fewer "
                "decimals."
            )
            % {"text": f"{number} {words}".strip()[:40]}
        )
    if not re.search(r",\d{1,2}$", number):
        return number.replace(",", "")
    if not spanish:
        raise ValueError(
            _("“%(text)s” is not an amount. Write its decimals after a point: %(number)s.")
            % {"text": number, "number": number.replace(",", ".")}
        )
    return number.replace(",", ".")

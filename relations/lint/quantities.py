"""Finds the quantities that a plain text states: amounts, numbers in words, percentages, ranks.

Not quantities are dates and years, addresses, telephone numbers and names that hold a number
(COVID-19, 21st Century), whole years and "three times a year" (terms, anniversaries and rules,
which dates say), and small numbers in words that count nothing measured ("the two countries").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reading.accents import normalize
from relations.prose.passages import MARK
from relations.wording import number_words
from relations.wording.amounts import POWERS
from relations.wording.periods import ENGLISH, SPANISH
from relations.wording.values import Unit

NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = {
    "en": r"(?:[ -](?:thousand|million|billion|trillion)|(?:K|M|bn|B))\b",
    "es": r"(?: (?:mil millones|mil|millones|millón|billones|billón|mmdd|mdd))\b",
}
PERCENT = r"(?:\s?%|[ -]percent\b|\spor ciento\b)"
MONTHS = {
    "en": "|".join(filter(None, ENGLISH))
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?",
    "es": "|".join(SPANISH[1:]),
}
MILES = re.compile(r"[ -](miles?|millas?|kilomet\w+|kilómetros?|km)\b", re.IGNORECASE)
DOLLARS = re.compile(r"(?:\s(?:de\s)?(?:US\s)?(?:dollars|dólares|pesos))|\s?USD\b")

# Passages of text that hold numbers and state no quantity.
NOT_QUANTITIES = {
    "en": (
        rf"\b(?:{MONTHS['en']}) \d{{1,2}}(?:st|nd|rd|th)?(?:–\d{{1,2}})?\b(?:,? \d{{4}}\b)?",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS['en']})\b(?:,? \d{{4}}\b)?",
        r"\b(?:Articles?|Sections?|Chapter|Title|Resolution|No\.|Number|Page|page|pp?\.|Annex|"
        r"Phase|Route|Highway|Room|Suite|Volume|Vol\.|Act of) ?\d[\w.,()/-]*",
        r"\b\d+ (?:[NSEW]\.? )?(?:[A-Z][\w.’']* ){1,4}?(?:Ave|Avenue|St|Street|Blvd|Boulevard|"
        r"Road|Rd|Drive|Dr|Lane|Way|Plaza|Square|Place)\b",
        r"\bage[sd]?\s[^.;,]{0,12}?\d+(?:\s?(?:to|and|–|-)\s?\d+)?",
    ),
    "es": (
        rf"\b\d{{1,2}}\.?º? de (?:{MONTHS['es']})\b(?: del? \d{{4}})?",
        r"\b(?:[Aa]rtículos?|[Ss]ección|[Cc]apítulo|[Tt]ítulo|[Rr]esolución|núm\.|[Nn]úmero|"
        r"[Pp]áginas?|pp?\.|[Aa]nexo|[Ff]ase|[Cc]arretera|[Vv]olumen) ?\d[\w.,()/-]*",
        r"\b(?:Calle|Avenida|Av\.|Paseo|Bulevar|Blvd\.?|Calzada|Plaza) (?:[\w.]+ ){0,5}?"
        r"(?:núm\. ?|No\. ?|#)?\d+",
        r"\b(?:C\. ?P\.|CP) ?\d{5}",
        # a number in a name: La Fuerza de 100,000 en las Américas
        r"\b[A-ZÁÉÍÓÚ]\w+ de \d[\d,]*(?= en (?:las? |los |el )?[A-ZÁÉÍÓÚ])",
    ),
}
NEVER_QUANTITIES = (
    r"https?://\S+|www\.\S+|\S+@\S+",
    r"\b\d{4}-\d{2}(?:-\d{2})?\b",
    r"(?:\+\d{1,3}[ .-]?)?\(?\b\d{2,3}\)?[ .-]\d{3,4}[ .-]\d{4}\b",
    r"\b[Tt]el(?:\.|éfono|ephone|s\.)?:? ?[+(]?\d[\d ().-]*\d",
    r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b",
    r"\b\d{1,2}:\d{2}\b|\b\d{1,2} ?[ap]\.? ?m\b\.?",
    r"\b\d+/\d+\b",
    rf"\b(?:[A-Z]{{2,}}\)? \d+\.\d+|ISO \d+)\b(?!{PERCENT})",  # the version of a standard
    r"\b(?:\d+ )?(?:Stat\.|UNTS|UST|TIAS) \d+",  # where treaties are cited
    r"\b[^\W\d]+[-–]?\d[\w-]*",  # COVID-19, G20
    r"\b\d+(?!(?:[KMB]|bn|mi|km|mdd|mmdd|st|nd|rd|th)\b|[ºª°])[^\W\d_][\w-]*",  # 21CB, 2010s
    r"^\s*\d{1,2}[.)]\s",  # the number of a list item
)
YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:\s?[–—/-]\s?(?:\d{4}|\d\d))?(?![\d,.]*\d)")
YEARS = re.compile(r"[ -](?:additional |more |más )?(?:years?|año|años|decades?|década|décadas)\b")
RULE_BEFORE = re.compile(r"\b(?:every|each|cada)\s$", re.IGNORECASE)
RULE_AFTER = re.compile(
    r" (?:times|veces)\b| (?:months?|weeks?|days?|hours?) (?:later|earlier|after|before|ago)\b|"
    r" (?:mes(?:es)?|semanas?|días?|horas?) (?:después|antes|más tarde|atrás)\b"
)
DEFINITE = re.compile(
    r"\b(?:the|these|those|all|both|its|their|our|your|which|los|las|estos|estas|esos|sus|"
    r"nuestros|nuestras|ambos|ambas)\s$",
    re.IGNORECASE,
)
INTRODUCES = re.compile(r"(?: \w+){1,3}:")  # "five aims:" counts the list that follows
FEW = 4  # up to so many, a number in words counts only what a statistic counts
MEASURES = frozenset(
    "week weeks month months person people semana semanas mes meses persona personas".split()
)

RANKED = {
    "en": r"destination|source|sender|supplier|partner|market|buyer|customer|exporter|importer|"
    r"origin|provider|producer|recipient|investor|donor|country",
    "es": r"destino|fuente|proveedor|proveedora|emisor|socio|socia|mercado|comprador|cliente|"
    r"exportador|importador|origen|productor|receptor|inversionista|donante|lugar|puesto|sitio",
}
GREATEST = (
    r"largest|biggest|greatest|highest|leading|busiest|smallest|lowest|oldest|longest|top|most"
)


@dataclass(frozen=True)
class Quantity:
    """A quantity that a text states, in single units; a range has two values."""

    start: int
    end: int
    words: str
    values: tuple[Decimal, ...]
    unit: str


def quantities(text: str, language: str, counted: frozenset[str] = MEASURES) -> list[Quantity]:
    """Every quantity of `text`, in reading order.

    `counted` are the bare nouns that statistics count, which tell "three cases" from "three ways".
    """
    not_these = _not_quantities(text, language)
    found: list[Quantity] = []
    for one in sorted(
        [*_ranks(text, language), *_amounts(text, language, counted)],
        key=lambda one: (one.start, -one.end),
    ):
        taken = [*not_these, *((other.start, other.end) for other in found)]
        if all(one.end <= start or end <= one.start for start, end in taken):
            found.append(one)
    return found


def _not_quantities(text: str, language: str) -> list[tuple[int, int]]:
    patterns = (*NOT_QUANTITIES[language], *NEVER_QUANTITIES)
    spans = [found.span() for one in patterns for found in re.finditer(one, text)]
    # A number that a name begins with, such as 100K Fund, belongs to the name wherever it stands.
    names = set(re.findall(r"\b\d+K(?= [A-Z][a-z])", text))
    return spans + [found.span() for name in names for found in re.finditer(rf"\b{name}\b", text)]


def _ranks(text: str, language: str) -> Iterator[Quantity]:
    ordinal, noun = number_words.ordinal_pattern(language), RANKED[language]
    if language == "en":
        patterns = (
            rf"\b(?P<ordinal>{ordinal})[ -](?:{GREATEST})\b",
            rf"\b(?P<ordinal>{ordinal}) (?:[\w-]+ ){{0,2}}?(?:{noun})\b",
            rf"\b(?<!of the )(?<!among the )(?<!{MARK}[ -])(?:top|largest|biggest|leading) "
            rf"(?:[\w-]+ ){{0,3}}?(?:{noun})\b",
            rf"\brank(?:s|ed)?(?: as)?(?: the)? (?P<ordinal>{ordinal})\b",
        )
    else:
        patterns = (
            rf"\b(?P<ordinal>{ordinal}) (?:[\w-]+ ){{0,2}}?(?:{noun})\b",
            rf"\b(?P<ordinal>{ordinal}) (?:[\w-]+ ){{0,3}}?(?:más|mayor) (?:grande|importante)\b",
            rf"\b(?:principal|mayor) (?:{noun})\b",
        )
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.IGNORECASE):
            words = found.groupdict().get("ordinal")
            rank = number_words.parse_ordinal(words, language) if words else Decimal(1)
            yield Quantity(found.start(), found.end(), found[0], (rank,), Unit.RANK)


def _amounts(text: str, language: str, counted: frozenset[str]) -> Iterator[Quantity]:
    number = rf"(?:{NUMERAL}|\b(?:{number_words.pattern(language)})\b)"
    one = rf"(?:(?:US|USD|MX)?\s?\$\s?)?{number}(?:{SCALE[language]})?{PERCENT}?"
    to = "to|or" if language == "en" else "a|o"
    pattern = rf"(?<![\w.,$-])(?P<first>{one})(?:(?:\s(?:{to})\s|[–-])(?P<second>{one}))?"
    for found in re.finditer(rf"{pattern}(?![\d%]|,\d|\w)", text, re.IGNORECASE):
        parts = [name for name in ("first", "second") if found[name]]
        if len(parts) == 2 and not any(YEAR.fullmatch(found[name]) for name in parts):
            if YEARS.match(text, found.end()):
                continue
            values = _range(found["first"], found["second"], language)
            yield Quantity(*found.span(), found[0], values, _unit(found[0], text[found.end() :]))
            continue
        for name in parts:
            words, unit = found[name], _unit(found[name], text[found.end(name) :])
            one_of = Quantity(*found.span(name), words, (_value(words, language),), unit)
            if not _says_a_date(one_of, text, counted) and _counts(one_of, text, counted):
                yield one_of


def _range(first: str, last: str, language: str) -> tuple[Decimal, Decimal]:
    """Both values of a range, whose scale may be said once: `1.4 to 1.5 billion`."""
    scale = re.search(SCALE[language], last, re.IGNORECASE)
    if scale and not re.search(SCALE[language], first, re.IGNORECASE):
        first += scale[0]
    return _value(first, language), _value(last, language)


def _says_a_date(one: Quantity, text: str, counted: frozenset[str]) -> bool:
    """Whether it is a year, a term in whole years, or a rule such as "every six months"."""
    before, after = text[: one.start], text[one.end :]
    if one.unit != Unit.COUNT:
        return False
    if RULE_BEFORE.search(before) or RULE_AFTER.match(after):
        return True
    if YEARS.match(after) and "." not in one.words:
        return True
    # "1800 cases", but "the 1972 agreement", "the 2021 Dialogue"
    following = re.match(r" ([a-zñ]+s|people)\b", after)
    measured = following and following[1] in counted
    return bool(YEAR.fullmatch(one.words)) and not measured


def _counts(one: Quantity, text: str, counted: frozenset[str]) -> bool:
    """Whether a number in words counts something, instead of telling things apart."""
    before, after = text[: one.start], text[one.end :]
    if re.search(r"\d", one.words) or one.unit != Unit.COUNT:
        return True
    if one.values[0] == 1 or INTRODUCES.match(after):
        return False
    following = re.match(r"(?:[ -][\w.]+){0,3}", after)
    nouns = set(re.findall(r"\w+", normalize(following[0]))) if following else set()
    return one.values[0] > FEW or (not DEFINITE.search(before) and bool(nouns & counted))


def _unit(words: str, after: str) -> str:
    if "$" in words or DOLLARS.match(after):
        return Unit.USD
    if re.search(PERCENT, words):
        return Unit.PERCENT
    return Unit.MILES if MILES.match(after) else Unit.COUNT


def _value(words: str, language: str) -> Decimal:
    """The number that one amount writes, in single units."""
    plain = re.sub(rf"{PERCENT}|US\$|USD|MX|\$", "", words, flags=re.IGNORECASE).strip()
    numeral = re.match(NUMERAL, plain)
    if not numeral:
        return number_words.parse_number(plain, language)
    scale = plain[numeral.end() :].strip(" -").lower()
    return Decimal(numeral[0].replace(",", "")).scaleb(POWERS.get(scale, 0))

"""The words by which quantities in a text are recognised, in English and in Spanish: regular
expressions for what stands before, in and after them."""

import re

from relations.wording.number_words import ORDINAL_PATTERNS
from relations.wording.periods import MONTHS
from relations.wording.scales import SCALE_WORDS, any_of

CURRENCY = r"(?:USD?|MX)?\s?\$"
PERCENT = r"(?:\s?%|[ -]percent\b|\spor ciento\b)"
POINTS = re.compile(r" (?:percentage points?|puntos? porcentual(?:es)?)\b", re.IGNORECASE)
MILES = re.compile(r"[ -](miles?|millas?|kilomet\w+|kilómetros?|km)\b", re.IGNORECASE)
DOLLARS = re.compile(r"(?:\s(?:de\s)?(?:US\s)?(?:dollars|dólares))|\s?USD\b")
PESOS = re.compile(r"\s(?:de\s)?(?:Mexican\s)?pesos\b|\s?MXN\b")

# What joins the two values of a range.
RANGE_JOINTS = {"en": "to|or", "es": "a|o"}
MONTH_PATTERNS = {
    language: any_of(
        name if place == 0 else rf"{name}\.?"
        for names in months
        for place, name in enumerate(names.split())
    )
    for language, months in MONTHS.items()
}
ABBREVIATIONS = any_of(
    word for scales in SCALE_WORDS.values() for scale in scales for word in scale.abbreviations
)
# Passages of text that hold numbers and state no quantity, in any language and in each.
_NEVER_QUANTITIES = (
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
    # 21CB, 2010s
    rf"\b\d+(?!(?:{ABBREVIATIONS}|mi|km|st|nd|rd|th)\b|[ºª°])[^\W\d_][\w-]*",
    r"^\s*\d{1,2}[.)]\s",  # the number of a list item
)
NOT_QUANTITIES = {
    "en": (
        *_NEVER_QUANTITIES,
        rf"\b(?:{MONTH_PATTERNS['en']}) \d{{1,2}}(?:st|nd|rd|th)?(?:–\d{{1,2}})?\b"
        r"(?:,? \d{4}\b)?",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH_PATTERNS['en']})\b(?:,? \d{{4}}\b)?",
        r"\b(?:Articles?|Sections?|Chapter|Title|Resolution|No\.|Number|Page|page|pp?\.|Annex|"
        r"Phase|Route|Highway|Room|Suite|Volume|Vol\.|Act of) ?\d[\w.,()/-]*",
        r"\b\d+ (?:[NSEW]\.? )?(?:[A-Z][\w.’']* ){1,4}?(?:Ave|Avenue|St|Street|Blvd|Boulevard|"
        r"Road|Rd|Drive|Dr|Lane|Way|Plaza|Square|Place)\b",
        r"\bage[sd]?\s[^.;,]{0,12}?\d+(?:\s?(?:to|and|–|-)\s?\d+)?",
    ),
    "es": (
        *_NEVER_QUANTITIES,
        rf"\b\d{{1,2}}\.?º? de (?:{MONTH_PATTERNS['es']})\b(?: del? \d{{4}})?",
        r"\b(?:[Aa]rtículos?|[Ss]ección|[Cc]apítulo|[Tt]ítulo|[Rr]esolución|núm\.|[Nn]úmero|"
        r"[Pp]áginas?|pp?\.|[Aa]nexo|[Ff]ase|[Cc]arretera|[Vv]olumen) ?\d[\w.,()/-]*",
        r"\b(?:Calle|Avenida|Av\.|Paseo|Bulevar|Blvd\.?|Calzada|Plaza) (?:[\w.]+ ){0,5}?"
        r"(?:núm\. ?|No\. ?|#)?\d+",
        r"\b(?:C\. ?P\.|CP) ?\d{5}",
        # a number in a name: La Fuerza de 100,000 en las Américas
        r"\b[A-ZÁÉÍÓÚ]\w+ de \d[\d,]*(?= en (?:las? |los |el )?[A-ZÁÉÍÓÚ])",
    ),
}
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
MEASURES = frozenset(
    "week weeks month months person people semana semanas mes meses persona personas".split()
)

# Statements of a rank. One that names no ordinal is about the first.
_RANKED = {
    "en": r"(?:destination|source|sender|supplier|partner|market|buyer|customer|exporter|importer|"
    r"origin|provider|producer|recipient|investor|donor|country)",
    "es": r"(?:destino|fuente|proveedor|proveedora|emisor|socio|socia|mercado|comprador|cliente|"
    r"exportador|importador|origen|productor|receptor|inversionista|donante|lugar|puesto|sitio)",
}
_ORDINAL = {language: rf"(?P<ordinal>{pattern})" for language, pattern in ORDINAL_PATTERNS.items()}
RANK_PATTERNS = {
    "en": (
        rf"\b{_ORDINAL['en']}[ -](?:largest|biggest|greatest|highest|leading|busiest|smallest|"
        r"lowest|oldest|longest|top|most)\b",
        rf"\b{_ORDINAL['en']} (?:[\w-]+ ){{0,2}}?{_RANKED['en']}\b",
        r"\b(?<!of the )(?<!among the )(?:top|largest|biggest|leading) "
        rf"(?:[\w-]+ ){{0,3}}?{_RANKED['en']}\b",
        rf"\brank(?:s|ed)?(?: as)?(?: the)? {_ORDINAL['en']}\b",
    ),
    "es": (
        rf"\b{_ORDINAL['es']} (?:[\w-]+ ){{0,2}}?{_RANKED['es']}\b",
        rf"\b{_ORDINAL['es']} (?:[\w-]+ ){{0,3}}?(?:más|mayor) (?:grande|importante)\b",
        rf"\b(?:principal|mayor) {_RANKED['es']}\b",
    ),
}

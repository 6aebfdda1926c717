"""How an agreement is cited: in legal style, and as BibTeX, RIS and CSL-JSON.

Nothing is said but what is recorded: without a signature there is no date, without a citation none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from relations.wording.legal import cited_country, cited_date


class TreatySeries(models.TextChoices):
    """Where treaties are printed, in the order in which parallel citations are customarily given in
    the United States: its own series, that of the United Nations, others."""

    UST = "UST", _("United States Treaties and Other International Agreements")
    STAT = "Stat.", _("United States Statutes at Large")
    TIAS = "TIAS", _("Treaties and Other International Acts Series")
    BEVANS = "Bevans", _("Treaties and Other International Agreements of the United States, Bevans")
    UNTS = "UNTS", _("United Nations Treaty Series")
    UKTS = "UKTS", _("United Kingdom Treaty Series")
    CTS = "CTS", _("Canada Treaty Series")
    KAV = "KAV", _("William S. Hein’s collection of U.S. treaties, by KAV number")
    DOF = "DOF", _("Official Gazette of Mexico")
    OTHER = "other", _("Other")


LEGAL_SERIES = (
    (re.compile(r"\bTIAS (?:No\. )?(?=\d)"), "T.I.A.S. No. "),
    (re.compile(r"\bUNTS\b"), "U.N.T.S."),
    (re.compile(r"\bUST\b"), "U.S.T."),
)
IN_VOLUMES = re.compile(r"(?P<volume>\d+) (?P<series>UST|Stat\.|Bevans|UNTS) (?P<page>\d+)")
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    }
)


@dataclass(frozen=True)
class Citable:
    """What citations of an agreement say. `parties` are pairs of a country's code, or an empty
    text, and a name; `signed` is the code of a date; `citations` are in customary order."""

    slug: str
    title: str
    abbreviation: str
    parties: tuple[tuple[str, str], ...]
    signed: str
    place: str
    citations: tuple[str, ...]
    url: str
    language: str  # of the words


def citations_in_order(rows: Iterable[Any]) -> list[Any]:
    """Return citations in the order in which parallel ones are customarily given."""
    order = list(TreatySeries.values)
    return sorted(rows, key=lambda row: order.index(row.series))


def whole_citation(series: str, number: str) -> str:
    """Return a citation with the abbreviation of its series, unless it has that already."""
    return number if series in (TreatySeries.OTHER, *number.split()) else f"{series} {number}"


def legal(citable: Citable) -> str:
    """Return the citation in legal style: the title, of two countries both, the day of signature,
    and where it is printed, or else its address here."""
    parties = []
    if len(citable.parties) == 2 and all(code for code, _name in citable.parties):
        named = (cited_country(code, name, citable.language) for code, name in citable.parties)
        parties = ["–".join(named)]
    printed = list(citable.citations)
    for pattern, replacement in LEGAL_SERIES:
        printed = [pattern.sub(replacement, each) for each in printed]
    pieces = [
        citable.title,
        *parties,
        cited_date(citable.signed, citable.language),
        *(printed or [citable.url]),
    ]
    return f"{', '.join(filter(None, pieces))}."


def bibtex(citable: Citable) -> str:
    """Return an entry of BibTeX, in UTF-8, with what is special to LaTeX escaped."""
    year, month, _day = _date_parts(citable)
    fields = {
        "title": f"{{{_latex(citable.title)}}}",
        "shorttitle": _latex(citable.abbreviation),
        "date": citable.signed if DATE.fullmatch(citable.signed) else "",
        "year": year,
        "month": month,
        "howpublished": _latex("; ".join(citable.citations)),
        "address": _latex(citable.place),
        "note": _latex(_parties(citable)),
        "language": citable.language,
        "url": citable.url,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{citable.slug},\n{lines}\n}}\n"


def _latex(text: str) -> str:
    return _line(text).translate(LATEX)


def ris(citable: Citable) -> str:
    """Return a record of RIS, whose lines end as the format says. It has no type of treaties."""
    fields = [
        ("TY", "GEN"),
        ("TI", citable.title),
        ("ST", citable.abbreviation),
        ("PY", _date_parts(citable)[0]),
        ("DA", "/".join((*_date_parts(citable), "")) if citable.signed else ""),
        ("CY", citable.place),
        *(("M1", citation) for citation in citable.citations),
        ("N1", _parties(citable)),
        ("LA", citable.language),
        ("UR", citable.url),
    ]
    lines = [f"{tag}  - {_line(value)}\r\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \r\n"])


def csl(citable: Citable) -> list[dict[str, Any]]:
    """Return a list of one item of CSL-JSON, of the type `treaty`."""
    item: dict[str, Any] = {
        "id": citable.slug,
        "type": "treaty",
        "title": citable.title,
        "title-short": citable.abbreviation,
        "event-place": citable.place,
        "references": "; ".join(citable.citations),
        "note": _parties(citable),
        "language": citable.language,
        "URL": citable.url,
    }
    if parts := [int(part) for part in _date_parts(citable) if part]:
        item["issued"] = {"date-parts": [parts]}
    if printed := next(filter(None, map(IN_VOLUMES.fullmatch, citable.citations)), None):
        item |= {"volume": printed["volume"], "container-title": printed["series"]}
        item |= {"page": printed["page"]}
    return [{name: value for name, value in item.items() if value}]


def _date_parts(citable: Citable) -> tuple[str, str, str]:
    """Year, month and day of the signature, as far as they are known."""
    match = DATE.fullmatch(citable.signed)
    year, month, day = match.groups("") if match else (citable.signed[:4], "", "")
    return year, month, day


def _parties(citable: Citable) -> str:
    return "; ".join(name for _code, name in citable.parties)


def _line(text: str) -> str:
    """A text on one line, which no line of another field can be hidden in."""
    return " ".join(text.split())

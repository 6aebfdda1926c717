"""How citations in legal style write countries and dates: abbreviated in English, as The Bluebook
has it in its tables T10 and T12; written out in other languages."""

import re

from relations.wording.periods import period_of

COUNTRIES = {"US": "U.S.", "MX": "Mex.", "CA": "Can."}  # other countries have their names
MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
MONTH = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def cited_country(code: str, name: str, language: str) -> str:
    """Return a country, of which the code and the name are given, as a citation names it."""
    return COUNTRIES.get(code, name) if language == "en" else name


def cited_date(code: str, language: str) -> str:
    """Return the date that a code names as a citation writes it; empty for none."""
    match = MONTH.fullmatch(code)
    if language != "en" or not match:
        return period_of(code).format(language) if code else ""
    year, month, day = match.groups()
    return " ".join(filter(None, [MONTHS[int(month) - 1], day and f"{int(day)},", year]))

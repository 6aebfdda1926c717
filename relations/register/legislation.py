"""What search engines are told of a treaty: `Legislation` of schema.org, of derived facts alone."""

from datetime import date
from typing import Any

from relations.register.citing import Citable
from relations.register.life import Interval, Life
from relations.register.vocabulary import Status, Vocabulary

LEGAL_FORCE = {
    Status.IN_FORCE: "InForce",
    Status.EXPIRED: "NotInForce",
    Status.TERMINATED: "NotInForce",
    Status.SUPERSEDED: "NotInForce",
}


def legislation(citable: Citable, life: Life, day: date, texts: list[dict]) -> dict[str, Any]:
    """Return JSON-LD of a binding agreement as it stands on `day`; nothing of any other, which is
    no legislation.

    Days that are known in part are left out, for the properties take whole days. `texts` are its
    files as `MediaObject`.
    """
    if life.facts.vocabulary != Vocabulary.BINDING:
        return {}
    applied = [each for each in life.intervals if each.status == Status.IN_FORCE]
    begins = _whole_day(applied[0]) if applied else ""
    status = life.on(day).status
    force = LEGAL_FORCE.get(status) if status else None
    stated = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": citable.title,
        "alternateName": citable.abbreviation,
        "url": citable.url,
        "inLanguage": citable.language,
        "legislationIdentifier": list(citable.citations),
        "legislationDate": citable.signed if len(citable.signed) == len("2020-07-01") else "",
        "legislationDateOfApplicability": begins,
        "temporalCoverage": _coverage(life, begins, day),
        "legislationLegalForce": f"https://schema.org/{force}" if force else "",
        "encoding": texts,
    }
    return {name: value for name, value in stated.items() if value}


def _whole_day(interval: Interval) -> str:
    """The day on which an interval begins, empty where that is known in part."""
    on = interval.steps[-1].on
    return on.first.isoformat() if on.first == on.last else ""


def _coverage(life: Life, begins: str, day: date) -> str:
    """The days in force as an interval of ISO 8601: open at its end while it is in force, for what
    its rules say of days ahead may change. Nothing where it was interrupted, or where its end is
    known in part."""
    places = [n for n, each in enumerate(life.intervals) if each.status == Status.IN_FORCE]
    if not begins or len(places) != 1:
        return ""
    last = life.intervals[places[0]].last
    if last is None or last >= day:
        return f"{begins}/.."
    ended = life.intervals[places[0] + 1].status is not None
    return f"{begins}/{last.isoformat()}" if ended else ""

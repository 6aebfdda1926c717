"""The status of an agreement and why, as a file says it."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import override

from publishing.languages import LANGUAGES
from relations.register.changes import Basis
from relations.register.dates import Due, dates_of, read_due
from relations.register.facts import Act, Days, Rule, Span
from relations.register.life import Interval, Life, Step
from relations.register.parties import PartyStanding
from relations.register.vocabulary import EVENTS_AHEAD, RuleKind, Status

COMING = 50  # dates in one file


def status_of(value: str) -> dict | None:
    """Return a status as files say what is one of fixed choices; None where none is derived."""
    return choice_record(Status(value)) if value else None


def choice_record(choice: models.TextChoices) -> dict:
    """Return a value of fixed choices as files say it: its key, and its name in every language."""
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = str(choice.label)
    return {"key": choice.value, "name": names}


def standing_record(row: Any) -> dict:
    """Return the status of a row of a list, since when it has it, and what is due next."""
    since = Days(row.since_first, row.since_last) if row.status else None
    return {
        "status": status_of(row.status),
        "since": since.code if since else None,
        "next_date": _date_in_table(row.next_date) if row.next_date else None,
    }


def _date_in_table(row: str) -> dict:
    """A row of the table of dates as files say it: its kind, and the code of its day."""
    kind, on = read_due(row)
    return {"kind": choice_record(kind), "on": on.code}


def derived_record(life: Life) -> dict:
    """Return the rules, and the first review and the end that they give, as codes of dates."""
    course = life.course
    ends = course.end if course.end and not course.doubt and not course.endless else None
    return {
        "first_review_on": course.reviews[0].on.code if course.reviews else "",
        "ends_on": ends.code if ends else "",
        "rules": [_rule(rule) for rule in life.facts.rules],
    }


def _rule(rule: Rule) -> dict:
    return {
        "kind": choice_record(RuleKind(rule.kind)),
        "on": rule.on.code if rule.on else "",
        "length": _span(rule.span),
        "every": _span(rule.every),
        "notice": _span(rule.notice),
        "before": rule.before,
        "counted_from": choice_record(rule.anchor),
        "parties": rule.parties or None,
        "owed_by": rule.owed_by,
        "about": rule.about,
        "citation": rule.citation,
    }


def _span(span: Span | None) -> dict | None:
    return {"amount": span.amount, "unit": span.unit.value} if span else None


def status_json(
    edition: Any, life: Life, parties: list[PartyStanding], moment: datetime, day: date
) -> dict:
    """Return the status on `day`, of the whole and of each party, by what the site says at
    `moment`, with every step to it.

    Each step names the event, rule or other agreement that it rests on.
    """
    return {
        "agreement": edition.item.slug,
        "title": edition.title,
        "edition": edition.identifier,
        "as_of": timezone.localtime(moment).isoformat(timespec="seconds"),
        "on": day.isoformat(),
        "vocabulary": life.facts.vocabulary.value,
        **_standing(life.on(day)),
        "parties": [
            {"party": each.key, "name": each.name, **_standing(each.interval)} for each in parties
        ],
        "dates": [_due(due) for due in dates_of(life, day, timezone.localdate(moment))[:COMING]],
    }


def _standing(standing: Interval) -> dict:
    return {
        "status": status_of(standing.status or ""),
        "reason": str(standing.reason or ""),
        "since": standing.steps[-1].on.code if standing.status else None,
        "until": standing.last.isoformat() if standing.last else None,
        "steps": [_step(step) for step in standing.steps],
    }


def _step(step: Step) -> dict:
    return {
        "status": status_of(step.status or ""),
        "on": step.on.code,
        "words": str(step.sentence),
        "rests_on": [_basis(basis) for basis in step.basis],
    }


def _due(due: Due) -> dict:
    return {
        "kind": choice_record(due.kind),
        "on": due.on.code,
        "words": str(due.words),
        "owed_by": due.owed_by,
        "rests_on": [_basis(basis) for basis in due.basis],
    }


def _basis(basis: Basis) -> dict:
    if isinstance(basis, Act):
        event = {"event": basis.kind.value, "name": str(EVENTS_AHEAD[basis.kind])}
        return {**event, "on": basis.on.code, "party": basis.party}
    if isinstance(basis, Rule):
        kind = RuleKind(basis.kind)
        return {"rule": kind.value, "name": str(kind.label), "citation": basis.citation}
    return {"superseded_by": basis.title, "on": basis.on.code}

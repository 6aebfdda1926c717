"""Which columns of a rule say something for its kind, and what is refused of the others."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from relations.register.vocabulary import Anchor, RuleKind, Unit

Reason = str | Promise
LONGEST = 500  # years
STARTS = (Anchor.IN_FORCE, Anchor.SIGNED, Anchor.UNSTATED)


@dataclass(frozen=True)
class Terms:
    """The columns that a kind of rule has, of which it cannot do without some, and what it may
    count from. An agreement may have `several` such rules, or one."""

    needed: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    anchors: tuple[Anchor, ...] = ()
    several: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return self.needed | self.optional


def _terms(needed: str = "", optional: str = "", **more: Any) -> Terms:
    return Terms(frozenset(needed.split()), frozenset(optional.split()), **more)


TERMS = {
    RuleKind.ENTRY: _terms(
        "anchor",
        "amount parties",
        anchors=(Anchor.SIGNED, Anchor.NOTIFIED, Anchor.RATIFIED),
    ),
    RuleKind.TERM: _terms("", "day amount anchor", anchors=STARTS),
    RuleKind.RENEWAL: _terms("amount", "notice_amount"),
    RuleKind.DECISION: _terms(
        "amount anchor",
        "owed_by",
        anchors=(Anchor.REVIEW, Anchor.END, Anchor.UNSTATED),
        several=True,  # at a review, and at any other time
    ),
    RuleKind.REVIEW: _terms("", "day amount anchor every_amount", anchors=STARTS),
    RuleKind.REFUSED: _terms("amount"),
    RuleKind.WITHDRAWAL: _terms("amount"),
    RuleKind.DUTY: _terms(
        "amount anchor owed_by about",
        "before",
        anchors=tuple(each for each in Anchor if each != Anchor.UNSTATED),
        several=True,
    ),
}
COLUMNS = frozenset[str]().union(*(terms.columns for terms in TERMS.values()))
UNITS = {"amount": "unit", "every_amount": "every_unit", "notice_amount": "notice_unit"}
IN_A_YEAR = {Unit.DAYS: 365, Unit.MONTHS: 12, Unit.YEARS: 1}


def rule_errors(row: Any) -> dict[str, Reason]:
    """Return why a row cannot be a rule of its kind, by column: what it lacks, what says nothing
    for it, and lengths of nothing or beyond LONGEST."""
    terms = TERMS[RuleKind(row.kind)]
    given = {name for name in COLUMNS if getattr(row, name) not in ("", None, False)}
    needs = _("This kind of rule needs it.")
    errors: dict[str, Reason] = dict.fromkeys(terms.needed - given, needs)
    unused = _("It says nothing for this kind of rule: empty it, or choose another kind.")
    errors |= dict.fromkeys(given - terms.columns, unused)
    if row.kind in (RuleKind.TERM, RuleKind.REVIEW):
        errors |= _without_a_date(row, given)
    if row.anchor and terms.anchors and row.anchor not in terms.anchors:
        names = [str(anchor.label) for anchor in terms.anchors]
        words = gettext("This kind of rule counts from %(names)s.")
        errors["anchor"] = words % {"names": get_text_list(names, gettext("or"))}
    return errors | _wrong_lengths(row)


def _without_a_date(row: Any, given: set[str]) -> dict[str, Reason]:
    if row.kind == RuleKind.TERM and not given & {"day", "amount"}:
        return {"day": _("Give the day on which it ends, or its length.")}
    if row.kind == RuleKind.REVIEW and not given & {"day", "amount", "every_amount"}:
        return {"day": _("Give the day of the first review, or when and how often it comes.")}
    if "amount" in given and not given & {"day", "anchor"}:
        return {"anchor": _("Say what the length counts from.")}
    return {}


def _wrong_lengths(row: Any) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    for name, unit in UNITS.items():
        amount = getattr(row, name)
        if amount == 0:
            errors[name] = _("It lasts one day at least; leave it empty for none.")
        elif amount and amount > LONGEST * IN_A_YEAR.get(getattr(row, unit), 1):
            words = gettext("More than %(number)s years are taken for a mistake.")
            errors[name] = words % {"number": LONGEST}
    if row.parties == 0:
        errors["parties"] = _("By one party at least; leave it empty for all of them.")
    return errors


def repeated(rows: list[Any]) -> list[Any]:
    """Return the rows that come after another of their kind, of which there can be one."""
    seen, again = set(), []
    for row in rows:
        if row.kind in seen and not TERMS[RuleKind(row.kind)].several:
            again.append(row)
        seen.add(row.kind)
    return again

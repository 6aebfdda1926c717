"""The rules of an agreement in words: as rows of a table, and each as a sentence."""

from collections.abc import Iterator
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language
from relations.register.facts import Rule, Span
from relations.register.life import Life
from relations.register.vocabulary import Anchor, RuleKind, Unit
from relations.register.wording import uncapitalized


def span_words(span: Span) -> str:
    """Return a length of time in words: `one year`, `90 days`."""
    words = {
        Unit.DAYS: ngettext("one day", "%(number)s days", span.amount),
        Unit.MONTHS: ngettext("one month", "%(number)s months", span.amount),
        Unit.YEARS: ngettext("one year", "%(number)s years", span.amount),
    }[Unit(span.unit)]
    return words % {"number": span.amount}


def rule_rows(life: Life, day: date) -> Iterator[tuple[str, str]]:
    """Yield what each rule says as a label and words; the end, which is first, has no words where
    nothing of it is recorded."""
    end, known = life.course.end, not (life.course.doubt or life.course.endless)
    over = known and end is not None and end.last < day
    yield gettext("Ended on") if over else gettext("Ends on"), _end_words(life)
    for rule in life.facts.rules:
        for label, words in _rows_of(rule):
            yield label, f"{words} ({rule.citation})" if rule.citation else words


def _end_words(life: Life) -> str:
    """The day of the end, or why it has none."""
    course, term = life.course, life.facts.rule(RuleKind.TERM)
    if course.doubt:
        return str(course.doubt)
    if course.endless:
        return gettext("renews itself until notice is given")
    if course.end:
        return course.end.format(active_language())
    if term is None:
        return ""
    words = pgettext("the end of an agreement", "not derived")
    return f"{words} ({term.citation})" if term.citation else words


# What an agreement does to another, by the kind of their relation: what it says of itself and what
# the other says of it, and both while it is not in force yet.
RELATIONS = {
    "supersedes": (
        _("Supersedes"),
        _("supersedes it"),
        _("Will supersede, once in force"),
        _("will supersede it, once in force"),
    ),
    "amends": (
        _("Amends"),
        _("amends it"),
        _("Will amend, once in force"),
        _("will amend it, once in force"),
    ),
    "implements": (
        _("Implements"),
        _("implements it"),
        _("Will implement, once in force"),
        _("will implement it, once in force"),
    ),
    "adopted_at": (_("Adopted at"), _("was adopted at it")),
    "predates": (_("Predates"), _("predates it")),
}


def relation_words(kind: str, *, pending: bool, of_other: bool = False) -> str:
    """Return a relation to another agreement in words, from this one's side or the other's; that it
    is yet to come where the one that makes it is signed and not in force."""
    words = RELATIONS[kind]
    pair = words[2:] if pending and len(words) > 2 else words[:2]
    return str(pair[1 if of_other else 0])


def _rows_of(rule: Rule) -> Iterator[tuple[str, str]]:
    span = span_words(rule.span) if rule.span else ""
    if rule.kind == RuleKind.TERM and span:
        yield gettext("Term"), span
    elif rule.kind == RuleKind.DECISION and span:
        by = gettext("by %(whom)s") % {"whom": rule.owed_by} if rule.owed_by else ""
        counted = "" if rule.anchor == Anchor.UNSTATED else _counted_from(rule)
        yield gettext("Length of a new term"), ", ".join(filter(None, [span, counted, by]))
    elif rule.kind == RuleKind.REVIEW:
        if rule.on:
            yield gettext("First review"), rule.on.format(active_language())
        if rule.every:
            yield gettext("Reviewed every"), span_words(rule.every)
    elif rule.kind == RuleKind.REFUSED and span:
        yield gettext("If it is not renewed, reviewed every"), span
    elif rule.kind == RuleKind.RENEWAL and span:
        yield gettext("Renewed by itself for"), _unless_notice(rule, span)
    elif rule.kind == RuleKind.WITHDRAWAL and span:
        words = gettext("%(span)s after the notice") % {"span": span}
        yield gettext("Withdrawal takes effect"), words
    elif rule.kind == RuleKind.ENTRY:
        yield gettext("Enters into force"), _after_or_before(rule, span)
    elif rule.kind == RuleKind.DUTY:
        words = _after_or_before(rule, span)
        yield rule.about or RuleKind.DUTY.label, ": ".join(filter(None, [rule.owed_by, words]))


def _counted_from(rule: Rule) -> str:
    return gettext("counted from %(anchor)s") % {"anchor": rule.anchor.label}


def _unless_notice(rule: Rule, span: str) -> str:
    if rule.notice is None:
        return span
    return gettext("%(span)s, unless notice is given %(notice)s before the end") % {
        "span": span,
        "notice": span_words(rule.notice),
    }


def _after_or_before(rule: Rule, span: str) -> str:
    """`90 days after the last notification`, `on the last notification`."""
    terms = {"span": span, "anchor": rule.anchor.label}
    if not span:
        return capfirst(gettext("on %(anchor)s") % terms)
    if rule.before:
        return gettext("%(span)s before %(anchor)s") % terms
    return gettext("%(span)s after %(anchor)s") % terms


def rule_sentence(rule: Rule) -> str:
    """Return what a rule says as a sentence, and where it stands; its kind alone where it lacks
    what that needs."""
    words = _sentence(rule) or RuleKind(rule.kind).label
    return f"{words} ({rule.citation})" if rule.citation else str(words)


def _sentence(rule: Rule) -> str:
    span = span_words(rule.span) if rule.span else ""
    terms = {
        "span": span,
        "when": uncapitalized(_after_or_before(rule, span)),
        "on": rule.on.format(active_language()) if rule.on else "",
        "anchor": str(rule.anchor.label),
        "every": _every(rule.span) if rule.span else "",
    }
    if rule.kind == RuleKind.TERM and rule.on:
        return gettext("Ends %(on)s.") % terms
    if rule.kind == RuleKind.REVIEW:
        return _review_sentence(rule, terms)
    if rule.kind == RuleKind.ENTRY:
        return _entry_sentence(rule, terms)
    if not span:
        return ""
    if rule.kind == RuleKind.RENEWAL:
        return gettext("Renews itself, again and again, for %(span)s.") % {
            "span": _unless_notice(rule, span)
        }
    if rule.kind == RuleKind.DECISION and rule.anchor == Anchor.UNSTATED:
        words = gettext(
            "%(whom)s may decide on a new term of %(span)s; from which day it counts is not stated."
        )
    else:
        words = {
            RuleKind.TERM: gettext("Ends %(when)s."),
            RuleKind.DECISION: gettext(
                "%(whom)s may decide on a new term of %(span)s, counted from %(anchor)s."
            ),
            RuleKind.REFUSED: gettext(
                "After a review at which a new term was not confirmed, it is reviewed %(every)s."
            ),
            RuleKind.WITHDRAWAL: gettext("A withdrawal takes effect %(span)s after the notice."),
            RuleKind.DUTY: gettext("%(about)s: owed by %(owed_by)s %(when)s."),
        }[rule.kind]
    whom = capfirst(rule.owed_by or gettext("the parties"))
    return words % {**terms, "about": rule.about, "owed_by": rule.owed_by or "–", "whom": whom}


def _review_sentence(rule: Rule, terms: dict[str, str]) -> str:
    every = _every(rule.every) if rule.every else ""
    if rule.on and every:
        words = gettext("First review: %(on)s, then %(every)s.")
    elif rule.on:
        words = gettext("Review: %(on)s.")
    elif terms["span"] and every:
        words = gettext("First reviewed %(when)s, then %(every)s.")
    elif terms["span"]:
        words = gettext("Reviewed %(when)s.")
    else:
        words = every and gettext("Reviewed %(every)s; when it is first is not stated.")
    return words % {**terms, "every": every}


def _entry_sentence(rule: Rule, terms: dict[str, str]) -> str:
    words = gettext("Enters into force %(when)s.") % terms
    if not rule.parties:
        return words
    parties = ngettext(
        "One party must have acted.", "%(number)s parties must have acted.", rule.parties
    )
    return f"{words} {parties % {'number': rule.parties}}"


def _every(span: Span) -> str:
    words = {
        Unit.DAYS: ngettext("every day", "every %(number)s days", span.amount),
        Unit.MONTHS: ngettext("every month", "every %(number)s months", span.amount),
        Unit.YEARS: ngettext("every year", "every %(number)s years", span.amount),
    }[Unit(span.unit)]
    return words % {"number": span.amount}

"""What the register does not know of an agreement, each with the clause that leaves it open."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.utils.text import get_text_list
from django.utils.translation import gettext

from publishing.languages import active_language
from relations.register.course import LIMIT, Review, stated
from relations.register.dates import DateKind, every_date, is_cut
from relations.register.facts import Days, Rule
from relations.register.life import ENDS, Life
from relations.register.sentences import span_words
from relations.register.vocabulary import Anchor, RuleKind


def unknowns(life: Life, names: dict[str, str], day: date) -> Iterator[str]:
    """Yield what is open on a day, as sentences. `names` are what the parties are called."""
    if life.on(day).status in ENDS:
        return
    course = life.course
    for review in course.reviews:
        if review.on.first <= day and (missing := _unstated(life, review, names)):
            yield gettext(
                "What was stated at the review of %(on)s is not recorded of: %(who)s."
            ) % {
                "on": review.on.format(active_language()),
                "who": get_text_list(missing, gettext("and")),
            }
    ahead = next((each for each in course.reviews if each.on.last >= day), None)
    if ahead and ahead.after_refusal and not ahead.acts:
        yield gettext(
            "The day of the next review, %(on)s, follows from the rule; no source confirms it."
        ) % {"on": ahead.on.format(active_language())}
    if course.open_reviews:
        yield " ".join([gettext("Further reviews are not derived."), str(course.open_reviews)])
    if course.doubt:
        yield " ".join([gettext("The end is not derived."), str(course.doubt)])
    if not _ends_ahead(life, day) if course.endless else is_cut(life):
        words = gettext(
            "The rules yield more than %(limit)s dates; those after them are not derived."
        )
        yield words % {"limit": LIMIT}
    revived = _revived(life, day)
    if revived and course.end and not course.endless and course.end.last <= revived.first:
        words = gettext("The term after the revival of %(on)s is not recorded.") % {
            "on": revived.format(active_language())
        }
        yield f"{gettext('The end is not derived.')} {words}"
    for rule in life.facts.rules:
        if words := _without_a_date(life, rule):
            yield f"{words} ({rule.citation})" if rule.citation else words


def _ends_ahead(life: Life, day: date) -> bool:
    return any(due.kind == DateKind.END and due.is_ahead(day) for due in every_date(life))


def _revived(life: Life, day: date) -> Days | None:
    """When it was last in force again, up to a day, after it had ended."""
    steps = life.on(day).steps
    revivals = [
        step.on
        for before, step in pairwise(steps)
        if before.status in ENDS and step.status and step.status not in ENDS
    ]
    return revivals[-1] if revivals else None


def _unstated(life: Life, review: Review, names: dict[str, str]) -> list[str]:
    """Who is not recorded as having said anything at a review of which something is recorded."""
    said = stated(review.acts)
    return [names.get(each, each) for each in life.facts.parties if said and each not in said]


def _without_a_date(life: Life, rule: Rule) -> str:
    """Say what a rule leaves open, if no date follows from it."""
    if rule.kind == RuleKind.DECISION and rule.span and rule.anchor == Anchor.UNSTATED:
        words = gettext(
            "New term: %(span)s, counted from a day that the clause does not name: not derived"
        ) % {"span": span_words(rule.span)}
        return f"{words}; {rule.owed_by}" if rule.owed_by else words
    if rule.kind == RuleKind.REVIEW and not life.course.reviews:
        return _not_derived(gettext("Reviews: the day of the first is not stated."))
    if rule.kind == RuleKind.TERM and not life.course.end:
        return _not_derived(gettext("The end: no day follows from the rule of the term."))
    if rule.kind == RuleKind.WITHDRAWAL and not rule.span:
        return _not_derived(gettext("Withdrawal: how long after the notice is not stated."))
    return ""


def _not_derived(words: str) -> str:
    return " ".join([words, gettext("Not derived.")])

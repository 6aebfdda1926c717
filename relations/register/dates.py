"""The dates that follow from the events and rules of an agreement: reviews, ends, duties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice, zip_longest

from django.db import models
from django.utils.translation import gettext_lazy as _

from relations.register.changes import Basis
from relations.register.course import LIMIT, terms_of
from relations.register.facts import Act, Days, Rule
from relations.register.life import ENDS, Life
from relations.register.vocabulary import EVENTS_AHEAD, Anchor, EventKind, RuleKind, Status
from relations.register.withdrawals import leavings
from relations.register.wording import Said


class DateKind(models.TextChoices):
    ENTRY = "entry", _("Entry into force")
    REVIEW = "review", _("Review")
    END = "end", _("End of the term")
    NOTICE = "notice", _("Last day to give notice")
    WITHDRAWAL = "withdrawal", _("Withdrawal takes effect")
    DUTY = "duty", _("Duty")
    EVENT = "event", _("Event")


@dataclass(frozen=True)
class Due:
    """A day, or the range of days, on which something is due, and what that rests on.

    `key` names it within its agreement over all editions: its rule or event, and which of its
    occurrences it is.
    """

    kind: models.TextChoices  # a DateKind, or what other items than agreements have
    on: Days
    words: Said
    key: str
    basis: tuple[Basis, ...] = ()
    owed_by: str = ""
    open: bool = False  # what came of it is not recorded
    recurring: bool = False  # one of many terms, of which the next is enough
    confirmed: bool = True  # whether whoever decides it has said so: not what a rule gives
    at: datetime | None = None  # the instant, where an hour is recorded

    @property
    def series(self) -> str:
        """What it has in common with the other occurrences of its rule."""
        return self.key.rpartition("-")[0]

    def unrecorded(self, day: date) -> bool:
        """Whether its day has passed, and what came of it is not recorded."""
        return self.open and self.on.last < day

    def is_ahead(self, day: date) -> bool:
        if self.kind == DateKind.EVENT:
            return self.on.first > day
        return self.on.last >= day


def dates_of(life: Life, day: date, known: date = date.min) -> list[Due]:
    """Return what is due from `day` on, the earliest first; before them what is past and of which
    the outcome is not recorded. Of the terms of an agreement that renews itself, the next.

    What was past on the day `known`, on which nothing more was recorded, is so for any `day`. Of
    an agreement that has ended by then, only what begins after it is due."""
    due, recurring = [], set()
    ended = life.on(day).status in ENDS
    for each in every_date(life):
        if ended and each.on.first <= day:
            continue
        if each.unrecorded(max(day, known)):
            due.append(replace(each, words=passed_words(each.on)))
        elif each.is_ahead(day) and each.series not in recurring:
            due.append(each)
            if each.recurring:
                recurring.add(each.series)
    return due


def passed_words(on: Days) -> Said:
    """Say that a review was due and what came of it is not recorded."""
    return Said(_("Review date passed on %(on)s; outcome not recorded"), on=on)


def every_date(life: Life) -> list[Due]:
    """Return every date of an agreement, past and ahead, the earliest first: what is recorded, and
    at most 500 of those that follow from rules. Dates after it has ended are left out."""
    ended = _ended_on(life)
    due = [
        replace(each, confirmed=not any(isinstance(base, Rule) for base in each.basis))
        for each in (*_events(life), *_withdrawals(life), *islice(_derived(life), LIMIT))
    ]
    if ended:
        due = [each for each in due if each.on.first <= ended]
    return sorted(due, key=lambda each: (each.on.first, each.on.last, each.key))


def _ended_on(life: Life) -> date | None:
    """The day on which an agreement ended for good, or another took its place: a revival begins it
    again."""
    replaced = min((each.on.last for each in life.facts.superseded_by), default=None)
    ended = None
    for each in life.intervals:
        if each.status in ENDS:
            ended = ended or each.first
        elif each.status:
            ended = None
    return min(filter(None, (ended, replaced)), default=None)


def is_cut(life: Life) -> bool:
    """Whether rules yield more dates than are derived."""
    return next(islice(_derived(life), LIMIT, None), None) is not None


def _derived(life: Life) -> Iterator[Due]:
    """What follows from rules, of each in turn, so that none takes the room of another."""
    duties = [
        _duties(life, rule)
        for rule in life.facts.rules
        if rule.kind == RuleKind.DUTY and rule.span is not None
    ]
    for each in zip_longest(_ends(life), _reviews(life), *duties):
        yield from filter(None, each)


def _reviews(life: Life) -> Iterator[Due]:
    for number, review in enumerate(life.course.reviews, start=1):
        words = Said(
            _("Review, since a new term was not confirmed; its day follows from the rule alone")
            if review.after_refusal
            else _("Review")
        )
        refusal = life.facts.rule(RuleKind.REFUSED) if review.after_refusal else None
        basis: tuple[Basis, ...] = (review.rule, *([refusal] if refusal else ()), *review.acts)
        yield Due(
            DateKind.REVIEW,
            review.on,
            words,
            f"review-{number}",
            basis,
            open=review.outcome is None,
        )


def _ends(life: Life) -> Iterator[Due]:
    """The end of the term; where it renews itself, of each term, and the last day for notice."""
    course = life.course
    if course.end is None or course.doubt:
        return
    if not course.endless:
        ends = _("Ends by its rules")
        if life.facts.rule(RuleKind.DECISION):
            ends = _("Ends by its rules, unless a new term is decided before then")
        yield Due(DateKind.END, course.end, Said(ends), "end", course.basis)
        return
    rule = life.facts.rule(RuleKind.RENEWAL)
    assert rule is not None
    assert rule.span is not None
    for number, end in enumerate(terms_of(course, rule.span), start=1):
        words = Said(_("Renews itself"))
        yield Due(DateKind.END, end, words, f"term-{number}", course.basis, recurring=True)
        if rule.notice:
            words = Said(_("Last day to give notice against the renewal of %(end)s"), end=end)
            due = rule.notice.before(end)
            if due:
                key = f"notice-{number}"
                yield Due(DateKind.NOTICE, due, words, key, (rule,), recurring=True)


def _withdrawals(life: Life) -> Iterator[Due]:
    for each in leavings(life.facts):
        if each.on and not each.doubt:
            words = Said(_("Withdrawal takes effect"))
            if each.party:
                words = Said(_("Withdrawal takes effect: %(party)s"), party=each.act.party_name)
            key = f"withdrawal-{each.act.party_id}"
            yield Due(DateKind.WITHDRAWAL, each.on, words, key, each.basis)


def _events(life: Life) -> Iterator[Due]:
    """Events that are recorded, and an entry into force that a rule derives. What all parties did
    on the day of an event of the whole is that event."""
    whole = {(act.kind, act.on) for act in life.facts.acts if not act.party}
    for number, act in enumerate(life.facts.acts, start=1):
        if act.kind != EventKind.WITHDREW and (not act.party or (act.kind, act.on) not in whole):
            key = act.key or f"event-{number}"
            yield Due(DateKind.EVENT, act.on, _event_said(act), key, (act,))
    steps = (each.steps[-1] for each in life.intervals if each.steps)
    entry = next((step for step in steps if step.status == Status.IN_FORCE), None)
    kinds = (EventKind.ENTERED_INTO_FORCE, EventKind.REVIVED)
    if entry and not any(isinstance(each, Act) and each.kind in kinds for each in entry.basis):
        event = EVENTS_AHEAD[EventKind.ENTERED_INTO_FORCE]
        words = Said("%(event)s: %(words)s", event=event, words=entry.words)
        yield Due(DateKind.ENTRY, entry.on, words, "entry", entry.basis)


def _event_said(act: Act) -> Said:
    """Say what an event is: by its own words, where its kind says nothing."""
    if act.kind == EventKind.RELATED and act.about:
        return Said("%(about)s", about=act.about)
    if act.party:
        return Said("%(event)s: %(party)s", event=EVENTS_AHEAD[act.kind], party=act.party_name)
    return Said(EVENTS_AHEAD[act.kind])


def _duties(life: Life, rule: Rule) -> Iterator[Due]:
    """What someone owes before or after what the rule counts from, for each occurrence of it."""
    assert rule.span is not None
    recurring = rule.anchor == Anchor.END and life.course.endless
    for number, counted_from in enumerate(_occurrences(life, rule.anchor), start=1):
        on = rule.span.before(counted_from) if rule.before else rule.span.after(counted_from)
        if on:
            words = Said("%(about)s", about=rule.about)
            key = f"{rule.key or rule.about}-{number}"
            yield Due(DateKind.DUTY, on, words, key, (rule,), rule.owed_by, recurring=recurring)


def _occurrences(life: Life, anchor: Anchor) -> Iterable[Days]:
    reviews = life.course.reviews
    if anchor == Anchor.REVIEW:
        return [review.on for review in reviews]
    if anchor == Anchor.PERIODIC_REVIEW:
        return [review.on for review in reviews if not review.after_refusal]
    if anchor == Anchor.REVIEW_AFTER_REFUSAL:
        return [review.on for review in reviews if review.after_refusal]
    renewal = life.facts.rule(RuleKind.RENEWAL)
    if anchor == Anchor.END and life.course.endless and renewal and renewal.span:
        return terms_of(life.course, renewal.span)
    if anchor == Anchor.END:
        return [life.course.end] if life.course.end and not life.course.doubt else []
    return [life.began[anchor]] if anchor in life.began else []


def read_due(row: str) -> tuple[DateKind, Days]:
    """Return the kind and the days of a date that a list has as `review 2026-07-01 2026-07-01`."""
    kind, first, last = row.split()
    return DateKind(kind), Days(date.fromisoformat(first), date.fromisoformat(last))

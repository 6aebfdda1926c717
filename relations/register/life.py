"""The status of an agreement on any day, and the steps by which it follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from relations.register.changes import (
    BEGINNINGS,
    Basis,
    Change,
    began_by,
    by_day,
    changes_of,
    derived_beginnings,
    endings,
    recorded,
)
from relations.register.course import Course, course_of
from relations.register.facts import Days, Facts
from relations.register.vocabulary import (
    EVENTS_AHEAD,
    Anchor,
    EventKind,
    RuleKind,
    Status,
    Vocabulary,
)
from relations.register.wording import Said


@dataclass(frozen=True)
class Step:
    """A change of the status: in which days it happened, and what it rests on. A step without a
    status says why none is derived from then on."""

    status: Status | None
    on: Days
    words: Said
    basis: tuple[Basis, ...] = ()
    contradictory: bool = False

    @property
    def sentence(self) -> Said:
        """The status with its day and what it rests on."""
        if self.status is None:
            return self.words
        words = _("%(status)s since %(on)s: %(words)s")
        return Said(words, status=self.status.label, on=self.on, words=self.words)


@dataclass(frozen=True)
class Interval:
    """Days of one status, or without one for a reason. `first` is None for all days before."""

    first: date | None
    last: date | None
    status: Status | None
    reason: Said | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Life:
    """Every day of an agreement: intervals without a gap, of all days that there are."""

    facts: Facts
    course: Course
    intervals: tuple[Interval, ...]
    began: dict[Anchor, Days]

    def on(self, day: date) -> Interval:
        """Return the interval that has `day`."""
        return next(each for each in self.intervals if each.last is None or day <= each.last)


ENDS = frozenset({Status.EXPIRED, Status.TERMINATED, Status.SUPERSEDED, Status.ENDED})
WITHOUT_STATUS = {
    Vocabulary.MEETING: _("A dialogue, group, summit or body has no legal status."),
    Vocabulary.UNKNOWN: _("Its legal force is not recorded."),
}
# Said again without changing anything.
REPEATABLE = frozenset({EventKind.SIGNED, EventKind.ANNOUNCED, EventKind.ADOPTED})


def life_of(facts: Facts) -> Life:
    """Return the whole life of an agreement, before and after today."""
    changes = [*recorded(facts), *derived_beginnings(facts)]
    began = began_by(facts, changes)
    course = course_of(facts, began)
    if facts.vocabulary in WITHOUT_STATUS:
        reason = Said(WITHOUT_STATUS[facts.vocabulary])
        return Life(facts, course, (Interval(None, None, None, reason),), began)
    changes += [*endings(facts, course)]
    steps = _consistent(facts, sorted(changes, key=by_day))
    intervals = list(intervals_of(steps))
    if facts.superseded_by:
        intervals = _superseded_life(facts, intervals)
    return Life(facts, _doubted(course, intervals[-1].steps), tuple(intervals), began)


def _doubted(course: Course, steps: Iterable[Step]) -> Course:
    """Leave an end open that comes after what contradicts itself."""
    contradiction = next((step for step in steps if step.contradictory), None)
    if course.end and contradiction and contradiction.on.first <= course.end.last:
        return replace(course, doubt=course.doubt or contradiction.words, endless=False)
    return course


def _consistent(facts: Facts, changes: list[Change]) -> list[Step]:
    """Return the steps that follow from each other, up to the first contradiction."""
    steps: list[Step] = []
    for change in changes:
        step = _step(facts, change, steps)
        if step is None:
            continue
        if step.contradictory:
            return [each for each in steps if each.on.last <= step.on.first] + [step]
        steps.append(step)
    return steps


def _step(facts: Facts, change: Change, steps: list[Step]) -> Step | None:
    """Return what a change does after `steps`: a new status, nothing, or a contradiction."""
    last = steps[-1] if steps else None
    current = last.status if last else None
    unclear = last is not None and last.status is None
    if change.kind == RuleKind.TERM:
        return _expiry(facts, change, last)
    if change.doubtful:
        return None if current in ENDS else Step(None, change.on, change.words, change.basis)
    table = changes_of(facts.vocabulary)
    if not isinstance(change.kind, EventKind) or change.kind not in table:
        words = Said(
            _(
                "%(on)s: an instrument that does not bind is neither suspended nor applied "
                "provisionally."
            ),
            on=change.on,
        )
        return Step(None, change.on, words, change.basis, contradictory=True)
    status, before = table[change.kind]
    if unclear and status in ENDS:
        return Step(status, change.on, change.words, change.basis)
    if current in before and not unclear:
        if change.kind == EventKind.REVIVED and len(steps) > 1 and current == Status.SUSPENDED:
            status = steps[-2].status or status
        return Step(status, change.on, change.words, change.basis)
    if not change.recorded or unclear or _says_nothing_new(facts, change, current):
        return None
    return _contradiction(change, last)


def _says_nothing_new(facts: Facts, change: Change, current: Status | None) -> bool:
    if facts.vocabulary == Vocabulary.NON_BINDING:
        return change.kind in BEGINNINGS and current == Status.IN_EFFECT
    return change.kind in REPEATABLE and current in (Status.SIGNED, Status.PROVISIONAL)


def _expiry(facts: Facts, change: Change, last: Step | None) -> Step | None:
    if last is None:
        words = Said(_("Its end on %(on)s is recorded, and nothing that began it."), on=change.on)
        return Step(None, change.on, words, change.basis)
    if last.status in ENDS or last.status is None:
        return None
    if not change.recorded:
        return Step(None, change.on, change.words, change.basis)
    if facts.vocabulary == Vocabulary.NON_BINDING:
        return Step(Status.ENDED, change.on, change.words, change.basis)
    if last.status == Status.SIGNED:
        words = Said(
            _("Its term ends on %(on)s, and no entry into force is recorded."), on=change.on
        )
        return Step(None, change.on, words, change.basis)
    return Step(Status.EXPIRED, change.on, change.words, change.basis)


def _contradiction(change: Change, last: Step | None) -> Step:
    """Two events that cannot both be: from the earlier of them on nothing is derived."""
    if last is None:
        words = Said(
            _("%(event)s is recorded on %(on)s, before anything that it could change."),
            event=EVENTS_AHEAD[EventKind(change.kind)],
            on=change.on,
        )
        return Step(None, change.on, words, change.basis, contradictory=True)
    words = Said(
        _("%(event)s on %(on)s cannot follow what was so since %(last)s (%(status)s)."),
        event=EVENTS_AHEAD[EventKind(change.kind)],
        on=change.on,
        last=last.on,
        status=last.status.label if last.status else "",
    )
    return Step(None, last.on, words, (*last.basis, *change.basis), contradictory=True)


def _narrowed(steps: list[Step]) -> list[Step]:
    """Narrow the days in which each change can have happened by those around it."""
    first = date.min
    narrowed = []
    for step in steps:
        first = max(first, step.on.first)
        narrowed.append(replace(step, on=Days(first, max(first, step.on.last))))
    last = date.max
    for number in reversed(range(len(narrowed))):
        step = narrowed[number]
        last = min(last, step.on.last)
        narrowed[number] = replace(step, on=Days(min(step.on.first, last), last))
    return narrowed


def intervals_of(steps: list[Step]) -> Iterator[Interval]:
    """Return the days between the steps; while a change may or may not have happened, no status."""
    nothing = Said(_("Nothing that gives it a status is recorded up to this day."))
    first, status, reason = None, None, nothing
    begun: tuple[Step, ...] = ()
    for step in _narrowed(steps):
        for until, interval in (
            (step.on.first, Interval(first, None, status, reason, begun)),
            (step.on.last, Interval(step.on.first, None, None, _undated(step), (*begun, step))),
        ):
            if until > (first or date.min):
                yield replace(interval, first=first, last=until - timedelta(days=1))
            first = max(first or date.min, until)
        status, reason = step.status, None if step.status else step.words
        begun = (*begun, step)
    yield Interval(first, None, status, reason, begun)


def _undated(step: Step) -> Said:
    return Said(_("The day is not recorded, only its range: %(step)s."), step=step.sentence)


def _superseded_life(facts: Facts, intervals: list[Interval]) -> list[Interval]:
    """Return the intervals with what takes the place of the agreement. What does so before the
    agreement had any status cannot be: from that day on nothing is derived."""
    known = next((each.steps[-1].on for each in intervals if each.status), None)
    successor = min(facts.superseded_by, key=lambda each: (each.on.last, each.on.first))
    if known is None:
        return intervals
    if successor.on.last < known.first:
        words = Said(
            _("“%(title)s” takes its place on %(on)s, before anything that is recorded of it."),
            title=successor.title,
            on=successor.on,
        )
        contradiction = Step(None, successor.on, words, (successor,), contradictory=True)
        return list(intervals_of([contradiction]))
    binding = facts.vocabulary == Vocabulary.BINDING
    step = Step(
        Status.SUPERSEDED if binding else Status.ENDED,
        Days(min(each.on.first for each in facts.superseded_by), successor.on.last),
        Said(_("“%(title)s” takes its place"), title=successor.title),
        (successor,),
    )
    return [part for each in intervals for part in _superseded(each, step)]


def _superseded(interval: Interval, step: Step) -> Iterator[Interval]:
    """Split an interval where another agreement takes the place of this one: from the day of that
    step on it is superseded, whatever else it would be."""
    if not interval.steps:
        yield interval
        return
    steps = (*interval.steps, step)
    if interval.status == step.status and interval.steps[-1].on == step.on:  # as an event says too
        last = interval.steps[-1]
        steps = (*interval.steps[:-1], replace(last, basis=(*last.basis, *step.basis)))
    yield from _clipped(interval, None, step.on.first)
    reason = interval.reason or _undated(step)
    unclear = replace(interval, status=None, reason=reason, steps=steps)
    yield from _clipped(unclear, step.on.first, step.on.last)
    over = replace(interval, status=step.status, reason=None, steps=steps)
    yield from _clipped(over, step.on.last, None)


def _clipped(interval: Interval, first: date | None, until: date | None) -> Iterator[Interval]:
    """The part of an interval from a day on and before another, if it has any."""
    if until == date.min:
        return
    firsts = [day for day in (interval.first, first) if day]
    lasts = [day for day in (interval.last, until and until - timedelta(days=1)) if day]
    clipped = replace(interval, first=max(firsts, default=None), last=min(lasts, default=None))
    if clipped.first is None or clipped.last is None or clipped.first <= clipped.last:
        yield clipped

"""What may change the status of an agreement: its events, and what its rules derive from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from django.utils.translation import gettext_lazy as _

from relations.register.course import Course
from relations.register.facts import Act, Days, Facts, Rule, Supersession
from relations.register.vocabulary import (
    EVENTS_AHEAD,
    Anchor,
    EventKind,
    RuleKind,
    Status,
    Vocabulary,
)
from relations.register.withdrawals import FEWEST, last_to_leave, leavings
from relations.register.wording import Said, uncapitalized

Basis = Act | Rule | Supersession

RANKS = {
    EventKind.ANNOUNCED: 0, EventKind.ADOPTED: 0, EventKind.SIGNED: 1, EventKind.APPLIED: 2,
    EventKind.UNAPPLIED: 3, EventKind.ENTERED_INTO_FORCE: 4, EventKind.SUSPENDED: 5,
    EventKind.REVIVED: 6, RuleKind.TERM: 7, EventKind.TERMINATED: 8, EventKind.SUPERSEDED: 9,
}  # fmt: skip
# What an event makes of an instrument that binds, and what that may have been until then.
BINDING_CHANGES: dict[EventKind, tuple[Status, frozenset]] = {
    EventKind.SIGNED: (Status.SIGNED, frozenset({None})),
    EventKind.APPLIED: (Status.PROVISIONAL, frozenset({Status.SIGNED})),
    EventKind.UNAPPLIED: (Status.SIGNED, frozenset({Status.PROVISIONAL})),
    EventKind.ENTERED_INTO_FORCE: (
        Status.IN_FORCE,
        frozenset({None, Status.SIGNED, Status.PROVISIONAL}),
    ),
    EventKind.SUSPENDED: (Status.SUSPENDED, frozenset({Status.IN_FORCE, Status.PROVISIONAL})),
    EventKind.REVIVED: (Status.IN_FORCE, frozenset({Status.SUSPENDED, Status.EXPIRED})),
    EventKind.TERMINATED: (
        Status.TERMINATED,
        frozenset(
            {
                Status.SIGNED, Status.PROVISIONAL, Status.IN_FORCE, Status.SUSPENDED,
                Status.EXPIRED, Status.SUPERSEDED,
            }
        ),
    ),
    EventKind.SUPERSEDED: (
        Status.SUPERSEDED,
        frozenset(
            {
                Status.SIGNED, Status.PROVISIONAL, Status.IN_FORCE, Status.SUSPENDED,
                Status.EXPIRED, Status.TERMINATED,
            }
        ),
    ),
}  # fmt: skip
# An instrument that does not bind is in effect from the first of the events that begin it.
BEGINNINGS = frozenset(
    {EventKind.ANNOUNCED, EventKind.ADOPTED, EventKind.SIGNED, EventKind.ENTERED_INTO_FORCE}
)
EXISTING = frozenset({Status.IN_EFFECT})
NON_BINDING_CHANGES: dict[EventKind, tuple[Status, frozenset]] = {
    **dict.fromkeys(BEGINNINGS, (Status.IN_EFFECT, frozenset({None}))),
    EventKind.REVIVED: (Status.IN_EFFECT, frozenset({Status.ENDED})),
    EventKind.TERMINATED: (Status.ENDED, EXISTING),
    EventKind.SUPERSEDED: (Status.ENDED, EXISTING),
}


@dataclass(frozen=True)
class Change:
    """An event that may change the status, whether recorded or derived."""

    kind: EventKind | RuleKind
    on: Days
    words: Said
    basis: tuple[Basis, ...]
    recorded: bool = False
    doubtful: bool = False  # what came of it is not derived, for the reason in its words

    @property
    def rank(self) -> int:
        return RANKS[self.kind]


def _compared(one: Any, other: Any) -> int:
    """Compare by day, and where the days overlap by `rank`: what usually comes first."""
    if one.on.last < other.on.first:
        return -1
    if other.on.last < one.on.first:
        return 1
    return int(one.rank - other.rank)


by_day = cmp_to_key(_compared)


def recorded(facts: Facts) -> Iterator[Change]:
    """The events of the agreement as a whole. What one of two parties suspends, revives or no
    longer applies provisionally, neither can apply alone."""
    changes = changes_of(facts.vocabulary)
    for act in facts.acts_of(*changes, EventKind.SUSPENDED, EventKind.APPLIED):
        if not act.party:
            yield Change(act.kind, act.on, event_words(act.kind), (act,), recorded=True)
        elif (
            len(facts.parties) <= FEWEST
            and act.kind in BY_ONE_OF_TWO
            and not (act.kind == EventKind.REVIVED and _suspended_by_others(facts, act))
        ):
            yield Change(act.kind, act.on, event_words(act.kind, act.party_name), (act,))


BY_ONE_OF_TWO = frozenset({EventKind.SUSPENDED, EventKind.REVIVED, EventKind.UNAPPLIED})


def _suspended_by_others(facts: Facts, revival: Act) -> bool:
    """Whether another party has suspended it before a revival, and not revived it."""
    last: dict[str, EventKind] = {}
    for act in facts.acts_of(EventKind.SUSPENDED, EventKind.REVIVED):
        if act.party and act.party != revival.party and act.on.first <= revival.on.first:
            last[act.party] = act.kind
    return EventKind.SUSPENDED in last.values()


def changes_of(vocabulary: Vocabulary) -> dict[EventKind, tuple[Status, frozenset]]:
    """Return what an event makes of an instrument, and what that may have been until then."""
    return BINDING_CHANGES if vocabulary == Vocabulary.BINDING else NON_BINDING_CHANGES


def event_words(kind: EventKind, party: str = "") -> Said:
    """Say on which event a step rests, and whose it was where that is not plain."""
    event = uncapitalized(EVENTS_AHEAD[kind])
    if party:
        return Said(_("event “%(event)s” of %(party)s"), event=event, party=party)
    return Said(_("event “%(event)s”"), event=event)


def derived_beginnings(facts: Facts) -> Iterator[Change]:
    """The signature and provisional application by all parties and the entry into force, where no
    event of the whole is recorded: the last party's act, or the day that a rule gives."""
    if facts.vocabulary != Vocabulary.BINDING:
        return
    whole = {act.kind for act in facts.acts if not act.party}
    if EventKind.SIGNED not in whole and (acts := _by_parties(facts, EventKind.SIGNED)):
        words = Said(_("signature of the last party"))
        yield Change(EventKind.SIGNED, _last(acts), words, tuple(acts))
    if EventKind.APPLIED not in whole and (acts := _by_parties(facts, EventKind.APPLIED)):
        words = Said(_("provisional application by the last party"))
        yield Change(EventKind.APPLIED, _last(acts), words, tuple(acts))
    if EventKind.ENTERED_INTO_FORCE in whole:
        return
    acts = [act for act in facts.acts_of(EventKind.ENTERED_INTO_FORCE) if act.party]
    if len({act.party for act in acts}) >= FEWEST:
        yield _entry_among(acts)
    elif (rule := facts.rule(RuleKind.ENTRY)) and (entry := _entry_by(facts, rule)):
        yield entry
    elif acts:
        on = acts[0].on
        words = Said(_("Its entry into force on %(on)s is recorded of one party alone."), on=on)
        yield Change(EventKind.ENTERED_INTO_FORCE, on, words, (acts[0],), doubtful=True)


def _entry_among(acts: list[Act]) -> Change:
    """The entry into force by what is recorded of the parties: for two of them at least, by the
    day of the second. Between the day of the first and that, it is not derived."""
    first = {act.party: act for act in reversed(acts)}
    two = sorted(first.values(), key=lambda act: (act.on.last, act.on.first))[:FEWEST]
    on = Days(min(act.on.first for act in two), two[-1].on.last)
    words = Said(_("entry into force for its first parties"))
    return Change(EventKind.ENTERED_INTO_FORCE, on, words, tuple(two))


def _by_parties(
    facts: Facts, *kinds: EventKind, number: int = 0, undone: tuple[Act, ...] = ()
) -> list[Act]:
    """The first act of these kinds by each party, if all have acted, or the first `number`. Acts
    before one that undoes them do not count."""
    first: dict[str, Act] = {}
    for act in facts.acts_of(*kinds):
        if act.party and not any(
            each.party == act.party and act.on.first <= each.on.first for each in undone
        ):
            first.setdefault(act.party, act)
    if number:
        return list(first.values())[:number] if len(first) >= number else []
    return list(first.values()) if facts.parties and first.keys() >= set(facts.parties) else []


def _last(acts: list[Act]) -> Days:
    """The day of the last of them, or the range in which it lies."""
    return Days(max(act.on.first for act in acts), max(act.on.last for act in acts))


ANCHORED = {
    Anchor.NOTIFIED: (EventKind.NOTIFIED,),
    Anchor.RATIFIED: (EventKind.RATIFIED, EventKind.ACCEPTED, EventKind.ACCEDED),
    Anchor.SIGNED: (EventKind.SIGNED,),
}


def _entry_by(facts: Facts, rule: Rule) -> Change | None:
    """The entry into force that a rule derives from what the parties did. A ratification that was
    withdrawn before it does not count."""
    kinds = ANCHORED.get(rule.anchor, ())
    undone: tuple[Act, ...] = ()
    while True:
        acts = _by_parties(facts, *kinds, number=rule.parties, undone=undone)
        if not acts and rule.anchor == Anchor.SIGNED:
            acts = [act for act in facts.acts_of(EventKind.SIGNED) if not act.party][:1]
        if not acts:
            return None
        on = rule.span.after(_last(acts)) if rule.span else _last(acts)
        if on is None:
            return None
        withdrawn = [act for act in facts.acts_of(EventKind.UNRATIFIED) if act.on.first < on.last]
        if len(withdrawn) == len(undone):
            break
        undone = tuple(withdrawn)
    words = Said(
        _("by the rule of entry into force%(clause)s, counted from %(last)s"),
        clause=f" ({rule.citation})" if rule.citation else "",
        last=_last(acts),
    )
    return Change(EventKind.ENTERED_INTO_FORCE, on, words, (rule, *acts))


def began_by(facts: Facts, changes: list[Change]) -> dict[Anchor, Days]:
    """When it was first signed, notified and ratified by all, and entered into force or took
    effect."""
    began: dict[Anchor, Days] = {}
    for change in sorted(changes, key=by_day):
        if change.doubtful:
            continue
        if change.kind in BEGINNINGS and change.kind != EventKind.ENTERED_INTO_FORCE:
            began.setdefault(Anchor.SIGNED, change.on)
        if change.kind == EventKind.ENTERED_INTO_FORCE:
            began.setdefault(Anchor.IN_FORCE, change.on)
    for anchor in (Anchor.NOTIFIED, Anchor.RATIFIED):
        if acts := _by_parties(facts, *ANCHORED[anchor]):
            began[anchor] = _last(acts)
    return began


def clauses(course: Course) -> str:
    """Where the rules of the end stand, in parentheses."""
    found = [rule.citation for rule in course.basis if isinstance(rule, Rule) and rule.citation]
    return f" ({', '.join(dict.fromkeys(found))})" if found else ""


def endings(facts: Facts, course: Course) -> Iterator[Change]:
    """The end by the rules, and by the withdrawal of parties."""
    if course.end and not course.endless:
        words = course.doubt or Said(
            _("end of the term by its rules%(clause)s"), clause=clauses(course)
        )
        yield Change(RuleKind.TERM, course.end, words, course.basis, recorded=course.doubt is None)
    yield from _left_by_parties(facts)


def _left_by_parties(facts: Facts) -> Iterator[Change]:
    """The end of an agreement that fewer than two parties are left of, and the doubt about one of
    two parties that gave notice."""
    last = last_to_leave(facts)
    if last and last.on:
        words = (
            Said(_("fewer than two parties are left"))
            if last.party
            else Said(_("a party’s withdrawal took effect"))
        )
        yield Change(EventKind.TERMINATED, last.on, words, last.basis)
    if len(facts.parties) <= FEWEST:
        for each in leavings(facts):
            if each.doubt:
                yield Change(RuleKind.TERM, each.effect, each.doubt, each.basis)

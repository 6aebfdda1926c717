"""What may change the status of an agreement: its events, and what its rules derive from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cmp_to_key

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
from relations.register.wording import Said

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


def order(one: Change, other: Change) -> int:
    """Order by day, and where the days overlap by what usually comes first."""
    if one.on.last < other.on.first:
        return -1
    if other.on.last < one.on.first:
        return 1
    return RANKS[one.kind] - RANKS[other.kind]


def recorded(facts: Facts) -> Iterator[Change]:
    """The events of the agreement as a whole."""
    changes = changes_of(facts)
    for act in facts.acts_of(*changes, EventKind.SUSPENDED, EventKind.APPLIED):
        if not act.party:
            yield Change(act.kind, act.on, _event_words(act), (act,), recorded=True)


def changes_of(facts: Facts) -> dict[EventKind, tuple[Status, frozenset]]:
    binding = facts.vocabulary == Vocabulary.BINDING
    return BINDING_CHANGES if binding else NON_BINDING_CHANGES


def _event_words(act: Act) -> Said:
    return Said(_("%(event)s: %(on)s, as recorded"), event=EVENTS_AHEAD[act.kind], on=act.on)


def derived_beginnings(facts: Facts) -> Iterator[Change]:
    """The signature of all parties and the entry into force, where no event of the whole is
    recorded: the last party's signature, or the day that a rule gives."""
    if facts.vocabulary != Vocabulary.BINDING:
        return
    whole = {act.kind for act in facts.acts if not act.party}
    if EventKind.SIGNED not in whole and (acts := _by_every_party(facts, EventKind.SIGNED)):
        words = Said(_("signed by every party by %(on)s"), on=_last(acts))
        yield Change(EventKind.SIGNED, _last(acts), words, tuple(acts))
    if EventKind.ENTERED_INTO_FORCE in whole:
        return
    acts = _by_every_party(facts, EventKind.ENTERED_INTO_FORCE)
    if acts and len({act.on for act in acts}) == 1:
        words = Said(_("in force for every party since %(on)s"), on=acts[0].on)
        yield Change(EventKind.ENTERED_INTO_FORCE, acts[0].on, words, tuple(acts))
    elif (rule := facts.rule(RuleKind.ENTRY)) and (entry := _entry_by(facts, rule)):
        yield entry


def _by_every_party(facts: Facts, *kinds: EventKind, number: int = 0) -> list[Act]:
    """The first act of these kinds by each party, if all have acted, or the first `number`."""
    first: dict[str, Act] = {}
    for act in facts.acts_of(*kinds):
        if act.party:
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
    """The entry into force that a rule derives from what the parties did."""
    kinds = ANCHORED.get(rule.anchor, ())
    acts = _by_every_party(facts, *kinds, number=rule.parties)
    if not acts and rule.anchor == Anchor.SIGNED:
        acts = [act for act in facts.acts_of(EventKind.SIGNED) if not act.party][:1]
    if not acts:
        return None
    try:
        on = rule.span.after(_last(acts)) if rule.span else _last(acts)
    except OverflowError:
        return None
    words = Said(
        _("in force on %(on)s by the rule of entry into force, counted from %(last)s"),
        on=on,
        last=_last(acts),
    )
    return Change(EventKind.ENTERED_INTO_FORCE, on, words, (rule, *acts))


def began_by(changes: list[Change]) -> dict[Anchor, Days]:
    """When it was first signed, and entered into force or took effect."""
    began: dict[Anchor, Days] = {}
    for change in sorted(changes, key=cmp_to_key(order)):
        if change.kind in BEGINNINGS and change.kind != EventKind.ENTERED_INTO_FORCE:
            began.setdefault(Anchor.SIGNED, change.on)
        if change.kind == EventKind.ENTERED_INTO_FORCE:
            began.setdefault(Anchor.IN_FORCE, change.on)
    return began


def endings(facts: Facts, course: Course) -> Iterator[Change]:
    """The end by the rules, and by the withdrawal of parties."""
    if course.end and not course.endless:
        words = course.doubt or Said(_("ends on %(on)s by its rules"), on=course.end)
        yield Change(RuleKind.TERM, course.end, words, course.basis, recorded=course.doubt is None)
    yield from _left_by_parties(facts)


def withdrawals(facts: Facts) -> Iterator[tuple[str, Days | None, tuple[Basis, ...]]]:
    """Yield each withdrawal of a party: who, when it takes effect (None where no rule says), and
    what that rests on. Notices that were taken back are left out."""
    rule = facts.rule(RuleKind.WITHDRAWAL)
    for act in facts.acts_of(EventKind.WITHDREW):
        yield act.party, act.on, (act,)
    for act in facts.acts_of(EventKind.NOTICE):
        if any(
            other.party == act.party and other.on.first >= act.on.first
            for other in facts.acts_of(EventKind.NOTICE_REVOKED, EventKind.WITHDREW)
        ):
            continue
        try:
            on = rule.span.after(act.on) if rule and rule.span else None
        except OverflowError:
            on = None
        if on or not facts.rule(RuleKind.RENEWAL):
            yield act.party, on, (act, *([rule] if rule else ()))


def _left_by_parties(facts: Facts) -> Iterator[Change]:
    """The end of an agreement that fewer than two parties are left of."""
    left: dict[str, tuple[Days, tuple[Basis, ...]]] = {}
    for party, on, basis in withdrawals(facts):
        if on is None:
            continue
        if not party and len(facts.parties) <= 2:
            words = Said(_("a party's withdrawal took effect on %(on)s"), on=on)
            yield Change(EventKind.TERMINATED, on, words, basis)
            return
        back = facts.acts_of(EventKind.ACCEDED, EventKind.RATIFIED, EventKind.ENTERED_INTO_FORCE)
        if party and not any(act.party == party and act.on.first > on.last for act in back):
            left.setdefault(party, (on, basis))
    if len(facts.parties) >= 2 and len(set(facts.parties) - left.keys()) < 2:
        needed = len(facts.parties) - 1
        on, basis = sorted(left.values(), key=lambda each: each[0].last)[needed - 1]
        words = Said(_("fewer than two parties are left since %(on)s"), on=on)
        yield Change(EventKind.TERMINATED, on, words, basis)

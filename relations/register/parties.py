"""The status of each party to an agreement on any day, and the steps by which it follows."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from relations.register.changes import ANCHORED, BEGINNINGS, by_day, event_words
from relations.register.facts import Act, Days, Facts
from relations.register.life import ENDS, WITHOUT_STATUS, Interval, Life, Step, intervals_of
from relations.register.vocabulary import (
    BEGUN,
    EVENTS_AHEAD,
    Anchor,
    EventKind,
    RuleKind,
    Status,
    Vocabulary,
)
from relations.register.withdrawals import FEWEST, Leaving, leavings
from relations.register.wording import Said

CONSENTS = frozenset(ANCHORED[Anchor.RATIFIED])
RANKS = {EventKind.SIGNED: 0, EventKind.ADOPTED: 0, EventKind.ANNOUNCED: 0,
         EventKind.ENTERED_INTO_FORCE: 3}  # fmt: skip
LEAVING, WHOLE = 2, 4  # on one day, what a party did comes before what befell the agreement


@dataclass(frozen=True)
class PartyStanding:
    """A party on a day: the row that records it, its name and code, and the days around it."""

    row: Any
    name: str
    key: str
    interval: Interval


@dataclass(frozen=True)
class Turn:
    """What may change the status of a party: its own act, its withdrawal, or a step of the
    agreement as a whole."""

    on: Days
    what: Act | Leaving | Step

    @property
    def rank(self) -> int:
        if isinstance(self.what, Act):
            return RANKS.get(self.what.kind, 1)
        return LEAVING if isinstance(self.what, Leaving) else WHOLE


def party_life(life: Life, party: str) -> Life:
    """Return the life of an agreement for one of its parties, by what that did and by what befell
    the whole. A party that withdrew stays withdrawn until it comes back."""
    facts = life.facts
    if facts.vocabulary in WITHOUT_STATUS:
        return life
    turns = [
        *(Turn(act.on, act) for act in facts.acts if act.party == party),
        *(Turn(each.effect, each) for each in leavings(facts) if each.party == party),
        *(Turn(step.on, step) for step in life.intervals[-1].steps),
    ]
    course = PartyCourse(facts, party)
    for turn in sorted(turns, key=by_day):
        if step := course.step(turn):
            course.steps.append(step)
    return replace(life, intervals=tuple(intervals_of(course.steps)))


@dataclass
class PartyCourse:
    """How far the status of a party is derived, from turn to turn."""

    facts: Facts
    party: str
    steps: list[Step] = field(default_factory=list)
    whole: Status | None = None
    consented: bool = False

    @property
    def status(self) -> Status | None:
        return self.steps[-1].status if self.steps else None

    def step(self, turn: Turn) -> Step | None:
        """Return the step that a turn makes, if it makes one."""
        if isinstance(turn.what, Act):
            return self._by_act(turn.what)
        if isinstance(turn.what, Leaving):
            return self._by_leaving(turn.what)
        return self._by_whole(turn.what)

    def _by_leaving(self, leaving: Leaving) -> Step:
        self.consented = False
        on = leaving.effect
        if leaving.doubt:
            return Step(None, on, leaving.doubt, leaving.basis)
        return Step(Status.WITHDRAWN, on, event_words(EventKind.WITHDREW), leaving.basis)

    def _by_act(self, act: Act) -> Step | None:
        status, words = self.status, event_words(act.kind)
        outside = status is None or status == Status.WITHDRAWN
        binding = self.facts.vocabulary == Vocabulary.BINDING
        if act.kind in CONSENTS:
            return self._by_consent(act, outside)
        if not binding:
            begins = act.kind in BEGINNINGS and outside
            return self._begins(Status.IN_EFFECT, act, words) if begins else None
        if act.kind == EventKind.UNRATIFIED and self.consented and status not in BEGUN:
            self.consented = False
            signed = Status.SIGNED if status == Status.SIGNED else None
            return Step(signed, act.on, words, (act,))
        if act.kind == EventKind.ENTERED_INTO_FORCE:
            return self._by_entry(act, words)
        changes: dict[EventKind, tuple[Status, set[Status | None]]] = {
            EventKind.SIGNED: (Status.SIGNED, {None, Status.WITHDRAWN}),
            EventKind.APPLIED: (Status.PROVISIONAL, {None, Status.SIGNED}),
            EventKind.UNAPPLIED: (Status.SIGNED, {Status.PROVISIONAL}),
            EventKind.SUSPENDED: (Status.SUSPENDED, {Status.IN_FORCE, Status.PROVISIONAL}),
            EventKind.REVIVED: (Status.IN_FORCE, {Status.SUSPENDED}),
        }
        if act.kind == EventKind.REVIVED and self.whole == Status.SUSPENDED:
            return None  # not for one party alone, but with the whole
        becomes, before = changes.get(act.kind, (Status.SIGNED, set()))
        return self._begins(becomes, act, words) if status in before else None

    def _begins(self, status: Status, act: Act, words: Said) -> Step:
        """What an act makes of the agreement for the party, unless there is none any more."""
        if self.whole in ENDS:
            reason = _("%(event)s of this party on %(on)s is after the agreement had ended.")
            said = Said(reason, event=EVENTS_AHEAD[act.kind], on=act.on)
            return Step(None, act.on, said, (act,), contradictory=True)
        return Step(status, act.on, words, (act,))

    def _by_consent(self, act: Act, outside: bool) -> Step | None:
        """A ratification or accession: it changes a status only of who has none, or where the
        agreement is in force already and no day is recorded from which it is for this party."""
        self.consented = True
        if self.facts.vocabulary != Vocabulary.BINDING:
            return (
                Step(Status.IN_EFFECT, act.on, event_words(act.kind), (act,)) if outside else None
            )
        if outside or (self.status == Status.SIGNED and self.whole == Status.IN_FORCE):
            return Step(None, act.on, _not_yet(act), (act,))
        return None

    def _by_entry(self, act: Act, words: Said) -> Step | None:
        if self.status in BEGUN:
            return None
        if self.whole in (None, Status.SIGNED, Status.PROVISIONAL) and self._before_whole(act):
            reason = _("It is recorded as in force for this party on %(on)s, before the agreement.")
            return Step(None, act.on, Said(reason, on=act.on), (act,), contradictory=True)
        return self._begins(Status.IN_FORCE, act, words)

    def _before_whole(self, act: Act) -> bool:
        whole = [
            each for each in self.facts.acts_of(EventKind.ENTERED_INTO_FORCE) if not each.party
        ]
        return bool(whole) and act.on.last < whole[0].on.first

    def _by_whole(self, step: Step) -> Step | None:
        before, self.whole = self.whole, step.status
        if self.status == Status.WITHDRAWN:
            return None
        if step.status is None or step.status in ENDS:
            return step
        if step.status in BEGUN:
            return self._begun(step, before)
        if step.status == Status.SUSPENDED:
            return step if self.status in (Status.IN_FORCE, Status.PROVISIONAL) else None
        if step.status == Status.PROVISIONAL:
            apart = self._acted(EventKind.APPLIED)
            return step if self.status == Status.SIGNED and not apart else None
        if self.status is None and not self.steps and not self._acted(EventKind.SIGNED):
            return step
        return step if self.status == Status.PROVISIONAL else None

    def _begun(self, step: Step, before: Status | None) -> Step | None:
        """The agreement has entered into force or taken effect, for the first time or again."""
        again = before in ENDS or before == Status.SUSPENDED
        if self.status in BEGUN or (not again and self._own(EventKind.ENTERED_INTO_FORCE)):
            return None
        binding = self.facts.vocabulary == Vocabulary.BINDING
        rule = self.facts.rule(RuleKind.ENTRY)
        by_all = rule is not None and not rule.parties
        if again or (binding and (len(self.facts.parties) <= FEWEST or self.consented or by_all)):
            return step
        if not binding and not self._acted(*BEGINNINGS, by=step.on):
            return step
        if self.status == Status.SIGNED and self._acted(*CONSENTS):
            return None
        reason = _(
            "The agreement has begun on %(on)s; from which day it is so for this party is not "
            "recorded."
        )
        return Step(None, step.on, Said(reason, on=step.on), step.basis)

    def _own(self, *kinds: EventKind) -> bool:
        return any(act.party == self.party for act in self.facts.acts_of(*kinds))

    def _acted(self, *kinds: EventKind, by: Days | None = None) -> bool:
        """Whether such acts are recorded of any party of its own, up to a day if one is given."""
        acts = [act for act in self.facts.acts_of(*kinds) if act.party]
        return any(by is None or act.on.first <= by.last for act in acts)


def _not_yet(act: Act) -> Said:
    words = _("%(event)s: %(on)s. No entry into force for this party is recorded up to this day.")
    return Said(words, event=EVENTS_AHEAD[act.kind], on=act.on)

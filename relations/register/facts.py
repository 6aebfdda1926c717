"""What the life of an agreement is derived from, in one shape for editions of every time."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from relations.register.vocabulary import (
    Anchor,
    EventKind,
    Outcome,
    RuleKind,
    Unit,
    Vocabulary,
    vocabulary_of,
)
from relations.wording.periods import period_of


@dataclass(frozen=True)
class Days:
    """A day, or the range of days in which it lies where only its month or year is known."""

    first: date
    last: date

    def format(self, language: str) -> str:
        """Return the day, month, year or range in words."""
        return period_of(self.code).format(language)

    @property
    def code(self) -> str:
        """The code of the period, by the month or year where it is one."""
        if self.first == self.last:
            return self.first.isoformat()
        for code in (self.first.isoformat()[:4], self.first.isoformat()[:7]):
            if days_of(code) == self:
                return code
        return f"{self.first}/{self.last}"


def days_of(code: str) -> Days | None:
    """Return the days that the code of a date names; None for an undated or open one."""
    period = period_of(code)
    return Days(period.start, period.end) if period.start and period.end else None


@dataclass(frozen=True)
class Span:
    """A length of time, of the calendar: three months, 16 years."""

    amount: int
    unit: Unit

    def after(self, on: Days) -> Days | None:
        """Return the day, or the range of days, that comes so long after `on`; None beyond the
        years 1 to 9999.

        A month that lacks the day gives its last one: a year after 29 February 2024 is 28 February
        2025.
        """
        return self._moved(on, self.amount)

    def before(self, on: Days) -> Days | None:
        """Return the day, or the range of days, that comes so long before `on`, as `after` does."""
        return self._moved(on, -self.amount)

    def _moved(self, on: Days, amount: int) -> Days | None:
        amounts: dict[str, Any] = {self.unit.value: amount}
        delta = relativedelta(**amounts)
        try:
            return Days(on.first + delta, on.last + delta)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Rule:
    """One rule of an agreement. Which of its terms say something depends on the kind:

    - entry: into force `span` after what `anchor` names, by `parties` of them;
    - term: ends `on`, or `span` after `anchor`;
    - renewal: by itself for `span`, unless notice is given `notice` before the end;
    - decision: the parties, or who `owed_by` names, may extend the term by `span`, counted from
      `anchor`: at a review where that is it, and at any other time by a rule of its own;
    - review: first `on` or `span` after `anchor`, then every `every`;
    - refused: reviewed every `span` after a review that did not confirm a new term;
    - withdrawal: takes effect `span` after the notice;
    - duty: `owed_by` owes `about`, `span` before or after what `anchor` names.
    """

    kind: RuleKind
    span: Span | None = None
    on: Days | None = None
    anchor: Anchor = Anchor.IN_FORCE
    every: Span | None = None
    notice: Span | None = None
    parties: int = 0  # how many must have acted; 0 for all
    before: bool = False
    owed_by: str = ""
    about: str = ""
    citation: str = ""
    key: str = ""


@dataclass(frozen=True)
class Act:
    """Something that happened to an agreement, or that a party to it did. A party has a code, which
    files say, a name for readers, and an identity that outlasts both."""

    kind: EventKind
    on: Days
    party: str = ""
    until: Days | None = None
    outcome: Outcome | None = None  # what the party said at a review
    key: str = ""
    about: str = ""  # what came of it, in words
    party_name: str = field(default="", compare=False)
    party_id: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name in ("party_name", "party_id"):
            object.__setattr__(self, name, getattr(self, name) or self.party)


@dataclass(frozen=True)
class Supersession:
    """Another agreement that takes the place of this one on the day it enters into force."""

    title: str
    on: Days


@dataclass(frozen=True)
class Facts:
    """All that is recorded of an agreement and bears on its status and dates."""

    kind: str
    binding: str = ""
    parties: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    rules: tuple[Rule, ...] = ()
    superseded_by: tuple[Supersession, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_of(self.kind, self.binding)

    def rule(self, kind: RuleKind) -> Rule | None:
        """The rule of a kind of which an agreement has one at most."""
        return next((rule for rule in self.rules if rule.kind == kind), None)

    def acts_of(self, *kinds: EventKind) -> list[Act]:
        """The acts of these kinds, the earliest first."""
        found = [act for act in self.acts if act.kind in kinds]
        return sorted(found, key=lambda act: (act.on.first, act.on.last, act.kind, act.party))

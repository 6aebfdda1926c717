"""Who leaves an agreement, and when: notices, what takes them back, and who comes again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from relations.register.facts import Act, Days, Facts, Rule
from relations.register.vocabulary import EventKind, RuleKind
from relations.register.wording import Said

# A party that left comes back by one of these.
RETURNS = (
    EventKind.SIGNED,
    EventKind.RATIFIED,
    EventKind.ACCEPTED,
    EventKind.ACCEDED,
    EventKind.ENTERED_INTO_FORCE,
)
FEWEST = 2  # parties without which there is no agreement


@dataclass(frozen=True)
class Leaving:
    """A withdrawal of a party by an act of it: when it takes effect and what that rests on, or why
    that is not derived from the notice on."""

    act: Act
    on: Days | None
    basis: tuple[Act | Rule, ...]
    doubt: Said | None = None

    @property
    def party(self) -> str:
        return self.act.party

    @property
    def effect(self) -> Days:
        """When it takes effect; the notice where that is not derived."""
        return self.on or self.act.on


def leavings(facts: Facts) -> Iterator[Leaving]:
    """Yield each withdrawal, given notice of or in effect. Notices that were taken back in time, or
    that a recorded withdrawal followed, are left out, and so are those of one of two parties
    against a renewal where no rule says when a withdrawal takes effect. A party that terminates an
    agreement leaves it."""
    rule = facts.rule(RuleKind.WITHDRAWAL)
    ends = [
        act for act in facts.acts_of(EventKind.WITHDREW, EventKind.TERMINATED)
        if act.party or act.kind == EventKind.WITHDREW
    ]  # fmt: skip
    for act in ends:
        yield Leaving(act, act.on, (act,))
    ends_all = facts.rule(RuleKind.RENEWAL) and len(facts.parties) <= FEWEST
    for act in facts.acts_of(EventKind.NOTICE):
        if any(_follows(end, act) for end in ends):
            continue
        on = rule.span.after(act.on) if rule and rule.span else None
        basis = (act, rule) if rule else (act,)
        revoked = revocations(facts, act)
        if on is None and not revoked and not ends_all:
            words = Said(
                _("Notice of withdrawal was given on %(on)s; when it takes effect, no rule says."),
                on=act.on,
            )
            yield Leaving(act, None, basis, words)
        elif on and not any(each.on.last < on.first for each in revoked):
            late = next((each for each in revoked if each.on.first < on.last), None)
            words = late and Said(
                _("Whether the notice of %(on)s was taken back before %(effect)s is not known."),
                on=act.on,
                effect=on,
            )
            yield Leaving(act, on, basis, words)


def revocations(facts: Facts, notice: Act) -> list[Act]:
    """Return the acts by which a notice was taken back, in time or not."""
    return [act for act in facts.acts_of(EventKind.NOTICE_REVOKED) if _follows(act, notice)]


def _follows(act: Act, notice: Act) -> bool:
    return act.party == notice.party and act.on.first >= notice.on.first


def members(facts: Facts, on: Days) -> tuple[str, ...]:
    """Return who is a party on a day: all but those that have left for sure and not come back."""
    gone = set()
    for each in leavings(facts):
        if each.on and each.on.last <= on.first and not each.doubt:
            back = any(
                act.party == each.party and each.on.last <= act.on.first <= on.last
                for act in facts.acts_of(*RETURNS)
            )
            if not back:
                gone.add(each.party)
    return tuple(party for party in facts.parties if party not in gone)


def last_to_leave(facts: Facts) -> Leaving | None:
    """Return the withdrawal after which fewer than two parties are left, if there is one."""
    sure = [each for each in leavings(facts) if each.on and not each.doubt]
    gone = {each.party for each in sure}
    if len(facts.parties) > FEWEST and len(set(facts.parties) - gone) >= FEWEST:
        return None
    for each in sorted(sure, key=lambda each: (each.effect.last, each.effect.first, each.party)):
        if not each.party and len(facts.parties) <= FEWEST:
            return each
        after = Days(each.effect.last, each.effect.last)
        if each.party in facts.parties and len(members(facts, after)) < FEWEST <= len(
            facts.parties
        ):
            return each
    return None

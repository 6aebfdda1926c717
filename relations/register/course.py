"""How long an agreement lasts by its rules: its reviews, extensions and renewals, and its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from relations.register.facts import Act, Days, Facts, Rule, Span
from relations.register.vocabulary import Anchor, EventKind, Outcome, RuleKind, Unit
from relations.register.withdrawals import FEWEST, leavings, members, revocations
from relations.register.wording import Said

LIMIT = 500  # dates of one agreement
FIRST_DAY = Days(date.min, date.min)
MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


@dataclass(frozen=True)
class Review:
    """A review: when it is due or was held, and what the parties said, where that is recorded."""

    on: Days
    rule: Rule
    acts: tuple[Act, ...] = ()
    outcome: Outcome | None = None  # of all parties together; None while it is not recorded
    after_refusal: bool = False


@dataclass(frozen=True)
class Course:
    """What the rules say of the end: when, by which rules and acts, or why that is not derived."""

    end: Days | None = None
    basis: tuple[Rule | Act, ...] = ()
    doubt: Said | None = None
    reviews: tuple[Review, ...] = ()
    open_reviews: Said | None = None  # why no further review is derived
    endless: bool = False  # renewed by itself until notice is given
    counted: tuple[Days, Span] | None = None  # what the end counts from, and how long


def stated(acts: Iterable[Act]) -> dict[str, set[Outcome]]:
    """Return what each party said at a review; nothing for one that is not known to have."""
    said: dict[str, set[Outcome]] = {}
    for act in acts:
        if act.outcome and act.outcome != Outcome.NOT_STATED:
            said.setdefault(act.party, set()).add(act.outcome)
    return said


def outcome_of(acts: Iterable[Act], parties: tuple[str, ...]) -> Outcome | None:
    """Return what the parties decided together at a review: confirmed if every one of them did, not
    confirmed if one did not; None where neither is recorded, or a party is recorded as saying both.
    """
    said = {party: each for party, each in stated(acts).items() if party in parties}
    if any(len(each) > 1 for each in said.values()):
        return None
    if {Outcome.NOT_CONFIRMED} in said.values():
        return Outcome.NOT_CONFIRMED
    return Outcome.CONFIRMED if parties and said.keys() >= set(parties) else None


def course_of(facts: Facts, began: dict[Anchor, Days]) -> Course:
    """Return when an agreement ends by its rules. `began` is when it was signed and entered into
    force, as far as that is known."""
    course = _by_term(facts.rule(RuleKind.TERM), began)
    course = _reviewed(course, facts, began)
    for act in _unused_extensions(course, facts):
        course = _extended(course, facts, (act,), act.on)
    return _renewed(course, facts)


def date_of(rule: Rule, began: dict[Anchor, Days]) -> Days | None:
    """Return the first date that a rule names: its own, or so long after what it counts from."""
    if rule.on:
        return rule.on
    counted_from = began.get(rule.anchor)
    return rule.span.after(counted_from) if rule.span and counted_from else None


def _by_term(term: Rule | None, began: dict[Anchor, Days]) -> Course:
    """The end that the rule of the term gives. Where it names a day other than the one that its
    length gives, or counts from what is not recorded, the end is in doubt from the first day on
    which it may be."""
    end = date_of(term, began) if term else None
    if term is None:
        return Course()
    if end is None:
        counted = [day for on in began.values() if (day := term.span and term.span.after(on))]
        if not counted or term.anchor in began:
            return Course()
        clause = f" ({term.citation})" if term.citation else ""
        words = _("The term counts from %(anchor)s%(clause)s, and that day is not recorded.")
        doubt = Said(words, anchor=term.anchor.label, clause=clause)
        return Course(min(counted, key=lambda each: each.first), (term,), doubt)
    counted_end = date_of(replace(term, on=None), began)
    if counted_end == end and term.span:
        return Course(end, (term,), counted=(began[term.anchor], term.span))
    if not counted_end or (counted_end.first <= end.last and end.first <= counted_end.last):
        return Course(end, (term,))
    words = _("The rule of the term names %(on)s; its length gives %(counted)s.")
    doubt = Said(words, on=end, counted=counted_end)
    either = Days(min(end.first, counted_end.first), max(end.last, counted_end.last))
    return Course(either, (term,), doubt)


def terms_of(course: Course, renewal: Span) -> Iterator[Days]:
    """Yield the end of each term of an agreement that renews itself, of 500 terms at most. Each
    counts from where the first began, so that the ends of months stay what they are."""
    for number in range(LIMIT):
        more = times(renewal, number)
        end: Days | None = None
        if course.counted and (span := _together(course.counted[1], more)):
            end = span.after(course.counted[0])
        elif course.end:
            end = more.after(course.end)
        if end is None:
            return
        yield end


def times(span: Span, number: int) -> Span:
    """Return a length of time so many times."""
    return replace(span, amount=span.amount * number)


def _together(one: Span, other: Span) -> Span | None:
    """Two lengths of time as one; None where days and months do not add up to one."""
    if one.unit == other.unit:
        return replace(one, amount=one.amount + other.amount)
    months = [span.amount * MONTHS[span.unit] for span in (one, other) if span.unit in MONTHS]
    return Span(sum(months), Unit.MONTHS) if Unit.DAYS not in (one.unit, other.unit) else None


def _reviewed(course: Course, facts: Facts, began: dict[Anchor, Days]) -> Course:
    """Go from review to review: a confirmed one extends the term, a refused one may change when
    the next is due, and after one without a recorded outcome nothing follows."""
    rule = facts.rule(RuleKind.REVIEW)
    on = date_of(rule, began) if rule else None
    refusal = facts.rule(RuleKind.REFUSED)
    depends = refusal or facts.rule(RuleKind.DECISION)
    refused = False
    earlier = began.get(Anchor.IN_FORCE)
    spans = [span for span in (rule and rule.every, refusal and refusal.span) if span]
    counted: Days | None = on  # the review that the next ones are counted from, and how
    step: Span | None = None
    number = 0
    used: tuple[Act, ...] = ()
    while rule and on and len(course.reviews) < LIMIT:
        for act in _unused_extensions(course, facts):
            if act.on.last <= on.first:
                course = _extended(course, facts, (act,), act.on)
        if course.end and on.first >= course.end.last:
            break
        nexts = [(after, span) for span in spans if (after := span.after(on))]
        following, chosen = min(nexts, key=lambda each: each[0].first, default=(None, None))
        acts = tuple(act for act in _held(facts, earlier, on, following) if act not in used)
        used = (*used, *acts)
        outcome = outcome_of(acts, members(facts, on)) if acts else None
        review = Review(on, rule, acts, outcome, refused)
        course = replace(course, reviews=(*course.reviews, review))
        earlier = on
        if outcome == Outcome.CONFIRMED:
            refused = False
            course = _extended(course, facts, acts, on)
            chosen = rule.every
        elif outcome == Outcome.NOT_CONFIRMED and refusal and refusal.span:
            refused = True
            chosen = refusal.span
        elif outcome is None and depends and not refused:
            later = next(_later_reviews(facts, on, acts), None)
            if later is None:
                both = review_doubt(review)
                words = Said(_("It depends on the outcome of the review of %(on)s."), on=on)
                return replace(course, open_reviews=both or words, doubt=both or course.doubt)
            on, counted, step = later.on, later.on, None
            continue
        number = number + 1 if chosen == step else 1
        counted, step = (counted if chosen == step else on), chosen
        on = times(step, number).after(counted) if step and counted else None
    if len(course.reviews) == LIMIT:
        words = Said(_("The rule yields more than %(limit)s reviews."), limit=str(LIMIT))
        course = replace(course, open_reviews=words)
    return course


def review_doubt(review: Review) -> Said | None:
    """Say which parties are recorded as confirming a new term at a review and as not."""
    names = {act.party: act.party_name for act in review.acts}
    both = sorted(names[party] for party, said in stated(review.acts).items() if len(said) > 1)
    words = _(
        "%(party)s is recorded both as confirming a new term at the review of %(on)s and as not "
        "confirming it."
    )
    return Said(words, party=", ".join(both), on=review.on) if both else None


def _held(facts: Facts, earlier: Days | None, due: Days, following: Days | None) -> tuple[Act, ...]:
    """What is recorded of the review that was held on the day it was due, late or early: what is
    said of a review before its day, and nearer to that than to the one before, is of it."""
    held = [act for act in facts.acts_of(EventKind.REVIEWED) if not _early(act, earlier, due)]
    if following:
        held = [
            act
            for act in held
            if act.on.first < following.first
            and not (_restates(facts, act, due) and _is_near(act, due, following))
        ]
    return tuple(held)


def _early(act: Act, earlier: Days | None, due: Days) -> bool:
    """Whether an act comes too long before a review to be of it."""
    return act.on.last < due.first and not _is_near(act, earlier, due)


def _is_near(act: Act, earlier: Days | None, due: Days) -> bool:
    """Whether an act before a review is nearer to that than to what came before."""
    return earlier is None or due.first - act.on.last < act.on.first - earlier.last


def _restates(facts: Facts, act: Act, due: Days) -> bool:
    """Whether something was said of a review long before an act: then the act is not of it."""
    return any(
        each.on.last < act.on.first and due.first <= each.on.last
        for each in facts.acts_of(EventKind.REVIEWED)
    )


def _later_reviews(facts: Facts, due: Days, held: tuple[Act, ...]) -> Iterator[Act]:
    for act in facts.acts_of(EventKind.REVIEWED):
        if act not in held and act.on.first > due.last:
            yield act


def _unused_extensions(course: Course, facts: Facts) -> list[Act]:
    """The extensions that are not counted in the course yet."""
    return [act for act in facts.acts_of(EventKind.EXTENDED) if act not in course.basis]


def _extended(course: Course, facts: Facts, acts: tuple[Act, ...], on: Days) -> Course:
    """Move the end by what was decided on a day, as the rule counts it."""
    rule, basis = _decision(facts, acts), (*course.basis, *acts)
    until = next((act.until for act in acts if act.until), None)
    renewed = until and facts.rule(RuleKind.RENEWAL)
    if course.end and on.first > course.end.last and not renewed:
        words = Said(
            _("It was extended on %(on)s, after it had ended on %(end)s."), on=on, end=course.end
        )
        return replace(course, basis=basis, doubt=words)
    if until:
        return _lengthened(replace(course, doubt=None), until, on, basis)
    counted_from = {Anchor.REVIEW: on, Anchor.END: course.end}.get(rule.anchor) if rule else None
    if rule is None or rule.span is None or counted_from is None:
        words = Said(
            _("It was extended on %(on)s; from which day the new term counts is not recorded."),
            on=on,
        )
        return replace(course, basis=basis, doubt=words)
    return _lengthened(course, rule.span.after(counted_from), on, (*basis, rule))


def _lengthened(
    course: Course, until: Days | None, on: Days, basis: tuple[Rule | Act, ...]
) -> Course:
    """Move the end to a day. Where that is before the end so far, or before the decision, the end
    is in doubt from then on."""
    least = course.end or on
    if until and until.last < least.first:
        words = Said(
            _("It was extended on %(on)s until %(until)s, which is before %(end)s."),
            on=on,
            until=until,
            end=least,
        )
        return replace(course, end=Days(until.first, least.last), basis=basis, doubt=words)
    return replace(course, end=until, basis=basis, counted=None)


def _decision(facts: Facts, acts: tuple[Act, ...]) -> Rule | None:
    """The rule by which a new term was decided: at a review, or at any other time."""
    rules = [rule for rule in facts.rules if rule.kind == RuleKind.DECISION]
    at_review = all(act.kind == EventKind.REVIEWED for act in acts)
    fitting = [rule for rule in rules if (rule.anchor == Anchor.REVIEW) == at_review]
    return next(iter(fitting or rules), None)


def _renewed(course: Course, facts: Facts) -> Course:
    """Renew the term by itself, again and again, until a notice came in time."""
    rule = facts.rule(RuleKind.RENEWAL)
    if rule is None or rule.span is None or course.end is None or course.doubt:
        return course
    notices = facts.acts_of(EventKind.NOTICE)
    left = [each.effect for each in leavings(facts)]
    basis = (*course.basis, rule)
    for end in terms_of(course, rule.span):
        due = (rule.notice.before(end) if rule.notice else end) or FIRST_DAY
        if given := _preventing(facts, notices, due, end):
            words = _doubt_of(facts, given, due, end)
            used = () if words else tuple(given)
            return replace(course, end=end, basis=(*basis, *used), doubt=words)
        if not notices or (
            all(act.on.last <= due.first for act in notices)
            and all(on.last <= end.first for on in left)
        ):
            return replace(course, basis=basis, endless=True)
    words = Said(_("The rule yields more than %(limit)s terms."), limit=str(LIMIT))
    return replace(course, end=course.end, basis=basis, doubt=words)


def _preventing(facts: Facts, notices: list[Act], due: Days, end: Days) -> list[Act]:
    """Return the notices, if any, which came up to the day when they were due, were not taken back
    before the end, and leave too few parties for a renewal."""
    standing = [
        act
        for act in notices
        if not any(each.on.last < end.first for each in revocations(facts, act))
    ]
    for number, act in enumerate(standing, start=1):
        if act.on.first <= due.last and _leaves_too_few(facts, standing[:number], end):
            return standing[:number]
    return []


def _doubt_of(facts: Facts, given: list[Act], due: Days, end: Days) -> Said | None:
    """Return why it is not known whether notices prevented a renewal, if it is not."""
    last = given[-1]
    if any(each.on.last > due.first for each in given):
        words = _("Whether the notice of %(on)s came before %(due)s is not known.")
        return Said(words, on=last.on, due=due)
    if any(each.on.first < end.last for act in given for each in revocations(facts, act)):
        words = _("Whether the notice of %(on)s was taken back before %(effect)s is not known.")
        return Said(words, on=last.on, effect=end)
    return None


def _leaves_too_few(facts: Facts, notices: list[Act], end: Days) -> bool:
    """Whether fewer than two parties are left on a day without those that gave notice."""
    if len(facts.parties) <= FEWEST or any(not act.party for act in notices):
        return True
    stay = set(members(facts, end)) - {act.party for act in notices}
    return len(stay) < FEWEST

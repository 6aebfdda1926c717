"""The words of the register: kinds, legal force, events, and the statuses that each may have."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    TREATY = "treaty", _("Treaty")
    TRADE = "trade", _("Trade agreement")
    AGREEMENT = "agreement", _("Agreement")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    ARRANGEMENT = "arrangement", _("Arrangement")
    FRAMEWORK = "framework", _("Framework")
    DECLARATION = "declaration", _("Declaration")
    PRINCIPLES = "principles", _("Principles or compact")
    INITIATIVE = "initiative", _("Initiative")
    COMMITMENT = "commitment", _("Joint commitment")
    DIALOGUE = "dialogue", _("Dialogue")
    SUMMIT = "summit", _("Summit")
    GROUP = "group", _("Working group")
    BODY = "body", _("Standing body")


class Binding(models.TextChoices):
    BINDING = "binding", _("Legally binding")
    NON_BINDING = "non_binding", _("Not legally binding")


class EventKind(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    ADOPTED = "adopted", _("Adopted")
    SIGNED = "signed", _("Signed")
    RATIFIED = "ratified", _("Ratified")
    ACCEPTED = "accepted", _("Accepted")
    ACCEDED = "acceded", _("Acceded")
    NOTIFIED = "notified", _("Notified that its procedures are complete")
    APPLIED = "applied", _("Provisional application began")
    UNAPPLIED = "unapplied", _("Provisional application ended")
    ENTERED_INTO_FORCE = "in_force", _("Entered into force")
    AMENDED = "amended", _("Amended")
    REVIEWED = "reviewed", _("Reviewed")
    MET = "met", _("Met")
    EXTENDED = "extended", _("Extended")
    NOTICE = "notice", _("Notice of withdrawal given")
    NOTICE_REVOKED = "unnotice", _("Notice of withdrawal taken back")
    WITHDREW = "withdrew", _("Withdrawal took effect")
    UNRATIFIED = "unratified", _("Ratification withdrawn")
    SUSPENDED = "suspended", _("Suspended")
    REVIVED = "revived", _("Revived")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")
    RESERVED = "reserved", _("Reservation made")
    UNRESERVED = "unreserved", _("Reservation withdrawn")
    DECLARED = "declared", _("Declaration made")
    UNDECLARED = "undeclared", _("Declaration withdrawn")
    OBJECTED = "objected", _("Objection made")
    UNOBJECTED = "unobjected", _("Objection withdrawn")
    REGISTERED = "registered", _("Registered")
    PUBLISHED = "published", _("Published")
    RELATED = "related", _("Related event")


# What an event is called while its day is ahead.
EVENTS_AHEAD = {
    EventKind.ANNOUNCED: _("Announcement"),
    EventKind.ADOPTED: _("Adoption"),
    EventKind.SIGNED: _("Signature"),
    EventKind.RATIFIED: _("Ratification"),
    EventKind.ACCEPTED: _("Acceptance"),
    EventKind.ACCEDED: _("Accession"),
    EventKind.NOTIFIED: _("Notification that its procedures are complete"),
    EventKind.APPLIED: _("Beginning of provisional application"),
    EventKind.UNAPPLIED: _("End of provisional application"),
    EventKind.ENTERED_INTO_FORCE: _("Entry into force"),
    EventKind.AMENDED: _("Amendment"),
    EventKind.REVIEWED: _("Review"),
    EventKind.MET: _("Meeting"),
    EventKind.EXTENDED: _("Extension"),
    EventKind.NOTICE: _("Notice of withdrawal"),
    EventKind.NOTICE_REVOKED: _("End of the notice of withdrawal"),
    EventKind.WITHDREW: _("Withdrawal"),
    EventKind.UNRATIFIED: _("Withdrawal of the ratification"),
    EventKind.SUSPENDED: _("Suspension"),
    EventKind.REVIVED: _("Revival"),
    EventKind.SUPERSEDED: _("Replacement"),
    EventKind.TERMINATED: _("Termination"),
    EventKind.RESERVED: _("Reservation"),
    EventKind.UNRESERVED: _("Withdrawal of the reservation"),
    EventKind.DECLARED: _("Declaration by a party"),
    EventKind.UNDECLARED: _("Withdrawal of the declaration"),
    EventKind.OBJECTED: _("Objection"),
    EventKind.UNOBJECTED: _("Withdrawal of the objection"),
    EventKind.REGISTERED: _("Registration"),
    EventKind.PUBLISHED: _("Publication"),
    EventKind.RELATED: _("Related event"),
}
SIGNING_EVENTS = (EventKind.SIGNED, EventKind.ADOPTED, EventKind.ANNOUNCED)


class Outcome(models.TextChoices):
    """What a party said at a review about a new term."""

    CONFIRMED = "confirmed", _("confirmed a new term")
    NOT_CONFIRMED = "not_confirmed", _("did not confirm a new term")
    NOT_STATED = "not_stated", _("has no recorded statement")


class RuleKind(models.TextChoices):
    """What a rule of an agreement is about."""

    ENTRY = "entry", _("Entry into force")
    TERM = "term", _("Term")
    RENEWAL = "renewal", _("Renewal by itself, unless notice is given")
    DECISION = "decision", _("New term, if the parties decide so")
    REVIEW = "review", _("Periodic review")
    REFUSED = "refused", _("Reviews after a new term was not confirmed")
    WITHDRAWAL = "withdrawal", _("Withdrawal after notice")
    DUTY = "duty", _("Duty before or after a date")


class Anchor(models.TextChoices):
    """What the length of a rule counts from."""

    SIGNED = "signed", _("the signature")
    NOTIFIED = "notified", _("the last notification")
    RATIFIED = "ratified", _("the last ratification")
    IN_FORCE = "in_force", _("the entry into force")
    REVIEW = "review", _("each review")
    PERIODIC_REVIEW = "periodic", _("each periodic review")
    REVIEW_AFTER_REFUSAL = "refused", _("each review after a new term was not confirmed")
    END = "end", _("the end of the term")
    UNSTATED = "unstated", _("a day that the rule does not name")


class Unit(models.TextChoices):
    DAYS = "days", _("days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")


class Status(models.TextChoices):
    """What an agreement, or a party to it, is on a day. The kind and legal force decide which of
    them it can be."""

    SIGNED = "signed", pgettext_lazy("status of an agreement", "signed")
    PROVISIONAL = "provisional", _("provisionally applied")
    IN_FORCE = "in-force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")
    SUPERSEDED = "superseded", _("superseded")
    IN_EFFECT = "in-effect", _("in effect")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn")


BEGUN = frozenset({Status.IN_FORCE, Status.IN_EFFECT})


class Vocabulary(models.TextChoices):
    """Which statuses there are: those of an instrument that binds, of one that does not, or none,
    since nobody signs a dialogue."""

    BINDING = "binding", _("binding instrument")
    NON_BINDING = "non_binding", _("non-binding instrument")
    MEETING = "meeting", _("dialogue, group, summit or body")
    UNKNOWN = "unknown", _("instrument of which the legal force is not recorded")


MEETINGS = frozenset({Kind.DIALOGUE, Kind.SUMMIT, Kind.GROUP, Kind.BODY})
ALWAYS_BINDING = frozenset({Kind.TREATY, Kind.TRADE})
# The rows of a table that `vocabulary_of` calls binding.
BINDS = models.Q(binding=Binding.BINDING) | models.Q(kind__in=ALWAYS_BINDING)


def vocabulary_of(kind: str, binding: str) -> Vocabulary:
    """Return which statuses an agreement of this kind and legal force may have."""
    if kind in MEETINGS:
        return Vocabulary.MEETING
    if kind in ALWAYS_BINDING:
        return Vocabulary.BINDING
    return Vocabulary(binding) if binding else Vocabulary.UNKNOWN


def contradictory_force(kind: str, binding: str) -> str:
    """Return why a kind cannot have this legal force, or nothing."""
    if kind in MEETINGS and binding:
        return str(_("A dialogue, group, summit or body has no legal force of its own."))
    if kind in ALWAYS_BINDING and binding == Binding.NON_BINDING:
        return str(_("A treaty or trade agreement is legally binding."))
    return ""


# What is done with an instrument that binds, and with no other.
OF_BINDING = frozenset(
    {
        EventKind.RATIFIED, EventKind.ACCEPTED, EventKind.ACCEDED, EventKind.UNRATIFIED,
        EventKind.APPLIED, EventKind.UNAPPLIED, EventKind.SUSPENDED, EventKind.RESERVED,
        EventKind.UNRESERVED, EventKind.OBJECTED, EventKind.UNOBJECTED,
    }
)  # fmt: skip


def contradictory_event(vocabulary: Vocabulary, kind: str) -> str:
    """Return why such an event cannot be of an agreement of this vocabulary, or nothing."""
    if kind not in OF_BINDING:
        return ""
    if vocabulary == Vocabulary.NON_BINDING:
        return str(_("An instrument that is not legally binding cannot have this event."))
    if vocabulary == Vocabulary.MEETING:
        return str(_("A dialogue, group, summit or body cannot have this event."))
    return ""

"""What of the calls of a program cannot be true, named with the call."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from publishing.models.errors import sentence_about

MAX_CALLS = 100  # of one program


def call_errors(calls: Iterable[Any], *, always_open: bool) -> list[str]:
    """Return every reason why the calls of a working copy cannot be published."""
    calls = list(calls)
    if len(calls) > MAX_CALLS:
        return [too_many(len(calls))]
    reasons = []
    for call in calls:
        try:
            call.full_clean()
        except ValidationError as error:
            reasons += [sentence_about(call, reason) for reason in error.messages]
    reasons += [sentence_about(call, repeated(call)) for call in repeated_cycles(calls)]
    if always_open and any(call.closes_on and not call.cancelled for call in calls):
        reasons.append(_("A program with a closing date does not take applications at any time."))
    return reasons


def repeated_cycles(calls: Iterable[Any]) -> Iterator[Any]:
    """Yield those calls of a program of which the cycle is that of another before."""
    seen: set[str] = set()
    for call in calls:
        if call.key in seen:
            yield call
        seen.add(call.key)


def repeated(call: Any) -> str:
    return _("Another call is of the cycle “%(cycle)s”, too. Say which is which.") % {
        "cycle": call.cycle
    }


def too_many(number: int) -> str:
    return _("A program has at most %(most)d calls, and not %(number)d.") % {
        "most": MAX_CALLS,
        "number": number,
    }

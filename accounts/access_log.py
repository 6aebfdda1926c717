"""Who signed in, and who was refused that or an act at the desk: counts by hour and source.

A request is answered alike whether or not it could be noted: whoever could keep notes from being
written would otherwise keep everybody out. What could not be noted is an error in the log.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import Error, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.clients import client_address
from accounts.models import AccessEntry
from delivery.locks import SAFE_METHODS, Busy, in_line

# Of each kind and hour. Further sources share a row for each account: whoever has many addresses
# neither fills the database nor hides an account.
MAX_ROWS = 500

logger = logging.getLogger(__name__)


class AccessLogMiddleware:
    """Notes every answer that refuses an act: a 403, or the way to the sign-in for somebody who has
    signed in; of strangers only a form of the desk, since those who only read write nothing.

    It stands after the SecondFactorMiddleware, which says who is a stranger yet.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        forbidden = response.status_code == 403
        if forbidden or _leads_to_sign_in(response):
            form = request.method not in SAFE_METHODS and request.path_info.startswith("/admin/")
            if request.user.is_authenticated or (forbidden and form):
                note(request, AccessEntry.Kind.ACT_REFUSED, request.user.get_username())
        return response


def _leads_to_sign_in(response) -> bool:
    """Whether an answer leads by the sign-in to what was asked for."""
    return response.status_code == 302 and response["Location"].startswith(
        f"{reverse(settings.LOGIN_URL)}?"
    )


def note(request, kind: AccessEntry.Kind, username: str) -> None:
    """Count something for the address of a request, and for the account of a name, if there is one:
    what else was typed as a name, perhaps a password, is kept nowhere.

    This causes the same queries and writes for every name, and raises no error of the database.
    """
    source = client_address(request)
    try:
        with in_line(), transaction.atomic():
            _count(kind, source, _account_named(username))
            _forget()
    except (Error, Busy) as error:
        logger.error("Not noted: %s, from %s: %r", kind.value, source, error)


def forget_old_entries() -> None:
    """Delete what is kept no longer, however much it is."""
    while _forget():
        pass


def _forget() -> int:
    kept_for = timedelta(days=settings.ACCESS_LOG_DAYS)
    return AccessEntry.objects.forget(timezone.now() - kept_for)


def _count(kind: AccessEntry.Kind, source: str, account: str) -> None:
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = AccessEntry.objects.filter(hour=hour, kind=kind)
    known = rows.filter(source=source, account=account).exists()
    if rows.count() >= MAX_ROWS and not known:
        source = AccessEntry.OTHER_SOURCES
    key = {"hour": hour, "kind": kind, "source": source, "account": account}
    # Whoever else makes the row at this moment is waited for, and counted as well.
    new = AccessEntry(**key, number=0, first_at=now, last_at=now)
    AccessEntry.objects.bulk_create([new], ignore_conflicts=True)
    AccessEntry.objects.filter(**key).update(number=F("number") + 1, last_at=now)


def _account_named(username: str) -> str:
    """Return the name of the account that a typed one means, in whatever case, or nothing."""
    users = get_user_model()._default_manager.filter(username__iexact=username)
    names = list(users.values_list("username", flat=True))
    if username in names:
        return username
    return names[0] if len(names) == 1 else ""

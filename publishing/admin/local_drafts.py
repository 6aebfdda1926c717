"""Local drafts: text that the browser keeps until it is saved.

static/admin_theme/local-draft.js keeps them.
"""

import re
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

FIELD = COOKIE = "local_draft"
NONCE = re.compile(r"[\d-]{1,40}", re.ASCII)


def forgetting_local_draft(view):
    """Decorate a view of the admin: a form that leads on was taken, and needs no draft any more.

    One that was refused is shown again. Whoever must sign in first never reaches the view.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            return _forget_local_draft(request, response)
        return response

    return wrapped


def _forget_local_draft(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser that what was posted is saved, so that it drops its draft of that."""
    nonce = request.POST.get(FIELD, "")
    if NONCE.fullmatch(nonce):
        response.set_cookie(
            COOKIE,
            nonce,
            max_age=3600,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Strict",
        )
    return response

"""The error pages."""

import sys

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import (
    get_language_from_path,
    get_language_from_request,
    gettext_lazy,
    override,
)
from django.utils.translation import gettext as _

from delivery.commits import may_have_saved
from delivery.locks import Busy
from portal.context import languages, query_of
from publishing.links import kept_url
from reading.responses import render_page

RETRY_AFTER = "60"  # seconds
RETRY_WHEN_BUSY = "5"


# What Django raises for a form that is larger than it reads.
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception):
    if request.method == "POST" and isinstance(exception, TOO_LARGE):
        message = gettext_lazy("It holds more than can be sent at once, and nothing was saved.")
        heading = gettext_lazy("This form is too large")
        return _refused_form(request, 413, heading, message, may_be_kept=True)
    return _error(request, 400, exception)


def permission_denied(request, exception):
    return _error(request, 403, exception)


def form_expired(request, reason=""):
    """Answer a form whose CSRF token is missing or old."""
    message = gettext_lazy(
        "It was open for long, or cookies are turned off, and nothing was saved."
    )
    heading, kept = gettext_lazy("This form has expired"), "local_draft" in request.POST
    return _refused_form(request, 403, heading, message, may_be_kept=kept)


def _refused_form(request, status: int, heading, message, *, may_be_kept: bool) -> HttpResponse:
    """Say why a form was not read; of one of the desk the browser may have kept the text."""
    context = {"heading": heading, "message": message, "may_be_kept": may_be_kept}
    with override(_language(request)):
        return render_page(request, "form_refused.html", context, status=status)


def page_not_found(request, exception):
    return _error(request, 404, exception)


def server_error(request):
    """Answer with a page that needs neither the database nor anything of the failed request.

    A database that cannot be reached, is too slow or stays locked is not a defect of the site: that
    is a 503.
    """
    error = sys.exc_info()[1]
    # The page for whoever met others says that nothing was saved, and offers to send it again.
    busy = isinstance(error, Busy) and not may_have_saved()
    unavailable = isinstance(error, (Busy, OperationalError, InterfaceError))
    status = 503 if unavailable else 500
    with override(_language(request)):
        try:
            template = "busy.html" if busy else f"{status}.html"
            context = _sent(request) if busy else _fate_of_form(request)
            page = loader.render_to_string(template, context)
        except Exception:  # the page about a broken site must not break as well
            page = _("Something went wrong")
    response = HttpResponse(page, status=status)
    add_never_cache_headers(response)
    if unavailable:
        response["Retry-After"] = RETRY_WHEN_BUSY if busy else RETRY_AFTER
    return response


def _sent(request) -> dict:
    """Return what a form sent, to be sent again by a button; a password is typed again."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any("password" in name for name, _value in pairs)
    return {"path": _own_address(request), "fields": [] if secret else pairs}


def _fate_of_form(request) -> dict:
    """What to say of a form that was sent: whether it may be saved, and where to find its text."""
    if request.method != "POST":
        return {}
    # The forms that keep a local draft name it; without JavaScript there is none.
    form_url = _own_address(request) if request.POST.get("local_draft") else ""
    return {"sent": True, "may_have_saved": may_have_saved(), "form_url": form_url}


def _own_address(request) -> str:
    """Return the whole address of a request, as one on this site whatever it looks like."""
    return escape_leading_slashes(request.get_full_path())


def _error(request, status: int, exception) -> HttpResponse:
    """Render an error page, with the message for readers that the exception carries."""
    # The moment may be what is wrong, or not have been read yet.
    if status != 404 or not hasattr(request, "at"):
        request.at = ""
    # Django's own exceptions carry messages that are not written for readers.
    for_readers = isinstance(exception, (BadRequest, PermissionDenied, Http404))
    message = exception.args[0] if for_readers and exception.args else ""
    with override(_language(request)):
        page = "page" in query_of(request)
        context: dict = {
            "message": message if isinstance(message, str | Promise) else "",
            "first_page_url": kept_url(request, request.path) if page else "",
        }
        if status == 400:
            home = _home_url(request)
            request.kept_query = []
            context |= {"languages": languages(request, home), "page_path": home}
        return render_page(request, f"{status}.html", context, status=status)


def _language(request) -> str:
    """Return the language of the URL, or of the browser for the admin, whose URLs have none."""
    if request.path_info.startswith("/admin/"):
        return get_language_from_request(request)
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _home_url(request) -> str:
    language = _language(request)
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"

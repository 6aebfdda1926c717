"""The pages of errors."""

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, QueryDict
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import (
    get_language_from_path,
    get_language_from_request,
    override,
)
from django.utils.translation import gettext as _

from portal.context import languages, query_of, with_query
from reading.responses import render_page

RETRY_AFTER = "60"  # seconds


def bad_request(request, exception):
    return _error(request, 400, exception)


def permission_denied(request, exception):
    return _error(request, 403, exception)


def form_expired(request, reason=""):
    """A form whose proof of origin is missing or old; the desk keeps what was typed in it."""
    said = _(
        "This form is too old, or cookies are off, and nothing was saved. Go back and reload the "
        "page: what you typed in a form of the desk is kept in this browser and offered back there."
    )
    return _error(request, 403, PermissionDenied(said))


def page_not_found(request, exception):
    return _error(request, 404, exception)


def server_error(request):
    """A page that needs neither the database nor anything that the failed request holds.

    A database that cannot be reached, or stays locked, is no fault of the site: it answers 503.
    """
    resting = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if resting else 500
    with override(_language(request)):
        try:
            response = HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
        except Exception:  # the page about a broken site must not break as well
            said = "The site has a fault. / El sitio tiene una falla."
            response = HttpResponse(said, status=status)
    if resting:
        response["Retry-After"] = RETRY_AFTER
    return response


def _error(request, status: int, exception) -> HttpResponse:
    """The page of an error, with the sentence that the exception carries for the reader."""
    # The error may lie in the moment, or come before anyone has read it.
    if status != 404 or not hasattr(request, "at"):
        request.at = ""
    # What Django itself complains of is not written for readers.
    spoken = isinstance(exception, (BadRequest, PermissionDenied, Http404))
    said = exception.args[0] if spoken and exception.args else ""
    with override(_language(request)):
        query = query_of(request).copy()
        wrong_page = query.pop("page", None)
        context = {
            "said": said if isinstance(said, str | Promise) else "",
            "first_page": with_query(request.path, query) if wrong_page else "",
        }
        if status == 400:
            context["languages"] = languages(_home(request), QueryDict())
        return render_page(request, f"{status}.html", context, status=status)


def _language(request) -> str:
    """The language of the address; at the desk, which has one address, the browser's."""
    if request.path_info.startswith("/admin/"):
        return get_language_from_request(request)
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _home(request) -> str:
    language = _language(request)
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"

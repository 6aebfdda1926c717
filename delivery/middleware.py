"""The middleware of the site, besides the page cache."""

import re
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import (
    activate,
    get_language_from_path,
    get_language_from_request,
    override,
)
from django.utils.translation import gettext as _

from delivery.commits import may_have_saved

MAX_PATH_LENGTH = 500  # characters; pages repeat their path
MAX_URL_LENGTH = 30_000  # characters of path and query
# Django decodes the path, and escapes those of its bytes again that are not UTF-8.
NOT_UTF8 = re.compile(r"%[89A-F][0-9A-F]", re.ASCII)
# The message of Django's ValueError for a primary key that is not a number.
INVALID_KEY = re.compile(r"Field '\w+' expected a number but got ")


class RejectMalformedUrls:
    """Answer 400 to a URL with a NUL byte or broken UTF-8, before anything reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reject_malformed(request)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Activate the language of the URL for readers, and that of the browser in the admin."""

    def process_request(self, request):
        super().process_request(request)
        if request.path_info.startswith("/admin/"):
            request.LANGUAGE_CODE = get_language_from_request(request)
            activate(request.LANGUAGE_CODE)


class RejectImpossibleKeys:
    """Answer 400 to a form of the admin with a primary key that no row can have, such as 30 digits:
    Django passes it to the database, and SQLite raises OverflowError."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        impossible = isinstance(exception, OverflowError) or INVALID_KEY.match(str(exception))
        if impossible and request.path_info.startswith("/admin/") and not may_have_saved():
            raise BadRequest(
                _("This form names something that does not exist. Nothing was saved.")
            ) from exception


def reject_malformed(request) -> None:
    """Raise BadRequest, with a message in the language of the URL, for a malformed URL."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        if len(path) > MAX_PATH_LENGTH or len(path) + len(query) > MAX_URL_LENGTH:
            raise BadRequest(_("This address is too long."))
        query_bytes = unquote_to_bytes(query)
        if "\0" in path or b"\0" in query_bytes:
            raise BadRequest(_("This address contains a NUL character, which no page has."))
        if NOT_UTF8.search(path) or not _is_utf8(query_bytes):
            raise BadRequest(_("This address is not written in valid UTF-8."))


def _is_utf8(encoded: bytes) -> bool:
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return False
    return True

"""What stands between the server and the views."""

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

MAX_URL_LENGTH = 30_000  # letters of path and query
# Django decodes the path, and escapes again the bytes of it that are not UTF-8.
BROKEN = re.compile(r"%[89A-F][0-9A-F]", re.ASCII)
# How Django complains of a key that is no number.
NO_KEY = re.compile(r"Field '\w+' expected a number but got ")


class RejectMalformedUrls:
    """Answers 400 to an address that holds a NUL byte or broken UTF-8, before anyone reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reject_malformed(request)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address for readers; for staff, who have one address, the browser's."""

    def process_request(self, request):
        super().process_request(request)
        if request.path_info.startswith("/admin/"):
            request.LANGUAGE_CODE = get_language_from_request(request)
            activate(request.LANGUAGE_CODE)


class RejectImpossibleKeys:
    """Answers 400 to a form of the desk that names a row by what no row is called, such as 30
    digits: Django asks the database for it, and SQLite cannot be asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        impossible = isinstance(exception, OverflowError) or NO_KEY.match(str(exception))
        if impossible and request.path_info.startswith("/admin/"):
            raise BadRequest(
                _("This form names something that does not exist. Nothing was saved.")
            ) from exception


def reject_malformed(request) -> None:
    """Raises BadRequest with a sentence in the language of the address."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        if len(path) + len(query) > MAX_URL_LENGTH:
            raise BadRequest(_("This address is too long."))
        asked = unquote_to_bytes(query)
        if "\0" in path or b"\0" in asked:
            raise BadRequest(_("This address holds a NUL character, which no page has."))
        if BROKEN.search(path) or not _is_utf8(asked):
            raise BadRequest(_("This address is not written in valid UTF-8."))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True

"""The page cache: a page that anonymous readers share is made once for each change of the site.

A finished page is kept in the process under the generation it was made in. The generation is
asked of the database on each request, so that every process, and every hour at which a scheduled
edition begins, is heard of at once.
"""

import gzip
import re
from hashlib import sha256

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from delivery.models import Change

UNSHARED = ("/admin/", "/media/", "/static/", "/health/")
MAX_URL_LENGTH = 500  # longer ones are not worth keeping
MIN_COMPRESSED_BYTES = 600  # bytes; less is not worth compressing
MAX_CACHED_BYTES = 200_000  # bytes; more is made anew, so that strangers cannot fill the memory
REFUSED = re.compile(r"q=0(\.0*)?")
ENCODERS = {"br": lambda body: brotli.compress(body, quality=6), "gzip": gzip.compress}


def record_change(edition) -> None:
    """Called inside the transaction that publishes, schedules, withdraws or cancels."""
    Change.objects.create(begins_at=max(edition.live_from, timezone.now()))


class PageCacheMiddleware:
    """Answers from the cache what it can, and keeps what may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self._after_change(request)
        if not self._is_shared(request):
            return self.get_response(request)
        cache = caches["pages"]
        key = self._key(request)
        response = cache.get(key)
        if response is None:
            response = self.get_response(request)
            patch_vary_headers(response, ["Accept-Encoding"])
            if self._may_be_kept(response):
                response = _with_encodings(response)
                cache.set(key, response)
        return _encoded_for(request, response)

    def _after_change(self, request):
        """A form that staff sent may have changed anything: names of topics, addresses, notes."""
        response = self.get_response(request)
        user = getattr(request, "user", None)  # none where a middleware before it refused
        if user and user.is_authenticated and response.status_code < 400:
            Change.objects.create()
            Change.objects.forget_past()
        return response

    def _is_shared(self, request) -> bool:
        return (
            settings.PAGE_CACHE
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not request.path.startswith(UNSHARED)
            and len(request.get_full_path()) <= MAX_URL_LENGTH
        )

    def _key(self, request) -> str:
        parts = (
            Change.objects.generation(),
            timezone.localdate().isoformat(),
            request.META.get("HTTP_HOST", ""),
            request.get_full_path(),
        )
        return sha256("\0".join(parts).encode()).hexdigest()

    def _may_be_kept(self, response) -> bool:
        plain = response.status_code == 200 and not response.streaming and not response.cookies
        return plain and len(response.content) <= MAX_CACHED_BYTES


class CachedPage(HttpResponse):
    """A page with its compressed bodies, by encoding, beside the plain one."""

    encodings: dict[str, bytes]


def _with_encodings(response) -> CachedPage:
    kept = CachedPage(response.content, status=response.status_code)
    kept.headers = response.headers
    kept.encodings = {}
    if len(response.content) >= MIN_COMPRESSED_BYTES:
        kept.encodings = {name: encode(response.content) for name, encode in ENCODERS.items()}
    return kept


def _encoded_for(request, response):
    accepted = _accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    for name, body in getattr(response, "encodings", {}).items():
        if name in accepted:
            response.content = body
            response["Content-Encoding"] = name
            response["Content-Length"] = str(len(body))
            break
    return response


def _accepted(header: str) -> set[str]:
    """The encodings that an Accept-Encoding names and does not refuse by `q=0`."""
    named = (one.replace(" ", "").partition(";") for one in header.lower().split(","))
    return {name for name, _semicolon, weight in named if not REFUSED.fullmatch(weight)}

"""The page cache: a page that anonymous readers share is rendered once for each change of the site.

A finished page is cached in the process under the position of the record. Each request reads it
from the database, so that every process notices every change at once, and every scheduled edition
at its hour.
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

from publishing.changes.position import current_position

UNCACHED_PATHS = ("/admin/", "/media/", "/static/", "/health/", "/healthz", "/readyz")
MAX_CACHED_URL_LENGTH = 500  # characters; pages of longer URLs are not worth caching
MIN_COMPRESSED_BYTES = 600  # smaller pages are not worth compressing
MAX_CACHED_BYTES = 200_000  # larger pages are not cached, so that nobody can fill the memory
ZERO_WEIGHT = re.compile(r"q=0(\.0*)?")
ENCODERS = {"br": lambda body: brotli.compress(body, quality=6), "gzip": gzip.compress}


class PageCacheMiddleware:
    """Answer anonymous readers from the cache, and cache the pages they share."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self._is_shared(request):
            return self.get_response(request)
        request.position = current_position()
        cache = caches["pages"]
        key = self._key(request)
        response = cache.get(key)
        if response is None:
            response = self.get_response(request)
            patch_vary_headers(response, ["Accept-Encoding"])
            # What an index gave that is behind the record is not what belongs to this position.
            if self._is_cacheable(response) and not getattr(request, "answered_late", False):
                response = _compressed(response)
                cache.set(key, response)
        return _accepted_encoding(request, response)

    def _is_shared(self, request) -> bool:
        return (
            settings.PAGE_CACHE
            and request.method in ("GET", "HEAD")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not request.path.startswith(UNCACHED_PATHS)
            and len(request.get_full_path()) <= MAX_CACHED_URL_LENGTH
        )

    def _key(self, request) -> str:
        parts = (
            request.position.key,
            timezone.localdate(request.position.now).isoformat(),
            request.META.get("HTTP_HOST", ""),
            request.get_full_path(),
        )
        return sha256("\0".join(parts).encode()).hexdigest()

    def _is_cacheable(self, response) -> bool:
        shared = response.status_code == 200 and not response.streaming and not response.cookies
        refused = "no-store" in response.get("Cache-Control", "")
        return shared and not refused and len(response.content) <= MAX_CACHED_BYTES


class CachedPage(HttpResponse):
    """A page with its compressed bodies, by encoding, beside the plain one."""

    encodings: dict[str, bytes]


def _compressed(response) -> CachedPage:
    page = CachedPage(response.content, status=response.status_code)
    page.headers = response.headers
    page.encodings = {}
    if len(response.content) >= MIN_COMPRESSED_BYTES:
        page.encodings = {name: encode(response.content) for name, encode in ENCODERS.items()}
    return page


def _accepted_encoding(request, response):
    """Return the response in the first encoding that the request accepts, or as it is."""
    accepted = _encodings_in(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    for name, body in getattr(response, "encodings", {}).items():
        if name in accepted:
            response.content = body
            response["Content-Encoding"] = name
            response["Content-Length"] = str(len(body))
            break
    return response


def _encodings_in(header: str) -> set[str]:
    """Return the encodings that an Accept-Encoding header names and does not refuse by `q=0`."""
    parts = (part.replace(" ", "").partition(";") for part in header.lower().split(","))
    return {name for name, _semicolon, weight in parts if not ZERO_WEIGHT.fullmatch(weight)}

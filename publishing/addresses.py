"""Addresses: how they keep moment and language, and what they once were."""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import QueryDict

from publishing.models import FormerAddress, WorkingCopy


def keep_at(address: str, at: str) -> str:
    """`address` with `?at=` added, unless it leaves the site or names a moment itself."""
    parts = urlsplit(address)
    if not at or parts.netloc or parts.scheme or "at" in QueryDict(parts.query):
        return address
    query = "&".join(filter(None, [parts.query, urlencode({"at": at})]))
    return urlunsplit(parts._replace(query=query))


def former_slugs(model: type[WorkingCopy], ids: Iterable[int]) -> dict[int, list[str]]:
    """The slugs that items of one type once had in public, by item; one query."""
    left = FormerAddress.objects.filter(item_type=model._meta.label_lower, item_id__in=ids)
    slugs: dict[int, list[str]] = {}
    for item_id, slug in left.values_list("item_id", "slug"):
        slugs.setdefault(item_id, []).append(slug)
    return slugs


def in_language(address: str, language: str) -> str:
    """A root-relative address, typed without a language, under the prefix of `language`."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    known = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
    fixed = (*known, settings.STATIC_URL, settings.MEDIA_URL, "/admin/")
    return address if address.startswith(fixed) else f"{prefix}{address}"

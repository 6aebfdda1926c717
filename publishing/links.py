"""Links within the site: how they keep moment and language, and the slugs that items once had."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from publishing.addresses import own_path
from publishing.models import FormerAddress, WorkingCopy


def keep_at(url: str, at: str) -> str:
    """Return `url` with `?at=` added, unless it leaves the site or names a moment itself."""
    parts = urlsplit(url)
    if not at or parts.netloc or parts.scheme or "at" in QueryDict(parts.query):
        return url
    query = "&".join(filter(None, [parts.query, urlencode({"at": at})]))
    return urlunsplit(parts._replace(query=query))


def kept_url(request, path: str) -> str:
    """Return `path` with what the view of `request` understood of its query: `request.kept_query`,
    pairs of names and values, and the moment.

    Links repeat nothing else of a query, so that no address can make a page large.
    """
    url = with_query(path, getattr(request, "kept_query", []))
    return keep_at(url, getattr(request, "at", ""))


def with_query(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address on this site of a path, which may hold anything, and a query."""
    path = own_path(path)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def absolute_url(request, url: str) -> str:
    """Return a URL of the site with the host of SITE_URL, or else with that of the request."""
    if not settings.SITE_URL:
        return request.build_absolute_uri(url)
    return urljoin(settings.SITE_URL, url)


def permanent_url(url: str) -> str:
    """Return a URL of the site as it is cited, and as feed readers know it: with the host of
    SITE_URL, or of this machine, and never that of a request, which whoever asks chooses."""
    return urljoin(settings.SITE_URL or settings.LOCAL_URL, url)


def form_url(item: Model) -> str:
    """Return the URL of the form of an item, or of a row of reference data, at the desk."""
    meta = item._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[item.pk])


def former_slugs(model: type[WorkingCopy], ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the slugs that items of one type once had in public, by item. One query."""
    left = FormerAddress.objects.filter(item_type=model._meta.label_lower, item_id__in=ids)
    slugs: dict[int, list[str]] = {}
    for item_id, slug in left.values_list("item_id", "slug"):
        slugs.setdefault(item_id, []).append(slug)
    return slugs


def localize_url(url: str, language: str) -> str:
    """Return a root-relative URL, typed without a language, under the prefix of `language`."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    known = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
    fixed = (*known, settings.STATIC_URL, settings.MEDIA_URL, "/admin/")
    return url if url.startswith(fixed) else f"{prefix}{url}"

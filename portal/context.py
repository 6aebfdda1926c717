"""What every template knows about the site and about the address it is shown at."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language_info

from publishing.addresses import own_path
from publishing.items import item_models
from publishing.languages import active_language
from publishing.links import kept_url, with_query


def site(request):
    kept_query = getattr(request, "kept_query", [])
    return {
        "official_website": settings.OFFICIAL_WEBSITE,
        "published_by": settings.PUBLISHED_BY,
        "site_host": settings.ALLOWED_HOSTS[0].lstrip("."),
        "lists": lists(request),
        "languages": languages(request, request.path),
        "page_path": own_path(request.path),
        "kept_query": kept_query,
        "now_address": with_query(request.path, kept_query),
    }


def query_of(request: HttpRequest) -> QueryDict:
    """Return the query of a request, or an empty one where Django refuses to read it."""
    try:
        return request.GET
    except SuspiciousOperation:
        return QueryDict()


def lists(request: HttpRequest) -> list[dict]:
    """Return the lists that masthead and footer link to: the name of the URL, the words of the link
    and the value of `aria-current`, "page" on the list itself and "true" on its items' pages."""
    url_name = (request.resolver_match and request.resolver_match.url_name) or ""
    entries = []
    for model in item_models():
        if model.list_name:
            name = model._meta.model_name
            current = {f"{name}-list": "page", name: "true"}.get(url_name, "")
            entries.append({"view": f"{name}-list", "name": model.list_name, "current": current})
    return entries


def languages(request: HttpRequest, path: str) -> list[dict]:
    """Return the URL of a page in every language of the site, with what is kept of the query."""
    prefixes = {code: f"/{code}" for code, _name in settings.LANGUAGES}
    prefixes[settings.LANGUAGE_CODE] = ""
    active = active_language()
    bare = path.removeprefix(prefixes[active])
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": kept_url(request, f"{prefix}{bare}"),
            "current": code == active,
        }
        for code, prefix in prefixes.items()
    ]

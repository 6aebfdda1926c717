"""What every template knows about the site and about the address it is shown at."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language

# What the masthead and the foot lead to: the type of the items, and what their list is called.
LISTS = (
    ("relationship", _("Relations")),
    ("agreement", _("Agreements")),
    ("statistic", _("Statistics")),
    ("program", _("Programs")),
)


def site(request):
    query = query_of(request)
    now = query.copy()
    now.pop("at", None)
    return {
        "official_website": settings.OFFICIAL_WEBSITE,
        "published_by": settings.PUBLISHED_BY,
        "site_host": settings.ALLOWED_HOSTS[0].lstrip("."),
        "lists": lists(request),
        "languages": languages(request.path, query),
        "now_address": with_query(request.path, now),
        "kept_query": [(name, value) for name, values in now.lists() for value in values],
    }


def query_of(request: HttpRequest) -> QueryDict:
    """The query of an address; empty when it is what the page of an error complains of."""
    try:
        return request.GET
    except SuspiciousOperation:
        return QueryDict()


def with_query(path: str, query: QueryDict) -> str:
    return f"{path}?{query.urlencode()}" if query else path


def lists(request: HttpRequest) -> list[dict]:
    """The lists of the site. `current` is the value of `aria-current`: "page" on a list itself,
    "true" on the pages of its items."""
    here = (request.resolver_match and request.resolver_match.url_name) or ""
    return [
        {
            "view": f"{kind}-list",
            "name": name,
            "current": {f"{kind}-list": "page", kind: "true"}.get(here, ""),
        }
        for kind, name in LISTS
    ]


def languages(path: str, query: QueryDict) -> list[dict]:
    """The same address in every language of the site."""
    prefixes = {code: f"/{code}" for code, _name in settings.LANGUAGES}
    prefixes[settings.LANGUAGE_CODE] = ""
    here = active_language()
    bare = path.removeprefix(prefixes[here])
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": with_query(f"{prefix}{bare}", query),
            "current": code == here,
        }
        for code, prefix in prefixes.items()
    ]

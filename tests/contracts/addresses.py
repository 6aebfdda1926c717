"""Every public address of the site, found through the resolver: a new one joins the contracts."""

from django.urls import LocalePrefixPattern, URLPattern, get_resolver, reverse
from django.utils import timezone

from programs.common_grants import id_of
from programs.models import Program, PublishedCall
from publishing.models import WorkingCopy
from reading.filtersets import EXPORT_FORMATS
from reading.items import ItemView
from reading.lists import ItemList
from relations.views.exports import ListExport
from tests.contracts.site import Site

FOR_STAFF = {"styleguide", "styleguide-error"}
FILES = {"agreement-text"}  # that are streamed, and were made elsewhere
# Of the public ones: editions are linked once there are older, files of a search with its words.
# What is data of one call is found in the data of all.
NOT_LINKED = {
    *("health", "edition", "search-json", "search-atom", "search-suggestions-json"),
    *("call-calendar", "opportunity"),
}


def public_patterns() -> dict[str, URLPattern]:
    """The patterns of the addresses that readers may visit, by name, as config/urls.py has them."""
    resolvers = get_resolver().url_patterns
    public = next(each for each in resolvers if isinstance(each.pattern, LocalePrefixPattern))
    patterns = {pattern.name: pattern for pattern in public.url_patterns}
    return {name: pattern for name, pattern in patterns.items() if name not in FOR_STAFF | FILES}


def type_of(pattern: URLPattern) -> type[WorkingCopy] | None:
    """The type of the item, or of the items of the list, that a pattern leads to."""
    view = getattr(pattern.callback, "view_class", object)
    if issubclass(view, ListExport):
        view = view.list_view
    if issubclass(view, ItemList):
        return view.filter_class._meta.model.item_model()
    if issubclass(view, ItemView):
        return pattern.callback.view_initkwargs.get("model", view.model)
    return None


def list_views() -> dict[str, type[ItemList]]:
    """The views of the lists, by the names of their patterns."""
    views = {
        name: getattr(pattern.callback, "view_class", object)
        for name, pattern in public_patterns().items()
    }
    return {name: view for name, view in views.items() if issubclass(view, ItemList)}


LISTS = list(list_views())
NAMES = list(public_patterns())


def addresses(site: Site) -> dict[str, list[str]]:
    """The addresses of the site in the active language, by the names of their patterns: of those
    of an item that of the first of its type, and of editions the latest of each such item."""
    return {
        name: [reverse(name, args=arguments) for arguments in _arguments(pattern, site)]
        for name, pattern in public_patterns().items()
    }


def _arguments(pattern: URLPattern, site: Site) -> list[list]:
    match list(pattern.pattern.converters):
        case []:
            return [[]]
        case ["slug"] if model := type_of(pattern):
            return [[site.rows[model][0].slug]]
        case ["slug", "key"]:
            return [[site.rows[Program][0].slug, call_of(site).key]]
        case ["opportunity_id"]:
            return [[id_of(site.rows[Program][0].pk, call_of(site).key)]]
        case ["file_format"]:
            return [[file_format] for file_format in EXPORT_FORMATS]
        case ["identifier"]:
            first = [rows[0] for rows in site.rows.values() if isinstance(rows[0], WorkingCopy)]
            return [[item.editions.order_by("live_from").last().identifier] for item in first]
    raise AssertionError(f"say in tests/contracts/addresses.py which {pattern.name} to visit")


def call_of(site: Site) -> PublishedCall:
    """The first call that readers see of the first program of the site."""
    program = site.rows[Program][0]
    return program.editions.as_of(timezone.now()).get().calls.first()


def item_addresses(site: Site, model: type[WorkingCopy]) -> dict[str, str]:
    """The addresses of the first item of a type, by the names of their patterns."""
    patterns = public_patterns()
    return {
        name: urls[0]
        for name, urls in addresses(site).items()
        if type_of(patterns[name]) is model and "slug" in patterns[name].pattern.converters
    }

"""Search over everything that the site publishes: the page, its files, and suggestions."""

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.search_filters import SearchFilter, plural_of
from portal.search_hits import titles_of
from portal.search_results import Results
from publishing.characters import fold
from publishing.files import json_response
from publishing.languages import active_language, in_every_language
from publishing.links import absolute_url, keep_at, kept_url
from reading.feeds import MAX_ENTRIES, Entry, atom_response
from reading.lists import page_links, requested_page
from reading.responses import noindex_if_past, render_page, search_unavailable
from search.documents import searched_types
from search.finding import suggestions

PER_PAGE = 20
MAX_IN_FILE = 100  # results that a file holds
MAX_SUGGESTIONS = 8


@require_safe
def search(request):
    """What is found, in groups by type, or of one type page by page."""
    filters = SearchFilter(request)
    request.kept_query = filters.kept_query
    context = {"filters": filters, "noindex": filters.is_asked, "moment": request.moment}
    if filters.index and filters.is_asked:
        context |= _results(request, filters)
    elif filters.index:
        numbers = filters.counted["type"]
        context["published"] = [
            (plural_of(name), filters.url_with(type=[name]), numbers[name])
            for name in searched_types()
            if name in numbers
        ]
    return _noindex_if_asked(filters, render_page(request, "portal/search.html", context))


def _noindex_if_asked(filters: SearchFilter, response: HttpResponse) -> HttpResponse:
    """Return a response, kept out of search engines if it has results, or shows the past."""
    if filters.is_asked:
        response["X-Robots-Tag"] = "noindex"
    return noindex_if_past(filters.request, response)


def _results(request, filters: SearchFilter) -> dict:
    results = Results(filters)
    if name := results.one_type:
        places = range(filters.total())
        page = requested_page(request, Paginator(places, PER_PAGE))
        first, last = page.start_index(), page.end_index()
        shown = results.rows(filters.best(max(first - 1, 0), last, name))
        more = {"rows": page, "hits": shown, "page_links": page_links(page, filters.page_url)}
    else:
        more = {"groups": results.groups}
        shown = [row for group in results.groups for row in group.rows]
    return {
        "results": results,
        "shown": shown,
        "said": results.said(shown),
        "feed_url": filters.export_urls["atom"] if shown else "",
        **more,
    }


def _filters_of_file(request) -> SearchFilter:
    """Return what a file is asked for. Raises BadRequest for a filter that makes no sense, as the
    files of lists do."""
    filters = SearchFilter(request)
    request.kept_query = filters.kept_query
    if filters.ignored:
        raise BadRequest(" ".join(filters.ignored))
    return filters


@require_safe
def search_json(request) -> HttpResponse:
    """The best results as JSON, at most MAX_IN_FILE of the `number` that there is; where nothing is
    asked for, of everything.

    Raises BadRequest for a filter that makes no sense.
    """
    filters = _filters_of_file(request)
    if not filters.index:
        return search_unavailable()
    results = Results(filters)
    rows = results.rows(filters.best(0, MAX_IN_FILE, *filters.numbers) if filters.numbers else [])
    said = results.said(rows)
    content = {
        "address": absolute_url(request, kept_url(request, request.path)),
        "as_of": request.moment.isoformat(),
        "number": filters.total(),
        "has_all_words": not filters.found.most,
        "corrections": [
            {"typed": typed, "shown": shown} for typed, shown in (said.corrections if said else ())
        ],
        "items": [
            {
                "type": row.type,
                "title": in_every_language(row.edition, "title"),
                "address": absolute_url(
                    request, keep_at(row.edition.get_absolute_url(), request.at)
                ),
                "edition": row.edition.identifier,
                "published": row.edition.live_from.isoformat(),
                "sentence": row.sentence.plain if row.sentence else "",
            }
            for row in rows
        ],
    }
    return _noindex_if_asked(filters, json_response(content))


@require_safe
def search_feed(request) -> HttpResponse:
    """What is found as a feed, the newest first. Raises BadRequest as `search_json` does."""
    filters = _filters_of_file(request)
    if not filters.index:
        return search_unavailable()
    results = Results(filters)
    rows = results.rows(filters.latest(MAX_ENTRIES))
    entries = [
        Entry(
            updated_at=row.edition.live_from,
            title=row.edition.title,
            text=row.sentence.plain if row.sentence else "",
            url=keep_at(row.edition.get_absolute_url(), request.at),
            permalink=reverse("edition", args=[row.edition.identifier]),
            kind=plural_of(row.type),
        )
        for row in sorted(rows, key=lambda row: row.edition.live_from, reverse=True)
    ]
    applied = "; ".join(f"{filter.label}: {filter.value_label}" for filter in filters.applied)
    title = f"{_('Search')} ({applied})" if applied else _("Search")
    response = atom_response(request, title, filters.page_url(1), entries[:MAX_ENTRIES])
    return _noindex_if_asked(filters, response)


@require_safe
def search_suggestions(request) -> HttpResponse:
    """What has the words of `q` in its title or abbreviation, the last one perhaps not ended, as
    JSON; none where nothing is asked for, or while there is no index."""
    filters = SearchFilter(request)
    hits: list = []
    if filters.index and filters.query.wanted:
        asked = filters.answers, filters.matching, filters.query
        found = suggestions(*asked, active_language(), 3 * MAX_SUGGESTIONS)
        editions = titles_of(found, request.moment)
        typed = fold(filters.query.text)
        hits = [editions[hit] for hit in found if hit in editions]
        # First the titles that begin so, then those that have it, then those in the other language.
        titles = {edition: fold(edition.title) for edition in hits}
        hits.sort(key=lambda each: (not titles[each].startswith(typed), typed not in titles[each]))
        hits = hits[:MAX_SUGGESTIONS]
    said = ngettext("%(number)s suggestion", "%(number)s suggestions", len(hits))
    content = {
        "said": said % {"number": len(hits)} if hits else _("No suggestions"),
        "suggestions": [
            {
                "title": str(edition.title),
                "language": edition.title.lang,
                "type": str(edition.item_model()._meta.verbose_name),
                "address": keep_at(edition.get_absolute_url(), request.at),
            }
            for edition in hits
        ],
    }
    return noindex_if_past(request, json_response(content))

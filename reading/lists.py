"""The public list of the items of one type, filtered and paginated."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.translation import gettext as _
from django.views import View

from reading.indexed import IndexedFilterSet
from reading.responses import render_page
from reading.said import said_of

PAGE_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)


class ItemList(View):
    """The page of a list. A subclass names the filter set, the template and what its rows need, and
    adds in `complete_rows` to the rows of one page what no prefetch can."""

    filter_class: ClassVar[type[IndexedFilterSet]]
    template_name: ClassVar[str]
    select_related: ClassVar[tuple[str, ...]] = ()
    prefetch_related: ClassVar[tuple[str, ...]] = ()
    per_page = 20

    def get(self, request):
        filters = self.get_filters(request)
        request.kept_query = filters.kept_query
        results = filters.results(self.select_related, self.prefetch_related)
        page = requested_page(request, Paginator(results, self.per_page))
        self.complete_rows(page.object_list, request.moment)
        context = {
            "filters": filters,
            "rows": page,
            "feed_url": filters.export_urls["atom"],
            "said": said_of(filters.found, _texts_of(page.object_list)),
            "page_links": page_links(page, filters.page_url),
            "moment": request.moment,
        }
        return render_page(request, self.template_name, context)

    @classmethod
    def get_filters(cls, request) -> IndexedFilterSet:
        editions = cls.filter_class._meta.model.objects.as_of(request.moment)
        return cls.filter_class(request.GET, editions, request=request)

    def complete_rows(self, rows, moment: datetime) -> None:
        pass


def _texts_of(rows) -> Iterator[str]:
    """The texts of rows in which readers look for their words."""
    for row in rows:
        yield from (str(row.title), str(row.abbreviation), str(getattr(row, "summary", "")))


def requested_page(request, paginator: Paginator) -> Page:
    """Return the page that `?page=` names, or the first, and keep its number in links to other
    readings of it. Raise Http404, with a sentence for readers, when there is no such page."""
    number = request.GET.get("page", "").strip() or "1"
    if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
        raise Http404(
            _("This list has no page “%(page)s”. Its last page is %(number)s.")
            % {"page": number[:40], "number": paginator.num_pages}
        )
    if int(number) > 1:
        request.kept_query = [*getattr(request, "kept_query", []), ("page", number)]
    return paginator.page(int(number))


def page_links(rows: Page, page_url: Callable[[int], str]) -> dict:
    """Return the URLs of the pages before and after, and the numbers to show with theirs; a gap has
    none."""
    numbers = rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1)
    return {
        "previous": page_url(rows.number - 1) if rows.has_previous() else "",
        "next": page_url(rows.number + 1) if rows.has_next() else "",
        "numbers": [(n, page_url(n) if isinstance(n, int) else "") for n in numbers],
    }

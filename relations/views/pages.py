"""What the public pages of every type share: how an item and how a list is shown."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from publishing.addresses import keep_at
from publishing.history import milestones, with_corrected_notes
from publishing.models import Edition, Withdrawal, WorkingCopy
from publishing.targets import Target, targets
from relations.figures.page import Figures
from relations.filters.facets import FacetedFilterSet
from relations.wording.accents import title_order

PAGE_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)


def page(request, template_name: str, context: dict, status: int = 200) -> HttpResponse:
    """A finished page, kept out of search engines when it shows the past or one edition."""
    response = render(request, template_name, context, status=status)
    if context.get("shown_edition"):
        response["X-Robots-Tag"] = "noindex"
    return out_of_search(request, response)


def feed_of(item: WorkingCopy) -> str:
    """Where the history of an item is followed."""
    return f"{item.get_history_url().removesuffix('/')}.atom"


def out_of_search(request, response: HttpResponse) -> HttpResponse:
    """The same answer, kept out of search engines when it shows the past."""
    if request.at:
        response["X-Robots-Tag"] = "noindex"
    return response


def gone(request) -> HttpResponse:
    """The answer for what was published in error: its text is never shown again."""
    return page(request, "410.html", {}, status=410)


class ItemView(View):
    """An address of one item: it answers for what has moved, was merged or is gone.

    A subclass names the model and gives the `answer` for an edition that can be read; where its
    address is not the item's own, it says which it is.
    """

    model: ClassVar[type[WorkingCopy]] = WorkingCopy

    def get(self, request, slug):
        standing = self.model.edition_model().objects.standing_at(request.moment)
        edition = standing.filter(of__slug=slug).select_related("of").first()
        if not edition:
            return self._moved(request, slug)
        if edition.suppressed or edition.withdrawal == Withdrawal.IN_ERROR:
            return gone(request)
        if merged := self.merged_into(edition, request.moment):
            return self._redirect(request, merged)
        return self.answer(request, edition)

    def address_of(self, target: Target) -> str:
        return target.get_absolute_url()

    def _moved(self, request, slug):
        """Lead from an address that a public item once had to the one it has now."""
        item = self.model.formerly_at(slug)
        found = targets(self.model, [item.pk], request.moment) if item else {}
        if not found:
            raise Http404
        return self._redirect(request, found[item.pk])

    def merged_into(self, edition, moment):
        """The item at the end of a chain of mergers, or None where there is none."""
        seen, target = {edition.of_id}, None
        while edition.withdrawal == Withdrawal.MERGED and edition.merged_into_id not in seen:
            seen.add(edition.merged_into_id)
            found = targets(self.model, [edition.merged_into_id], moment)
            if not found:
                return None
            target = found[edition.merged_into_id]
            edition = target.edition
        return target if edition.withdrawal != Withdrawal.MERGED else None

    def _redirect(self, request, target: Target) -> HttpResponse:
        """A permanent redirect that keeps the query. Browsers ask again before they follow it:
        an item may move back, or be restored."""
        query = request.META.get("QUERY_STRING", "")
        address = self.address_of(target)
        response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        response["Cache-Control"] = "no-cache"
        return response


class ItemDetail(ItemView):
    """The page of one item.

    A subclass names the model, the template and what to prefetch, and says in `context` what
    else the page shows: `texts` that hold figures, and whatever the template asks for.
    """

    template_name: ClassVar[str]
    prefetch: ClassVar[tuple[str, ...]] = ()

    def answer(self, request, edition):
        return self.show(request, edition, request.moment)

    @classmethod
    def show(cls, request, edition: Edition, moment: datetime, **more) -> HttpResponse:
        """The page of an edition with everything around it as of `moment`.

        `/e/` passes an old edition as `shown_edition` as well, which puts a notice on the page.
        """
        prefetch_related_objects([edition], *cls.prefetch)
        with_corrected_notes([edition])
        context = {
            "edition": edition,
            "item": edition.of,
            "moment": moment,
            "milestones": milestones(edition.of, moment),
            "feed": keep_at(feed_of(edition.of), request.at),
            **cls.context(edition, moment),
            **more,
        }
        context["figures"] = Figures(context["texts"], moment, request.at)
        return page(request, cls.template_name, context)

    @classmethod
    def context(cls, edition, moment: datetime) -> dict:
        return {"texts": edition.prose()}


class ItemList(View):
    """The list of the items of one type, filtered and in pages.

    A subclass names the filter, the template and what its rows need; `complete` adds to the rows
    of one page what no prefetch can.
    """

    filter_class: ClassVar[type[FacetedFilterSet]]
    template_name: ClassVar[str]
    related: ClassVar[tuple[str, ...]] = ()
    prefetch: ClassVar[tuple[str, ...]] = ()
    per_page = 20

    def get(self, request):
        filters = self.filters_of(request)
        rows = filters.qs.select_related("of", *self.related).prefetch_related(*self.prefetch)
        paginator = Paginator(rows.order_by(*title_order()), self.per_page)
        rows = page_asked(request, paginator)
        self.complete(rows.object_list, request.moment)
        context = {
            "filters": filters,
            "rows": rows,
            "feed": filters.twins["atom"],
            "page_links": page_links(rows, filters.page_address),
            "moment": request.moment,
        }
        return page(request, self.template_name, context)

    @classmethod
    def filters_of(cls, request) -> FacetedFilterSet:
        editions = cls.filter_class._meta.model.objects.as_of(request.moment)
        return cls.filter_class(request.GET, editions, request=request)

    def complete(self, rows, moment: datetime) -> None:
        pass


def page_asked(request, paginator: Paginator) -> Page:
    """The page that `?page=` names, or the first. Raises Http404 with a sentence for readers."""
    asked = request.GET.get("page", "").strip() or "1"
    if not PAGE_NUMBER.fullmatch(asked) or int(asked) > paginator.num_pages:
        raise Http404(
            _("This list has no page “%(page)s”. It has %(number)s in all.")
            % {"page": asked[:40], "number": paginator.num_pages}
        )
    return paginator.page(int(asked))


def page_links(rows: Page, address: Callable[[int], str]) -> dict:
    """The addresses of the neighbouring pages, and of the numbers to show; a gap has none."""
    numbers = rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1)
    return {
        "previous": address(rows.number - 1) if rows.has_previous() else "",
        "next": address(rows.number + 1) if rows.has_next() else "",
        "numbers": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
    }

"""The public page of one item, at its own URL and at its former ones."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.views import View

from publishing.history import milestones, with_corrected_notes
from publishing.links import keep_at
from publishing.models import Withdrawal, WorkingCopy
from publishing.targets import Target, targets
from reading.responses import gone, render_page


def feed_url(item: WorkingCopy) -> str:
    """Return the URL of the feed of an item's history."""
    return f"{item.get_history_url().removesuffix('/')}.atom"


class ItemView(View):
    """A URL of one item: it redirects from what has moved or was merged, and says what is gone.

    A subclass names the model and implements `respond` for an edition that can be read; where its
    URL is not the item's own, it overrides `url_of`.
    """

    model: ClassVar[Any] = None

    def get(self, request, slug):
        in_force = self.model.edition_model().objects.in_force_at(request.moment)
        edition = in_force.filter(item__slug=slug).select_related("item").first()
        if not edition:
            return self._redirect_from_former_slug(request, slug)
        if edition.suppressed or edition.withdrawal == Withdrawal.IN_ERROR:
            return gone(request)
        if merged := self.merged_into(edition, request.moment):
            return self._redirect(request, merged)
        return self.respond(request, edition)

    def respond(self, request, edition: Any) -> HttpResponse:
        """Return the response about an edition that can be read at the moment."""
        raise NotImplementedError

    def url_of(self, target: Target) -> str:
        """Return the URL of this view for another item, to redirect to."""
        return target.get_absolute_url()

    def _redirect_from_former_slug(self, request, slug):
        item = self.model.by_former_slug(slug)
        target = item and targets(self.model, [item.pk], request.moment).get(item.pk)
        if not target:
            raise Http404
        return self._redirect(request, target)

    def merged_into(self, edition, moment):
        """Return the item at the end of a chain of mergers, or None where there is none."""
        seen, target = {edition.item_id}, None
        while edition.withdrawal == Withdrawal.MERGED and edition.merged_into_id not in seen:
            seen.add(edition.merged_into_id)
            readable = targets(self.model, [edition.merged_into_id], moment)
            if not readable:
                return None
            target = readable[edition.merged_into_id]
            edition = target.edition
        return target if edition.withdrawal != Withdrawal.MERGED else None

    def _redirect(self, request, target: Target) -> HttpResponse:
        """Redirect permanently and keep the query. Browsers ask again before they follow it: an
        item may move back, or be restored."""
        query = request.META.get("QUERY_STRING", "")
        url = self.url_of(target)
        response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        response["Cache-Control"] = "no-cache"
        return response


class ItemDetail(ItemView):
    """The page of one item.

    A subclass names the model, the template and what to prefetch, returns from `get_context` what
    else the page shows, and may complete the whole context in `complete_context`.
    """

    template_name: ClassVar[str]
    prefetch_related: ClassVar[tuple[str | Prefetch, ...]] = ()

    def respond(self, request, edition):
        return self.show(request, edition, request.moment)

    @classmethod
    def show(cls, request, edition: Any, moment: datetime, **extra) -> HttpResponse:
        """Render the page of an edition with everything around it as of `moment`.

        `/e/` passes an old edition as `shown_edition` as well, which puts a notice on the page.
        """
        prefetch_related_objects([edition], *cls.prefetch_related)
        with_corrected_notes([edition])
        context = {
            "edition": edition,
            "item": edition.item,
            "moment": moment,
            "milestones": milestones(edition.item, moment),
            "feed_url": keep_at(feed_url(edition.item), request.at),
            **cls.get_context(edition, moment),
            **extra,
        }
        cls.complete_context(context, request)
        return render_page(request, cls.template_name, context)

    @classmethod
    def get_context(cls, edition: Any, moment: datetime) -> dict:
        """Return what the page shows besides the edition, as of `moment`."""
        return {}

    @classmethod
    def complete_context(cls, context: dict, request) -> None:
        """Add to the context what depends on the rest of it."""

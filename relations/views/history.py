"""The public history of an item: each of its editions, with its date, its note and its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.views import View

from publishing.history import public_history
from publishing.models import WorkingCopy
from publishing.targets import targets
from relations.models import Relationship
from relations.models.cited import CitesStatistics
from relations.timeline import FigureUpdate, updates_on
from relations.views.pages import gone, page


@dataclass(frozen=True)
class UpdateLine:
    """A figure that changed, and the titles of the pages on which it did."""

    live_from: datetime
    update: FigureUpdate
    pages: list


class ItemHistory(View):
    """The editions of an item that began by the moment; a relationship's with its sections'.

    Among them are the days on which a figure changed on the page while its text did not.
    """

    model: type[WorkingCopy] = WorkingCopy

    def get(self, request, slug):
        item = self.model._default_manager.filter(slug=slug).first()
        if not item or not item.editions.standing().filter(live_from__lte=request.moment).exists():
            raise Http404
        shown = targets(self.model, [item.pk], request.moment)
        if not shown:
            return gone(request)
        items = [item]
        if isinstance(item, Relationship):
            items += item.sections.all()
        lines = [*public_history(items, request.moment), *update_lines(items, request.moment)]
        context = {
            "edition": shown[item.pk].edition,
            "history": sorted(lines, key=lambda line: line.live_from, reverse=True),
            "several": len(items) > 1,
        }
        return page(request, "relations/history.html", context)


def update_lines(items: Iterable[WorkingCopy], moment: datetime) -> list[UpdateLine]:
    """The figures that changed on the pages of `items`, a change of several pages once."""
    lines: dict[tuple, UpdateLine] = {}
    citing = [item for item in items if isinstance(item, CitesStatistics)]
    for page_edition, update in updates_on(citing, moment):
        key = (update.at, update.edition.of_id, str(update))
        line = lines.setdefault(key, UpdateLine(update.at, update, []))
        line.pages.append(page_edition.title)
    return list(lines.values())

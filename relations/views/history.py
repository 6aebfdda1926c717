"""The public history of an item: each of its editions, with its date, its note and its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from publishing.history import public_history
from publishing.models import WorkingCopy
from relations.figures.updates import FigureUpdate, updates_on
from relations.models import RelationshipEdition
from relations.models.cited import CitesStatistics
from relations.views.pages import ItemView, page


@dataclass(frozen=True)
class UpdateLine:
    """A figure that changed, and the titles of the pages on which it did."""

    live_from: datetime
    update: FigureUpdate
    pages: list


class ItemHistory(ItemView):
    """The editions of an item that began by the moment; a relationship's with its sections'.

    Among them are the days on which a figure changed on the page while its text did not.
    """

    def answer(self, request, edition):
        items = [edition.of]
        if isinstance(edition, RelationshipEdition):
            items += edition.of.sections.all()
        lines = [*public_history(items, request.moment), *update_lines(items, request.moment)]
        context = {
            "edition": edition,
            "history": sorted(lines, key=lambda line: line.live_from, reverse=True),
            "several": len(items) > 1,
        }
        return page(request, "relations/history.html", context)

    def address_of(self, target):
        return reverse(self.request.resolver_match.url_name, args=[target.edition.of.slug])

    def merged_into(self, edition, moment):
        """None: what an item said before it was merged into another stays to be read."""
        return None


def update_lines(items: Iterable[WorkingCopy], moment: datetime) -> list[UpdateLine]:
    """The figures that changed on the pages of `items`, a change of several pages once."""
    lines: dict[tuple, UpdateLine] = {}
    citing = [item for item in items if isinstance(item, CitesStatistics)]
    for page_edition, update in updates_on(citing, moment):
        key = (update.at, update.edition.of_id, str(update))
        line = lines.setdefault(key, UpdateLine(update.at, update, []))
        line.pages.append(page_edition.title)
    return list(lines.values())

"""The public history of an item: each of its editions, with its date, its note and its permanent
link, as a page and as a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from publishing.history import public_history
from publishing.links import keep_at
from publishing.models import Edition, Withdrawal, WorkingCopy
from reading.feeds import MAX_ENTRIES, Entry, atom_response
from reading.items import ItemView, feed_url
from reading.responses import render_page
from relations.figures.updates import FigureUpdate, updates_of, updates_on
from relations.models import RelationshipEdition, Statistic
from relations.models.cited import CitesStatistics


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

    as_feed = False

    def respond(self, request, edition):
        items = [edition.item]
        if isinstance(edition, RelationshipEdition):
            items += edition.item.sections.select_related("relationship")
        lines = [*public_history(items, request.moment), *update_lines(items, request.moment)]
        lines.sort(key=lambda line: line.live_from, reverse=True)
        if self.as_feed:
            title = gettext("History of “%(title)s”") % {"title": edition.title}
            page_url = keep_at(edition.item.get_history_url(), request.at)
            entries = map(self._feed_entry, lines[:MAX_ENTRIES])
            return atom_response(request, title, page_url, entries)
        context = {
            "edition": edition,
            "history": lines,
            "several": len(items) > 1,
            "feed_url": keep_at(feed_url(edition.item), request.at),
        }
        return render_page(request, "relations/history.html", context)

    def _feed_entry(self, line) -> Entry:
        if isinstance(line, UpdateLine):
            return entry_of_update(line.update, ", ".join(line.pages), self.request.at)
        return entry_of_edition(line, self.request.at)

    def url_of(self, target):
        return reverse(self.request.resolver_match.url_name, args=[target.edition.item.slug])

    def merged_into(self, edition, moment):
        """Return None: the history of an item that was merged into another stays readable."""
        return None


def entry_of_edition(edition: Edition, at: str) -> Entry:
    """Return an edition as an entry of a feed. Of one that was published in error it says only
    that."""
    permalink = reverse("edition", args=[edition.identifier])
    url = keep_at(permalink, at)
    withdrawal = edition.get_withdrawal_display()
    if edition.suppressed:
        title = withdrawal or str(Withdrawal.IN_ERROR.label)
        return Entry(edition.live_from, title, edition.note, url, permalink)
    title = f"{edition.title}: {withdrawal}" if withdrawal else edition.title
    kind = edition.item_model()._meta.verbose_name
    return Entry(edition.live_from, title, edition.note, url, permalink, kind)


def entry_of_update(update: FigureUpdate, text: str, at: str) -> Entry:
    """Return a figure that changed as an entry of a feed, with where it was read after a text such
    as the titles of the pages on which it did."""
    edition = update.edition
    return Entry(
        update.at,
        f"{edition.title}: {update}",
        "\n\n".join(filter(None, (str(text), "\n".join(update.source_lines)))),
        keep_at(edition.get_absolute_url(), at),
        f"{reverse('edition', args=[edition.identifier])}#{update.name}",
        edition.item_model()._meta.verbose_name,
    )


def update_lines(items: Sequence[WorkingCopy], moment: datetime) -> list[UpdateLine]:
    """Return the figures that changed on the pages of `items`, one line for a change of several
    pages, and the changed values of those items that are statistics."""
    lines: dict[tuple, UpdateLine] = {}
    citing = [item for item in items if isinstance(item, CitesStatistics)]
    for page_edition, update in updates_on(citing, moment):
        key = (update.at, update.edition.item_id, str(update))
        line = lines.setdefault(key, UpdateLine(update.at, update, []))
        if page_edition.title not in line.pages:
            line.pages.append(page_edition.title)
    own_updates = [
        update
        for item in items
        if isinstance(item, Statistic)
        for update in updates_of(item, moment)
    ]
    return [*lines.values(), *(UpdateLine(update.at, update, []) for update in own_updates)]

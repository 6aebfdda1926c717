"""What readers see of what was published, in words for whoever did it."""

from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from publishing.changes.position import readers_now
from publishing.chosen import chosen_items, unseen
from publishing.links import form_url
from publishing.models import Edition, WorkingCopy
from publishing.templatetags.clocks import clocks


def told_of(model_admin, item: WorkingCopy, edition: Edition, *, scheduled: bool) -> SafeString:
    """What publishing or scheduling an item did, and when readers see it, if that is not then."""
    if scheduled:
        message = gettext("“{item}” will be published on {when}.")
        message = format_html(message, item=item, when=clocks(edition.live_from))
    hosts = model_admin.hosts_unseen(item, edition.live_from)
    if not hosts and not scheduled:
        message = gettext('“{item}” is published. <a href="{url}">See the page</a>.')
        return format_html(message, item=item, url=item.get_absolute_url())
    if not scheduled:
        message = format_html(gettext("“{item}” is published."), item=item)
    words = [message, *(_waits_for(host, edition.live_from) for host in hosts)]
    return format_html_join(" ", "{}", ((sentence,) for sentence in words))


def still_read(item: WorkingCopy) -> SafeString | str:
    """What readers go on seeing of an item that was saved; empty where that is what was saved."""
    in_force = item.edition_at(readers_now())
    if not in_force or in_force.withdrawal or not item.differs_from(in_force):
        return ""
    message = gettext("Saved as a draft. Readers still see the edition of {when}.")
    return format_html(message, when=clocks(in_force.live_from))


def _waits_for(host: WorkingCopy, moment: datetime) -> SafeString:
    """When readers see what stands on the page of an item that is not public at `moment`."""
    waiting = host.queue(moment).first()
    if waiting and not waiting.withdrawal:
        message = gettext('Readers see it from {when}, when <a href="{url}">{host}</a> is public.')
        return format_html(message, when=clocks(waiting.live_from), url=form_url(host), host=host)
    message = gettext('Readers see it once <a href="{url}">{host}</a> is published as well.')
    return format_html(message, url=form_url(host), host=host)


def named_unseen(model_admin, item: WorkingCopy, moment: datetime) -> SafeString | str:
    """Which items that one names are not on its page, since readers do not see them at `moment`;
    empty where they see all."""
    hosts = model_admin.hosts_unseen(item, moment)
    chosen = [choice for choice in chosen_items(item) if choice.item not in hosts]
    names = [
        (capfirst(choice.label), form_url(choice.item), choice.item)
        for choice in unseen(chosen, moment)
    ]
    if not names:
        return ""
    links = format_html_join(", ", '{}: <a href="{}">{}</a>', names)
    message = gettext("Its page leaves these out until they are public: {links}.")
    return format_html(message, links=links)

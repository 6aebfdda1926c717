"""Draft saves: what an item said, by whom and when; look, compare, and fill the form with it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from publishing import formats
from publishing.admin.typed import ItemForms, is_number, with_body
from publishing.comparing import changes, readable
from publishing.items import edition_by_identifier
from publishing.models import DraftSave, WorkingCopy
from publishing.redline import compare, unified
from publishing.snapshot import full_snapshot, snapshot
from publishing.templatetags.clocks import clocks

CURRENT = "current"


@dataclass(frozen=True)
class Kept:
    """Something an item once said: a draft save, an edition, or the working copy as it is."""

    key: str
    name: SafeString | str
    content: dict
    format: int = formats.CURRENT


def kept(item: WorkingCopy, key: str) -> Kept | None:
    """What `key` names: the number of a draft save, `agreement-12`, or `current`."""
    if key == CURRENT:
        return Kept(key, gettext("The working copy as it is"), snapshot(item))
    if is_number(key):
        save = DraftSave.objects.about(item).select_related("by").filter(pk=key).first()
        if save:
            said = gettext("Draft save of {when} by {by}")
            return Kept(
                key, format_html(said, when=clocks(save.at), by=save.by), save.content, save.format
            )
    elif (
        (edition := edition_by_identifier(key))
        and edition.item_id == item.pk
        and edition.item == item
    ):
        said = gettext("Edition of {when}")
        return Kept(key, format_html(said, when=clocks(edition.live_from)), full_snapshot(edition))
    return None


def drafts_page(model_admin, request, item):
    """The list; what `?one=` said; or how `?one=` became `?other=`."""
    one, other = (_asked(item, request.GET.get(name)) for name in ("one", "other"))
    saves = DraftSave.objects.about(item).select_related("by")
    page = Paginator(saves, 50).get_page(request.GET.get("page"))
    context = {"saves": page, "one": one, "other": other, "editions": _editions(item)}
    if one and other:
        context["changes"] = changes(
            type(item), one.content, other.content, min(one.format, other.format)
        )
    elif one:
        context["said"] = [
            (label, unified(compare(blocks, blocks)))
            for label, blocks in readable(type(item), one.content, one.format).items()
            if blocks
        ]
    may_change = model_admin.has_change_permission(request, item)
    title = gettext("Draft saves of “%(item)s”") % {"item": item}
    return model_admin.render(request, item, "drafts", title, may_change=may_change, **context)


def _asked(item: WorkingCopy, key: str | None) -> Kept | None:
    if not key:
        return None
    found = kept(item, key)
    if found is None:
        raise Http404
    if not found.content.get("fields"):
        found.content.update(fields={}, parts={}, related={})
    return found


def _editions(item: WorkingCopy):
    return item.editions.select_related("published_by")[:50]


def restored(model_admin, request: HttpRequest, object_id: str | None) -> HttpRequest:
    """The request to show a form for: filled with what `?restore=` names, if it names anything.

    Nothing is written: whoever looks at the filled form saves it, or leaves.
    """
    key = request.GET.get("restore")
    if not key or not object_id:
        return request
    item = model_admin.get_object(request, unquote(object_id))
    if item is None:
        return request
    if not model_admin.has_change_permission(request, item):
        raise PermissionDenied
    found = kept(item, key)
    if found is None or not found.content.get("fields"):
        said = gettext("There is nothing to restore by that name.")
        model_admin.message_user(request, said, messages.ERROR)
        return request
    opened = ItemForms(model_admin, request, item)
    shown = with_body(request, opened.to_send(opened.of_snapshot(found.content)))
    for name in ("version", "base"):
        value = opened.form[name].value()
        shown.POST[name] = "" if value is None else str(value)
    shown.held = True
    shown.restored_from = found.name
    return shown

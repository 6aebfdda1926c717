"""Draft saves: what an item said, by whom and when; look, compare, and fill the form with it."""

from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from publishing import formats
from publishing.admin.form_values import FormValues, ItemForms, is_number
from publishing.admin.forms import TOKENS
from publishing.comparing import changes, readable
from publishing.items import edition_by_identifier
from publishing.models import DraftSave, WorkingCopy
from publishing.redline import compare, unified
from publishing.snapshot import assign, full_snapshot, snapshot
from publishing.templatetags.clocks import clocks

WORKING_COPY = "current"
EDITIONS_LISTED = 50


@dataclass(frozen=True)
class Revision:
    """What an item said once: a draft save, an edition, or the working copy as it is.

    `content` is a snapshot, without its fields where the words were erased.
    """

    key: str
    name: SafeString | str
    content: dict
    format: int = formats.CURRENT

    @property
    def restorable(self) -> bool:
        return bool(self.content.get("fields"))


def find_revision(item: WorkingCopy, key: str) -> Revision | None:
    """The revision that `key` names: the number of a draft save, `agreement-12`, or `current`."""
    if key == WORKING_COPY:
        return Revision(key, gettext("The working copy as it is"), snapshot(item))
    if is_number(key):
        save = DraftSave.objects.about(item).select_related("by").filter(pk=key).first()
        if save:
            name = gettext("Draft save of {when} by {by}")
            name = format_html(name, when=clocks(save.at), by=save.by)
            return Revision(key, name, _as_today(item, save))
    elif (edition := edition_by_identifier(key)) and edition.item == item:
        name = format_html(gettext("Edition of {when}"), when=clocks(edition.live_from))
        return Revision(key, name, full_snapshot(edition))
    return None


def _as_today(item: WorkingCopy, save: DraftSave) -> dict:
    """What a draft save says, in the shape of today's format, as an edition would that was sealed
    with it."""
    fields = save.content.get("fields")
    if save.format == formats.CURRENT or fields is None:
        return save.content
    model = item.edition_model()
    sealed = model(format=save.format)
    assign(sealed, [each for each in model._meta.concrete_fields if each.name in fields], fields)
    return sealed.translate_snapshot(save.content, formats.CURRENT)


def restored_body(opened: ItemForms, values: FormValues) -> QueryDict:
    """A request body that fills the form with `values`, to be looked at and then saved."""
    body = opened.body(values)
    for name in TOKENS:
        value = opened.form[name].value()
        body[name] = "" if value is None else str(value)
    return body


def drafts_page(model_admin, request, item):
    """List the draft saves; show what `?one=` said; or compare `?one=` with `?other=`."""
    first, second = (
        _requested_revision(model_admin, item, request.GET.get(name)) for name in ("one", "other")
    )
    saves = DraftSave.objects.about(item).select_related("by")
    context = {
        "saves": Paginator(saves, 50).get_page(request.GET.get("page")),
        "editions": item.editions.select_related("published_by")[:EDITIONS_LISTED],
        "first": first,
        "second": second,
        "may_change": model_admin.has_change_permission(request, item),
    }
    if first and second:
        number = min(first.format, second.format)
        context["changes"] = changes(type(item), first.content, second.content, number)
    elif first:
        context["texts"] = [
            (label, unified(compare(blocks, blocks)))
            for label, blocks in readable(type(item), first.content, first.format).items()
            if blocks
        ]
    title = gettext("Draft saves of “%(item)s”") % {"item": item}
    return model_admin.render_item_page(request, item, "drafts", title, **context)


def _requested_revision(model_admin, item: WorkingCopy, key: str | None) -> Revision | None:
    """The revision that a query parameter names, as it is read and compared; Http404 when there is
    none of that name."""
    if not key:
        return None
    revision = find_revision(item, key)
    if revision is None:
        raise Http404
    if not revision.restorable:
        revision.content.update(fields={}, parts={}, related={})
    return replace(revision, content=model_admin.without_errors(revision.content))

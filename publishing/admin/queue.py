"""What waits for its hour: of one item, and of all of them by day."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.timing import MomentForm
from publishing.items import item_models
from publishing.models import Edition, WorkingCopy
from publishing.permissions import may_publish
from publishing.templatetags.clocks import clocks


def lacking(item: WorkingCopy, now: datetime) -> list[Edition]:
    """The queued editions of an item that were frozen before the text that is public now."""
    in_force = item.edition_at(now)
    if in_force is None or in_force.withdrawal:
        return []
    return [edition for edition in item.queued_without(in_force) if edition.live_from > now]


def queue_page(model_admin, request, item):
    """Cancel, reschedule or replace what an item has in the queue."""
    refused = None
    if request.method == "POST":
        if not may_publish(request.user, item):
            raise PermissionDenied(_("The queue is changed with the permission to publish."))
        try:
            said, refused = _change(model_admin, request, item)
            if said:
                return model_admin.back(request, item, said, page="queue")
        except ValidationError as error:
            model_admin.message_user(request, " ".join(error.messages), messages.ERROR)
    now = timezone.now()
    without = {edition.pk for edition in lacking(item, now)}
    queue = list(item.queue(now).select_related("published_by"))
    for edition in queue:
        edition.lacks_fix = edition.pk in without
        asked = refused and refused[0] == edition.pk
        edition.moment_form = refused[1] if asked else _moment(model_admin, None, edition)
    return model_admin.render(
        request,
        item,
        "queue",
        gettext("In the queue: %(item)s") % {"item": item},
        queue=queue,
        in_force=item.edition_at(now),
        lacking=len(without),
        moment_url=model_admin._url("moment"),
    )


def _moment(model_admin, post, edition: Edition) -> MomentForm:
    return MomentForm(post, model_admin=model_admin, prefix=f"at-{edition.pk}")


def _change(model_admin, request, item: WorkingCopy):
    """Do what a button of the page says; the sentence to answer with, or the refused form."""
    waiting = {str(edition.pk): edition for edition in item.queue(timezone.now())}

    def named(button: str) -> Edition:
        if edition := waiting.get(request.POST[button]):
            return edition
        raise ValidationError(_("Only an edition that still waits can be changed."))

    if "cancel" in request.POST:
        edition = named("cancel")
        edition.cancel(request.user)
        said = gettext("Canceled: the edition of {when} will not be published.")
        return format_html(said, when=clocks(edition.live_from)), None
    if "reschedule" in request.POST:
        edition = named("reschedule")
        form = _moment(model_admin, request.POST, edition)
        if not form.is_valid():
            return None, (edition.pk, form)
        again = item.reschedule(edition, form.at, request.user)
        said = gettext("Rescheduled: it will be published on {when}.")
        return format_html(said, when=clocks(again.live_from)), None
    if "replace" in request.POST:
        return _replace(request, item, [named("replace")]), None
    if "replace_all" in request.POST:
        return _replace(request, item, lacking(item, timezone.now())), None
    raise Http404


@transaction.atomic
def _replace(request, item: WorkingCopy, editions: list[Edition]) -> str:
    fix = item.edition_at(timezone.now())
    for edition in editions:
        item.replace_queued(edition, request.user, fix=fix)
    return ngettext(
        "%(count)s queued edition now has the text that is public.",
        "%(count)s queued editions now have the text that is public.",
        len(editions),
    ) % {"count": len(editions)}


def site_queue(request):
    """What will be published when, over all types that a person may look at, by day."""
    site, now = admin.site, timezone.now()
    waiting = sorted(_all_waiting(request, now), key=lambda one: one.live_from)
    days = [
        (day, list(editions))
        for day, editions in groupby(waiting, lambda one: timezone.localdate(one.live_from))
    ]
    context = {**site.each_context(request), "title": _("Queue"), "days": days}
    return TemplateResponse(request, "admin/publishing/site_queue.html", context)


def _all_waiting(request, now: datetime) -> Iterator[Edition]:
    site = admin.site
    for model in item_models():
        if not (
            site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)
        ):
            continue
        editions = model.edition_model().objects.queued_at(now)
        for edition in editions.select_related("item", "published_by"):
            edition.type_name = model._meta.verbose_name
            name = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}"
            edition.form_url = reverse(f"{name}_change", args=[edition.item_id])
            edition.queue_url = reverse(f"{name}_queue", args=[edition.item_id])
            yield edition

"""What waits for its hour: of one item, and of all of them by day."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

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
from publishing.changes.position import readers_now
from publishing.items import item_models
from publishing.models import Edition, WorkingCopy
from publishing.templatetags.clocks import clocks

# The names of the buttons that change one edition of the queue.
CHANGES = ("cancel", "reschedule", "replace")


def queued_without_fix(item: WorkingCopy, now: datetime) -> list[Edition]:
    """The queued editions of an item that were frozen before the text that is public now."""
    in_force = item.edition_at(now)
    if in_force is None or in_force.withdrawal:
        return []
    return [edition for edition in item.queued_without(in_force) if edition.live_from > now]


def queue_page(model_admin, request, item):
    """Cancel, reschedule or replace what an item has in the queue."""
    refused: MomentForm | None = None
    if request.method == "POST":
        try:
            message = _change(model_admin, request, item)
            return model_admin.redirect_with_message(request, item, message, page="queue")
        except MomentRefused as error:
            refused = error.form
        except ValidationError as error:
            model_admin.message_user(request, " ".join(error.messages), messages.ERROR)
    now = readers_now()
    without_fix = {edition.pk for edition in queued_without_fix(item, now)}
    queue = list(item.queue(now).select_related("published_by"))
    for edition in queue:
        edition.lacks_fix = edition.pk in without_fix
        edition.moment_form = _moment_form(model_admin, edition)
        if refused and refused.prefix == edition.moment_form.prefix:
            edition.moment_form = refused
    return model_admin.render_item_page(
        request,
        item,
        "queue",
        gettext("In the queue: %(item)s") % {"item": item},
        queue=queue,
        forms=[edition.moment_form for edition in queue],
        in_force=item.edition_at(now),
        without_fix_count=len(without_fix),
        moment_url=model_admin.url_of("moment"),
    )


class MomentRefused(Exception):
    """The moment to reschedule an edition for is not clear, or has passed; `form` says why."""

    def __init__(self, form: MomentForm):
        self.form = form
        super().__init__()


def _moment_form(model_admin, edition: Edition, post=None) -> MomentForm:
    return MomentForm(post, model_admin=model_admin, prefix=f"at-{edition.pk}")


def _change(model_admin, request, item: WorkingCopy) -> str:
    """Do what the button that was pressed says; return the sentence that tells of it.

    Raises MomentRefused, or ValidationError when the edition that it names waits no longer.
    """
    if "replace_all" in request.POST:
        return _replace(request, item, queued_without_fix(item, readers_now()))
    button = next((name for name in CHANGES if name in request.POST), None)
    if button is None:
        raise Http404
    waiting = {str(edition.pk): edition for edition in item.queue(readers_now())}
    edition = waiting.get(request.POST[button])
    if edition is None:
        raise ValidationError(_("Only an edition that still waits can be changed."))
    if button == "replace":
        return _replace(request, item, [edition])
    if button == "cancel":
        edition.cancel(request.user)
        message = gettext("Canceled: the edition of {when} will not be published.")
        return format_html(message, when=clocks(edition.live_from))
    form = _moment_form(model_admin, edition, request.POST)
    if not form.is_valid() or form.at is None:
        raise MomentRefused(form)
    rescheduled = item.reschedule(edition, form.at, request.user)
    message = gettext("Rescheduled: it will be published on {when}.")
    return format_html(message, when=clocks(rescheduled.live_from))


@transaction.atomic
def _replace(request, item: WorkingCopy, editions: list[Edition]) -> str:
    fix = item.edition_at(readers_now())
    for edition in editions:
        item.replace_queued(edition, request.user, fix=fix)
    return ngettext(
        "%(count)s queued edition now has the text that is public.",
        "%(count)s queued editions now have the text that is public.",
        len(editions),
    ) % {"count": len(editions)}


def site_queue(request):
    """What will be published when, over all types that a person may look at, by day."""
    site, now = admin.site, readers_now()
    models = [model for model in item_models() if _may_look(request, model)]
    if not models:
        raise PermissionDenied
    waiting = sorted(_all_waiting(models, now), key=attrgetter("live_from"))
    days = [
        (day, list(editions))
        for day, editions in groupby(waiting, lambda edition: timezone.localdate(edition.live_from))
    ]
    context = {**site.each_context(request), "title": _("Queue"), "days": days}
    return TemplateResponse(request, "admin/publishing/site_queue.html", context)


def _may_look(request, model: type[WorkingCopy]) -> bool:
    """Whether someone may look at the items of a type at the desk."""
    site = admin.site
    return site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)


def _all_waiting(models: list[type[WorkingCopy]], now: datetime) -> Iterator[Edition]:
    for model in models:
        editions = model.edition_model().objects.queued_at(now)
        for edition in editions.select_related("item", "published_by"):
            edition.type_name = model._meta.verbose_name
            name = f"{admin.site.name}:{model._meta.app_label}_{model._meta.model_name}"
            edition.form_url = reverse(f"{name}_change", args=[edition.item_id])
            edition.queue_url = reverse(f"{name}_queue", args=[edition.item_id])
            yield edition

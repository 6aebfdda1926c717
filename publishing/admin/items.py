"""The admin of working copies: save a draft, look at it, publish it."""

from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.audit import audit_page
from publishing.admin.drafts import drafts_page, restored
from publishing.admin.forms import (
    PublicationRefused,
    PublishForm,
    TranslatedFieldsMixin,
    WorkingCopyForm,
)
from publishing.admin.kept import forget_local_draft
from publishing.admin.merging import EditConflict, base_of, claimed
from publishing.admin.moving import move_page
from publishing.admin.notes import note_page
from publishing.admin.queue import lacking, queue_page
from publishing.admin.states import state_chips, with_states
from publishing.admin.timing import MomentForm, moment_view
from publishing.admin.withdrawal import withdraw_page
from publishing.history import with_corrected_notes
from publishing.permissions import may_publish
from publishing.preview import allow_framing, preview
from publishing.templatetags.clocks import clocks

HISTORY_SHOWN = 20
# What can be done to an item besides editing it, each at a page of its own below the form.
ITEM_PAGES = {
    "queue": queue_page,
    "withdraw": withdraw_page,
    "move": move_page,
    "drafts": drafts_page,
    "note": note_page,
    "audit": audit_page,
}


class PublishableAdmin(TranslatedFieldsMixin, admin.ModelAdmin):
    """Edits the working copies of one item type.

    A subclass gives `fieldsets` in the order of the public page, `autocomplete_fields` for every
    relation, and inlines for its published parts.
    """

    form = WorkingCopyForm
    change_form_template = "admin/publishing/change_form.html"
    delete_confirmation_template = "admin/publishing/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/publishing/delete_selected_confirmation.html"
    list_display: tuple[Any, ...] = ("__str__", "public_state", "owner", "last_published")
    list_select_related: ClassVar[tuple[str, ...]] = ("owner",)
    list_per_page = 50
    search_fields: ClassVar[tuple[str, ...]] = ("title_en", "title_es", "slug")
    prepopulated_fields = {"slug": ("title_en",)}
    # Shown but never changed once an item exists, and once it has been public.
    fixed_once_made: tuple[str, ...] = ()
    fixed_once_public = ("slug",)

    def get_queryset(self, request):
        return with_states(super().get_queryset(request), timezone.now())

    @admin.display(description=_("state"))
    def public_state(self, item):
        return state_chips(item)

    @admin.display(description=_("last published"), ordering="in_force_from", empty_value="–")
    def last_published(self, item):
        return clocks(item.in_force_from) or None

    # The form

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if obj:
            fixed += self.fixed_once_made
            if obj.ever_public():
                fixed += self.fixed_once_public
        return fixed

    def get_prepopulated_fields(self, request, obj=None):
        fixed = self.get_readonly_fields(request, obj)
        sources = super().get_prepopulated_fields(request, obj)
        return {name: source for name, source in sources.items() if name not in fixed}

    def get_changeform_initial_data(self, request):
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", ())
        form.held = hasattr(request, "held")
        if obj and request.method == "GET":
            form.base_fields["base"].initial = base_of(obj)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save, and publish if asked to. What cannot be saved is undone, and shown as typed."""
        page = partial(
            super().changeform_view,
            object_id=object_id,
            form_url=form_url,
            extra_context=extra_context,
        )
        if request.method != "POST":
            return page(restored(self, request, object_id))
        try:
            with transaction.atomic():
                if object_id:
                    request = claimed(self, request, object_id)
                response = page(request)
                if not hasattr(request, "saved"):
                    transaction.set_rollback(True)
                return forget_local_draft(request, response)
        except PublicationRefused as refused:
            request.refusal = refused.reasons
            return page(request)
        except EditConflict as overtaken:
            response = page(overtaken.request)
            response.status_code = 409
            return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        asked = "publish-significance" in request.POST
        publishing, scheduling = "_publish" in request.POST, "_schedule" in request.POST
        context["may_publish"] = may_publish(request.user, self.model)
        context["publish_form"] = PublishForm(request.POST if asked else None)
        context["moment_form"] = MomentForm(
            request.POST if asked else None, prefix="at", model_admin=self, required=scheduling
        )
        context["asked_to_publish"] = publishing or scheduling
        context["moment_url"] = self._url("moment")
        context["languages"] = settings.LANGUAGES
        for name in ("differences", "conflicting_saves", "restored_from"):
            context[name] = getattr(request, name, None)
        if obj:
            now = timezone.now()
            context["state"] = state_chips(obj)
            editions = obj.editions.select_related("published_by")
            context["editions"] = with_corrected_notes(list(editions[:HISTORY_SHOWN]))
            context["edition_count"] = editions.count()
            context["in_force"] = obj.edition_at(now)
            context["queue"] = obj.queue(now).select_related("published_by")
            context["now"] = now
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, item):
        return item.get_absolute_url() if item.ever_public() else None

    # Saving and publishing

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.save_draft(request.user)
        if "_publish" in request.POST or "_schedule" in request.POST:
            self._publish(request, form.instance)
        request.saved = True

    def _publish(self, request, item) -> None:
        if not may_publish(request.user, item):
            raise PermissionDenied(_("Publishing needs the permission to publish."))
        later = "_schedule" in request.POST
        moment = MomentForm(request.POST, prefix="at", model_admin=self, required=later)
        asked = PublishForm(request.POST)
        for form in (moment, asked):
            if not form.is_valid():
                raise PublicationRefused(form)
        if moment.at and not later:
            raise PublicationRefused(
                ValidationError(
                    _("You gave a moment to publish at. Empty it to publish now instead.")
                )
            )
        in_force = item.edition_at(timezone.now())
        unchanged = in_force and not in_force.withdrawal and not item.differs_from(in_force)
        if unchanged and not later:
            request.unchanged_since = in_force
            return
        try:
            request.published = item.publish(request.user, at=moment.at, **asked.cleaned_data)
        except ValidationError as error:
            raise PublicationRefused(error) from error

    def response_add(self, request, obj, post_url_continue=None):
        return self._response_published(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._response_published(request, obj) or super().response_change(request, obj)

    def _response_published(self, request, item):
        """Say what publishing did, if it was asked for."""
        edition = getattr(request, "published", None)
        if in_force := getattr(request, "unchanged_since", None):
            said = gettext(
                "Nothing has changed since the edition of {when}, so nothing was published."
            )
            when = clocks(in_force.live_from)
            self.message_user(request, format_html(said, when=when), messages.WARNING)
        elif edition is None:
            return None
        elif "_schedule" in request.POST:
            said = gettext("“{item}” will be published on {when}.")
            when = clocks(edition.live_from)
            self.message_user(request, format_html(said, item=item, when=when), messages.SUCCESS)
        else:
            said = gettext('“{item}” is published. <a href="{url}">See the page</a>.')
            url = item.get_absolute_url()
            self.message_user(request, format_html(said, item=item, url=url), messages.SUCCESS)
            if lacking(item, timezone.now()):
                return HttpResponseRedirect(self._url("queue", item.pk))
        return HttpResponseRedirect(self._url("change", item.pk))

    # Pages besides the form

    def get_urls(self):
        site, prefix = self.admin_site, f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            path(
                f"<path:object_id>/{name}/",
                site.admin_view(partial(self.item_page, page=page)),
                name=f"{prefix}_{name}",
            )
            for name, page in {"preview": type(self).preview_page, **ITEM_PAGES}.items()
        ]
        moment = path(
            "moment/", site.admin_view(partial(moment_view, self)), name=f"{prefix}_moment"
        )
        return [moment, *pages, *super().get_urls()]

    def item_page(self, request, object_id, page):
        item = self.get_object(request, admin.utils.unquote(object_id))
        if item is None:
            raise Http404
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        return page(self, request, item)

    def render(self, request, item, page, title, **context):
        """Answer with one of the pages below the form."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "title": title,
            "may_publish": may_publish(request.user, item),
            "form_url": self._url("change", item.pk),
            **context,
        }
        return TemplateResponse(request, f"admin/publishing/{page}.html", context)

    def back(self, request, item, said, level=messages.SUCCESS, page="change"):
        """Go to the form, or to a page below it, with a message."""
        self.message_user(request, said, level)
        return HttpResponseRedirect(self._url(page, item.pk))

    @method_decorator(allow_framing)
    def preview_page(self, request, item):
        language = request.GET.get("language", translation.get_language())
        if language not in dict(settings.LANGUAGES):
            raise Http404
        try:
            return preview(request, item, language, self.preview_hosts(item))
        except (ValidationError, IntegrityError):
            title = gettext("Nothing to show yet")
            return self.render(request, item, "unseen", title, is_popup=True)

    def preview_hosts(self, item):
        """Items that are not public and on whose page this one stands."""
        return ()

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Refuse what has editions in a sentence, instead of listing the editions."""
        objs = list(objs)
        sealed = [item for item in objs if item.editions.exists()]
        deleted, counts, lacking_permission, protected = super().get_deleted_objects(objs, request)
        if sealed:
            protected = [self._refused_to_delete(item) for item in sealed]
        return deleted, counts, lacking_permission, protected

    def _refused_to_delete(self, item) -> str:
        if item.ever_public():
            said = _(
                "“%(item)s” has been published. What was public can be withdrawn, not deleted."
            )
        elif item.queue(timezone.now()).exists():
            said = _(
                "“%(item)s” waits in the queue. Take it out there to keep it from the public; it "
                "stays a draft, since what was once in the queue is kept."
            )
        else:
            said = _(
                "“%(item)s” was never public, but it has been in the queue. What was once in the "
                "queue is kept, so it stays a draft."
            )
        return said % {"item": item}

    def _url(self, page, *args):
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args)

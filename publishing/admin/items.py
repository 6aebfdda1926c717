"""The admin of working copies: save a draft, look at it, publish it."""

from copy import copy
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.drafts import find_revision, restored_body
from publishing.admin.form_values import ItemForms, with_body
from publishing.admin.forms import PublicationRefused, TranslatedFieldsMixin, WorkingCopyForm
from publishing.admin.merging import EditConflict, claim_or_conflict
from publishing.admin.outcomes import AnotherStep, FormOutcome
from publishing.admin.pages import ITEM_PAGES, ItemPage
from publishing.admin.publication import SCHEDULE, PublishesFromForm, asks_to_publish, pressed
from publishing.admin.queue import queued_without_fix
from publishing.admin.states import state_chips, with_states
from publishing.admin.telling import named_unseen, still_read, told_of
from publishing.admin.timing import moment_view
from publishing.changes.position import readers_now
from publishing.history import with_corrected_notes
from publishing.languages import LANGUAGES, base_and_language, translated_columns
from publishing.models import NAME_COLUMNS
from publishing.permissions import may_audit, may_publish
from publishing.shadows import undone
from publishing.sorting import TitleKey
from publishing.templatetags.clocks import clocks

EDITIONS_LISTED = 20
# The order of lists at the desk, which is the same in every language.
BY_TITLE = TitleKey(translated_columns("title")[0], LANGUAGES[0])


class PublishableAdmin(TranslatedFieldsMixin, PublishesFromForm):
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
    ordering: ClassVar[tuple[Any, ...]] = (BY_TITLE,)
    search_fields: ClassVar[tuple[str, ...]] = (*NAME_COLUMNS, "slug")
    prepopulated_fields = {"slug": translated_columns("title")[:1]}
    readonly_fields: ClassVar[tuple[str, ...]] = ("last_reviewed",)
    # Shown but never changed: once an item exists; once it has been public; and, by those who may
    # not publish, once an edition of it exists, which was approved with them.
    fixed_once_made: tuple[str, ...] = ()
    fixed_once_public: tuple[str, ...] = ("slug",)
    fixed_once_approved: tuple[str, ...] = ("slug",)

    def get_queryset(self, request):
        return with_states(super().get_queryset(request), readers_now())

    @admin.display(description=_("state"))
    def public_state(self, item):
        return state_chips(item)

    @admin.display(description=_("last published"), ordering="in_force_from", empty_value="–")
    def last_published(self, item):
        return clocks(item.in_force_from) or None

    @admin.display(description=_("last reviewed"), empty_value="–")
    def last_reviewed(self, item):
        review = item.reviews(readers_now()).select_related("by").first() if item.pk else None
        return review and format_html("{} ({})", clocks(review.at), review.by)

    def view_on_site(self, item):
        seen = item.ever_public() and not self.hosts_unseen(item, readers_now())
        return item.get_absolute_url() if seen else None

    # The form

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if obj:
            fixed += self.fixed_once_made
            if obj.ever_public():
                fixed += self.fixed_once_public
            if obj.editions.exists() and not may_publish(request.user, obj):
                fixed += self.fixed_once_approved
        return list(dict.fromkeys(fixed))

    def get_prepopulated_fields(self, request, obj=None):
        fixed = self.get_readonly_fields(request, obj)
        sources = super().get_prepopulated_fields(request, obj)
        return {name: source for name, source in sources.items() if name not in fixed}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Say of what publishing needs that it does."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and base_and_language(db_field.name)[0] in self.model.required_to_publish:
            needed = gettext("Needed to publish, in one language at least.")
            field.help_text = f"{field.help_text} {needed}".strip()
        return field

    def get_changeform_initial_data(self, request):
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal_reasons = self.outcome.refusal_reasons
        form.not_saving = self.outcome.not_saving
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save, and publish if asked to. What cannot be saved is undone, and shown as typed.

        An admin is shared by all requests. A copy of it answers this one, so that what one of
        Django's hooks finds out can be told to the next in its `outcome`.
        """
        answering = copy(self)
        answering.outcome = FormOutcome()
        page = partial(
            super(PublishableAdmin, answering).changeform_view,
            object_id=object_id,
            form_url=form_url,
            extra_context=extra_context,
        )
        if request.method == "POST":
            return answering._save(request, object_id, page)
        # Django takes a form that is filled in for one that saves, and would take its lock.
        with undone():
            return page(answering._restored(request, object_id))

    def _save(self, request: HttpRequest, object_id: str | None, page):
        try:
            with transaction.atomic():
                if object_id:
                    request = self._claimed(request, object_id)
                response = page(request)
                if self.outcome.saved:
                    return response
                if asks_to_publish(request) and response.status_code == 200:
                    self.refuse_at_once(request, response.context_data)
                transaction.set_rollback(True)
                return response
        except PublicationRefused as refusal:
            self.outcome = FormOutcome(refusal=refusal)
            return page(request)
        except AnotherStep as step:
            self.outcome = FormOutcome(step=step)
            return page(request)
        except EditConflict as conflict:
            self.outcome = FormOutcome(conflict=conflict)
            response = page(with_body(request, conflict.body))
            response.status_code = 409
            return response

    def _claimed(self, request: HttpRequest, object_id: str) -> HttpRequest:
        """The request to save with, in which choices between two texts have been applied.

        Raises EditConflict.
        """
        item = self.get_object(request, unquote(object_id))
        if item is None or not self.has_change_permission(request, item):
            return request  # Django answers
        body = claim_or_conflict(item, request.POST, partial(self.item_forms, request, item))
        return request if body is request.POST else with_body(request, body)

    def _restored(self, request: HttpRequest, object_id: str | None) -> HttpRequest:
        """The request to show a form for: filled with what `?restore=` names, if it names any.

        Nothing is written: whoever looks at the filled form saves it, or leaves.
        """
        key = request.GET.get("restore", "")
        item = self.get_object(request, unquote(object_id)) if key and object_id else None
        if item is None:
            return request
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        revision = find_revision(item, key)
        if revision is None or not revision.restorable:
            message = gettext("There is nothing to restore by that name.")
            self.message_user(request, message, messages.ERROR)
            return request
        opened = self.item_forms(request, item)
        values = opened.of_snapshot(revision.content)
        for formset in opened.formsets:
            if formset.prefix not in values.parts:
                message = gettext(
                    "%(parts)s: the list is too long to be filled in, and stays as it is."
                )
                message %= {"parts": capfirst(formset.heading)}
                self.message_user(request, message, messages.WARNING)
        body = restored_body(opened, values)
        self.outcome.restored_from = revision.name
        return with_body(request, body)

    def item_forms(self, request, item) -> ItemForms:
        """The form of an item and the formsets of its parts, as they open."""
        fields = flatten_fieldsets(self.get_fieldsets(request, item))
        formsets = [
            formset_class(
                instance=item,
                prefix=formset_class.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for formset_class, inline in self.get_formsets_with_inlines(request, item)
        ]
        form_class = self.get_form(request, item, change=True, fields=fields)
        return ItemForms(item, form_class, formsets)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self.change_form_context(request, context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def change_form_context(self, request, context: dict, item) -> dict[str, Any]:
        """What the template of the form needs besides Django's own `context`.

        `item` is None for a new one.
        """
        own = {
            "outcome": self.outcome,
            "may_publish": may_publish(request.user, self.model),
            "publish_form": self.publish_form(request),
            "moment_form": self.moment_form(request),
            "asked_to_publish": asks_to_publish(request),
            "pressed": pressed(request),
            "moment_url": self.url_of("moment"),
            "languages": settings.LANGUAGES,
        }
        if item:
            now = readers_now()
            editions = item.editions.select_related("published_by")
            own |= {
                "state": state_chips(item),
                "may_audit": may_audit(request.user, item),
                "editions": with_corrected_notes(list(editions[:EDITIONS_LISTED])),
                "edition_count": editions.count(),
                "in_force": (in_force := item.edition_at(now)),
                "waits_for": self.hosts_unseen(item, now) if in_force else (),
                "queue": item.queue(now).select_related("published_by"),
                "now": now,
            }
        return own

    # Saving and publishing

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        publishing = asks_to_publish(request)
        if publishing:
            form.instance.fill_in()  # the draft that is kept says what is published
        form.instance.save_draft(request.user)
        if publishing:
            self.publish_saved(request, form.instance)
        self.outcome.saved = True

    def response_add(self, request, obj, post_url_continue=None):
        return self._response_published(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._response_published(request, obj) or super().response_change(request, obj)

    def _response_published(self, request, item):
        """Say what publishing did, if it was asked for."""
        edition, in_force = self.outcome.published, self.outcome.unchanged_since
        if in_force:
            message = gettext(
                "Nothing has changed since the edition of {when}, so nothing was published."
            )
            message = format_html(message, when=clocks(in_force.live_from))
            return self.redirect_with_message(request, item, message, messages.WARNING)
        if edition is None:
            if message := still_read(item):
                self.message_user(request, message, messages.WARNING)
            return None
        message = told_of(self, item, edition, scheduled=SCHEDULE in request.POST)
        fix = SCHEDULE not in request.POST and queued_without_fix(item, readers_now())
        page = "queue" if fix else "change"
        response = self.redirect_with_message(request, item, message, page=page)
        if warning := named_unseen(self, item, edition.live_from):
            self.message_user(request, warning, messages.WARNING)
        return response

    # Pages besides the form

    def without_errors(self, content: dict) -> dict:
        """A snapshot to be read and compared, without the words of what was published in error
        elsewhere; for a type whose texts name other items."""
        return content

    def get_urls(self):
        site, prefix = self.admin_site, f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            path(
                f"<path:object_id>/{name}/",
                site.admin_view(partial(self.item_page, page=page)),
                name=f"{prefix}_{name}",
            )
            for name, page in ITEM_PAGES.items()
        ]
        moment = path(
            "moment/", site.admin_view(partial(moment_view, self)), name=f"{prefix}_moment"
        )
        return [moment, *pages, *super().get_urls()]

    def item_page(self, request, object_id, page: ItemPage):
        if not self.has_view_permission(request):
            raise PermissionDenied  # whether there is such an item or not
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        page.check_permission(request, item)
        return page.view(self, request, item)

    def render_item_page(self, request, item, page, title, **context):
        """Answer with one of the pages below the form."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "title": title,
            "may_publish": may_publish(request.user, item),
            "form_url": self.url_of("change", item.pk),
            **context,
        }
        return TemplateResponse(request, f"admin/publishing/{page}.html", context)

    def redirect_with_message(
        self, request, item, message, level=messages.SUCCESS, page="change"
    ) -> HttpResponseRedirect:
        """Go to the form, or to a page below it, with a message."""
        self.message_user(request, message, level)
        return HttpResponseRedirect(self.url_of(page, item.pk))

    def url_of(self, page: str, *args) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args)

    def hosts_unseen(self, item, moment):
        """The items on whose page this one stands and that are not public at a moment."""
        return ()

    def withdrawal_context(self, item) -> dict[str, Any]:
        """What the page that withdraws an item shows besides: a template in `consequences`, and
        its context."""
        return {}

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Refuse what has editions in a sentence, instead of listing the editions."""
        objs = list(objs)
        sealed = [item for item in objs if item.editions.exists()]
        deleted, counts, lacking_permission, protected = super().get_deleted_objects(objs, request)
        if sealed:
            protected = [_reason_to_stay(item) for item in sealed]
        return deleted, counts, lacking_permission, protected


def _reason_to_stay(item) -> str:
    """Why an item that has editions cannot be deleted."""
    if item.ever_public():
        reason = _("“%(item)s” has been published. What was public can be withdrawn, not deleted.")
    elif item.queue(readers_now()).exists():
        reason = _(
            "“%(item)s” waits in the queue. Take it out there to keep it from the public; it "
            "stays a draft, since what was once in the queue is kept."
        )
    else:
        reason = _(
            "“%(item)s” was never public, but it has been in the queue. What was once in the "
            "queue is kept, so it stays a draft."
        )
    return reason % {"item": item}

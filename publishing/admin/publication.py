"""Publishing from the form of an item: what speaks against it, all at once."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import Error, transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import PublicationRefused, PublishForm
from publishing.admin.outcomes import FormOutcome
from publishing.admin.timing import MomentForm
from publishing.changes.position import readers_now
from publishing.permissions import may_publish

# The names of the buttons of the form.
CONTINUE, SAVE, PUBLISH, SCHEDULE = "_continue", "_save", "_publish", "_schedule"
WORDS = {
    CONTINUE: _("Save and continue"),
    SAVE: _("Save draft"),
    PUBLISH: _("Publish now"),
    SCHEDULE: _("Publish at that time"),
}


def asks_to_publish(request) -> bool:
    return PUBLISH in request.POST or SCHEDULE in request.POST


def pressed(request) -> tuple[str, Any]:
    """The name and the words of the button that was pressed; the first one where none was."""
    name = next((name for name in WORDS if name in request.POST), CONTINUE)
    return name, WORDS[name]


class PublishesFromForm(admin.ModelAdmin):
    """The part of the admin of an item that publishes what its form has just saved."""

    # Each request for a form is answered by a copy of this admin, with one of its own; see
    # `changeform_view`.
    outcome = FormOutcome()

    def publish_form(self, request) -> PublishForm:
        return PublishForm(_answers(request))

    def moment_form(self, request) -> MomentForm:
        scheduling = SCHEDULE in request.POST
        form = MomentForm(_answers(request), prefix="at", model_admin=self, required=scheduling)
        if PUBLISH in request.POST and form.is_valid() and form.at:
            message = _("You gave a moment to publish at. Empty it to publish now instead.")
            form.add_error("day", message)
        return form

    def moment(self, request) -> datetime:
        """The moment to publish at, as far as it is clear; by default now."""
        form = self.moment_form(request)
        return (form.is_valid() and form.at) or readers_now()

    def reasons_against(self, request, item) -> list[str]:
        """Every reason why the item, as it is saved, cannot be published."""
        return item.publication_errors(self.moment(request))

    def check_steps(self, request, item) -> None:
        """For a type of item of which something is to be seen first: raise AnotherStep."""

    def publish_saved(self, request, item) -> None:
        """Publish what has just been saved. Raises PublicationRefused with every reason."""
        if not may_publish(request.user, item):
            raise PermissionDenied(_("Publishing needs the permission to publish."))
        moment_form, publish_form = self.moment_form(request), self.publish_form(request)
        reasons = self.reasons_against(request, item)
        # What is wrong with the answers beside the buttons is said beside them.
        if reasons or not (moment_form.is_valid() and publish_form.is_valid()):
            raise PublicationRefused(reasons)
        self.check_steps(request, item)
        in_force = item.edition_at(readers_now())
        unchanged = in_force and not in_force.withdrawal and not item.differs_from(in_force)
        if unchanged and SCHEDULE not in request.POST:
            self.outcome.unchanged_since = in_force
            return
        try:
            self.outcome.published = item.publish(
                request.user, at=moment_form.at, **publish_form.cleaned_data
            )
        except ValidationError as error:
            raise PublicationRefused(error.messages) from error

    def refuse_at_once(self, request, context: dict) -> None:
        """Add to a form that cannot be saved why what it holds could not be published either."""
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        form.refuse(self._reasons_unsaved(request, form, formsets))

    def _reasons_unsaved(self, request, form, formsets) -> list[str]:
        """The reasons against what is right in a form with errors. It is saved in their absence,
        and undone."""
        try:
            with transaction.atomic():
                item = _save_what_is_right(form, formsets)
                reasons = self.reasons_against(request, item) if item else []
                transaction.set_rollback(True)
                return reasons
        except (Error, ObjectDoesNotExist, ValueError):
            return []  # what is wrong is needed for the rest to be seen


def _answers(request) -> QueryDict | None:
    """What was answered to the questions beside the buttons, if they were posted."""
    posted = "publish-significance" in request.POST or asks_to_publish(request)
    return request.POST if posted else None


def _save_what_is_right(form: ModelForm, formsets: list[BaseInlineFormSet]) -> Any:
    """Save what has no errors of a form and of the parts in it; return the item.

    None where a list has rows and all are wrong, which would be taken for an empty list. Call it
    in a transaction that is undone; raises what a database raises where too much is missing.
    """
    item = copy(form.instance)
    item.save()
    for field in item._meta.many_to_many:
        if field.name in form.cleaned_data:
            field.save_form_data(item, form.cleaned_data[field.name])
    for formset in formsets:
        for row in (row for row in formset.forms if row.has_changed()):
            part = copy(row.instance)
            if row.cleaned_data.get(DELETION_FIELD_NAME):
                if part.pk:
                    part.delete()
            elif not row.errors:
                setattr(part, formset.fk.name, item)
                part.save()
        kept = formset.fk.model._default_manager.filter(**{formset.fk.name: item})
        if formset.total_error_count() and not kept.exists():
            return None
    return item

"""Forms of working copies: two languages side by side, and the questions asked at publishing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from accounts.roles import staff
from publishing.fields import LineFormField
from publishing.models import DraftSave, Significance, WorkingCopy
from publishing.models.errors import NEEDED_TO_PUBLISH, label_of
from publishing.snapshot import digest, snapshot

# What a form carries to and fro to notice that someone else saved in between.
TOKENS = ("version", "base")


def translated_inputs(name: str, label, widget=forms.TextInput) -> dict[str, LineFormField]:
    """An input for each language of the site, by the name of the column that it is for.

    `label` has a place for `%(language)s`.
    """
    inputs = {}
    for code, language in settings.LANGUAGES:
        field = LineFormField(
            label=label % {"language": language}, max_length=300, required=False, widget=widget
        )
        field.widget.attrs["lang"] = code
        inputs[to_attribute(name, code)] = field
    return inputs


class TranslatedFieldsMixin:
    """For admins and inlines: says in its label and its `lang` which language a field takes."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        code = getattr(db_field, "_translated_field_language_code", None)
        if field and code:
            field.label = capfirst(label_of(db_field.model, db_field.name))
            field.widget.attrs["lang"] = code
        if field and isinstance(field.widget, AdminTextareaWidget):
            field.widget.attrs["rows"] = 3
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # What is chosen here is changed and deleted on its own page.
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class Token(forms.IntegerField):
    """A number that the form carries to and fro; nobody types it."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class WorkingCopyForm(forms.ModelForm):
    """Shows again what was typed when publishing was refused, with every reason.

    The admin sets `refusal_reasons` and `not_saving` on the class that it makes for a request.
    """

    refusal_reasons: Sequence[str] = ()
    not_saving = False

    # The version of the item, and the draft save that says the same, when the form was opened.
    version = Token(required=False)
    base = Token(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            if not self.is_bound and "base" not in self.initial:
                self.initial["base"] = current_draft_save(self.instance)

        owner: Any = self.fields.get("owner")
        if owner:
            may_own = Q(pk__in=staff().values("pk")) | Q(pk=self.instance.owner_id)
            owner.queryset = owner.queryset.filter(may_own)
            owner.error_messages["invalid_choice"] = _("Choose somebody who can sign in.")

    def is_valid(self):
        return super().is_valid() and not self.not_saving

    def clean(self):
        cleaned = super().clean()
        if self.refusal_reasons:
            self.refuse(self.refusal_reasons)
        return cleaned

    def refuse(self, reasons: Sequence[str]) -> None:
        """Say why publishing was refused, each reason beside its field where it has one: not of
        a field that is wrong anyhow."""
        wrong = set(self.errors)
        for reason in reasons:
            name, words = self._split_field(reason)
            if name is None or name not in wrong:
                self.add_error(name, words)
        # Reasons are of what could be saved; what is still to be written needs no saving.
        for name in self.instance.missing_texts(self.cleaned_data.get):
            if name in self.fields and name not in self.errors:
                self.add_error(name, NEEDED_TO_PUBLISH)

    def _split_field(self, reason: str) -> tuple[str | None, str]:
        """The field that a reason names, if any, and the reason without that name."""
        for name in (name for name in self.fields if name in (self._meta.fields or ())):
            label = f"{label_of(self._meta.model, name)}: "
            if reason.startswith(label):
                return name, reason.removeprefix(label)
        return None, reason


def current_draft_save(item: WorkingCopy) -> int | None:
    """The key of the draft save that says what the item says now, if there is one."""
    latest = DraftSave.objects.about(item).first()
    return latest.pk if latest and latest.seal == digest(snapshot(item, latest.format)) else None


class PublishForm(forms.Form):
    """What is asked beside the Publish button."""

    prefix = "publish"

    significance = forms.ChoiceField(
        label=_("The change is"),
        choices=Significance.choices,
        initial=Significance.SUBSTANTIVE,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= translated_inputs("note", _("Public note (%(language)s)"))


class PublicationRefused(Exception):
    """Ends a request's transaction; carries every reason, for the form that is shown again."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(*self.reasons)

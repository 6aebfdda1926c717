"""Forms of working copies: two languages side by side, and the questions asked at publishing."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from publishing.models import Significance


def translated_columns(name: str) -> tuple[str, ...]:
    """The columns of a translated field, for one row of a fieldset."""
    return tuple(to_attribute(name, code) for code, _language in settings.LANGUAGES)


class TranslatedFieldsMixin:
    """For admins and inlines: says in its label and its `lang` which language a field takes."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        code = getattr(db_field, "_translated_field_language_code", None)
        if field and code:
            language = dict(settings.LANGUAGES)[code]
            field.label = f"{capfirst(db_field.verbose_name)} ({language})"
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

    `refusal` and `held` are set on the class that the admin makes for the request.
    """

    refusal: Sequence[str] = ()
    # Filled in for someone to look at: whatever it holds, it is not saved.
    held = False

    # What the item's version was, and its last draft save, when the form was opened.
    version = Token(required=False)
    base = Token(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def is_valid(self):
        return super().is_valid() and not self.held

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            unwritten = self._unwritten()
            for reason in self.refusal:
                self.add_error(*self._placed(reason))
            for name in unwritten:
                self.add_error(name, _("Needed to publish, in this language or the other."))
        return cleaned

    def _placed(self, reason: str) -> tuple[str | None, str]:
        """The field that a reason names, if any, and the reason without that name."""
        for name in (name for name in self.fields if name in self._meta.fields):
            label = f"{self._meta.model._meta.get_field(name).verbose_name}: "
            if reason.startswith(label):
                return name, reason.removeprefix(label)
        return None, reason

    def _unwritten(self) -> list[str]:
        """What is still to be written in the language that is nearest to complete."""
        columns = [translated_columns(name) for name in self.instance.required_to_publish]
        gaps = [
            [name for name in of_language if not self.cleaned_data.get(name)]
            for of_language in zip(*columns, strict=True)
        ]
        return [name for name in min(gaps, key=len) if name in self.fields]


class PublishForm(forms.Form):
    """What is asked beside the Publish button."""

    prefix = "publish"

    significance = forms.ChoiceField(
        label=_("The change is"),
        choices=Significance.choices,
        initial=Significance.SUBSTANTIVE,
    )
    note_en = forms.CharField(label=_("Public note (English)"), max_length=300, required=False)
    note_es = forms.CharField(label=_("Public note (Spanish)"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, _language in settings.LANGUAGES:
            self.fields[f"note_{code}"].widget.attrs["lang"] = code


class PublicationRefused(Exception):
    """Ends a request's transaction; carries every reason, for the form that is shown again."""

    def __init__(self, error: ValidationError | forms.Form):
        messages = error.messages if isinstance(error, ValidationError) else _said(error)
        self.reasons = [str(message) for message in messages]
        super().__init__(*self.reasons)


def _said(form: forms.Form) -> list[str]:
    labelled = {name for name, field in form.fields.items() if field.label}
    return [
        f"{form.fields[name].label}: {message}" if name in labelled else message
        for name, messages in form.errors.items()
        for message in messages
    ]

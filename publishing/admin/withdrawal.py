"""Withdrawing an item: which meaning, why, and what becomes of its queue."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import translated_inputs
from publishing.changes.position import readers_now
from publishing.languages import translated_columns
from publishing.models import Withdrawal

MEANINGS = {
    Withdrawal.WITHDRAWN: _(
        "It no longer holds. Its address answers with the text under a notice; lists, counts and "
        "search leave it out. The past stays readable."
    ),
    Withdrawal.MERGED: _(
        "Another item says it now. Its address leads there from now on; the past stays readable."
    ),
    Withdrawal.IN_ERROR: _(
        "It should never have been public. Its address answers that it is gone, and the text of "
        "every edition is kept from the public at every past moment and address. Editions stay "
        "for the auditor."
    ),
}


class WithdrawalForm(forms.Form):
    required_css_class = "required"

    kind = forms.ChoiceField(
        label=_("What it means"), choices=Withdrawal.choices, widget=forms.RadioSelect
    )
    merged_into: Any = forms.ModelChoiceField(None, label=_("Merged into"), required=False)
    keep_queue: Any = forms.TypedChoiceField(
        label=_("What waits in the queue"),
        choices=(
            ("", _("Cancel it, so that nothing comes back by itself")),
            ("keep", _("Keep it: what is queued will be published at its hour")),
        ),
        coerce=lambda value: value == "keep",
        empty_value=False,  # type: ignore[arg-type]
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, model_admin, item, **kwargs):
        super().__init__(*args, **kwargs)
        target = item.edition_model()._meta.get_field("merged_into")
        field: Any = self.fields["merged_into"]
        field.queryset = type(item)._default_manager.all()
        field.widget = AutocompleteSelect(target, model_admin.admin_site)
        field.widget.choices = field.choices
        textarea = forms.Textarea(attrs={"rows": 3})
        self.fields |= translated_inputs("reason", _("Reason (%(language)s)"), textarea)

    def meanings(self):
        """Each choice of a meaning with what it does."""
        return [(radio, MEANINGS[Withdrawal(radio.data["value"])]) for radio in self["kind"]]

    def reasons(self):
        return [self[name] for name in translated_columns("reason")]

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned["kind"] != Withdrawal.MERGED:
            cleaned["merged_into"] = None
        return cleaned


def withdraw_page(model_admin, request, item):
    """Ask which meaning and why, and withdraw the item."""
    form = WithdrawalForm(request.POST or None, model_admin=model_admin, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            item.withdraw(request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            message = _message(item, form.cleaned_data["kind"])
            return model_admin.redirect_with_message(request, item, message)
    now = readers_now()
    return model_admin.render_item_page(
        request,
        item,
        "withdraw",
        gettext("Withdraw “%(item)s”") % {"item": item},
        form=form,
        media=model_admin.media + form.media,
        in_force=item.edition_at(now),
        queue=item.queue(now).select_related("published_by"),
        **model_admin.withdrawal_context(item),
    )


def _message(item, kind: str):
    """What withdrawing did, with a link to see it."""
    message = {
        Withdrawal.WITHDRAWN: gettext("“{item}” is withdrawn. {link}."),
        Withdrawal.MERGED: gettext(
            "“{item}” is merged into another, to which it now leads. {link}."
        ),
        Withdrawal.IN_ERROR: gettext("“{item}” is withdrawn as published in error. {link}."),
    }[Withdrawal(kind)]
    link = format_html(
        '<a href="{}">{}</a>', item.get_absolute_url(), gettext("See what its address answers")
    )
    return format_html(message, item=item, link=link)

"""Withdrawing an item: which meaning, why, and what becomes of its queue."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.models import Withdrawal
from publishing.permissions import may_publish

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
    kind = forms.ChoiceField(
        label=_("What it means"), choices=Withdrawal.choices, widget=forms.RadioSelect
    )
    merged_into = forms.ModelChoiceField(None, label=_("Merged into"), required=False)
    keep_queue = forms.TypedChoiceField(
        label=_("What waits in the queue"),
        choices=(
            ("", _("Cancel it, so that nothing comes back by itself")),
            ("keep", _("Keep it: what is queued will be published at its hour")),
        ),
        coerce=lambda value: value == "keep",
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, model_admin, item, **kwargs):
        super().__init__(*args, **kwargs)
        target = item.edition_model()._meta.get_field("merged_into")
        chosen = self.fields["merged_into"]
        chosen.queryset = type(item)._default_manager.all()
        chosen.widget = AutocompleteSelect(target, model_admin.admin_site)
        chosen.widget.choices = chosen.choices
        for code, language in settings.LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Reason (%(language)s)") % {"language": language},
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    def meanings(self):
        """Each choice of a meaning with what it does."""
        return [(radio, MEANINGS[Withdrawal(radio.data["value"])]) for radio in self["kind"]]

    def reasons(self):
        return [self[f"reason_{code}"] for code, _language in settings.LANGUAGES]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") and cleaned["kind"] != Withdrawal.MERGED:
            cleaned["merged_into"] = None
        return cleaned


def withdraw_page(model_admin, request, item):
    if not may_publish(request.user, item):
        raise PermissionDenied(_("Withdrawing needs the permission to publish."))
    form = WithdrawalForm(request.POST or None, model_admin=model_admin, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            item.withdraw(request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return model_admin.back(request, item, _said(item, form.cleaned_data["kind"]))
    now = timezone.now()
    return model_admin.render(
        request,
        item,
        "withdraw",
        gettext("Withdraw “%(item)s”") % {"item": item},
        form=form,
        media=model_admin.media + form.media,
        in_force=item.edition_at(now),
        queue=item.queue(now).select_related("published_by"),
    )


def _said(item, kind: str):
    said = {
        Withdrawal.WITHDRAWN: gettext("“{item}” is withdrawn. {link}."),
        Withdrawal.MERGED: gettext(
            "“{item}” is merged into another, to which it now leads. {link}."
        ),
        Withdrawal.IN_ERROR: gettext("“{item}” is withdrawn as published in error. {link}."),
    }[Withdrawal(kind)]
    link = format_html(
        '<a href="{}">{}</a>', item.get_absolute_url(), gettext("See what its address answers")
    )
    return format_html(said, item=item, link=link)

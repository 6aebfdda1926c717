"""Giving an item another address."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MoveForm(forms.Form):
    required_css_class = "required"

    slug = forms.SlugField(
        label=_("New address"),
        max_length=80,
        help_text=_("The last part of the page's address: lower-case words joined by hyphens."),
    )


def move_page(model_admin, request, item):
    """Ask for the new address, and move the item there."""
    former = item.get_absolute_url()
    form = MoveForm(request.POST or None, initial={"slug": item.slug})
    if request.method == "POST" and form.is_valid():
        try:
            item.move(form.cleaned_data["slug"], request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            return model_admin.redirect_with_message(request, item, _message(item, former))
    return model_admin.render_item_page(
        request,
        item,
        "move",
        gettext("Move “%(item)s”") % {"item": item},
        form=form,
        former=former,
        public=item.ever_public(),
    )


def _message(item, former: str):
    """Where an item has moved, and what becomes of its former address."""
    message = gettext('Moved to <a href="{url}">{url}</a>. {former} leads there from now on.')
    if not item.ever_public():
        message = gettext("Moved to {url}.")
    return format_html(message, url=item.get_absolute_url(), former=former)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what is wrong with the address beside it, and the rest on top."""
    for name, messages in getattr(error, "message_dict", {"__all__": error.messages}).items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)

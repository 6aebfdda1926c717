"""Giving an item another address."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.permissions import may_publish


class MoveForm(forms.Form):
    slug = forms.SlugField(
        label=_("New address"),
        max_length=80,
        help_text=_("The last part of the page's address: lower-case words joined by hyphens."),
    )


def move_page(model_admin, request, item):
    if not may_publish(request.user, item):
        raise PermissionDenied(_("Moving needs the permission to publish."))
    former = item.get_absolute_url()
    form = MoveForm(request.POST or None, initial={"slug": item.slug})
    if request.method == "POST" and form.is_valid():
        try:
            item.move(form.cleaned_data["slug"], request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            said = gettext('Moved to <a href="{url}">{url}</a>. {former} leads there from now on.')
            if not item.ever_public():
                said = gettext("Moved to {url}.")
            url = item.get_absolute_url()
            return model_admin.back(request, item, format_html(said, url=url, former=former))
    return model_admin.render(
        request,
        item,
        "move",
        gettext("Move “%(item)s”") % {"item": item},
        form=form,
        former=former,
        public=item.ever_public(),
    )


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what is wrong with the address beside it, and the rest on top."""
    for name, messages in getattr(error, "message_dict", {"__all__": error.messages}).items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)

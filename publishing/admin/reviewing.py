"""Recording that an item was reviewed, which readers are told."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now


class ReviewForm(forms.Form):
    review_by = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("It is owed on the desk from then on. Leave it empty for no date."),
    )


def review_page(model_admin, request, item):
    """Ask until when the review holds, and record it."""
    form = ReviewForm(request.POST or None)
    in_force = item.edition_at(readers_now())
    if request.method == "POST" and form.is_valid():
        try:
            item.review(request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            message = gettext("The review is recorded.")
            return model_admin.redirect_with_message(request, item, message)
    title = gettext("Review “%(item)s”") % {"item": item}
    public = in_force is not None and not in_force.withdrawal
    return model_admin.render_item_page(request, item, "review", title, form=form, public=public)

"""Correcting the public note of an edition."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.history import correct_note, with_corrected_notes
from publishing.items import edition_by_identifier
from publishing.models import NoteCorrection
from publishing.permissions import may_publish


class NoteForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Public note (%(language)s)") % {"language": language},
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )


def note_page(model_admin, request, item):
    """The note of the edition that `?edition=` names, to be corrected on the record."""
    if not may_publish(request.user, item):
        raise PermissionDenied(_("Correcting a note needs the permission to publish."))
    edition = edition_by_identifier(request.GET.get("edition", ""))
    if edition is None or edition.item != item:
        raise Http404
    (current,) = with_corrected_notes([edition])
    initial = {"note_en": current.note_en, "note_es": current.note_es}
    form = NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_note(edition, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return model_admin.back(request, item, gettext("The note is corrected."))
    return model_admin.render(
        request,
        item,
        "note",
        gettext("Correct the note of “%(item)s”") % {"item": item},
        form=form,
        edition=edition,
        corrections=NoteCorrection.objects.filter(
            edition_address=edition.identifier
        ).select_related("by"),
        first=type(edition).objects.get(pk=edition.pk),
    )

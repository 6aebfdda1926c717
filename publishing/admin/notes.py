"""Correcting the public note of an edition."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import translated_inputs
from publishing.history import correct_note, with_corrected_notes
from publishing.items import edition_by_identifier
from publishing.languages import in_every_language, translated_columns
from publishing.models import Edition, NoteCorrection


class NoteForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        textarea = forms.Textarea(attrs={"rows": 3})
        self.fields |= translated_inputs("note", _("Public note (%(language)s)"), textarea)


def note_page(model_admin, request, item):
    """The note of the edition that `?edition=` names, to be corrected on the record."""
    edition = edition_by_identifier(request.GET.get("edition", ""))
    if edition is None or edition.item != item:
        raise Http404
    (current,) = with_corrected_notes([edition])
    initial = {name: getattr(current, name) for name in translated_columns("note")}
    form = NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_note(edition, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            message = gettext("The note is corrected.")
            return model_admin.redirect_with_message(request, item, message)
    title = gettext("Correct the note of “%(item)s”") % {"item": item}
    return model_admin.render_item_page(
        request, item, "note", title, form=form, edition=edition, notes=list(_notes(edition))
    )


def _notes(edition: Edition) -> Iterator[dict]:
    """The notes that an edition had, with who wrote each of them when; the first one alone while
    none has corrected it. Causes two queries."""
    first = type(edition).objects.get(pk=edition.pk)
    yield _note(first, edition.published_by, edition.recorded_at)
    corrections = NoteCorrection.objects.filter(edition_address=edition.identifier)
    for correction in corrections.select_related("by"):
        yield _note(correction, correction.by, correction.at)


def _note(source: Edition | NoteCorrection, by, at) -> dict:
    return {"by": by, "at": at, "texts": in_every_language(source, "note").values()}

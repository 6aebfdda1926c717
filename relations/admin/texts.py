"""Citations and texts of agreements at the desk, and the files that are uploaded with them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.form_values import with_body
from publishing.languages import translated_columns
from relations import texts
from relations.admin.inlines import Parts, PartsInRows
from relations.models import Citation, Text
from relations.views.agreement_files import text_address

UPLOAD = re.compile(r"texts-[0-9]+-upload", re.ASCII)


class Citations(PartsInRows):
    model = Citation
    fields = ("series", "number")


class TextUploadField(forms.FileField):
    """The file of a text, which is kept as soon as it is accepted, or refused with the reason."""

    def to_python(self, data):
        upload = super().to_python(data)
        return texts.keep(upload) if upload else None


class TextForm(forms.ModelForm):
    upload = TextUploadField(
        label=_("Upload the text"),
        required=False,
        help_text=_("PDF or plain text in UTF-8. An edition goes on showing the file it had."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = self.instance
        if text.pk and text.file_name:
            self.fields["upload"].help_text = format_html(
                gettext('Now: <a href="{}">{}, {}</a>. PDF or plain text in UTF-8.'),
                text_address(text.agreement.slug, text),
                text.get_file_type_display(),
                filesizeformat(text.size),
            )

    def clean(self):
        cleaned: Any = super().clean()
        if kept := cleaned.get("upload"):
            cleaned["sha256"] = kept.sha256
        return cleaned


class Texts(Parts):
    model = Text
    form = TextForm
    fields = (
        ("language", "authenticity", "pages"),
        "url",
        "upload",
        "sha256",
        translated_columns("source"),
        ("source_url", "licence"),
    )


def with_uploads_kept(request: HttpRequest) -> HttpRequest:
    """Return the request as if the files of texts that it uploads had been kept before, and it
    named them: so a form that is shown again, for whatever reason, still has them.

    What is refused stays an upload, which its form then refuses.
    """
    body = None
    for name in [name for name in request.FILES if UPLOAD.fullmatch(name)]:
        try:
            kept = texts.keep(request.FILES[name])
        except ValidationError:
            continue
        body = body if body is not None else request.POST.copy()
        body[name.removesuffix("upload") + "sha256"] = kept.sha256
        del request.FILES[name]
    return request if body is None else with_body(request, body)

"""Pictures: uploaded once, described in both languages, and cropped around a point."""

import errno

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from imagefield.widgets import PPOIWidget

from publishing.languages import translated_columns
from relations.admin.reference import ReferenceAdmin
from relations.models import Image
from relations.storage import all_or_no_files

# Why a file was not written, by what the system calls it.
DISK_FAULTS = {
    errno.ENOSPC: _("The server's disk is full."),
    errno.EDQUOT: _("The server's disk is full."),
    errno.EROFS: _("The server's disk can only be read."),
    errno.EACCES: _("The server may not write to its disk."),
    errno.EMFILE: _("The server is too busy."),
    errno.ENFILE: _("The server is too busy."),
    errno.ENOMEM: _("The server is too busy."),
}


class PointWidget(forms.TextInput):
    """Where the picture is cropped around: clicked on the picture, or typed."""

    media = PPOIWidget().media


class ImageForm(forms.ModelForm):
    disk_error: OSError | None = None  # what kept the same form from being saved just before

    focal_point = forms.RegexField(
        r"^(0(\.\d{1,6})?|1(\.0{1,6})?)x(0(\.\d{1,6})?|1(\.0{1,6})?)$",
        label=_("Focal point"),
        required=False,
        empty_value="0.5x0.5",
        widget=PointWidget,
        error_messages={"invalid": _("Write two numbers from 0 to 1 with an x between: 0.5x0.5.")},
        help_text=_(
            "What must stay visible when the picture is cropped. Click on it above, or type how "
            "far it is from the left and from the top: 0.5x0.5 is the middle."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        if self.disk_error:
            self.add_error("file" if "file" in self.fields else "focal_point", self._disk_fault())
        if not cleaned.get("decorative"):
            for name in translated_columns("alt"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Describe the picture in both languages, or mark it decorative.")
                    )
        return cleaned

    def _disk_fault(self) -> str:
        fault = DISK_FAULTS.get(self.disk_error.errno, _("The server's disk reports an error."))
        return gettext(
            "%(fault)s The picture cannot be kept, and nothing was saved. Tell whoever runs this "
            "site, and try again later."
        ) % {"fault": fault}


@admin.register(Image)
class ImageAdmin(ReferenceAdmin):
    form = ImageForm
    list_display = ("__str__", "credit", "decorative", "uses")
    list_filter = ("decorative",)
    search_fields = ("title", *translated_columns("alt"), "credit")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again, with the reason, when its picture cannot be written."""
        try:
            with all_or_no_files():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except OSError as error:
            if error.errno is None:  # the upload was broken off
                raise
            request.disk_error = error
        for upload in request.FILES.values():
            upload.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.disk_error = getattr(request, "disk_error", None)
        return form

    def get_fields(self, request, obj=None):
        file = ("picture", "focal_point") if obj else ("file",)
        return ("title", *file, "decorative", translated_columns("alt"), "credit")

    def get_readonly_fields(self, request, obj=None):
        return ("picture",) if obj else ()

    @admin.display(description=_("picture"))
    def picture(self, image):
        """The file, which is never replaced. The focal point picker looks for its markup."""
        advice = _(
            "A picture is never replaced, because published pages show it: upload a new one."
        )
        return format_html(
            '<div class="imagefield" data-ppoi-id="id_focal_point">'
            '<div class="imagefield-preview">'
            '<img class="imagefield-preview-image" src="{}" alt="{}" width="{}" height="{}">'
            '</div></div><p class="help">{}</p>',
            image.file.url,
            image.alt or image.title,
            image.width,
            image.height,
            advice,
        )

"""Observations in and out of spreadsheets, at the desk: upload, preview, confirm; export."""

import base64
import hashlib

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from relations.models import Observation, Statistic
from relations.series.downloads import OPTIONAL_COLUMNS, header_of, plain_value
from relations.series.spreadsheets import (
    FORMATS,
    Preview,
    export_observations,
    import_observations,
    preview_observations,
)
from relations.series.tables import MAX_FILE_BYTES, too_large_a_file

SHOWN = 500  # rows of a preview; those that are refused come first
SALT = "observations"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        optional = [header_of(column) for column in OPTIONAL_COLUMNS]
        self.fields["file"].help_text = gettext(
            "CSV or XLSX with the columns statistic, period and value; also %(optional)s. An "
            "export has them all."
        ) % {"optional": get_text_list(optional, gettext("and"))}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(too_large_a_file())
        if _suffix(file.name) not in FORMATS:
            raise ValidationError(_("Choose a file that ends in .csv or .xlsx."))
        return file


def import_page(model_admin, request):
    """Upload a file, see what would become of each row, and confirm: all of it or nothing."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirm(model_admin, request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return _render(model_admin, request, form=form)
    file = form.cleaned_data["file"]
    content, kind = file.read(), _suffix(file.name)
    return _show(model_admin, request, content, kind, preview_observations(content, kind))


def export_file(model_admin, request):
    """The observations of every statistic, or of the one that `key` names."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    kind, key = request.GET.get("format", "csv"), request.GET.get("key")
    if kind not in FORMATS:
        raise Http404
    statistics = Statistic.objects.filter(key=key) if key else Statistic.objects.all()
    if key and not statistics.exists():
        raise Http404
    response = HttpResponse(export_observations(statistics, kind), content_type=TYPES[kind])
    name = f"{key or 'observations'}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _confirm(model_admin, request):
    try:
        confirmed = signing.loads(request.POST["confirmed"], salt=SALT)
    except signing.BadSignature as error:
        raise PermissionDenied from error
    content, kind = base64.b64decode(confirmed["content"]), confirmed["kind"]
    preview = preview_observations(content, kind)
    if _digest(preview) != confirmed["digest"] or not import_observations(preview, request.user):
        notice = gettext("The statistics have changed since the preview. Look it over again.")
        return _show(
            model_admin, request, content, kind, preview_observations(content, kind), notice
        )
    count, changed = len(preview.changed), preview.changed_statistics
    message = ngettext(
        "%(count)d observation is imported. Readers see it once published.",
        "%(count)d observations are imported. Readers see them once published.",
        count,
    )
    model_admin.message_user(request, message % {"count": count})
    if len(changed) == 1:
        return HttpResponseRedirect(
            reverse("admin:relations_statistic_change", args=[changed[0].pk])
        )
    return HttpResponseRedirect(reverse("admin:relations_statistic_changelist"))


def _show(model_admin, request, content: bytes, kind: str, preview: Preview, notice: str = ""):
    """The page of a preview, with what to post to confirm it."""
    confirmed = {
        "content": base64.b64encode(content).decode(),
        "kind": kind,
        "digest": _digest(preview),
    }
    counts = preview.counts
    return _render(
        model_admin,
        request,
        form=UploadForm(),
        preview=preview,
        rows=preview.refused_first[:SHOWN],
        unshown=max(0, len(preview.rows) - SHOWN),
        counts=counts,
        notice=notice,
        changes=counts["new"] + counts["revised"],
        confirmed="" if preview.refused else signing.dumps(confirmed, salt=SALT, compress=True),
    )


def _render(model_admin, request, **context):
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": gettext("Import observations"),
        **context,
    }
    return TemplateResponse(request, "admin/figures/import.html", context)


def _digest(preview: Preview) -> str:
    """Tells whether a preview still holds: what becomes of each row, before and after."""
    outcomes = [
        (row.kind, *map(_content, filter(None, (row.before, row.observation))))
        for row in preview.rows
    ]
    return hashlib.sha256(repr(outcomes).encode()).hexdigest()


def _content(observation: Observation) -> tuple:
    names = ("period", *OPTIONAL_COLUMNS)
    value = plain_value(observation.value) if observation.value is not None else ""
    return (observation.statistic_id, value, *(getattr(observation, name) for name in names))


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower()

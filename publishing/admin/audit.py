"""Who did what: of one item, and of all. It can be read and nothing else."""

from datetime import datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.items import item_models
from publishing.models import AuditEntry
from publishing.permissions import may_publish
from publishing.templatetags.clocks import clocks

DETAILS = {
    "edition": _("edition"),
    "live_from": _("live from"),
    "former": _("former address"),
    "slug": _("address"),
    "was": _("was"),
    "note": _("note"),
    "reason": _("reason"),
    "former_seal": _("former seal"),
}


def said_detail(entry: AuditEntry):
    """The particulars of an entry, named."""
    return format_html_join(
        "; ",
        "{}: {}",
        ((DETAILS.get(name, name), _said(value)) for name, value in entry.detail.items()),
    )


def _said(value):
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items() if text)
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    return clocks(moment) if isinstance(moment, datetime) else value


def audit_page(model_admin, request, item):
    if not may_publish(request.user, item):
        raise PermissionDenied(_("The audit is for those who publish."))
    entries = list(AuditEntry.objects.about(item).select_related("by")[:500])
    for entry in entries:
        entry.said_detail = said_detail(entry)
    title = gettext("Audit of “%(item)s”") % {"item": item}
    return model_admin.render(request, item, "audit", title, entries=entries)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The whole audit, for whoever has the permission to view it."""

    list_display = ("when", "by", "said_act", "item", "particulars")
    list_display_links = None
    list_filter = ("act", ("by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("by",)
    date_hierarchy = "at"
    list_per_page = 100
    # This app's own template of that name is the form of working copies.
    change_form_template = "admin/change_form.html"

    @admin.display(description=_("at"), ordering="at")
    def when(self, entry):
        return clocks(entry.at)

    @admin.display(description=_("act"), ordering="act")
    def said_act(self, entry):
        return entry.get_act_display()

    @admin.display(description=_("item"))
    def item(self, entry):
        """The item as its type and number: the entry outlives the item."""
        names = {model._meta.label_lower: model._meta.verbose_name for model in item_models()}
        return format_html("{} {}", names.get(entry.item_type, entry.item_type), entry.item_id)

    @admin.display(description=_("particulars"))
    def particulars(self, entry):
        return said_detail(entry)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

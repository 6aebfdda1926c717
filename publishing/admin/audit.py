"""Who did what: of one item, and of all. It can be read and nothing else."""

from datetime import datetime

from django.contrib import admin
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.items import item_models
from publishing.models import Act, Change
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
ENTRIES_LISTED = 500


def format_detail(change: Change):
    """The particulars of an entry, each after its name."""
    return format_html_join(
        "; ",
        "{}: {}",
        ((DETAILS.get(name, name), _format_value(value)) for name, value in change.detail.items()),
    )


def _format_value(value):
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items() if text)
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    return clocks(moment) if isinstance(moment, datetime) else value


def audit_page(model_admin, request, item):
    """What was done to an item, the newest first."""
    changes = Change.objects.about(item).exclude(act=Act.SAVED).select_related("by")
    entries = list(changes[:ENTRIES_LISTED])
    for entry in entries:
        entry.formatted_detail = format_detail(entry)
    title = gettext("Audit of “%(item)s”") % {"item": item}
    return model_admin.render_item_page(request, item, "audit", title, entries=entries)


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    """The whole audit, for whoever has the permission to view it."""

    list_display = ("when", "by", "act_label", "item", "particulars")
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
    def act_label(self, entry):
        return entry.get_act_display()

    @admin.display(description=_("item"))
    def item(self, entry):
        """The item as its type and number: the entry outlives the item."""
        names = {model._meta.label_lower: model._meta.verbose_name for model in item_models()}
        return format_html("{} {}", names.get(entry.item_type, entry.item_type), entry.item_id)

    @admin.display(description=_("particulars"))
    def particulars(self, entry):
        return format_detail(entry)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

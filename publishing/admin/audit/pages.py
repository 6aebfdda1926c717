"""The pages of the audit: the list of all changes, one of them, and those of an item."""

from copy import copy
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.admin.audit.exports import export
from publishing.admin.audit.filters import (
    ACTS,
    UNSAVED,
    ActFilter,
    ItemFilter,
    PersonFilter,
    TimeFilter,
    TypeFilter,
    item_parameter,
    of_acts,
)
from publishing.admin.audit.words import (
    format_detail,
    format_hash,
    format_person,
    format_rows,
    format_source,
    format_subject,
    may_view,
    with_subjects,
)
from publishing.admin.form_values import is_number
from publishing.models import Change
from publishing.permissions import audited_changes, audited_types, may_see_sources
from publishing.record.coverage import covered_tables
from publishing.templatetags.clocks import clocks

LISTED = 100
FORMATS = ("csv", "json")
NEVER_LISTED = ("digests", "salts")  # as long as what was published


def audit_page(model_admin, request, item):
    """What was done to an item, the newest first; without draft saves unless they are asked for."""
    act = request.GET.get("act", UNSAVED)
    changes = audited_changes(request.user).about(item).select_related("by").defer(*NEVER_LISTED)
    entries: Any = Paginator(of_acts(changes, act), LISTED).get_page(request.GET.get("page"))
    sources = may_see_sources(request.user)
    for entry in entries:
        entry.person, entry.particulars = format_person(entry), format_detail(entry)
        entry.shown_hash = format_hash(entry)
        entry.shown_source = format_source(entry) if sources else ""
    query = {"item": item_parameter(item), **({"act": act} if act else {})}
    context = {
        "entries": entries,
        "acts": [("", _("all")), *ACTS],
        "act": act,
        "sources": sources,
        "audit_url": _url("changelist", query=query),
        "exports": [(each.upper(), _url("export", each, query=query)) for each in FORMATS],
    }
    title = gettext("Audit of “%(item)s”") % {"item": item}
    return model_admin.render_item_page(request, item, "audit", title, **context)


def _url(page: str, *args, query) -> str:
    return reverse(f"{admin.site.name}:publishing_change_{page}", args=args, query=query)


class AuditList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = with_subjects(request, self.result_list)


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    """The audit. Whoever publishes reads all of it, others that of their own items."""

    actions = None
    list_display = ("entry", "when", "person", "act_label", "item", "particulars")
    list_display_links = ("entry",)
    list_filter = (ItemFilter, TimeFilter, ActFilter, PersonFilter, TypeFilter)
    list_select_related = ("by",)
    list_per_page = LISTED
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    # Which are looked through is for `get_search_results` to say.
    search_fields = ("number",)
    search_help_text = _("The title or address of an item, its number, or that of a change.")
    change_list_template = "admin/publishing/audit_list.html"
    change_form_template = "admin/publishing/audit_entry.html"
    readonly_fields = (
        "when",
        "person",
        "from_where",
        "act_label",
        "item",
        "particulars",
        "live_from",
        "rows",
        "previous_hash",
        "whole_hash",
    )

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.opts = copy(self.opts)  # its pages are the audit; the list counts changes
        self.opts.verbose_name_plural = _("audit")

    # Who reads what

    def get_queryset(self, request):
        return audited_changes(request.user).defer(*NEVER_LISTED)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        if obj is not None:
            return audited_changes(request.user).filter(pk=obj.pk).exists()
        return bool(audited_types(request.user))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """By nothing but the filters: nobody is to find out by `?source=` what no list shows."""
        return lookup in ("by", "act", "type", "item", "since", "until")

    def get_list_display(self, request):
        return self._without_source(request, (*self.list_display, "from_where"))

    def get_fields(self, request, obj=None):
        return self._without_source(request, self.readonly_fields)

    def _without_source(self, request, names: tuple[str, ...]) -> list[str]:
        hidden = () if may_see_sources(request.user) else ("from_where",)
        return [name for name in names if name not in hidden]

    # Finding

    def get_changelist(self, request, **kwargs):
        return AuditList

    def get_search_results(self, request, queryset, search_term):
        """Find the changes of rows that the desk's own lists find by that term, and what has that
        number."""
        if not search_term.strip():
            return queryset, False
        found = Q(pk__in=())
        if is_number(search_term.strip()):
            found = Q(number=search_term.strip()) | Q(item_id=search_term.strip())
        for model in {covered.subject for covered in covered_tables().values()} - {Change}:
            if may_view(request, model):
                model_admin = self.admin_site.get_model_admin(model)
                rows = model._default_manager.order_by()
                rows, _duplicates = model_admin.get_search_results(request, rows, search_term)
                found |= Q(item_type=model._meta.label_lower, item_id__in=rows.values("pk"))
        return queryset.filter(found), False

    def get_urls(self):
        view = self.admin_site.admin_view(partial(export, model_admin=self))
        return [
            path("export.<file_format>", view, name="publishing_change_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        query = request.GET.copy()
        query.pop("p", None)
        exports = [(each.upper(), _url("export", each, query=query)) for each in FORMATS]
        context = {**(extra_context or {}), "exports": exports, "opts": self.opts}
        return super().changelist_view(request, context)

    def get_object(self, request, object_id, from_field=None):
        change = super().get_object(request, object_id, from_field)
        return change and with_subjects(request, [change])[0]

    # Columns

    @admin.display(description=_("at"))
    def when(self, change):
        return clocks(change.at)

    @admin.display(description=_("by"))
    def person(self, change):
        return format_person(change)

    @admin.display(description=_("act"))
    def act_label(self, change):
        return change.get_act_display()

    @admin.display(description=_("item"))
    def item(self, change):
        return format_subject(change)

    @admin.display(description=_("particulars"), empty_value="–")
    def particulars(self, change):
        return format_detail(change) or None

    @admin.display(description=_("from where"))
    def from_where(self, change):
        return format_source(change)

    @admin.display(description=_("number and hash"))
    def entry(self, change):
        return format_html("{} {}", change.number, format_hash(change))

    @admin.display(description=_("hash"))
    def whole_hash(self, change):
        return change.hash

    @admin.display(description=_("hash of the change before"), empty_value="–")
    def previous_hash(self, change):
        return change.previous or None

    @admin.display(description=_("readers see it from"), empty_value="–")
    def live_from(self, change):
        return clocks(change.begins_at) or None

    @admin.display(description=_("rows that it states"), empty_value="–")
    def rows(self, change):
        return format_rows(change) or None

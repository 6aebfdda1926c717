"""Pages about the site, and the links at its foot."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.models import FooterLink, Page
from publishing.admin.items import BY_TITLE
from publishing.admin.states import StateFilter
from publishing.languages import translated_columns
from relations.admin.fields import AsWrittenMixin
from relations.admin.prose import ProseAdmin


@admin.register(Page)
class PageAdmin(ProseAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    ("slug", "position"),
                )
            },
        ),
        (_("Text"), {"fields": (translated_columns("body"),)}),
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"),)}),
    )
    autocomplete_fields = ("owner",)
    list_display = ("__str__", "public_state", "position", "owner", "last_published")
    ordering = ("position", BY_TITLE)
    list_filter = (StateFilter, ("owner", admin.RelatedOnlyFieldListFilter))
    # The order at the foot of every page is public at once, without an edition.
    fixed_once_approved = ("slug", "position")


@admin.register(FooterLink)
class FooterLinkAdmin(AsWrittenMixin, admin.ModelAdmin):
    fields = (translated_columns("title"), "url", "position")
    list_display = ("__str__", "url", "position")
    search_fields = (*translated_columns("title"), "url")

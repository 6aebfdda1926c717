"""Reference data: countries, topics, organizations."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.languages import translated_columns
from relations.admin.fields import AsWrittenMixin
from relations.models import Organization, Partner, Topic
from relations.uses import with_uses


class ReferenceAdmin(AsWrittenMixin, admin.ModelAdmin):
    """Plain rows that many items share; lists say how many places use each."""

    list_display: tuple[Any, ...] = ("__str__", "uses")
    search_fields: ClassVar[tuple[str, ...]] = (*translated_columns("name"), "slug")
    list_per_page = 50

    def get_queryset(self, request):
        return with_uses(super().get_queryset(request))

    @admin.display(description=_("used in"), ordering="uses")
    def uses(self, row):
        return row.uses


class TermAdmin(ReferenceAdmin):
    fields: ClassVar[tuple[Any, ...]] = (translated_columns("name"), "slug")
    prepopulated_fields = {"slug": translated_columns("name")[:1]}


admin.site.register(Topic, TermAdmin)


@admin.register(Partner)
class PartnerAdmin(ReferenceAdmin):
    fields = (
        ("code", "region"),
        translated_columns("name"),
        translated_columns("name_in_text"),
        translated_columns("demonym"),
    )
    list_display = ("__str__", "code", "region", "uses")
    list_filter = ("region",)
    search_fields = (*translated_columns("name"), "code")


@admin.register(Organization)
class OrganizationAdmin(ReferenceAdmin):
    fields = (
        translated_columns("name"),
        translated_columns("abbreviation"),
        "slug",
        "country",
        "part_of",
        translated_columns("about"),
        ("established", "website"),
    )
    autocomplete_fields = ("country", "part_of")
    prepopulated_fields = {"slug": translated_columns("name")[:1]}
    list_display = ("__str__", "country", "uses")
    list_select_related = ("country",)
    list_filter = (("country", admin.RelatedOnlyFieldListFilter),)
    search_fields = (*translated_columns("name"), *translated_columns("abbreviation"), "slug")

"""Reference data: countries, topics, organizations."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import TranslatedFieldsMixin, translated_columns
from relations.admin.inlines import AS_WRITTEN
from relations.models import Organization, Partner, Topic
from relations.uses import with_uses


class ReferenceAdmin(TranslatedFieldsMixin, admin.ModelAdmin):
    """Plain rows that many items share; lists say how many places use each."""

    list_display: tuple[Any, ...] = ("__str__", "uses")
    search_fields: ClassVar[tuple[str, ...]] = ("name_en", "name_es", "slug")
    list_per_page = 50
    formfield_overrides = AS_WRITTEN

    def get_queryset(self, request):
        return with_uses(super().get_queryset(request))

    @admin.display(description=_("used in"), ordering="uses")
    def uses(self, row):
        return row.uses


class TermAdmin(ReferenceAdmin):
    fields: ClassVar[tuple[Any, ...]] = (translated_columns("name"), "slug")
    prepopulated_fields = {"slug": ("name_en",)}


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
    search_fields = ("name_en", "name_es", "code")


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
    prepopulated_fields = {"slug": ("name_en",)}
    list_display = ("__str__", "country", "uses")
    list_select_related = ("country",)
    list_filter = (("country", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name_en", "name_es", "abbreviation_en", "abbreviation_es", "slug")

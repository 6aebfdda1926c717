"""Programs and the words they are classified with."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programs.models import Audience, Field, Level, Program
from publishing.admin.states import StateFilter
from publishing.languages import translated_columns
from relations.admin.fields import SOURCE_FIELDSET
from relations.admin.prose import ProseAdmin
from relations.admin.reference import TermAdmin

admin.site.register([Audience, Field], TermAdmin)


@admin.register(Level)
class LevelAdmin(TermAdmin):
    fields = (translated_columns("name"), "slug", "position")


@admin.register(Program)
class ProgramAdmin(ProseAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    "slug",
                    translated_columns("summary"),
                    "state",
                )
            },
        ),
        (
            _("Who it is for"),
            {
                "fields": (
                    "relationships",
                    "audiences",
                    "levels",
                    "fields",
                    "topics",
                    translated_columns("eligibility"),
                    translated_columns("citizenship"),
                    ("age_from", "age_until"),
                )
            },
        ),
        (
            _("What it offers"),
            {
                "fields": (
                    ("direction", "modality"),
                    translated_columns("duration"),
                    translated_columns("funded"),
                    translated_columns("award"),
                )
            },
        ),
        (
            _("How to apply"),
            {
                "fields": (
                    "taking_part",
                    translated_columns("taking_part_note"),
                    ("opens_on", "closes_on"),
                    ("rolling", "recurring"),
                    ("site", "contact"),
                )
            },
        ),
        (_("Description"), {"fields": (translated_columns("description"),)}),
        (
            _("Who stands behind it"),
            {
                "fields": (
                    "sponsors",
                    "part_of",
                    "agreements",
                    "since",
                    translated_columns("honours"),
                )
            },
        ),
        (_("Related content"), {"fields": ("statistics", "sections")}),
        SOURCE_FIELDSET,
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"),)}),
    )
    autocomplete_fields = (
        "relationships",
        "audiences",
        "levels",
        "fields",
        "topics",
        "sponsors",
        "part_of",
        "agreements",
        "statistics",
        "sections",
        "owner",
    )
    list_display = ("__str__", "public_state", "taking_part", "owner", "last_published")
    list_filter = (
        StateFilter,
        "state",
        "taking_part",
        "direction",
        ("relationships", admin.RelatedOnlyFieldListFilter),
        ("audiences", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
    )

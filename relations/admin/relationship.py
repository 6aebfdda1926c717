"""Relationships and their sections."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin.states import StateFilter
from publishing.languages import LANGUAGES, translated_columns
from publishing.sorting import TitleKey
from relations.admin.inlines import Parts, PartsInRows
from relations.admin.prose import ProseAdmin
from relations.models import (
    KeyFigure,
    Membership,
    Office,
    Reading,
    Relationship,
    Section,
)


class KeyFigures(PartsInRows):
    model = KeyFigure
    fields = ("position", "statistic")
    autocomplete_fields = ("statistic",)


class Memberships(Parts):
    model = Membership
    fields = (
        ("organization", "position"),
        translated_columns("role"),
        ("begins", "ends", "shared"),
    )
    autocomplete_fields = ("organization",)


class Offices(Parts):
    model = Office
    fields = (
        ("country", "kind", "position"),
        translated_columns("name"),
        ("street", "city"),
        ("telephone", "website"),
    )
    autocomplete_fields = ("country",)


class Readings(Parts):
    model = Reading
    fields = (
        translated_columns("title"),
        ("publisher", "position"),
        ("url", "last_checked_on", "ended_on"),
        translated_columns("note"),
    )


@admin.register(Relationship)
class RelationshipAdmin(ProseAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    ("home", "partner"),
                    "slug",
                )
            },
        ),
        (_("Lead"), {"fields": (translated_columns("lead"), "image", "relations_since")}),
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"),)}),
    )
    autocomplete_fields = ("home", "partner", "image", "owner")
    inlines = (KeyFigures, Memberships, Offices, Readings)
    list_filter = (StateFilter, "partner__region", ("owner", admin.RelatedOnlyFieldListFilter))


@admin.register(Section)
class SectionAdmin(ProseAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("relationship", "position"),
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    "slug",
                )
            },
        ),
        (_("Text"), {"fields": (translated_columns("body"), "shows")}),
        (_("Beside the text"), {"fields": ("topics", "agreements", "organizations")}),
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"),)}),
    )
    autocomplete_fields = ("relationship", "topics", "agreements", "organizations", "owner")
    list_display = (
        "__str__",
        "public_state",
        "relationship",
        "position",
        "owner",
        "last_published",
    )
    list_select_related = ("owner", "relationship__home", "relationship__partner")
    ordering = (
        TitleKey(f"relationship__{translated_columns('title')[0]}", LANGUAGES[0]),
        "position",
        "pk",
    )
    list_filter = (
        StateFilter,
        ("relationship", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
    )

    # Its address, and that of its former editions, lies in its relationship.
    fixed_once_public = ("slug", "relationship")
    # The order of a fact sheet is public at once, without an edition.
    fixed_once_approved = ("slug", "relationship", "position")

    def hosts_unseen(self, item, moment):
        in_force = item.relationship.edition_at(moment)
        return () if in_force and not in_force.withdrawal else (item.relationship,)

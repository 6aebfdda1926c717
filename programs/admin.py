"""Programs and the words they are classified with."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.call_checks import MAX_CALLS, repeated, repeated_cycles, too_many
from programs.models import Answer, Audience, Call, Field, Level, Program
from programs.windows import zone_names
from publishing.admin.rows import PartsFormSet
from publishing.admin.states import StateFilter
from publishing.languages import translated_columns
from relations.admin.fields import SOURCE_FIELDSET
from relations.admin.following import kept_rows
from relations.admin.inlines import FoldedParts
from relations.admin.prose import ProseAdmin
from relations.admin.reference import TermAdmin

HOUR_ATTRIBUTES = {"placeholder": "23:59", "size": 5}

admin.site.register(Field, TermAdmin)


@admin.register(Audience)
class AudienceAdmin(TermAdmin):
    fields = (translated_columns("name"), "slug", "kind")
    list_display = ("__str__", "kind")
    list_filter = ("kind",)


@admin.register(Level)
class LevelAdmin(TermAdmin):
    fields = (translated_columns("name"), "slug", "position")


@admin.register(Answer)
class AnswerAdmin(TermAdmin):
    fields = (
        ("question", "position"),
        translated_columns("name"),
        "slug",
        "audiences",
        "levels",
        "fields",
    )
    autocomplete_fields = ("audiences", "levels", "fields")
    list_display = ("__str__", "question", "position")
    list_filter = ("question",)


class CallsFormSet(PartsFormSet):
    zones = property(lambda _formset: zone_names())  # that its template offers

    def clean(self):
        """Refuse beside its field a cycle that comes twice, and more calls than there can be."""
        super().clean()
        calls = [form.instance for form in kept_rows(self)]
        for call in repeated_cycles(calls):
            self.refuse(call, "cycle", repeated(call))
        if len(calls) > MAX_CALLS:
            raise ValidationError(too_many(len(calls)))


class Calls(FoldedParts):
    model = Call
    formset = CallsFormSet
    template = "admin/programs/calls.html"
    formfield_overrides = {
        **FoldedParts.formfield_overrides,
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs=HOUR_ATTRIBUTES)},
    }
    fields = (
        ("cycle", "position", "cancelled"),
        translated_columns("name"),
        ("opens_on", "opens_time", "closes_on", "closes_time"),
        ("zone", "announced_on"),
        ("begins_on", "places"),
        translated_columns("conditions"),
        translated_columns("not_eligible"),
        ("apply_at", "announcement"),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Offer time zones while they are typed."""
        if db_field.name == "zone":
            kwargs["widget"] = forms.TextInput(attrs={"list": "zones"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Program)
class ProgramAdmin(ProseAdmin):
    inlines = (Calls,)
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
                    ("citizenships", "any_citizenship"),
                    "residences",
                    ("applicants", "age_from", "age_until"),
                    translated_columns("eligibility"),
                    translated_columns("not_eligible"),
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
                "description": _(
                    "What does not change from year to year. Each call, with its dates and its own "
                    "conditions, follows below under “Calls”."
                ),
                "fields": (
                    "taking_part",
                    translated_columns("taking_part_note"),
                    "rolling",
                    "apply_at",
                    ("site", "contact"),
                ),
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
        "citizenships",
        "residences",
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

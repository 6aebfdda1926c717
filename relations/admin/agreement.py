"""Agreements and standing bodies."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin.states import StateFilter
from publishing.changes.position import readers_now
from publishing.languages import translated_columns
from publishing.permissions import may_write
from relations.admin.fields import SOURCE_FIELDSET
from relations.admin.inlines import Parts
from relations.admin.prose import ProseAdmin
from relations.admin.texts import Citations, Texts, with_uploads_kept
from relations.models import Agreement, Event, Link, Mechanism, Party, Rule
from relations.models.text_due import texts_due


class Parties(Parts):
    model = Party
    fields = (
        ("country", "organization", "position"),
        translated_columns("name"),
        ("signed_on", "ratified_on", "in_force_on", "withdrawn_on"),
    )
    autocomplete_fields = ("country", "organization")


class Events(Parts):
    model = Event
    fields = (
        ("kind", "happened_on", "until"),
        ("country", "organization", "stance"),
        translated_columns("place"),
        translated_columns("outcome"),
        translated_columns("source"),
        "source_url",
    )
    autocomplete_fields = ("country", "organization")


class Rules(Parts):
    model = Rule
    fields = (
        ("kind", "position"),
        ("day", "amount", "unit"),
        ("before", "anchor", "parties"),
        ("every_amount", "every_unit", "notice_amount", "notice_unit"),
        translated_columns("owed_by"),
        translated_columns("about"),
        "citation",
    )


class Mechanisms(Parts):
    model = Mechanism
    fields = (translated_columns("name"), ("abbreviation", "position"), translated_columns("about"))


class Links(Parts):
    model = Link
    fk_name = "agreement"
    fields = (("kind", "agreement_linked"), translated_columns("title"))
    autocomplete_fields = ("agreement_linked",)


@admin.register(Agreement)
class AgreementAdmin(ProseAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    "slug",
                    translated_columns("summary"),
                )
            },
        ),
        (
            _("At a glance"),
            {
                "fields": (
                    ("kind", "binding"),
                    ("scope", "level"),
                    translated_columns("covers"),
                    translated_columns("distinction"),
                    "relationships",
                    "topics",
                )
            },
        ),
        (_("Text"), {"fields": (translated_columns("body"),)}),
        (
            _("Signature and custody"),
            {
                "fields": (
                    translated_columns("place"),
                    translated_columns("depositary"),
                    translated_columns("languages"),
                )
            },
        ),
        (
            _("Who runs it"),
            {"fields": ("lead_organizations", "administered_by", "meetings_per_year")},
        ),
        (
            _("Term, review and end"),
            {
                "fields": (
                    translated_columns("rule"),
                    "rule_citation",
                    translated_columns("termination_rule"),
                )
            },
        ),
        (_("Measured by"), {"fields": ("statistics",)}),
        SOURCE_FIELDSET,
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"), "text_due")}),
    )
    autocomplete_fields = (
        "relationships",
        "topics",
        "lead_organizations",
        "administered_by",
        "statistics",
        "owner",
    )
    readonly_fields = (*ProseAdmin.readonly_fields, "text_due")
    inlines = (Parties, Events, Rules, Mechanisms, Links, Citations, Texts)
    list_display = ("__str__", "public_state", "kind", "binding", "owner", "last_published")
    search_fields = (
        *translated_columns("title"),
        *translated_columns("abbreviation"),
        "slug",
        "citations__number",
    )
    list_filter = (
        StateFilter,
        "kind",
        "binding",
        "scope",
        ("relationships", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
    )

    @admin.display(description=_("publication of the text"))
    def text_due(self, item):
        due = texts_due(readers_now(), item.pk) if item.pk else []
        return str(due[0]) if due else "–"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and may_write(request.user):
            request = with_uploads_kept(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

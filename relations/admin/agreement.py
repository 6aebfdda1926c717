"""Agreements and standing bodies."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.admin.outcomes import FormOutcome
from publishing.admin.rows import PartsFormSet
from publishing.admin.states import StateFilter
from publishing.changes.position import readers_now
from publishing.languages import active_language, translated_columns
from publishing.shadows import undone
from relations.admin.fields import SOURCE_FIELDSET
from relations.admin.following import columns_of_kinds, kept_rows, what_follows
from relations.admin.inlines import FoldedParts
from relations.admin.prose import ProseAdmin
from relations.admin.texts import Citations, Texts, with_uploads_kept
from relations.models import Agreement, Event, Link, Mechanism, Party, Rule
from relations.models.agreement_lists import with_public_status
from relations.models.text_due import texts_due
from relations.register.dates import read_due
from relations.register.terms import repeated
from relations.register.vocabulary import Status


class Parties(FoldedParts):
    model = Party
    fields = (
        ("country", "organization", "position"),
        translated_columns("name"),
        ("signed_on", "ratified_on", "in_force_on", "withdrawn_on"),
    )
    autocomplete_fields = ("country", "organization")


class Events(FoldedParts):
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


class RulesFormSet(PartsFormSet):
    def clean(self):
        super().clean()
        for row in repeated([form.instance for form in kept_rows(self)]):
            self.refuse(row, "kind", _("There can be one rule of this kind."))


class Rules(FoldedParts):
    model = Rule
    formset = RulesFormSet
    fields = (
        ("kind", "position"),
        ("day", "amount", "unit"),
        ("before", "anchor", "parties"),
        ("every_amount", "every_unit", "notice_amount", "notice_unit"),
        translated_columns("owed_by"),
        translated_columns("about"),
        "citation",
    )


class Mechanisms(FoldedParts):
    model = Mechanism
    fields = (translated_columns("name"), ("abbreviation", "position"), translated_columns("about"))


class Links(FoldedParts):
    model = Link
    fk_name = "agreement"
    fields = (("kind", "agreement_linked"), translated_columns("title"))
    autocomplete_fields = ("agreement_linked",)


# The button that shows what follows from the form as it is filled in; the script of the form asks
# for that part of the page alone.
FOLLOWS, PART = "_follows", "part"


class StatusFilter(admin.SimpleListFilter):
    title = _("status today")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        parties_own = Status.WITHDRAWN
        return [(each, capfirst(each.label)) for each in Status if each != parties_own]

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() else queryset


class AgreementList(ChangeList):
    """Agreements with what each is today: to find one of them, nobody needs to derive that."""

    def get_queryset(self, request, exclude_parameters=None):
        agreements, moment = self.model_admin.get_queryset(request), readers_now()
        day = timezone.localdate(moment)
        self.root_queryset = with_public_status(agreements, moment, day)
        return super().get_queryset(request, exclude_parameters)


@admin.register(Agreement)
class AgreementAdmin(ProseAdmin):
    change_form_template = "admin/agreements/change_form.html"

    def get_changelist(self, request, **kwargs):
        return AgreementList

    @admin.display(description=_("status today"), ordering="status", empty_value="–")
    def status_today(self, item):
        return capfirst(Status(item.status).label) if item.status else None

    @admin.display(description=_("next date"), ordering="next_first", empty_value="–")
    def next_date(self, item):
        if not item.coming:
            return None
        kind, days = read_due(item.coming)
        return f"{days.format(active_language())} ({kind.label})"

    def _save(self, request, object_id, page):
        if FOLLOWS not in request.POST:
            return super()._save(request, object_id, page)
        self.outcome = FormOutcome(looked_at=True)
        with undone():
            response = page(request)
        if request.POST[FOLLOWS] == PART and response.status_code == 200:
            response.template_name = "admin/agreements/part.html"
        return response

    def change_form_context(self, request, context, item):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        form = context["adminform"].form
        follows = {"follows": what_follows(form, formsets, timezone.localdate(readers_now()))}
        if request.POST.get(FOLLOWS) == PART:
            return follows
        own = super().change_form_context(request, context, item)
        return own | follows | {"columns": columns_of_kinds()}

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
    list_display = (
        "__str__",
        "public_state",
        "status_today",
        "next_date",
        "kind",
        "owner",
        "last_published",
    )
    search_fields = (
        *ProseAdmin.search_fields,
        "citations__number",
    )
    list_filter = (
        StateFilter,
        StatusFilter,
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
        may_save = self.has_change_permission if object_id else self.has_add_permission
        if request.method == "POST" and may_save(request):
            request = with_uploads_kept(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

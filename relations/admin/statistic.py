"""Statistics and their observations."""

import hashlib
from functools import partial

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.admin.forms import PublicationRefused, WorkingCopyForm, translated_columns
from publishing.admin.states import StateFilter
from publishing.permissions import may_publish
from relations.admin import observations, picker
from relations.admin.inlines import AS_WRITTEN, PartsInRows
from relations.admin.prose import ProseAdmin
from relations.fields import AmountFormField
from relations.figures.sentences import (
    Sentence,
    computed_from,
    sentences_affected,
    sentences_losing_figures,
    shown_by,
    uses_of,
)
from relations.models import Observation, Operand, Statistic
from relations.series.mirrors import mirroring
from relations.wording.values import Scale


class StatisticForm(WorkingCopyForm):
    def clean_scale(self):
        """Refuse to turn 725.7 billion into 725.7 million unawares."""
        scale = self.cleaned_data["scale"]
        before = self.initial.get("scale", scale)
        if self.instance.pk and scale != before:
            count = self.instance.observations.count()
            if count:
                raise ValidationError(
                    ngettext(
                        "Its %(count)s value is written in %(scale)s and would change its "
                        "meaning. Make a new statistic instead, or delete that value first.",
                        "Its %(count)s values are written in %(scale)s and would change their "
                        "meaning. Make a new statistic instead, or delete those values first.",
                        count,
                    )
                    % {"count": count, "scale": Scale(before).label}
                )
        return scale


class ObservationForm(forms.ModelForm):
    value = AmountFormField(label=_("value"), max_digits=24, decimal_places=6)


class ObservationFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Asked when the value is read: by then the statistic's form has set its scale.
        form.fields["value"].power = lambda: self.instance.scale


class Observations(PartsInRows):
    model = Observation
    form = ObservationForm
    formset = ObservationFormSet
    fields = ("period", "value", "qualifier", "status", "released_on", *translated_columns("note"))
    ordering = ("-period", "-pk")


class Operands(PartsInRows):
    model = Operand
    fk_name = "derived"
    fields = ("position", "statistic")
    autocomplete_fields = ("statistic",)


@admin.register(Statistic)
class StatisticAdmin(ProseAdmin):
    change_form_template = "admin/figures/statistic_form.html"
    change_list_template = "admin/figures/statistic_list.html"
    form = StatisticForm
    formfield_overrides = AS_WRITTEN
    fieldsets = (
        (
            None,
            {"fields": (translated_columns("title"), "key", "slug", translated_columns("concept"))},
        ),
        (
            _("What it measures"),
            {
                "fields": (
                    translated_columns("definition"),
                    ("measure", "direction"),
                    ("unit", "scale", "decimals"),
                    translated_columns("counted"),
                    translated_columns("counted_one"),
                    "relationships",
                    "topics",
                )
            },
        ),
        (
            _("If it is computed"),
            {
                "fields": (("derivation", "change_since"),),
                "description": _("Leave this empty for a statistic whose values are typed below."),
            },
        ),
        (
            _("Where it comes from"),
            {
                "fields": (
                    "producer",
                    translated_columns("source"),
                    ("source_url", "licence"),
                    ("cadence", "next_release_on", "next_release_confirmed"),
                    "mirror",
                    translated_columns("method_note"),
                )
            },
        ),
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed_on"),)}),
    )
    prepopulated_fields = {"slug": ("title_en",), "key": ("title_en",)}
    fixed_once_made = ("key",)
    autocomplete_fields = ("relationships", "topics", "producer", "mirror", "owner")
    inlines = (Observations, Operands)
    list_display = ("__str__", "public_state", "key", "owner", "last_published")
    search_fields = ("title_en", "title_es", "slug", "key", "concept_en", "concept_es")
    list_filter = (
        StateFilter,
        "cadence",
        "unit",
        ("relationships", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("producer", admin.RelatedOnlyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
    )

    # Before a value is published, whoever publishes it has seen the sentences it changes.

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        sentences = getattr(request, "sentences", None)
        if sentences:
            context["errors"] = None  # to read them is a step, and nothing is wrong
        elif obj and _differs(obj):
            sentences = changed_by(obj)
        if sentences:
            context["sentences"] = sentences
            context["sentences_digest"] = digest(sentences)
            context["directed_count"] = sum(bool(one.trend_words) for one in sentences)
        if obj:
            context |= _uses(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _publish(self, request, item) -> None:
        if may_publish(request.user, item):
            sentences = changed_by(item)
            if sentences and request.POST.get("sentences-read") != digest(sentences):
                request.sentences = sentences  # they are asked for before this is undone
                raise PublicationRefused(
                    ValidationError(
                        _(
                            "Readers will see this in the sentences at the top. Read them, "
                            "then publish. Nothing is saved yet."
                        )
                    )
                )
        super()._publish(request, item)

    def render(self, request, item, page, title, **context):
        """Before a statistic is withdrawn, whoever does it sees where it is used."""
        if page == "withdraw":
            found = {**_uses(item), "orphaned": sentences_losing_figures(item)}
            context |= {**found, "consequences": "admin/figures/_withdrawal.html"}
        return super().render(request, item, page, title, **context)

    # Pages besides the form

    def get_urls(self):
        site = self.admin_site
        pages = (
            ("figures/", picker.find, "figures"),
            ("figures/read/", picker.read, "figure"),
            ("observations/", partial(observations.import_page, self), "observations"),
            (
                "observations/export/",
                partial(observations.export_file, self),
                "observations_export",
            ),
        )
        return [
            *(
                path(route, site.admin_view(view), name=f"relations_statistic_{name}")
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]


def changed_by(statistic: Statistic) -> list[Sentence]:
    """The public sentences that would read otherwise once a working copy is published."""
    return [one for one in sentences_affected(statistic) if one.changes]


def digest(sentences: list[Sentence]) -> str:
    """Tells whether the sentences that were shown are still those that would change."""
    said = [(one.edition.pk, one.label, one.before, one.after) for one in sentences]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _uses(statistic: Statistic) -> dict:
    """Where readers meet a statistic now, for the panel in its form."""
    now = timezone.now()
    showing = shown_by(statistic, now)
    found = {
        "uses": uses_of(statistic, showing, now),
        "related": [one for one in showing if one.is_measured],
        "computed": computed_from(statistic, now),
    }
    count = sum(len(some) for some in found.values())
    return {**found, "mirrors": mirroring(statistic, now), "use_count": count}


def _differs(statistic: Statistic) -> bool:
    in_force = statistic.edition_at(timezone.now())
    return bool(in_force and not in_force.withdrawal and statistic.differs_from(in_force))

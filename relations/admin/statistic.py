"""Statistics and their observations."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.admin.forms import WorkingCopyForm
from publishing.admin.outcomes import AnotherStep
from publishing.admin.rows import PartsFormSet
from publishing.admin.states import StateFilter
from publishing.changes.position import readers_now
from publishing.languages import translated_columns
from relations.admin import observations, picker
from relations.admin.inlines import PartsInRows
from relations.admin.prose import ProseAdmin
from relations.fields import AmountFormField
from relations.figures.credits import Credit, unconfirmed_credits
from relations.figures.sentences import (
    Sentence,
    computed_from,
    sentences_affected,
    sentences_losing_figures,
    shown_by,
    uses_of,
)
from relations.models import Observation, Operand, Statistic
from relations.models.sourced import SOURCE_COLUMNS
from relations.series.mirrors import mirroring
from relations.wording.frequencies import main_frequency, misfit_error
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


class ConsequencesUnread(AnotherStep):
    """Publishing changes `sentences`, or credits values as `credits` say, which whoever publishes
    has not seen as they would be."""

    def __init__(self, sentences: list[Sentence], credits: list[Credit]):
        # They are asked for before the working copy is as it was again.
        self.sentences, self.credits = sentences, credits
        super().__init__()


class ObservationForm(forms.ModelForm):
    value = AmountFormField(label=_("value"), max_digits=24, decimal_places=6)


class ObservationFormSet(PartsFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        # It reads and checks by the unit and scale that the statistic's form has set by then.
        form.fields["value"].reader = self.instance.parse_value
        form.instance.statistic = self.instance

    def clean(self):
        """Refuse, beside its period, what is written of another frequency than most values are."""
        super().clean()
        rows: Any = self.queryset
        others = rows.exclude(pk__in=[form.instance.pk for form in self.initial_forms])
        dated = [
            form
            for form in self.forms
            if form not in self.deleted_forms and "period" in form.cleaned_data
        ]
        periods = [form.cleaned_data["period"] for form in dated]
        stock = self.instance.is_stock
        dated_all = [*others.values_list("period", flat=True), *periods]
        frequency = main_frequency(dated_all, stock=stock)
        for form, period in zip(dated, periods, strict=True):
            misfit = misfit_error(period, frequency, stock=stock)
            if misfit and "period" in form.changed_data:
                form.add_error("period", misfit)


class Observations(PartsInRows):
    model = Observation
    form = ObservationForm
    formset = ObservationFormSet
    fields = (
        "period",
        "value",
        "qualifier",
        "status",
        "released_on",
        *SOURCE_COLUMNS,
        *translated_columns("note"),
    )
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
    fieldsets = (
        (
            None,
            {
                "fields": (
                    translated_columns("title"),
                    translated_columns("abbreviation"),
                    "key",
                    "slug",
                    translated_columns("concept"),
                )
            },
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
                "description": _(
                    "This is the usual source. Each value below names its own; one that names none "
                    "takes this one when it is published."
                ),
                "fields": (
                    "producer",
                    translated_columns("source"),
                    ("source_url", "licence"),
                    "source_not_known",
                    ("cadence", "next_release_on", "next_release_confirmed"),
                    "mirror",
                    translated_columns("method_note"),
                ),
            },
        ),
        (_("Care"), {"fields": (("owner", "review_by", "last_reviewed"),)}),
    )
    prepopulated_fields = dict.fromkeys(("slug", "key"), translated_columns("title")[:1])
    fixed_once_made = ("key",)
    autocomplete_fields = ("relationships", "topics", "producer", "mirror", "owner")
    inlines = (Observations, Operands)
    list_display = ("__str__", "public_state", "key", "owner", "last_published")
    search_fields = (*ProseAdmin.search_fields, "key", *translated_columns("concept"))
    list_filter = (
        StateFilter,
        "cadence",
        ("unit", admin.AllValuesFieldListFilter),
        ("relationships", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("producer", admin.RelatedOnlyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
    )

    # Before a value is published, whoever publishes it has seen the sentences it changes.

    def change_form_context(self, request, context, item):
        own = super().change_form_context(request, context, item)
        step, sentences, credits = self.outcome.step, [], []
        if isinstance(step, ConsequencesUnread):
            sentences, credits = step.sentences, step.credits
        elif item and _differs(item):
            sentences, credits = changed_by(item), unconfirmed_credits(item)
        if sentences:
            own["sentences"] = sentences
            own["sentences_digest"] = digest_of(sentences)
            own["directed_count"] = sum(bool(sentence.trend_words) for sentence in sentences)
        if credits:
            own["credits"], own["credits_digest"] = credits, digest_of(credits)
        return own | _uses(item) if item else own

    def check_steps(self, request, item):
        sentences, credits = changed_by(item), unconfirmed_credits(item)
        unread = (
            shown and request.POST.get(name) != digest_of(shown)
            for name, shown in (("sentences-read", sentences), ("credits-read", credits))
        )
        if any(unread):
            raise ConsequencesUnread(sentences, credits)

    def withdrawal_context(self, item):
        """Where a statistic is used, and the sentences that lose their figure with it."""
        return {
            **_uses(item),
            "orphaned": sentences_losing_figures(item),
            "consequences": "admin/figures/_withdrawal.html",
        }

    # Pages besides the form

    def get_urls(self):
        site = self.admin_site
        pages = (
            ("figures/", picker.find_statistics, "figures"),
            ("figures/read/", picker.read_figure, "figure"),
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
    return [sentence for sentence in sentences_affected(statistic) if sentence.changes]


def digest_of(shown: Sequence[Sentence | Credit]) -> str:
    """Tells whether what was shown is still what publishing would do."""
    return hashlib.sha256(repr([each.told for each in shown]).encode()).hexdigest()


def _uses(statistic: Statistic) -> dict:
    """Where readers meet a statistic now, for the panel in its form."""
    now = readers_now()
    showing = shown_by(statistic, now)
    places = {
        "uses": uses_of(statistic, showing, now),
        "related": [edition for edition in showing if edition.is_measured],
        "computed": computed_from(statistic, now),
    }
    count = sum(map(len, places.values()))
    return {**places, "mirrors": mirroring(statistic, now), "use_count": count}


def _differs(statistic: Statistic) -> bool:
    in_force = statistic.edition_at(readers_now())
    return bool(in_force and not in_force.withdrawal and statistic.differs_from(in_force))

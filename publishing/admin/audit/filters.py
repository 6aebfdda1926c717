"""What the list of changes is narrowed by: person, act, type, item and time."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.admin.audit.words import type_name, with_subjects
from publishing.admin.form_values import is_number
from publishing.models import Act, Change
from publishing.permissions import audited_changes

NOBODY = "nobody"
UNSAVED = "all-but-saved"
ACTS = [(UNSAVED, _("all but draft saves")), *Act.choices]
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
# Of one item, as the address of the list has it: relations.agreement:12
ITEM = re.compile(r"(?P<type>[a-z_]+\.[a-z_]+):(?P<id>\d{1,18})", re.ASCII)


def item_parameter(item) -> str:
    """Return what `?item=` of the list says for one item."""
    return f"{item._meta.label_lower}:{item.pk}"


class PersonFilter(admin.SimpleListFilter):
    title = _("person")
    parameter_name = "by"

    def lookups(self, request, model_admin):
        acted = audited_changes(request.user).filter(by=OuterRef("pk"))
        people = get_user_model()._default_manager.filter(Exists(acted)).order_by("username")
        return [
            *((str(person.pk), str(person)) for person in people),
            (NOBODY, _("nobody: the clock, or a command")),
        ]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        if value == NOBODY:
            return queryset.filter(by=None)
        return queryset.filter(by=value) if is_number(value) else queryset.none()


def of_acts(changes: QuerySet[Change], value: str | None) -> QuerySet[Change]:
    """Narrow changes to one act, or to all but draft saves; an act that there is not has none."""
    if not value:
        return changes
    if value == UNSAVED:
        return changes.exclude(act=Act.SAVED)
    return changes.filter(act=value)


class ActFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request, model_admin):
        return ACTS

    def queryset(self, request, queryset):
        return of_acts(queryset, self.value())


class TypeFilter(admin.SimpleListFilter):
    title = _("type")
    parameter_name = "type"

    def lookups(self, request, model_admin):
        changes = audited_changes(request.user).exclude(item_type="").order_by()
        labels = changes.values_list("item_type", flat=True).distinct()
        return sorted(((each, capfirst(type_name(each))) for each in labels), key=lambda it: it[1])

    def queryset(self, request, queryset):
        return queryset.filter(item_type=self.value()) if self.value() else queryset


class ItemFilter(admin.SimpleListFilter):
    """One item, which links and no choices lead to; it shows what it is narrowed to."""

    title = _("item")
    parameter_name = "item"

    def lookups(self, request, model_admin):
        value = self.used_parameters.get(self.parameter_name)
        if value is None:
            return []
        match = ITEM.fullmatch(value)
        if match is None:
            return [(value, value)]
        (change,) = with_subjects(
            request, [Change(item_type=match["type"], item_id=int(match["id"]))]
        )
        name = f"{capfirst(type_name(match['type']))} {match['id']}"
        return [(value, str(change.subject or name))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        match = ITEM.fullmatch(self.value() or "")
        if match is None:
            return queryset.none()
        return queryset.filter(item_type=match["type"], item_id=match["id"])


class DaysForm(forms.Form):
    """Days in site time, both included."""

    since = forms.DateField(label=_("From"), required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("Until"), required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            field.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]

    def clean(self):
        days = super().clean() or {}
        if days.get("since") and days.get("until") and days["since"] > days["until"]:
            raise ValidationError(_("The first day is after the last."))
        return days


class TimeFilter(admin.ListFilter):
    """From one day until another, in site time."""

    title = _("time")
    template = "admin/publishing/_audit_days.html"
    NAMES: ClassVar[tuple[str, ...]] = ("since", "until")

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.NAMES:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.form = DaysForm(self.used_parameters)
        replaced = (*self.NAMES, "p", "e")
        self.others = [pair for pair in request.GET.items() if pair[0] not in replaced]

    def has_output(self):
        return True

    def expected_parameters(self):
        return [*self.NAMES]

    def choices(self, changelist):
        today = timezone.localdate()
        days: dict[Any, date | None] = {
            _("Any time"): None,
            _("Today"): today,
            _("Past 7 days"): today - timedelta(days=6),
            _("This month"): today.replace(day=1),
            _("This year"): today.replace(month=1, day=1),
        }
        chosen = [self.used_parameters.get(name, "") for name in self.NAMES]
        for label, since in days.items():
            values = {"since": since and since.isoformat(), "until": None}
            yield {
                "selected": chosen == [values["since"] or "", ""],
                "query_string": changelist.get_query_string(values),
                "display": label,
            }

    def queryset(self, request, queryset):
        if not self.form.is_valid():
            return queryset.none()
        since, until = (self.form.cleaned_data[name] for name in self.NAMES)
        if since:
            queryset = queryset.filter(at__gte=_midnight(since))
        if until:
            queryset = queryset.filter(at__lt=_midnight(until + timedelta(days=1)))
        return queryset


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

"""When to publish: a day and a time as people write them, read by the site's clock."""

import re
from datetime import UTC, datetime, time

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.clock import after_the_gap, in_site_time, in_utc, instants, zone_name

HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))? ?(?P<half>[ap])?\.? ?(?(half)m\.?)", re.ASCII
)


class TimeField(forms.Field):
    """`09:00`, `9.30`, `9 pm`."""

    widget = forms.TextInput

    def to_python(self, value):
        text = (value or "").strip().lower()
        if not text:
            return None
        match = HOUR.fullmatch(text)
        hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (99, 0)
        if match and match["half"]:
            hour = hour % 12 + (12 if match["half"] == "p" else 0) if 1 <= hour <= 12 else 99
        if not match or hour > 23 or minute > 59 or not (match["minute"] or match["half"]):
            raise ValidationError(
                gettext("“%(text)s” is not a time. Write it as 09:00.") % {"text": text[:20]}
            )
        return time(hour, minute)


def day_field(model_admin) -> type[forms.Field]:
    """The form field in which an admin takes a day."""
    return model_admin.formfield_overrides.get(models.DateField, {}).get(
        "form_class", forms.DateField
    )


class MomentForm(forms.Form):
    """Asks for a moment in site time; `at` is the instant, once it is clear which is meant.

    A time that the clocks skip or show twice is asked about: `instant_choices` then holds the
    instants that may be meant, each with its label and whether it is chosen; the form posts the
    chosen one as `instant`.
    """

    day = forms.Field()
    hour = TimeField(label=_("Time"), required=False)
    instant = forms.CharField(required=False, max_length=40)

    def __init__(self, *args, model_admin, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.at: datetime | None = None
        self.instant_choices: list[tuple[str, str, bool]] = []
        self.required = required
        self.fields["day"] = day_field(model_admin)(label=_("Day"), required=False)
        self.fields["day"].widget.attrs.update(
            placeholder="1 Oct 2026", autocomplete="off", size=14
        )
        self.fields["hour"].widget.attrs.update(placeholder="09:00", autocomplete="off", size=7)
        self.order_fields(["day", "hour", "instant"])

    @property
    def zone(self) -> str:
        return zone_name()

    def clean(self):
        cleaned = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if self.errors:
            return cleaned
        if day and hour:
            try:
                self.at = self._instant(datetime.combine(day, hour))
            except OverflowError:
                self.add_error("day", _("Choose a year that people will live to see."))
        elif day or hour or self.required:
            name = "hour" if day else "day"
            self.add_error(name, _("Give both, a day and a time."))
        return cleaned

    def _instant(self, wall: datetime) -> datetime | None:
        zone = timezone.get_default_timezone()
        matches = instants(wall, zone)
        if len(matches) == 1:
            if matches[0] <= readers_now():
                self.add_error(None, _("That moment has passed. Choose one in the future."))
            return matches[0]
        candidates = matches or instants(after_the_gap(wall, zone), zone)
        code = self.cleaned_data.get("instant", "")
        self.instant_choices = [
            (_code(instant), _label(instant, number, len(candidates)), _code(instant) == code)
            for number, instant in enumerate(candidates)
        ]
        for instant in candidates:
            if _code(instant) == code:
                return instant
        names = {"time": wall.strftime("%H:%M"), "zone": zone_name()}
        if matches:
            self.add_error(
                "instant",
                gettext("The clocks of %(zone)s show %(time)s twice on that day. Which one?")
                % names,
            )
        else:
            self.add_error(
                "instant",
                gettext(
                    "The clocks of %(zone)s go forward on that day and never show %(time)s. "
                    "Choose what they show instead, or another time."
                )
                % names,
            )
        return None


def _code(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _label(instant: datetime, number: int, of: int) -> str:
    local = timezone.localtime(instant, timezone.get_default_timezone())
    offset = local.strftime("%z")
    names = {
        "time": local.strftime("%H:%M"),
        "offset": f"UTC{offset[:3].replace('-', '−')}:{offset[3:]}",
        "utc": in_utc(instant),
    }
    if of == 1:
        return gettext("%(time)s (%(offset)s, %(utc)s)") % names
    if number == 0:
        return gettext("The earlier %(time)s (%(offset)s, %(utc)s)") % names
    return gettext("The later %(time)s (%(offset)s, %(utc)s)") % names


def moment_view(model_admin, request):
    """Answer with what a day and a time mean, for the label of the button, or with the errors."""
    if not (model_admin.has_view_permission(request) or model_admin.has_add_permission(request)):
        raise PermissionDenied
    form = MomentForm(request.GET, model_admin=model_admin)
    if form.is_valid() and form.at:
        return JsonResponse(
            {
                "label": gettext("Publish on %(when)s") % {"when": in_site_time(form.at)},
                "utc": in_utc(form.at),
            }
        )
    errors = [str(error) for of_field in form.errors.values() for error in of_field]
    return JsonResponse({"errors": errors})

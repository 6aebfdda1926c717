"""When to publish: a day and a time as people write them, read by the site's clock."""

import re
from datetime import UTC, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
        found = HOUR.fullmatch(text)
        hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
        if found and found["half"]:
            hour = hour % 12 + (12 if found["half"] == "p" else 0) if 1 <= hour <= 12 else 99
        if not found or hour > 23 or minute > 59 or not (found["minute"] or found["half"]):
            raise ValidationError(
                gettext("“%(text)s” is not a time. Write it as 09:00.") % {"text": text[:20]}
            )
        return time(hour, minute)


def day_field(model_admin) -> type[forms.Field]:
    """The field in which the forms of this desk take a day."""
    return model_admin.formfield_overrides.get(models.DateField, {}).get(
        "form_class", forms.DateField
    )


class MomentForm(forms.Form):
    """Asks for a moment in site time; `at` is the instant, once it is clear which is meant.

    A time that the clocks skip or show twice is asked about: `answers` then holds the instants
    that may be meant, and the one that is chosen is sent as `instant`.
    """

    day = forms.Field()
    hour = TimeField(label=_("Time"), required=False)
    instant = forms.CharField(required=False, max_length=40)

    def __init__(self, *args, model_admin, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.at: datetime | None = None
        self.answers: list[tuple[str, str, bool]] = []
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
        cleaned = super().clean()
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if self.errors:
            return cleaned
        if day and hour:
            try:
                self.at = self._read(datetime.combine(day, hour))
            except OverflowError:
                self.add_error("day", _("Choose a year that people will live to see."))
        elif day or hour or self.required:
            name = "hour" if day else "day"
            self.add_error(name, _("Give both, a day and a time."))
        return cleaned

    def _read(self, wall: datetime) -> datetime | None:
        zone = timezone.get_default_timezone()
        found = instants(wall, zone)
        if len(found) == 1:
            if found[0] <= timezone.now():
                self.add_error(None, _("That moment has passed. Choose one in the future."))
            return found[0]
        meant = found or instants(after_the_gap(wall, zone), zone)
        chosen = self.cleaned_data.get("instant", "")
        self.answers = [
            (_key(one), _answer(one, number, len(meant)), _key(one) == chosen)
            for number, one in enumerate(meant)
        ]
        for one in meant:
            if _key(one) == chosen:
                return one
        said = {"time": wall.strftime("%H:%M"), "zone": zone_name()}
        if found:
            self.add_error(
                "instant",
                gettext("The clocks of %(zone)s show %(time)s twice on that day. Which one?")
                % said,
            )
        else:
            self.add_error(
                "instant",
                gettext(
                    "The clocks of %(zone)s go forward on that day and never show %(time)s. "
                    "Choose what they show instead, or another time."
                )
                % said,
            )
        return None


def _key(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _answer(instant: datetime, number: int, of: int) -> str:
    local = timezone.localtime(instant, timezone.get_default_timezone())
    offset = local.strftime("%z")
    said = {
        "time": local.strftime("%H:%M"),
        "offset": f"UTC{offset[:3].replace('-', '−')}:{offset[3:]}",
        "utc": in_utc(instant),
    }
    if of == 1:
        return gettext("%(time)s (%(offset)s, %(utc)s)") % said
    if number == 0:
        return gettext("The earlier %(time)s (%(offset)s, %(utc)s)") % said
    return gettext("The later %(time)s (%(offset)s, %(utc)s)") % said


def moment_view(model_admin, request):
    """What the day and time in the form mean, for the label of its button."""
    form = MomentForm(request.GET, model_admin=model_admin)
    if form.is_valid() and form.at:
        return JsonResponse(
            {
                "label": gettext("Publish on %(when)s") % {"when": in_site_time(form.at)},
                "utc": in_utc(form.at),
            }
        )
    return JsonResponse({"asks": [str(one) for errors in form.errors.values() for one in errors]})

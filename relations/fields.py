"""Model and form fields for dates, periods and amounts as people write them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.addresses import validate_public_host, validate_web_address
from publishing.characters import normalize_line
from publishing.languages import active_language
from relations.wording.amounts import parse_amount
from relations.wording.periods import check_code, parse_date, parse_typed_period, period_of

SIGNIFICANT = 15  # digits


class Typed(str):
    """What a person typed, which is shown again as it is, also where it looks like a code."""


class ParsedCharField(forms.CharField):
    """A text input whose value is parsed by `reader`; its ValueError is the message shown."""

    def __init__(self, *, reader, **kwargs):
        self.reader = reader
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.reader(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def bound_data(self, data, initial):
        data = super().bound_data(data, initial)
        return Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value):
        """Show a stored code in words, and typed text as it was typed."""
        if isinstance(value, Typed):
            return str(value)
        try:
            return period_of(value).format(active_language()) if value else value
        except (ValueError, TypeError):
            return value

    def has_changed(self, initial, data):
        try:
            return (initial or "") != self.reader(data or "")
        except ValueError:
            return True


class PartialDateField(models.CharField):
    """A date as precise as it is known, stored as `1972`, `2021-06` or `2020-07-01`."""

    reader = staticmethod(parse_date)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 21)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value, instance):
        super().validate(value, instance)
        try:
            check_code(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def formfield(self, **kwargs):
        kwargs.pop("widget", None)
        return super().formfield(
            **{
                "form_class": ParsedCharField,
                "reader": self.reader,
                "max_length": None,
                "help_text": self.help_text or _("As known: 1 Jul 2020, June 2021 or 1972."),
                **kwargs,
            }
        )


class PeriodField(PartialDateField):
    """A period, stored as its code; empty for "undated". See `relations.wording.periods`."""

    reader = staticmethod(parse_typed_period)


class WebAddressField(models.URLField):
    """The address of a page of the web, in full. What is none never reaches the database."""

    default_validators = [validate_web_address, validate_public_host]

    def to_python(self, value):
        address = super().to_python(value)
        return normalize_line(address) if isinstance(address, str) else address

    def get_db_prep_save(self, value, connection):
        """Raises ValidationError for what no form has checked."""
        if isinstance(value, str) and value:
            validate_web_address(value)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def validate_digits(value: Decimal) -> None:
    """Raise ValidationError for more digits than every database keeps: SQLite stores doubles."""
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if len(digits) > SIGNIFICANT:
        raise ValidationError(
            _("A number has at most %(count)d digits; what follows would not be kept.")
            % {"count": SIGNIFICANT}
        )


class AmountField(models.DecimalField):
    """A number that every database keeps as it was written."""

    default_validators = [validate_digits]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class AmountFormField(forms.DecimalField):
    """Accepts `725.7 billion`; `reader` parses it, and its ValueError is the message shown."""

    widget = forms.TextInput
    reader: Callable[[str], Decimal] = staticmethod(parse_amount)

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                return super().to_python(f"{self.reader(value):f}")
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return super().to_python(value)

    def prepare_value(self, value):
        """Show a stored value without zeros at the end, and typed text as it was typed."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class PlainDateFormField(forms.DateField):
    """A whole day as people write it: `1 Jul 2020`, `July 1, 2020` or `2020-07-01`."""

    widget = forms.TextInput

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                code = parse_date(value)
            except ValueError as error:
                raise ValidationError(str(error)) from error
            if len(code) != len("2020-07-01"):
                raise ValidationError(_("Write the whole date: day, month and year."))
            return date.fromisoformat(code)
        return super().to_python(value)

    def prepare_value(self, value):
        """Show a stored day in words, and typed text as it was typed."""
        if isinstance(value, date):
            return period_of(value.isoformat()).format(active_language())
        return value

"""What is wrong with a row, in sentences for the person who writes it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

NEEDED_TO_PUBLISH = _("Needed to publish, in this language or the other.")


def sentences_of(instance: models.Model, error: ValidationError) -> list[str]:
    """Return what is wrong with `instance`, each error after the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    reasons = []
    for name, messages in error.message_dict.items():
        if name == "__all__":
            reasons += messages
        else:
            label = label_of(type(instance), name)
            reasons += [f"{label}: {message}" for message in messages]
    return reasons


def sentence_about(row: models.Model | None, reason: str) -> str:
    """Return a reason with the row of a part that it is about, which the form leads to."""
    if row is None:
        return reason
    return f"{capfirst(row._meta.verbose_name_plural)}: {row}: {reason}"


def label_of(model: type[models.Model], name: str) -> str:
    """Return what people call a field; of a translated one with its language: `title (English)`."""
    field: Any = model._meta.get_field(name)
    code = getattr(field, "_translated_field_language_code", None)
    label = str(field.verbose_name)
    return f"{label} ({dict(settings.LANGUAGES)[code]})" if code else label

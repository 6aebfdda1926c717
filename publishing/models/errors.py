"""What is wrong with a row, in sentences for the person who writes it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def sentences_of(instance: models.Model, error: ValidationError) -> list[str]:
    """Return what is wrong with `instance`, each error after the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    reasons = []
    for name, messages in error.message_dict.items():
        if name == "__all__":
            reasons += messages
        else:
            field: Any = instance._meta.get_field(name)
            label = field.verbose_name
            reasons += [f"{label}: {message}" for message in messages]
    return reasons

"""The enumeration of item types."""

import re
from typing import Any

from django.apps import apps
from django.db import models

from publishing.models import WorkingCopy

# As editions spell it, so that each has one address: no leading zeros.
IDENTIFIER = re.compile(r"(?P<name>[a-z]+)-(?P<number>[1-9]\d{0,17})", re.ASCII)


def item_models() -> list[type[WorkingCopy]]:
    """Every type of item on the site, in the order in which readers meet them: that of the
    installed apps, and within an app that of the imports in its `models`."""
    return [model for model in apps.get_models() if issubclass(model, WorkingCopy)]


def edition_children(edition_model: Any) -> list[tuple[type[models.Model], str]]:
    """The models of the child rows and of the sets of a type of edition, each with the name of its
    key to the edition."""
    parts = [
        (relation.related_model, "edition")
        for relation in edition_model._meta.related_objects
        if relation.field.name == "edition"
    ]
    sets = edition_model._meta.many_to_many
    return [*parts, *((field.remote_field.through, field.m2m_field_name()) for field in sets)]


def edition_by_identifier(identifier: str):
    """Return the edition that an identifier such as `agreement-12` names, or None. One query."""
    if match := IDENTIFIER.fullmatch(identifier):
        for model in item_models():
            if model._meta.model_name == match["name"]:
                return model.edition_model().objects.filter(pk=match["number"]).first()
    return None

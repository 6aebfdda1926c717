"""How the forms of the admin take the fields of all models."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import TranslatedFieldsMixin
from publishing.languages import translated_columns
from relations.fields import PlainDateFormField
from relations.models.belonging import column_of, words_of

# Where the facts of an item were read.
SOURCE_FIELDSET = (
    _("Source"),
    {"fields": (translated_columns("source"), ("source_url", "sourced_on"), "licence")},
)


class AsWrittenMixin(TranslatedFieldsMixin):
    """For admins and inlines: days are typed as people write them, addresses without https."""

    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = {
        models.DateField: {"form_class": PlainDateFormField, "widget": None},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Name with each item that can be chosen the relationships that it belongs to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField) and (column := column_of(db_field.related_model)):
            choices: Any = field
            choices.queryset = choices.queryset.prefetch_related(column)
            choices.label_from_instance = words_of
        return field

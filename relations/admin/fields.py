"""How the forms of the admin take the fields of all models."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from publishing.admin.forms import TranslatedFieldsMixin
from relations.fields import PlainDateFormField


class AsWrittenMixin(TranslatedFieldsMixin):
    """For admins and inlines: days are typed as people write them, addresses without https."""

    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = {
        models.DateField: {"form_class": PlainDateFormField, "widget": None},
        models.URLField: {"assume_scheme": "https"},
    }

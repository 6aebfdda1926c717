"""Inlines for the parts of an item."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models

from publishing.admin.forms import TranslatedFieldsMixin
from publishing.permissions import may
from relations.fields import PlainDateFormField

# In every form, days are typed as people write them, and addresses may leave out their https.
AS_WRITTEN: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.DateField: {"form_class": PlainDateFormField, "widget": None},
    models.URLField: {"assume_scheme": "https"},
}


class OfItem(TranslatedFieldsMixin):
    """A part is looked at and edited by whoever may do so with its item."""

    parent_model: type[models.Model]

    def _may_edit(self, request, obj=None):
        return self._may(request, "add") or self._may(request, "change")

    def has_view_permission(self, request, obj=None):
        return self._may_edit(request) or self._may(request, "view")

    has_add_permission = has_change_permission = has_delete_permission = _may_edit

    def _may(self, request, act):
        return may(request.user, act, self.parent_model)


class PartsInRows(OfItem, admin.TabularInline):
    """Parts of two or three short fields."""

    extra = 0
    formfield_overrides = AS_WRITTEN


class Parts(OfItem, admin.StackedInline):
    """Parts with more fields than fit a row."""

    extra = 0
    formfield_overrides = AS_WRITTEN
    classes = ("collapse",)

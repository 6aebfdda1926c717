"""Inlines for the parts of an item."""

from typing import ClassVar

from django.contrib import admin
from django.db import models

from publishing.admin.rows import PartsFormSet
from publishing.permissions import may
from relations.admin.fields import AsWrittenMixin


class OfItem(AsWrittenMixin):
    """A part is looked at and edited by whoever may do so with its item."""

    parent_model: type[models.Model]
    formset = PartsFormSet
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.query, formset.posted = request.GET, request.POST
        formset.heading = self.verbose_name_plural
        return formset

    def _may_edit(self, request, obj=None):
        return self._may(request, "add") or self._may(request, "change")

    def has_view_permission(self, request, obj=None):
        return self._may_edit(request) or self._may(request, "view")

    has_add_permission = has_change_permission = has_delete_permission = _may_edit

    def _may(self, request, act):
        return may(request.user, act, self.parent_model)


class PartsInRows(OfItem, admin.TabularInline):
    """Parts of two or three short fields."""

    template = "admin/publishing/parts_in_rows.html"


class Parts(OfItem, admin.StackedInline):
    """Parts with more fields than fit a row."""

    classes = ("collapse",)
    template = "admin/publishing/parts.html"


class FoldedParts(Parts):
    """Parts that are folded to what they say once they are saved."""

    classes = ()
    template = "admin/publishing/folded_parts.html"

    class Media:
        css: ClassVar = {"all": ("admin_theme/folded.css",)}

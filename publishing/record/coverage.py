"""Which tables the record covers, and which of their columns: what readers or auditors rely on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models

from publishing.items import edition_children, item_models
from publishing.models import Change, DraftSave, FormerAddress, NoteCorrection, WorkingCopy
from publishing.snapshot import part_models

# Columns that only the desk and the person concerned see.
PRIVATE = {
    "workingcopy": {"owner", "review_by", "version", "created_at", "updated_at"},
    "user": {"password", "last_login"},
}


@dataclass(frozen=True)
class Covered:
    """A table of the record. A change of its rows is one of `subject`: of the row itself, or of
    what the column `owner` names. `of_item` says whether rows are written as part of an act on an
    item, and `public` whether readers see them."""

    model: Any
    fields: tuple[models.Field, ...]
    subject: Any
    owner: str = ""
    of_item: bool = True
    public: bool = True

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return self.model._meta.pk.column

    def subject_of(self, row: int, owner: int | None) -> tuple[str, int]:
        """The label and the key of what a change of a row is about."""
        return self.subject._meta.label_lower, owner or row

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]


@cache
def covered_tables() -> dict[str, Covered]:
    """Every covered table, by its name."""
    return {covered.table: covered for covered in _covered()}


def _covered() -> Iterator[Covered]:
    for item in item_models():
        yield Covered(item, _identity(item), item)
        edition = item.edition_model()
        yield _child(edition, "item", item)
        for model, key in edition_children(edition):
            yield _child(model, key, edition)
    for model in (FormerAddress, NoteCorrection):
        yield Covered(model, model._meta.concrete_fields, model)
    yield Covered(DraftSave, DraftSave._meta.concrete_fields, DraftSave, public=False)
    detail = (Change._meta.get_field("detail"),)
    yield Covered(Change, detail, Change, public=False)
    for model in reference_models():
        yield Covered(model, model._meta.concrete_fields, model, of_item=False)
        for field in model._meta.local_many_to_many:
            yield _child(field.remote_field.through, field.m2m_field_name(), model, of_item=False)
    yield from _permissions()


def _child(model: Any, key: str, subject: Any, **options: bool) -> Covered:
    owner = model._meta.get_field(key).column
    return Covered(model, model._meta.concrete_fields, subject, owner, **options)


def _identity(item: type[WorkingCopy]) -> tuple[models.Field, ...]:
    """The columns of a working copy that are of the item itself: what editions do not hold, such
    as its address, and the items on whose page it stands."""
    held = {field.name for field in item.edition_model()._meta.concrete_fields}
    return tuple(
        field
        for field in item._meta.concrete_fields
        if field.primary_key
        or issubclass(field.related_model or models.Model, WorkingCopy)
        or field.name not in held | PRIVATE["workingcopy"]
    )


def reference_models() -> list[type[models.Model]]:
    """The models of the apps that have items which are neither items, nor editions, nor parts, and
    that are not derived from them; and those of other apps that say so, by `reference_data`."""
    items = item_models()
    known: set[Any] = {*items, *(item.edition_model() for item in items)}
    for item in items:
        known.update(model for name in item.published_parts for model in part_models(item, name))
    labels = {item._meta.app_label for item in items}
    return [
        model
        for model in apps.get_models()
        if (model._meta.app_label in labels or getattr(model, "reference_data", False))
        and model not in known
        and not getattr(model, "derived", False)
    ]


def _permissions() -> Iterator[Covered]:
    user: Any = get_user_model()
    fields = tuple(f for f in user._meta.concrete_fields if f.name not in PRIVATE["user"])
    unseen: Any = {"of_item": False, "public": False}
    yield Covered(user, fields, user, **unseen)
    yield Covered(Group, Group._meta.concrete_fields, Group, **unseen)
    for model, name in ((user, "groups"), (user, "user_permissions"), (Group, "permissions")):
        field: Any = model._meta.get_field(name)
        yield _child(field.remote_field.through, field.m2m_field_name(), model, **unseen)

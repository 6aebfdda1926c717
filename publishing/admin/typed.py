"""What the form of an item holds, as it would be sent: to compare, fill in, and send again."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest, QueryDict

from publishing.models import WorkingCopy
from publishing.snapshot import assign, part_models, shared_fields

Values = list[str]
Row = dict[str, Values]


@dataclass
class Typed:
    """The values of a form by name, and the rows of its parts by the prefix of their formset."""

    fields: dict[str, Values] = field(default_factory=dict)
    parts: dict[str, list[Row]] = field(default_factory=dict)


class ItemForms:
    """The form of an item and of its parts as they open, neither sent nor changed."""

    def __init__(self, model_admin, request: HttpRequest, item: WorkingCopy):
        self.model_admin, self.item = model_admin, item
        self.request = copy(request)
        self.request.method = "GET"
        fieldsets = model_admin.get_fieldsets(self.request, item)
        self.form_class = model_admin.get_form(
            self.request, item, change=True, fields=flatten_fieldsets(fieldsets)
        )
        self.form = self.form_class(instance=item)
        self.formsets = list(self._formsets())

    def _formsets(self) -> Iterator[Any]:
        for formset_class, inline in self.model_admin.get_formsets_with_inlines(
            self.request, self.item
        ):
            prefix = formset_class.get_default_prefix()
            formset = formset_class(
                **self.model_admin.get_formset_kwargs(self.request, self.item, inline, prefix)
            )
            formset.heading = inline.verbose_name_plural
            yield formset

    def current(self) -> Typed:
        """What the item says now."""
        return Typed(
            _values(self.form),
            {
                formset.prefix: [_values(form) for form in formset.initial_forms]
                for formset in self.formsets
            },
        )

    def sent(self, post: QueryDict) -> Typed:
        """What was sent; rows that were marked for deletion or left empty are not there."""
        typed = Typed({name: _plain(post.getlist(name)) for name in self.form.fields})
        for formset in self.formsets:
            prefix = formset.prefix
            untouched = _visible(_values(formset.empty_form))
            total = post.get(f"{prefix}-TOTAL_FORMS", "0")
            rows = []
            for number in range(min(int(total), 1000) if is_number(total) else 0):
                row = {
                    name: _plain(post.getlist(f"{prefix}-{number}-{name}"))
                    for name in formset.empty_form.fields
                }
                if not row.pop("DELETE", None) and (row["id"] or _visible(row) != untouched):
                    rows.append(row)
            typed.parts[prefix] = rows
        return typed

    def of_snapshot(self, content: dict) -> Typed:
        """What a snapshot says, in the words of today's form."""
        item_model = type(self.item)
        shown = item_model._default_manager.get(pk=self.item.pk)
        assign(shown, shared_fields(item_model, item_model.edition_model()), content["fields"])
        related = {field.name: [] for field in item_model._meta.many_to_many}
        form = self.form_class(instance=shown, initial={**related, **content["related"]})
        typed = Typed(_values(form))
        parts = {part_models(item_model, name)[0]: name for name in item_model.published_parts}
        for formset in self.formsets:
            name = parts[formset.model]
            columns = shared_fields(*part_models(item_model, name))
            rows = []
            for values in content["parts"].get(name, []):
                part = formset.model()
                assign(part, columns, values)
                rows.append({**_values(formset.form(instance=part, prefix="row")), "id": []})
            typed.parts[formset.prefix] = _with_ids(rows, formset)
        return typed

    def to_send(self, typed: Typed, post: QueryDict | None = None) -> QueryDict:
        """A request body that says what `typed` says; whatever else `post` holds stays in it."""
        body = QueryDict(mutable=True)
        prefixes = tuple(f"{formset.prefix}-" for formset in self.formsets)
        for name, values in post.lists() if post is not None else ():
            if name not in self.form.fields and not name.startswith(prefixes):
                body.setlist(name, values)
        for name, values in typed.fields.items():
            body.setlist(name, values)
        for formset in self.formsets:
            self._send_rows(body, formset, typed.parts.get(formset.prefix, []))
        return body

    def _send_rows(self, body: QueryDict, formset, rows: list[Row]) -> None:
        """Rows that exist come first, as Django expects; the ones that are left out are deleted."""
        current = [str(form.instance.pk) for form in formset.initial_forms]
        by_id = {row["id"][0]: row for row in rows if row["id"]}
        existing: list[Row] = [
            by_id.get(pk) or {**_values(form), "DELETE": ["on"]}
            for pk, form in zip(current, formset.initial_forms, strict=True)
        ]
        added = [{**row, "id": []} for row in rows if not row["id"] or row["id"][0] not in current]
        total = [*existing, *added]
        counts = {"TOTAL": len(total), "INITIAL": len(existing), "MIN_NUM": 0, "MAX_NUM": 1000}
        for name, count in counts.items():
            body[f"{formset.prefix}-{name}_FORMS"] = str(count)
        for number, row in enumerate(total):
            for name, values in row.items():
                body.setlist(f"{formset.prefix}-{number}-{name}", values)


def is_number(text: str) -> bool:
    """Whether what a form sent may be the key of a row; a longer one no database can look up."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def with_body(request: HttpRequest, body: QueryDict) -> HttpRequest:
    """The same request as if it had sent `body`."""
    other = copy(request)
    other.FILES  # noqa: B018  reading it for the first time would read the body again
    other.method = "POST"
    other.POST = body
    return other


def _values(form: forms.BaseForm) -> Row:
    return {name: _sent(form[name]) for name in form.fields if name != "DELETE"}


def _sent(bound: forms.BoundField) -> Values:
    """What a browser would send for a field that nobody touched."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    value = bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    return _plain(shown if isinstance(shown, list | tuple) else [shown])


def _plain(values) -> Values:
    """Without empty values, and with the line ends that are stored."""
    return [str(value).replace("\r\n", "\n") for value in values if value not in (None, "")]


def _visible(row: Row) -> Row:
    return {name: values for name, values in row.items() if name not in ("id", "DELETE")}


def _with_ids(rows: list[Row], formset) -> list[Row]:
    """Let rows take the place of rows that exist: of equal ones first, then in their order."""
    free = {str(form.instance.pk): _visible(_values(form)) for form in formset.initial_forms}
    for row in rows:
        said = {name: values for name, values in row.items() if name != "id"}
        for pk, other in free.items():
            if all(other.get(name) == values for name, values in said.items()):
                row["id"] = [pk]
                del free[pk]
                break
    left = iter(free)
    for row in rows:
        if not row["id"]:
            row["id"] = [pk] if (pk := next(left, None)) else []
    return rows

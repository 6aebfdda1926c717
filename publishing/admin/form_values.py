"""What the form of an item holds, as it would be posted: to compare, fill in, and post again."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from publishing.models import WorkingCopy
from publishing.snapshot import assign, part_models, shared_fields

Values = list[str]
Row = dict[str, Values]


@dataclass
class FormValues:
    """The values of a form by name, and the rows of its parts by the prefix of their formset."""

    fields: dict[str, Values] = field(default_factory=dict)
    parts: dict[str, list[Row]] = field(default_factory=dict)


class ItemForms:
    """The form of an item and the formsets of its parts as they open, neither posted nor changed.

    Of long lists of parts, the rows that are not in the form are not there.
    """

    def __init__(
        self,
        item: WorkingCopy,
        form_class: type[forms.ModelForm],
        formsets: Iterable[Any],
    ):
        self.item, self.form_class = item, form_class
        self.form = form_class(instance=item)
        self.formsets: list[Any] = list(formsets)

    def current(self) -> FormValues:
        """What the item says now."""
        return FormValues(
            _values(self.form),
            {
                formset.prefix: [_values(form) for form in formset.initial_forms]
                for formset in self.formsets
            },
        )

    def posted(self, post: QueryDict) -> FormValues:
        """What was posted; rows that were marked for deletion or left empty are not there."""
        values = FormValues({name: _plain(post.getlist(name)) for name in self.form.fields})
        for formset in self.formsets:
            prefix = formset.prefix
            untouched = _visible(_values(formset.empty_form))
            rows = []
            for number in range(formset.posted_count(post)):
                row = {
                    name: _plain(post.getlist(f"{prefix}-{number}-{name}"))
                    for name in formset.empty_form.fields
                }
                if not row.pop("DELETE", None) and (row["id"] or _visible(row) != untouched):
                    rows.append(row)
            values.parts[prefix] = rows
        return values

    def of_snapshot(self, content: dict) -> FormValues:
        """What a snapshot says, in the words of today's form, but for lists of parts that are too
        long for it."""
        item_model = type(self.item)
        restored = item_model._default_manager.get(pk=self.item.pk)
        assign(restored, shared_fields(item_model, item_model.edition_model()), content["fields"])
        related: dict[str, list] = {field.name: [] for field in item_model._meta.many_to_many}
        initial = {**related, **content["related"], "base": None}
        values = FormValues(_values(self.form_class(instance=restored, initial=initial)))
        parts = {part_models(item_model, name)[0]: name for name in item_model.published_parts}
        for formset in self.formsets:
            name = parts[formset.model]
            columns = shared_fields(*part_models(item_model, name))
            rows, parts_then = [], content["parts"].get(name, [])
            if not formset.can_be_restored(parts_then):
                continue
            for row in parts_then:
                part = formset.model()
                assign(part, columns, row)
                rows.append({**_values(formset.form(instance=part, prefix="row")), "id": []})
            values.parts[formset.prefix] = _with_ids(rows, formset)
        return values

    def body(self, values: FormValues, post: QueryDict | None = None) -> QueryDict:
        """Return a request body that says what `values` say; whatever else `post` holds stays."""
        body = QueryDict(mutable=True)
        prefixes = tuple(f"{formset.prefix}-" for formset in self.formsets)
        for name, posted in post.lists() if post is not None else ():
            if name not in self.form.fields and not name.startswith(prefixes):
                body.setlist(name, posted)
        for name, of_field in values.fields.items():
            body.setlist(name, of_field)
        for formset in self.formsets:
            if formset.prefix in values.parts:
                _add_rows(body, formset, values.parts[formset.prefix])
            else:
                body.update(_management(formset, 0, 0))
        return body


def is_number(text: str) -> bool:
    """Whether what was posted may be the key of a row; a longer one no database can look up."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def with_body(request: HttpRequest, body: QueryDict) -> HttpRequest:
    """Return the same request as if it had posted `body`."""
    other = copy(request)
    other.FILES  # noqa: B018  reading it for the first time would read the body again
    other.method = "POST"
    other.POST = body  # type: ignore[assignment]
    return other


def _add_rows(body: QueryDict, formset: Any, rows: list[Row]) -> None:
    """Add the rows of a formset to a body.

    Rows that exist come first, as Django expects; of those in the form, the ones that are left out
    are deleted.
    """
    current = [str(form.instance.pk) for form in formset.initial_forms]
    by_id = {row["id"][0]: row for row in rows if row["id"]}
    existing: list[Row] = [
        by_id.get(pk) or {**_values(form), "DELETE": ["on"]}
        for pk, form in zip(current, formset.initial_forms, strict=True)
    ]
    added = [{**row, "id": []} for row in rows if not row["id"] or row["id"][0] not in current]
    every_row = [*existing, *added]
    body.update(_management(formset, len(every_row), len(existing)))
    for number, row in enumerate(every_row):
        for name, values in row.items():
            body.setlist(f"{formset.prefix}-{number}-{name}", values)


def _management(formset: Any, total: int, initial: int) -> dict[str, str]:
    counts = {"TOTAL": total, "INITIAL": initial, "MIN_NUM": 0, "MAX_NUM": formset.max_num}
    return {f"{formset.prefix}-{name}_FORMS": str(count) for name, count in counts.items()}


def _values(form: forms.BaseForm) -> Row:
    return {name: _untouched(form[name]) for name in form.fields if name != "DELETE"}


def _untouched(bound: forms.BoundField) -> Values:
    """What a browser would post for a field that nobody touched."""
    widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)
    value = bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    formatted = widget.format_value(value)
    return _plain(formatted if isinstance(formatted, list | tuple) else [formatted])


def _plain(values) -> Values:
    """Without empty values, and with the line ends that are stored."""
    return [str(value).replace("\r\n", "\n") for value in values if value not in (None, "")]


def _visible(row: Row) -> Row:
    return {name: values for name, values in row.items() if name not in ("id", "DELETE")}


def _with_ids(rows: list[Row], formset: Any) -> list[Row]:
    """Let rows take the place of rows that exist: of equal ones first, then in their order."""
    free = {str(form.instance.pk): _visible(_values(form)) for form in formset.initial_forms}
    for row in rows:
        wanted = {name: values for name, values in row.items() if name != "id"}
        for pk, other in free.items():
            if all(other.get(name) == values for name, values in wanted.items()):
                row["id"] = [pk]
                del free[pk]
                break
    left = iter(free)
    for row in rows:
        if not row["id"]:
            row["id"] = [free_pk] if (free_pk := next(left, None)) else []
    return rows

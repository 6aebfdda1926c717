"""Two people save one item: the second is shown both texts, and chooses field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django_prose_editor.fields import ProseEditorFormField

from publishing.admin.typed import ItemForms, Row, Typed, Values, is_number, with_body
from publishing.models import DraftSave, WorkingCopy
from publishing.redline import ADDED, REMOVED, compare, one_side, prose_blocks, text_blocks
from publishing.snapshot import digest, snapshot

MINE, THEIRS = "mine", "theirs"
CHOICE = "merge-"
TOKENS = ("version", "base")


class EditConflict(Exception):
    """Ends a request's transaction: someone else saved since the form was opened.

    `request` is the one to show the form for, filled with what was typed.
    """

    def __init__(self, request: HttpRequest):
        self.request = request
        super().__init__()


@dataclass(frozen=True)
class Difference:
    """A field, or a whole list of parts, that says something else in the form than it does now."""

    name: str
    label: str
    mine: SafeString
    theirs: SafeString
    by_me: bool | None  # None where it is not known what the form opened with
    by_them: bool | None
    chosen: str
    missing: bool = False  # sent without a choice

    @property
    def who(self) -> str:
        if self.by_me and self.by_them:
            return gettext("You both changed this.")
        if self.by_me:
            return gettext("Only you changed this.")
        if self.by_them:
            return gettext("You did not change this.")
        return ""


def base_of(item: WorkingCopy) -> int | None:
    """The draft save that says what the item says now, if there is one."""
    latest = DraftSave.objects.about(item).first()
    return latest.pk if latest and latest.seal == digest(snapshot(item, latest.format)) else None


def claimed(model_admin, request: HttpRequest, object_id: str) -> HttpRequest:
    """Take the right to save; the request to go on with, in which choices have been applied.

    Raises EditConflict when someone else saved since the form was opened, or when a choice is
    missing. To be called in the transaction that saves.
    """
    item = model_admin.get_object(request, unquote(object_id))
    if item is None or not model_admin.has_change_permission(request, item):
        return request  # Django answers
    version = request.POST.get("version", "")
    current = version.isascii() and version.isdecimal() and len(version) < 10
    if not current or not item.claim(int(version)):
        raise EditConflict(_shown(model_admin, request, item))
    offered = request.POST.getlist("merging")
    if not offered:
        return request
    choices = {name: request.POST.get(CHOICE + name) for name in offered}
    if not set(choices.values()) <= {MINE, THEIRS}:
        item.version = int(version)  # the claim is rolled back
        raise EditConflict(_shown(model_admin, request, item))
    opened = ItemForms(model_admin, request, item)
    merged, now = opened.sent(request.POST), opened.current()
    for name, choice in choices.items():
        if choice == THEIRS and name in now.parts:
            merged.parts[name] = now.parts[name]
        elif choice == THEIRS and name in now.fields:
            merged.fields[name] = now.fields[name]
    return with_body(request, opened.to_send(merged, request.POST))


def _shown(model_admin, request: HttpRequest, item: WorkingCopy) -> HttpRequest:
    """A request that shows what was typed over what the item says now."""
    opened = ItemForms(model_admin, request, item)
    typed = opened.sent(request.POST)
    base = request.POST.get("base", "")
    body = opened.to_send(typed, request.POST)
    body["version"] = str(item.version)
    # What was typed is compared with what its form opened with, however often it is sent.
    body["base"] = base
    shown = with_body(request, body)
    shown.held = True
    opening = _opening(opened, item, base)
    shown.differences = list(_differences(opened, typed, opening, request.POST))
    shown.conflicting_saves = _saved_since(item, base)
    return shown


def _opening(opened: ItemForms, item: WorkingCopy, base: str) -> Typed | None:
    """What the item said when the form was opened."""
    if not is_number(base):
        return None
    saved = DraftSave.objects.about(item).filter(pk=int(base)).first()
    return opened.of_snapshot(saved.content) if saved and saved.content["fields"] else None


def _saved_since(item: WorkingCopy, base: str) -> list[DraftSave]:
    """Who saved since the form was opened, the newest first; of what is known."""
    saves = DraftSave.objects.about(item).select_related("by")
    if is_number(base):
        return list(saves.filter(pk__gt=int(base))[:5])
    return list(saves[:1])


def _differences(opened: ItemForms, mine: Typed, opening: Typed | None, post) -> Iterator[Any]:
    theirs = opened.current()
    for name, bound in opened.form.fields.items():
        if name in TOKENS or _same(bound, mine.fields[name], theirs.fields[name]):
            continue
        was = opening and opening.fields[name]
        lines = compare(
            _blocks(bound, theirs.fields[name]),
            _blocks(bound, mine.fields[name]),
        )
        yield _difference(
            name,
            capfirst(bound.label or name),
            lines,
            None if was is None else not _same(bound, was, mine.fields[name]),
            None if was is None else not _same(bound, was, theirs.fields[name]),
            post,
        )
    for formset in opened.formsets:
        prefix, fields = formset.prefix, formset.empty_form.fields
        ours, others = mine.parts[prefix], theirs.parts[prefix]
        if _same_rows(fields, ours, others):
            continue
        before = opening and opening.parts[prefix]
        lines = compare(_row_blocks(fields, others), _row_blocks(fields, ours))
        yield _difference(
            prefix,
            capfirst(formset.heading),
            lines,
            None if before is None else not _same_rows(fields, before, ours),
            None if before is None else not _same_rows(fields, before, others),
            post,
        )


def _difference(name, label, lines, by_me, by_them, post) -> Difference:
    chosen = post.get(CHOICE + name, "")
    if not chosen and by_me is not None and by_me != by_them:
        chosen = MINE if by_me else THEIRS
    missing = name in post.getlist("merging") and not post.get(CHOICE + name)
    mine, theirs = one_side(lines, ADDED), one_side(lines, REMOVED)
    return Difference(name, label, mine, theirs, by_me, by_them, chosen, missing)


def _same(field: forms.Field, one: Values, other: Values) -> bool:
    """Whether two ways to fill in a field say the same."""
    if one == other:
        return True
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return set(one) == set(other)
    try:
        return field.clean(" ".join(one)) == field.clean(" ".join(other))
    except ValidationError:
        return False


def _same_rows(fields: dict[str, forms.Field], one: list[Row], other: list[Row]) -> bool:
    def same(row: Row, beside: Row) -> bool:
        return all(_same(fields[name], row.get(name, []), beside.get(name, [])) for name in shown)

    shown = _shown_names(fields)
    return len(one) == len(other) and all(map(same, one, other))


def _shown_names(fields: dict[str, forms.Field]) -> list[str]:
    return [name for name, field in fields.items() if name != "DELETE" and not _hidden(field)]


def _hidden(field: forms.Field) -> bool:
    return field.widget.is_hidden


def _row_blocks(fields: dict[str, forms.Field], rows: list[Row]):
    """One block for each row, its fields named."""
    said = []
    for row in rows:
        words = [
            f"{capfirst(fields[name].label or name)}: {text}"
            for name in _shown_names(fields)
            if (text := " ".join(_said(fields[name], row.get(name, []))))
        ]
        said.append("; ".join(words))
    return text_blocks("\n".join(" ".join(line.split()) for line in said))


def _blocks(field: forms.Field, values: Values):
    text = "\n".join(_said(field, values))
    return prose_blocks(text) if isinstance(field, ProseEditorFormField) else text_blocks(text)


def _said(field: forms.Field, values: Values) -> list[str]:
    """What a person reads in a field: names in place of keys."""
    if isinstance(field, forms.ModelChoiceField):
        keys = [value for value in values if is_number(value)]
        return [str(row) for row in field.queryset.filter(pk__in=keys)]
    if isinstance(field, forms.BooleanField):
        return [gettext("yes") if values else gettext("no")]
    names = {str(key): label for key, label in getattr(field, "choices", ())}
    return [str(names.get(value, value)) for value in values]

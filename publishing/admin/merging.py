"""Two people save one item: the second is shown both texts, and chooses field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django_prose_editor.fields import ProseEditorFormField

from publishing.admin.form_values import FormValues, ItemForms, Row, Values, is_number
from publishing.admin.forms import TOKENS
from publishing.admin.rows import ROWS_SHOWN
from publishing.models import DraftSave, WorkingCopy
from publishing.redline import ADDED, REMOVED, Block, compare, one_side, prose_blocks, text_blocks

MINE, THEIRS = "mine", "theirs"
# The names of the differences that a form asks to choose in, and what each choice is named.
MERGING, CHOICE = "merging", "merge-"


class EditConflict(Exception):
    """Ends a request's transaction: someone else saved since the form was opened.

    `body` is what was posted, for the form to be shown with: the next save is over the item as
    it is now. `saves` are those of others, the newest first, as far as they are known.
    """

    def __init__(self, body: QueryDict, differences: list[Difference], saves: list[DraftSave]):
        self.body, self.differences, self.saves = body, differences, saves
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
    missing: bool = False  # posted without a choice

    @property
    def changed_by(self) -> str:
        if self.by_me and self.by_them:
            return gettext("You both changed this.")
        if self.by_me:
            return gettext("Only you changed this.")
        if self.by_them:
            return gettext("You did not change this.")
        return ""


def claim_or_conflict(
    item: WorkingCopy, post: QueryDict, open_forms: Callable[[], ItemForms]
) -> QueryDict:
    """Take the right to save; return the body to go on with, in which choices were applied.

    Raises EditConflict when someone else saved since the form was opened, or when a choice is
    missing. Call it in the transaction that saves.
    """
    version = post.get("version", "")
    readable = version.isascii() and version.isdecimal() and len(version) < 10
    if not readable or not item.claim(int(version)):
        raise _conflict(open_forms(), post)
    offered = post.getlist(MERGING)
    if not offered:
        return post
    choices = {name: post.get(CHOICE + name) for name in offered}
    if not set(choices.values()) <= {MINE, THEIRS}:
        item.version = int(version)  # the claim is rolled back
        raise _conflict(open_forms(), post)
    opened = open_forms()
    merged, current = opened.posted(post), opened.current()
    for name, choice in choices.items():
        if choice == THEIRS and name in current.parts:
            merged.parts[name] = current.parts[name]
        elif choice == THEIRS and name in current.fields:
            merged.fields[name] = current.fields[name]
    return opened.body(merged, post)


def _conflict(opened: ItemForms, post: QueryDict) -> EditConflict:
    """What was posted beside what the item says now."""
    mine, base = opened.posted(post), post.get("base", "")
    body = opened.body(mine, post)
    body["version"] = str(opened.item.version)
    # What was posted is compared with what its form opened with, however often it is posted.
    body["base"] = base
    opening = _opening(opened, base)
    differences = list(_differences(opened, mine, opening, post))
    return EditConflict(body, differences, _saved_since(opened.item, base))


def _opening(opened: ItemForms, base: str) -> FormValues | None:
    """What the item said when the form was opened, or None where that is not known."""
    if not is_number(base):
        return None
    save = DraftSave.objects.about(opened.item).filter(pk=int(base)).first()
    return opened.of_snapshot(save.content) if save and save.content["fields"] else None


def _saved_since(item: WorkingCopy, base: str) -> list[DraftSave]:
    """The saves since the form was opened, the newest first; of what is known."""
    saves = DraftSave.objects.about(item).select_related("by")
    if is_number(base):
        return list(saves.filter(pk__gt=int(base))[:5])
    return list(saves[:1])


def _differences(
    opened: ItemForms, mine: FormValues, opening: FormValues | None, post: QueryDict
) -> Iterator[Difference]:
    theirs = opened.current()
    for name, field in opened.form.fields.items():
        texts = (mine.fields[name], theirs.fields[name], opening and opening.fields[name])
        same, blocks = partial(_same, field), partial(_blocks, field)
        if name not in TOKENS and not same(*texts[:2]):
            yield _difference(name, str(field.label or name), texts, same, blocks, post)
    for formset in opened.formsets:
        prefix, fields = formset.prefix, formset.empty_form.fields
        opened_with = opening.parts.get(prefix) if opening else None
        if opened_with and len(opened_with) > ROWS_SHOWN:  # the form held a part of them
            opened_with = None
        rows = (mine.parts[prefix], theirs.parts[prefix], opened_with)
        same, blocks = partial(_same_rows, fields), partial(_row_blocks, fields)
        if not same(*rows[:2]):
            yield _difference(prefix, formset.heading, rows, same, blocks, post)


def _difference(name: str, label: str, texts, same, blocks, post: QueryDict) -> Difference:
    """Compare my text with theirs, and both with the one that the form opened with, if known."""
    mine, theirs, opening = texts
    known = opening is not None
    by_me = not same(opening, mine) if known else None
    by_them = not same(opening, theirs) if known else None
    choice = post.get(CHOICE + name, "")
    missing = name in post.getlist(MERGING) and not choice
    if not choice and by_me != by_them:
        choice = MINE if by_me else THEIRS
    lines = compare(blocks(theirs), blocks(mine))
    return Difference(
        name=name,
        label=capfirst(label),
        mine=one_side(lines, ADDED),
        theirs=one_side(lines, REMOVED),
        by_me=by_me,
        by_them=by_them,
        chosen=choice,
        missing=missing,
    )


def _same(field: forms.Field, values: Values, others: Values) -> bool:
    """Whether two ways to fill in a field say the same."""
    if values == others:
        return True
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return set(values) == set(others)
    try:
        return field.clean(" ".join(values)) == field.clean(" ".join(others))
    except ValidationError:
        return False


def _same_rows(fields: dict[str, forms.Field], rows: list[Row], others: list[Row]) -> bool:
    def same(row: Row, other: Row) -> bool:
        return all(_same(fields[name], row.get(name, []), other.get(name, [])) for name in visible)

    visible = _visible_names(fields)
    return len(rows) == len(others) and all(map(same, rows, others))


def _visible_names(fields: dict[str, forms.Field]) -> list[str]:
    return [
        name for name, field in fields.items() if name != "DELETE" and not field.widget.is_hidden
    ]


def _row_blocks(fields: dict[str, forms.Field], rows: list[Row]) -> list[Block]:
    """One block for each row, its fields named."""
    lines = []
    for row in rows:
        texts = [
            f"{capfirst(fields[name].label or name)}: {text}"
            for name in _visible_names(fields)
            if (text := " ".join(_formatted(fields[name], row.get(name, []))))
        ]
        lines.append(" ".join("; ".join(texts).split()))
    return text_blocks("\n".join(lines))


def _blocks(field: forms.Field, values: Values) -> list[Block]:
    text = "\n".join(_formatted(field, values))
    return prose_blocks(text) if isinstance(field, ProseEditorFormField) else text_blocks(text)


def _formatted(field: forms.Field, values: Values) -> list[str]:
    """What a person reads in a field: names in place of keys."""
    if isinstance(field, forms.ModelChoiceField):
        keys = [value for value in values if is_number(value)]
        choices: Any = field.queryset
        return [str(row) for row in choices.filter(pk__in=keys)]
    if isinstance(field, forms.BooleanField):
        return [gettext("yes") if values else gettext("no")]
    names = {str(key): label for key, label in getattr(field, "choices", ())}
    return [str(names.get(value, value)) for value in values]

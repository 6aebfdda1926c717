"""The formats of snapshots: which names each takes of every type, and what it leaves out as empty.

A seal is made in the format of its day and is verified in that format for ever. So a format never
changes once an edition was sealed in it: when a column leaves the working copy, or a choice is
renamed, a new format begins. What the types of an app declare under a format is kept in
`<app>/formats/<number>.json`, which `manage.py write_format` writes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

CURRENT = 4


@dataclass(frozen=True)
class Layout:
    """What a format takes of one type: the names of fields and sets, and of the columns of each
    kind of child row.

    `choices` is there for what was renamed since: by field, or `part.field`, what the format
    calls a value and what it is called today.
    """

    fields: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    sets: tuple[str, ...]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def called_today(self, name: str, value: Any) -> Any:
        return self.choices.get(name, {}).get(value, value)

    def called_then(self, name: str, value: Any) -> Any:
        return {new: old for old, new in self.choices.get(name, {}).items()}.get(value, value)


def is_empty(value: Any, number: int) -> bool:
    """Whether a format leaves `value` out, so that columns added later do not alter old seals.

    Format 1 left out 0 as well, which is equal to False.
    """
    if number == 1:
        return value in (None, "", False)
    return value is None or value is False or value == ""


def layout(item_model: type[models.Model], number: int) -> Layout:
    """Return what a format takes of a type. Raises LookupError when it does not know the type."""
    return _layouts(item_model._meta.app_label, number)[str(item_model._meta.model_name)]


def every_layout(item_model: type[models.Model]) -> list[Layout]:
    """Return what each format takes of a type, today's first; without those of before its time."""
    label, name = item_model._meta.app_label, str(item_model._meta.model_name)
    numbers = [number for number in range(CURRENT, 0, -1) if path(label, number).exists()]
    known = [_layouts(label, number) for number in numbers]
    return [layouts[name] for layouts in known if name in layouts]


def full_layout(item_model: type[models.Model]) -> Layout:
    """Return what any format takes of a type, today's names first, with what choices are called
    today."""
    layouts = every_layout(item_model)
    parts: dict[str, dict[str, None]] = {}
    for taken in layouts:
        for name, columns in taken.parts.items():
            parts.setdefault(name, {}).update(dict.fromkeys(columns))
    return Layout(
        tuple(dict.fromkeys(name for taken in layouts for name in taken.fields)),
        {name: tuple(columns) for name, columns in parts.items()},
        tuple(dict.fromkeys(name for taken in layouts for name in taken.sets)),
        layouts[0].choices,
    )


def path(app_label: str, number: int) -> Path:
    return Path(apps.get_app_config(app_label).path) / "formats" / f"{number}.json"


@cache
def _layouts(app_label: str, number: int) -> dict[str, Layout]:
    return {
        name: Layout(
            tuple(written["fields"]),
            {part: tuple(columns) for part, columns in written["parts"].items()},
            tuple(written["sets"]),
            written.get("choices", {}),
        )
        for name, written in json.loads(path(app_label, number).read_text()).items()
    }

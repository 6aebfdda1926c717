"""Write down what every type declares, as the current format of snapshots."""

import json
from collections.abc import Iterable

from django.core.management import BaseCommand, CommandError

from publishing.formats import CURRENT, Layout, layout, path
from publishing.items import item_models
from publishing.snapshot import declared_layout


class Command(BaseCommand):
    help = (
        "Writes down the names that snapshots of the current format take of every type. Names can "
        "be added to a format, for what is new is empty in all that was sealed in it; they are "
        "taken out by beginning another one: raise CURRENT in publishing/formats.py."
    )

    def handle(self, **options):
        by_app: dict[str, dict[str, dict]] = {}
        for model in sorted(item_models(), key=lambda model: model._meta.label_lower):
            kept, declared = known(model), declared_layout(model)
            if lost := sorted(names(kept) - names(declared)):
                raise CommandError(
                    f"{model._meta.label} no longer declares {', '.join(lost)}. Editions were "
                    f"sealed with it in format {CURRENT}: raise CURRENT in publishing/formats.py."
                )
            layouts = by_app.setdefault(model._meta.app_label, {})
            layouts[str(model._meta.model_name)] = {
                "fields": in_order(kept.fields, declared.fields),
                "parts": {
                    part: in_order(kept.parts.get(part, ()), columns)
                    for part, columns in declared.parts.items()
                },
                "sets": declared.sets,
            }
        for app_label, layouts in by_app.items():
            file = path(app_label, CURRENT)
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(layouts, indent=1) + "\n")
            self.stdout.write(str(file))


def known(model) -> Layout:
    """What the current format takes of a type already; where it is new, what the one before took
    and is still declared."""
    for number in (CURRENT, CURRENT - 1):
        try:
            kept = layout(model, number)
        except (FileNotFoundError, LookupError):
            continue
        return kept if number == CURRENT else still_declared(kept, declared_layout(model))
    return Layout((), {}, ())


def still_declared(before: Layout, declared: Layout) -> Layout:
    """What a format of before took, without what is not declared any more."""
    return Layout(
        tuple(name for name in before.fields if name in declared.fields),
        {
            part: tuple(name for name in before.parts.get(part, ()) if name in columns)
            for part, columns in declared.parts.items()
        },
        tuple(name for name in before.sets if name in declared.sets),
    )


def in_order(kept: Iterable[str], declared: Iterable[str]) -> list[str]:
    """What is declared, in the order in which people have read it; what is new comes last."""
    return list(dict.fromkeys((*kept, *declared)))


def names(taken: Layout) -> set[str]:
    parts = (f"{part}.{column}" for part, columns in taken.parts.items() for column in columns)
    return {*taken.fields, *parts, *taken.sets}

"""Loads the demo: TOML files, made public through `import_edition` and `publish`.

One file per item, `content/<folder>/<slug>.toml`, and many rows per file of reference data,
`[[rows]]`. Keys are the models' own field names. What a row points at is written with its natural
key: a country's code, a slug, a statistic's key, a picture's title, `relationship/section`. Child
rows are arrays of tables in their order. `[[history]]` tables are earlier editions, oldest first:
`from`, a day; `like_now`, the keys whose values were those of today, or `true` for all of them; the
public note, `note_en` and `note_es`; and the other values of that edition. A key that it does not
name was empty.

An item or row that exists already is left alone, whatever its file says.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.db import Error, models, transaction
from django.utils import timezone
from django.utils.translation import override

from demo import pictures
from portal.models import FooterLink
from programs.models import Answer, Audience, Field, Level
from publishing.changes.position import readers_now
from publishing.items import item_models
from publishing.languages import translated_columns
from publishing.models import WorkingCopy
from publishing.snapshot import part_models, shared_fields, shared_sets
from relations.models import Image, Organization, Partner, Section, Statistic, Topic
from search.models import Synonyms

CONTENT = Path(__file__).parent / "content"

# Folders in the order in which their rows are made.
REFERENCE: dict[str, type[models.Model]] = {
    "partners": Partner,
    "topics": Topic,
    "organizations": Organization,
    "audiences": Audience,
    "levels": Level,
    "fields": Field,
    "answers": Answer,
    "images": Image,
    "footer_links": FooterLink,
    "synonyms": Synonyms,
}
# Folders in the order in which their items are made and published.
ITEMS: dict[str, type[WorkingCopy]] = {
    f"{model._meta.model_name}s": model for model in item_models()
}
# Every other model: "slug".
NATURAL_KEYS = {Partner: "code", Image: "title", Statistic: "key", FooterLink: "url"}


LINK = re.compile(r'href="(/[^"#?]+)')

NOTES = translated_columns("note")


class LoadError(Exception):
    """A file of the demo is wrong; the message says which, and why."""


def load(content: Path = CONTENT) -> Counter:
    """Load every file, all of them or none. Returns how many rows were made, by folder.

    Raises LoadError.
    """
    made: Counter = Counter()
    with transaction.atomic():
        publisher = _publisher()
        for folder, model in REFERENCE.items():
            for path in sorted((content / folder).glob("*.toml")):
                with _naming(path):
                    made[folder] += sum(_make_row(model, row) for row in _rows(path))
        items = []
        for folder, model in ITEMS.items():
            for path in sorted((content / folder).glob("*.toml")):
                with _naming(path):
                    table = _read(path)
                    if item := _make_item(model, path, table, publisher):
                        items.append((path, item, table))
                        made[folder] += 1
        # Statistics come before the texts that use them, and after what they are computed from.
        items = _linked_first(items)
        items.sort(
            key=lambda entry: (not isinstance(entry[1], Statistic), "derivation" in entry[2])
        )
        for path, item, table in items:
            with _naming(path):
                made["editions"] += _publish(item, table, publisher)
    return made


def _linked_first(items: list[tuple[Path, Any, dict]]) -> list[tuple[Path, Any, dict]]:
    """Items in an order in which each comes after those that its texts link to."""
    with override(settings.LANGUAGE_CODE):  # in which texts write addresses
        urls = {item.get_absolute_url(): item for _path, item, _table in items}
    links = {
        item: {urls[url] for url in LINK.findall(str(table)) if url in urls} - {item}
        for _path, item, table in items
    }
    try:
        order = {item: n for n, item in enumerate(TopologicalSorter(links).static_order())}
    except CycleError as error:
        names = " → ".join(item.slug for item in error.args[1])
        raise LoadError(f"these link to each other, so none can be first: {names}") from error
    return sorted(items, key=lambda entry: order[entry[1]])


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn every error inside the block into a LoadError that names the file."""
    try:
        yield
    except ValidationError as error:
        raise LoadError(f"{path.parent.name}/{path.name}: {' '.join(_reasons(error))}") from error
    except (ValueError, LookupError, TypeError, ObjectDoesNotExist, Error) as error:
        raise LoadError(f"{path.parent.name}/{path.name}: {error}") from error


def _reasons(error: ValidationError) -> list[str]:
    if hasattr(error, "error_dict"):
        return [f"{name}: {' '.join(why)}" for name, why in error.message_dict.items()]
    return list(error.messages)


def _publisher():
    """The user in whose name the demo is published; nobody can sign in as it."""
    User = get_user_model()
    user, created = User.objects.get_or_create(username="demo", defaults={"is_staff": False})
    if created:
        user.set_unusable_password()
        user.save()
    return user


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _rows(path: Path) -> list[dict[str, Any]]:
    table = _read(path)
    rows = table.pop("rows", [])
    if table:
        raise ValueError(f"unknown: {', '.join(sorted(table))}")
    return rows


def key_name(model: type[models.Model]) -> str:
    """Return the name of the field that is the natural key of a model."""
    return NATURAL_KEYS.get(model, "slug")


def find(model: type[models.Model], key: str) -> models.Model:
    """Return the row with a natural key. Raises LookupError."""
    lookups = {key_name(model): key}
    if model is Section:
        relationship, _, slug = key.partition("/")
        lookups = {"relationship__slug": relationship, "slug": slug}
    try:
        return model._default_manager.get(**lookups)
    except ObjectDoesNotExist:
        raise LookupError(f"there is no {model._meta.verbose_name} “{key}”") from None


def _make_row(model: type[models.Model], values: dict[str, Any]) -> bool:
    """Make one row of reference data, unless it exists. Returns whether it was made."""
    values = dict(values)
    if _is_there(model, values):
        return False
    row = model()
    if model is Image:
        name, picture = pictures.draw(values.pop("draw"))
        row.file.save(name, ContentFile(picture), save=False)
    sets = {f.name: values.pop(f.name, []) for f in model._meta.local_many_to_many}
    _fill(row, values)
    row.full_clean()
    row.save()
    for name, keys in sets.items():
        targets = getattr(row, name)
        targets.set([find(targets.model, key) for key in keys])
    return True


def _is_there(model: type[models.Model], values: dict[str, Any]) -> bool:
    if model is Synonyms:  # each word stands in one group, whatever staff added to it
        return bool(Synonyms(**values).others())
    key = key_name(model)
    if key not in values:
        raise ValueError(f"a row lacks its {key}")
    return model._default_manager.filter(**{key: values[key]}).exists()


def _make_item(
    model: type[WorkingCopy], path: Path, table: dict[str, Any], publisher
) -> WorkingCopy | None:
    """Make the working copy with what identifies it, so that others can refer to it.

    Returns None when it exists.
    """
    item = model(slug=table.get("slug", path.stem), owner=publisher)
    if model is Statistic:
        item.key = table.get("key", path.stem)
    content = {field.name for field in shared_fields(model, model.edition_model())}
    sets = set(shared_sets(model, model.edition_model())) - {"cited"}
    identity = table.keys() - content - sets - {*model.published_parts, "history", *NOTES}
    _fill(item, {name: table[name] for name in identity | _mandatory(model) & table.keys()})
    scope = {"relationship": item.relationship} if model is Section else {}
    if model._default_manager.filter(slug=item.slug, **scope).exists():
        return None
    item.save()
    return item


def _publish(item: WorkingCopy, table: dict[str, Any], publisher) -> int:
    """Write the history of an item and its current edition. Returns the number of editions."""
    stages = table.get("history", [])
    for stage in stages:
        _write(item, _content_of(stage, table))
        midnight = datetime.combine(_day(stage.get("from")), time.min)
        item.import_edition(publisher, timezone.make_aware(midnight), **_notes(stage))
    _write(item, _content_of({"like_now": True}, table))
    item = type(item)._default_manager.get(pk=item.pk)
    item.fill_in()  # as it would be published
    in_force = item.edition_at(readers_now())
    if in_force and not item.differs_from(in_force):
        return len(stages)
    item.publish(publisher, **_notes(table))
    return len(stages) + 1


def _notes(stage: dict[str, Any]) -> dict[str, Any]:
    return {name: stage[name] for name in NOTES if name in stage}


def _content_of(stage: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """The values of an edition: those that it shares with `table`, and its own."""
    not_content = {"from", "like_now", "history", *NOTES}
    shared = stage.get("like_now", [])
    names = table.keys() if shared is True else shared
    if missing := set(names) - table.keys():
        raise ValueError(f"like_now names what is not there: {', '.join(sorted(missing))}")
    return {
        **{name: table[name] for name in names if name not in not_content},
        **{name: value for name, value in stage.items() if name not in not_content},
    }


def _write(item: WorkingCopy, content: dict[str, Any]) -> None:
    """Set the content of the working copy to this alone; what identifies it stays."""
    model = type(item)
    for field in shared_fields(model, model.edition_model()):
        if field.name not in content and field.name not in _mandatory(model):
            setattr(item, field.attname, field.get_default())
    sets = [name for name in shared_sets(model, model.edition_model()) if name != "cited"]
    columns = content.keys() - {*sets, *model.published_parts}
    _fill(item, {name: content[name] for name in columns})
    item.save()
    for name in sets:
        targets = getattr(item, name)
        targets.set([find(targets.model, key) for key in content.get(name, [])])
    for name in model.published_parts:
        getattr(item, name).all().delete()
        working, published = part_models(model, name)
        ordered = any(f.name == "position" for f in shared_fields(working, published))
        for position, row in enumerate(content.get(name, [])):
            part = working(**{model._meta.get_field(name).field.name: item})
            _fill(part, {"position": position, **row} if ordered else row)
            part.full_clean()
            part.save()


def _mandatory(model: type[models.Model]) -> set[str]:
    """The foreign keys that no row can be without, such as a section's relationship."""
    return {f.name for f in model._meta.concrete_fields if f.is_relation and not f.null}


def _fill(row: models.Model, values: dict[str, Any]) -> None:
    fields = {f.name: f for f in row._meta.concrete_fields if f.editable and not f.primary_key}
    if unknown := values.keys() - fields.keys():
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(row, name, _cleaned(fields[name], value, row))


def _cleaned(field: models.Field, value: Any, row: models.Model) -> Any:
    if isinstance(field, models.ForeignKey):
        return find(field.related_model, value)
    if isinstance(field, models.CharField) and isinstance(value, date):
        value = value.isoformat()
    try:
        return field.clean(value, row)
    except ValidationError as error:
        raise ValueError(f"{field.name}: {' '.join(error.messages)}") from error


def _day(value: Any) -> date:
    if type(value) is not date:
        raise ValueError(f"“{value}” is not a day; write it as 2022-09-20")
    return value

"""Imports go one way: between the rooms, between the packages of the two large ones, and between
modules never in a circle. Those inside functions count as well."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONTENT = ("publishing", "search", "reading", "relations", "programs", "portal", "demo", "config")
WITHOUT_CONTENT = ("accounts", "delivery")
# What all rooms may know: that something changed, and the time that readers go by.
ORDER_OF_CHANGES = "publishing.changes"
# What the lower rooms may know of the others: who may come to the desk.
WHO_IS_STAFF = "accounts.roles"
BELOW_PORTAL = CONTENT[: CONTENT.index("portal")]
ROOMS = (*CONTENT, *WITHOUT_CONTENT)

# Each line imports from the lines above it; what stands on one line does not import each other.
ORDER = {
    "": CONTENT,
    "publishing": (
        "characters",
        "addresses languages clock fields files formats markup sorting",
        "changes",
        "redline",
        "snapshot",
        "models",
        "items history links targets comparing chosen",
        "shadows",
        "preview",
        "permissions",
        "moment",
        "freezing",
        "record",
        "triggers",
        "redaction bulk",
        "templatetags",
        "admin",
        "management migrations apps",
    ),
    "search": (
        "analysis models",
        "documents words synonyms",
        "schema names thesaurus",
        "index matching",
        "catching questions",
        "finding middleware",
        "quality",
        "admin",
        "management migrations apps",
    ),
    "relations": (
        "wording",
        "register",
        "prose",
        "storage picture_decoder",
        "fields pictures texts",
        "models",
        "links",
        "series",
        "figures",
        "lint",
        "debt records sides uses",
        "filters",
        "views",
        "templatetags",
        "admin",
        "management migrations apps",
    ),
}


class Import(NamedTuple):
    """One module imports another; `place` is the file and the line that say so."""

    importer: str
    imported: str
    place: str

    def __str__(self):
        return f"{self.place} imports {self.imported}"


def name_of(path: Path) -> str:
    """`relations.models` for `relations/models/__init__.py`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def imports_in(path: Path) -> Iterator[Import]:
    """What a module imports from the rooms: a module where the name of one is imported, or else
    the package that has the name."""
    importer = name_of(path)
    package = importer if path.stem == "__init__" else importer.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [(alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            names = [(f"{source}.{alias.name}", source) for alias in node.names]
        else:
            continue
        for imported in {long if long in MODULES else short for long, short in names}:
            if imported in MODULES and imported != importer:
                yield Import(importer, imported, f"{path.relative_to(ROOT)}:{node.lineno}")


IMPORTS = [statement for path in MODULES.values() for statement in imports_in(path)]


def part_of(module: str, room: str) -> str:
    """The package or module of a room that a module belongs to, or of the whole site the room;
    empty for what is elsewhere, and for the room's own `__init__`."""
    if not room:
        return module.partition(".")[0]
    inside = module.removeprefix(f"{room}.")
    return "" if inside == module else inside.partition(".")[0]


@pytest.mark.parametrize("room", ORDER, ids=lambda room: room or "rooms")
def test_imports_go_one_way(room):
    place_of = {part: place for place, line in enumerate(ORDER[room]) for part in line.split()}
    upwards = []
    for statement in IMPORTS:
        importer, imported = part_of(statement.importer, room), part_of(statement.imported, room)
        if importer == imported or not {importer, imported} <= place_of.keys():
            continue
        if place_of[imported] >= place_of[importer]:
            upwards.append(f"{statement}, but {importer} does not stand above {imported}")
    order = " ← ".join(line.replace(" ", ", ") for line in ORDER[room])
    assert not upwards, "\n".join(
        [
            *upwards,
            f"Each of these imports only from those to its left: {order}.",
            "Move the code to where both may import it, or let the caller pass it in.",
        ]
    )


@pytest.mark.parametrize("room", ORDER, ids=lambda room: room or "rooms")
def test_every_part_of_a_room_has_its_place(room):
    placed = {part for line in ORDER[room] for part in line.split()}
    parts = {part_of(module, room) for module in MODULES} - {"", *WITHOUT_CONTENT}
    assert not parts - placed, f"give {parts - placed} a line in ORDER[{room!r}]"
    assert not placed - parts, f"take {placed - parts} out of ORDER[{room!r}]"


@pytest.mark.parametrize("room", WITHOUT_CONTENT)
def test_it_imports_no_content(room):
    content = [
        str(statement)
        for statement in IMPORTS
        if part_of(statement.importer, "") == room
        and part_of(statement.imported, "") in CONTENT
        and not statement.imported.startswith(ORDER_OF_CHANGES)
    ]
    assert not content, "\n".join([*content, f"{room} knows nothing of what the site is about."])


@pytest.mark.parametrize("room", BELOW_PORTAL)
def test_it_knows_of_who_signs_in_only_who_is_staff(room):
    beside = [
        str(statement)
        for statement in IMPORTS
        if part_of(statement.importer, "") == room
        and part_of(statement.imported, "") in WITHOUT_CONTENT
        and not (
            statement.importer.startswith("publishing.admin.")
            and statement.imported == WHO_IS_STAFF
        )
    ]
    assert not beside, "\n".join([*beside, f"Only publishing.admin imports {WHO_IS_STAFF}."])


def test_modules_do_not_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for statement in IMPORTS:
        graph.setdefault(statement.importer, set()).add(statement.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = [*pairwise(reversed(error.args[1]))]
        lines = [
            str(statement) for pair in circle for statement in IMPORTS if statement[:2] == pair
        ]
        pytest.fail("\n".join(["A circle:", *lines]), pytrace=False)

"""Imports go one way between the rooms."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ORDER = ("publishing", "relations", "programs", "portal", "demo", "config")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", ORDER)
def test_room_imports_only_from_earlier_rooms(room):
    later = {*ORDER[ORDER.index(room) + 1 :]}
    for path in (ROOT / room).rglob("*.py"):
        assert not imported_rooms(path) & later, path


def test_delivery_imports_no_content():
    for path in (ROOT / "delivery").rglob("*.py"):
        assert not imported_rooms(path) & set(ORDER), path

"""Only the wording of numbers and dates knows the languages by name: all other code asks for them,
so that another language needs its column, its catalogue and its wording, and no hunt."""

import ast
import re
from pathlib import Path

from publishing.languages import LANGUAGES
from tests.contracts.test_catalogue import ROOT, SOURCES, TEMPLATES

# Where languages may be named, and why.
NAMING = {
    "config/settings.py": "which languages the site has",
    "relations/wording": "how each says a value, a period or an amount",
    "publishing/sorting.py": "the articles of each, which titles are not sorted by",
    "search/analysis.py": "the stems of each, and the words that say nothing",
    "migrations": "what was true when each was written",
}


def code_naming_a_language(path: Path) -> list[str]:
    """The places of a module in which a language is written by its code."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in LANGUAGES
    ]


def template_naming_a_language(path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(rf"""["']({"|".join(LANGUAGES)})["']""", line)
    ]


def may_name(path: Path) -> bool:
    return any(f"/{place}" in f"/{path.relative_to(ROOT).as_posix()}" for place in NAMING)


def test_languages_are_named_only_where_their_words_are():
    places = [
        *(
            place
            for path in SOURCES
            if not may_name(path)
            for place in code_naming_a_language(path)
        ),
        *(place for path in TEMPLATES for place in template_naming_a_language(path)),
    ]
    assert not places, "\n".join(["ask settings.LANGUAGES, or publishing.languages", *places])

"""How the site writes Spanish, in the catalogue and in the demonstration."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from django.conf import settings

from demo.loading import CONTENT
from tests.contracts.test_catalogue import entries

# What is not written, and what is instead.
STYLE = {
    r"(?i:\bpostulación)": "propuesta",
    r"(?i:\bmemorandos?\b)": "memorándum",
    r"(?i:\blos) Estados Unidos\b(?! Mexicanos| de América)": "Estados Unidos, without an article",
    r"\bRRM\b": "MLRR",
    r"(?i:\bacudir o escribir\b)": "sin cita o por escrito",
}
# What the partners’ names are written with in a sentence is a field of its own, and this its help.
HELP = "Con su artículo si lo lleva: the United States, los Estados Unidos."


def catalogue() -> Iterator[tuple[str, str]]:
    for entry in entries("es"):
        for keyword, text in entry.items():
            if keyword.startswith("msgstr"):
                yield entry["msgid"], text


def demonstration() -> Iterator[tuple[str, str]]:
    # Synonyms are what readers write, not what the site writes.
    for path in sorted(set(CONTENT.rglob("*.toml")) - set(CONTENT.glob("synonyms/*.toml"))):
        for text in spanish(tomllib.loads(path.read_text())):
            yield str(path.relative_to(settings.BASE_DIR)), text


def spanish(value, name: str = "") -> Iterator[str]:
    """The Spanish texts of a file of the demonstration."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from spanish(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from spanish(inner, name)
    elif isinstance(value, str) and name.endswith("_es"):
        yield value


def unstyled(texts) -> list[str]:
    return [
        f"{place}: “{found[0]}” in “{text[:80]}”: {instead}"
        for place, text in texts
        for words, instead in STYLE.items()
        if text != HELP and (found := re.search(words, text))
    ]


@pytest.mark.parametrize("texts", [catalogue, demonstration])
def test_spanish_is_written_in_one_way(texts):
    every = list(texts())
    assert len(every) > 300
    assert not (wrong := unstyled(every)), "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Memorando de entendimiento con los Estados Unidos", 2),
        ("El comercio de los Estados Unidos Mexicanos", 0),
        ("Memorándum de Estados Unidos", 0),
        ("El RRM", 1),
    ],
)
def test_the_rules_find_what_they_are_for(text, number):
    assert len(unstyled([("here", text)])) == number

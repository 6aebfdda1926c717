"""No sentence is left in English: what the code and the templates translate is in the catalogue of
every other language, and what templates say is translated."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from publishing.languages import LANGUAGES

ROOT = Path(settings.BASE_DIR)
ROOMS = (
    *("publishing", "search", "reading", "relations", "programs", "portal"),
    *("delivery", "accounts", "demo", "config"),
)
SOURCES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
OTHERS = [language for language in LANGUAGES if language != settings.LANGUAGE_CODE]

# The functions that translate, and which of their arguments names a text in the catalogue.
ARGUMENTS = {"gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(n?p?gettext|_)\({LITERAL}(?:, {LITERAL})?(?:, {LITERAL})?")
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sd]|\{\w*\}")
ENTRY = re.compile(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)
LETTERS = re.compile(r"[^\W\d_]{2}")
READ_OUT = ("alt", "aria-label", "placeholder", "title")
# What templates say in every language alike.
NAMES = re.compile(r"\b(?:Chancery|BibTeX|CSV|CSL-JSON|JSON|RIS|SHA-256)\b")


def texts_of_code(path: Path) -> Iterator[tuple[str, str]]:
    """Every text that a module translates, with its place; of a computed one nothing."""
    tree = ast.parse(path.read_text())
    functions = {
        alias.asname or alias.name: alias.name.replace("_lazy", "").replace("_noop", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = functions.get(node.func.id)
            if function in ARGUMENTS:
                text, place = (
                    node.args[ARGUMENTS[function]],
                    f"{path.relative_to(ROOT)}:{node.lineno}",
                )
                assert not isinstance(text, ast.JoinedStr), f"{place} translates an f-string"
                if isinstance(text, ast.Constant):
                    yield text.value, place


def texts_of_template(path: Path) -> Iterator[tuple[str, str]]:
    for function, *literals in CALL.findall(templatize(path.read_text(), str(path))):
        literal = literals[ARGUMENTS["gettext" if function == "_" else function]]
        yield ast.literal_eval(literal), str(path.relative_to(ROOT))


def translated_texts() -> dict[str, str]:
    """Every text that the site translates, with the first of its places."""
    texts = [pair for path in SOURCES for pair in texts_of_code(path)]
    texts += [pair for path in TEMPLATES for pair in texts_of_template(path)]
    return dict(reversed(texts))


def untranslated(template: str) -> list[str]:
    """Return what a template says outside of its tags and variables, but for names."""
    literal, skipped_until = "", ""
    for token in Lexer(template).tokenize():
        name, _space, argument = token.contents.partition(" ")
        if skipped_until:
            skipped_until = "" if name == skipped_until else skipped_until
        elif name in ("blocktranslate", "comment") or argument in ("bodyclass", "body_class"):
            skipped_until = f"end{name}"
        elif token.token_type == TokenType.TEXT:
            literal += token.contents
        elif token.token_type != TokenType.COMMENT:
            literal += "·"
    reader = Words()
    reader.feed(literal)
    reader.close()
    return [words for words in reader.words if LETTERS.search(NAMES.sub("", words))]


class Words(HTMLParser):
    """What a page says: its text, its description and the attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag, attributes):
        is_description = ("name", "description") in attributes
        self.words += [
            value or ""
            for name, value in attributes
            if name in READ_OUT or (name == "content" and is_description)
        ]

    def handle_data(self, data):
        self.words.append(data.strip())


def entries(language: str) -> list[dict[str, str]]:
    """The texts of a language's .po file, by keyword: `msgid`, `msgid_plural`, `msgstr[0]`."""
    blocks = catalogue(language, "po").read_text().split("\n\n")
    return [
        {
            keyword: "".join(map(ast.literal_eval, lines.splitlines()))
            for keyword, lines in ENTRY.findall(block)
        }
        for block in blocks[1:]  # the first describes the file
    ]


def catalogue(language: str, suffix: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"django.{suffix}"


def compiled(language: str) -> dict:
    """The texts of a language's .mo file, by their English; a plural's by that and its number."""
    with catalogue(language, "mo").open("rb") as file:
        texts = GNUTranslations(file)._catalog
    return {key: text for key, text in texts.items() if key}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_in_the_catalogue(language):
    keys = (key[0] if isinstance(key, tuple) else key for key in compiled(language))
    known = {key.rpartition("\x04")[2] for key in keys}  # without the context, if it has one
    texts = translated_texts()
    assert len(texts) > 1000
    lacking = [f"{place}: {text}" for text, place in texts.items() if text and text not in known]
    assert not lacking, "\n".join(
        [f"run makemessages and translate, in locale/{language}", *lacking]
    )


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(language):
    written = {}
    for entry in entries(language):
        for keyword, text in entry.items():
            number = keyword.removeprefix("msgstr").strip("[]")
            if keyword.startswith("msgstr"):
                assert text, f"not translated: {entry['msgid']}"
                key = "\x04".join(filter(None, [entry.get("msgctxt"), entry["msgid"]]))
                written[(key, int(number)) if number else key] = text
    texts = compiled(language)
    stale = [key for key in written.keys() | texts.keys() if written.get(key) != texts.get(key)]
    assert not stale, f"compile locale/{language} anew: {stale[:5]}"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_places_of_values_and_none_is_a_guess(language):
    assert "#, fuzzy" not in catalogue(language, "po").read_text()
    for entry in entries(language):
        english = {*PLACEHOLDER.findall(entry["msgid"])}
        if "msgid_plural" in entry:
            english |= {*PLACEHOLDER.findall(entry["msgid_plural"])}
        for keyword, text in entry.items():
            if keyword.startswith("msgstr"):
                extra = {*PLACEHOLDER.findall(text)} - english
                lost = english - {*PLACEHOLDER.findall(text)} if "[0]" not in keyword else set()
                assert not extra | lost, (entry["msgid"], text)


def test_templates_say_nothing_that_is_not_translated():
    by_template = {path.name: untranslated(path.read_text()) for path in TEMPLATES}
    assert {name: words for name, words in by_template.items() if words} == {}

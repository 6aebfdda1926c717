"""Texts that are invented in every language at once, of words as uneven as those of real texts."""

import tomllib
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from string import Formatter

from django.utils.text import capfirst

from publishing.languages import LANGUAGES

SYLLABLES = (
    "ta ma lu ca cor ven ña rí te pé xo chi quil mon ter gar cí lo san del ro blé do ji güe"
).split()
NAMES = ("name", "name2")  # gaps that take no word of a list
ONE_LANGUAGE = 0.2  # the share of items that are written in one language only

Texts = dict[str, str]  # by language


def languages(random: Random) -> tuple[str, ...]:
    """Return the languages that an item is written in."""
    return (random.choice(LANGUAGES),) if random.random() < ONE_LANGUAGE else LANGUAGES


def title(random: Random) -> Texts:
    return {language: capfirst(text) for language, text in _phrase(random, "titles").items()}


def term(random: Random) -> Texts:
    return {language: capfirst(text) for language, text in _phrase(random, "terms").items()}


def paragraph(random: Random) -> Texts:
    sentences = [_phrase(random, "sentences") for _ in range(random.randint(1, 3))]
    return {
        language: " ".join(capfirst(sentence[language]) for sentence in sentences)
        for language in LANGUAGES
    }


def prose(random: Random) -> Texts:
    """Return a few paragraphs of HTML."""
    paragraphs = [paragraph(random) for _ in range(random.randint(2, 4))]
    return {
        language: "".join(f"<p>{text[language]}</p>" for text in paragraphs)
        for language in LANGUAGES
    }


def skewed(random: Random, number: int) -> int:
    """Return one of so many places, of which each is taken as much less often as it comes later:
    the distribution of Zipf."""
    return random.choices(range(number), cum_weights=_weights(number))[0]


@cache
def _weights(number: int) -> list[float]:
    return list(accumulate(1 / (place + 1) for place in range(number)))


def _phrase(random: Random, kind: str) -> Texts:
    """Draw a pattern, and a word for each of its gaps, from the same places of every language."""
    lists = words()
    first = lists[LANGUAGES[0]]
    pattern = skewed(random, len(first[kind]))
    gaps = gaps_of(first[kind][pattern])
    names = {gap: _name(random) for gap in gaps if gap in NAMES}
    places = {gap: skewed(random, len(first[gap.rstrip("2")])) for gap in gaps if gap not in NAMES}
    return {
        language: lists[language][kind][pattern].format(
            **names,
            **{gap: lists[language][gap.rstrip("2")][place] for gap, place in places.items()},
        )
        for language in LANGUAGES
    }


def _name(random: Random) -> str:
    """Return a name that is seldom drawn twice."""
    return "".join(random.choices(SYLLABLES, k=random.randint(2, 4))).capitalize()


@cache
def gaps_of(pattern: str) -> list[str]:
    return sorted({name for _text, name, *_ in Formatter().parse(pattern) if name})


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """The words of each language; those of the first for a language that has none."""
    folder = Path(__file__).parent
    files = {language: folder / f"{language}.toml" for language in LANGUAGES}
    fallback = files[LANGUAGES[0]]
    return {
        language: tomllib.loads((path if path.exists() else fallback).read_text("utf-8"))
        for language, path in files.items()
    }

"""How texts and questions become the words that the index compares; the same for both.

A word that is written together of several, such as `T-MEC`, `García-Robles`, `U.S.` or `l'enfant`,
is its parts, one after the other, and besides the one word that they are without their signs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from publishing.characters import fold, legible
from publishing.languages import LANGUAGES

STEMMERS = {"en": "english", "es": "spanish"}  # of the languages that a site may have
MAX_WORD_LENGTH = 40  # characters; the rest of a longer word is not compared
# Characters among which are those that nobody sees: all but the usual letters and signs.
RARE = re.compile("[^\\x00-\\xac\\xae-\\xff\\u2010-\\u2015\\u2018-\\u201f\\u2026]")
COMPOUND = re.compile(r"[^\W_]+(?:[-'.·/&][^\W_]+|(?<=\d),\d+)*")
JOINTS = re.compile(r"[-'.·/&,]")
# What people write for the apostrophe and the hyphen of the keyboard.
SIGNS = {**dict.fromkeys("‘’ʼ´`", "'"), **dict.fromkeys("‐‑–−", "-")}
SIGN = re.compile(f"[{''.join(SIGNS)}]")
# Words that alone say nothing of what somebody looks for, in the form in which they are compared.
STOP_WORDS = {
    "en": """a about an and any are as at be between by can do does for from has have how i if in
        into is it its me my of on or our that the there their they this to we what when where which
        who why will with you your""",
    "es": """a al como con cual cuales cuando cuanta cuanto cuantos de del donde e el ella en entre
        es esta este hay la las lo los me mi mis nos o para por puedo que quien se ser si sin son su
        sus te tiene tu u un una unas uno unos y yo""",
}
ALL_STOP_WORDS = frozenset(" ".join(STOP_WORDS.values()).split())


class Word(NamedTuple):
    """A word as it is compared: its parts without accents, the stems of each part in every
    language, the whole as it is written but for capitals, and its parts as one word."""

    parts: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    exact: str
    joined: str

    @property
    def forms(self) -> frozenset[str]:
        """What stands for it: as it is written together, and of one part its stems."""
        return frozenset({self.joined, *(self.stems[0] if len(self.stems) == 1 else ())})

    @property
    def is_stop_word(self) -> bool:
        return self.joined in ALL_STOP_WORDS


def clean(text: str) -> str:
    """Return a text in one form of each letter, without characters that nobody sees, in lower case
    and with the signs of the keyboard."""
    if text.isascii():
        return text.lower()
    if RARE.search(text):
        text = legible(text)
    text = unicodedata.normalize("NFKC", text).lower()
    return SIGN.sub(lambda sign: SIGNS[sign[0]], text)


def compounds(text: str) -> list[str]:
    """Return the words of a clean text, each as it is written together."""
    return COMPOUND.findall(text)


@lru_cache(maxsize=50_000)
def analyze(compound: str) -> Word:
    """Return a word of a clean text as it is compared."""
    written = [part[:MAX_WORD_LENGTH] for part in JOINTS.split(compound) if part]
    parts = tuple(filter(None, map(_plain, written)))
    stems = tuple(frozenset(_stems(part)) for part in written if _plain(part))
    return Word(parts, stems, "".join(written), "".join(parts)[: 2 * MAX_WORD_LENGTH])


def variants(word: Word) -> set[str]:
    """Return a word as it is written, and what is likely its singular and its plural: what means
    the same, which stems do not say."""
    one = word.joined
    singular = {one[:-2]} if one.endswith("es") else set()
    if one.endswith("s"):
        singular.add(one[:-1])
    return {form for form in {one, f"{one}s", f"{one}es", *singular} if len(form) > 1}


def words(text: str) -> list[Word]:
    """Return the words of any text."""
    return [word for each in compounds(clean(text)) if (word := analyze(each)).parts]


@lru_cache(maxsize=50_000)
def stems_in(part: str, language: str) -> tuple[str, ...]:
    """Return the stems of a word, in lower case, in one language: of the word as it is written, and
    of the word without accents, which many leave out."""
    return tuple(dict.fromkeys(_stem(form, language) for form in (part, _plain(part)) if form))


def _stems(part: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield from stems_in(part, language)


def _stem(word: str, language: str) -> str:
    if language == "es" and word.endswith("ion"):
        word = f"{word[:-3]}ión"  # so do nearly all, and only then the stemmer knows the ending
    (stem,) = _stemmer(language).analyze(word) or (word,)
    return fold(stem)


@lru_cache
def _stemmer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.raw())
    return builder.filter(Filter.stemmer(STEMMERS[language])).build()


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return "".join(char for char in fold(word) if char.isalnum())


class Indexed(NamedTuple):
    """The words of one text for the index, each kind in a string with spaces between them."""

    plain: str = ""  # without accents, in their order
    stems: str = ""
    exact: str = ""
    joined: str = ""


def indexed(texts: Iterable[tuple[str, str]]) -> Indexed:
    """Return the words of texts, each after its language; one in no language has all stems."""
    columns = [
        _indexed(compound, language)
        for language, text in texts
        for compound in compounds(clean(text))
    ]
    return Indexed(*(" ".join(filter(None, column)) for column in zip(*columns, strict=True)))


@lru_cache(maxsize=100_000)
def _indexed(compound: str, language: str) -> Indexed:
    word = analyze(compound)
    written = [part[:MAX_WORD_LENGTH] for part in JOINTS.split(compound)]
    stems = [
        s for part in written for s in (stems_in(part, language) if language else _stems(part))
    ]
    joined = word.joined if len(word.parts) > 1 else ""
    return Indexed(" ".join(word.parts), " ".join(stems), word.exact, joined)

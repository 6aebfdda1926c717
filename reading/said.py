"""What readers are told of their words: which were corrected, and which nothing has."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from search.analysis import words
from search.finding import Found


class Said(NamedTuple):
    """Each word as it was typed, beside the one that is looked for; the words that nothing has, in
    quotation marks; and whether what is found has only most of the words."""

    corrections: list[tuple[str, str]]
    missing: str
    most: bool


def said_of(found: Found | None, texts: Iterable[str]) -> Said | None:
    """Return what is to be said of words and what they came to, None if nothing. `texts` are those
    of what was found: corrected words are written as they write them."""
    if not found or not (found.corrections or found.missing or found.most):
        return None
    texts = list(texts)
    corrections = [(each.typed, written_form(each.shown, texts)) for each in found.corrections]
    missing = [_("“%(text)s”") % {"text": word} for word in found.missing]
    return Said(corrections, get_text_list(missing, _("or")), found.most)


def written_form(word: str, texts: Iterable[str]) -> str:
    """Return a word, which is without accents and capitals, as texts write it."""
    for text in texts:
        for written in text.split():
            for part in words(written):
                if word == part.joined:
                    return written.strip("“”\"'()[]«».,;:!?¡¿…")
                if word in part.parts:
                    return _part(written, word)
    return word


def _part(written: str, word: str) -> str:
    """Return the part of what is written together that is a word."""
    for each in written.replace("–", "-").split("-"):
        if [found.joined for found in words(each)] == [word]:
            return each.strip("“”\"'()[]«».,;:!?¡¿…")
    return word

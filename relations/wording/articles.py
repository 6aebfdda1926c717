"""The articles that Spanish puts before a whole day in a sentence: desde el 1 de julio de 2020."""

import re

DAY = r"(\d{1,2} de [a-z]+ de \d{4})"
CONTRACTED = re.compile(rf"\b(de|a) {DAY}")  # del, al
BEFORE = re.compile(rf"\b(desde|hasta) {DAY}")


def with_articles(sentence: str, language: str) -> str:
    """Return a sentence, into which dates were put as they stand alone, with their articles."""
    if language != "es":
        return sentence
    return BEFORE.sub(r"\1 el \2", CONTRACTED.sub(r"\1l \2", sentence))

"""The words that are written with figures: what their author saw, and readers where a figure can
say nothing any more. They are renewed whenever a text is published."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.html import escape

from relations.figures.page import Figures
from relations.figures.references import Reference, references_in, rewrite
from relations.models.cited import CitesStatistics


def renew_words(item: CitesStatistics, moment: datetime) -> bool:
    """Write into the texts of a working copy what their figures say at `moment`; whether that
    changed any. Figures that can say nothing keep their words. The item is not saved."""
    texts = item.prose_by_language()
    figures = Figures([text for _name, _language, text in texts], moment)
    renewed = False
    for name, language, text in texts:

        def written(reference: Reference, inside_link: bool, language=language) -> str:
            said = figures.words(reference, language)
            return f"{reference.tag}{reference.words if said is None else escape(said)}</data>"

        now = rewrite(text, written, str)
        if now != text:
            setattr(item, name, now)
            renewed = True
    return renewed


def words_of(texts: Iterable[str], moment: datetime, languages: Iterable[str]) -> dict:
    """What each figure of `texts` says at `moment`: by language, by what names the figure.

    The editor shows these words in the place of those that were written.
    """
    texts = list(texts)
    figures = Figures(texts, moment)
    return {
        language: {
            one.name: said
            for one in references_in(texts)
            if (said := figures.words(one, language)) is not None
        }
        for language in languages
    }

"""Sentences of the register, said in the reader's language when they are read."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy

from publishing.languages import active_language
from relations.register.facts import Days
from relations.wording.articles import with_articles


def _uncapitalized(words: Any) -> str:
    text = str(words)
    return text[:1].lower() + text[1:]


uncapitalized = lazy(_uncapitalized, str)


@dataclass(frozen=True, init=False)
class Said:
    """A translatable sentence with its dates, which becomes text in the reader's language."""

    template: Any
    terms: tuple[tuple[str, Any], ...]

    def __init__(self, template: Any, **terms: Any):
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "terms", tuple(terms.items()))

    def __str__(self) -> str:
        language = active_language()
        sentence = str(self.template) % {
            name: term.format(language) if isinstance(term, Days) else str(term)
            for name, term in self.terms
        }
        return with_articles(sentence, language)

"""What staff tell the search: which words mean the same."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from publishing.characters import Fold, fold
from publishing.fields import TextField
from publishing.languages import LANGUAGES, in_every_language, translated, translated_columns

# Each word of a question may become all words of a group.
MOST_WORDS = 20  # in one language
LONGEST_WORD = 80  # in characters
SEPARATORS = re.compile(r"(?<!\d),|,(?!\d)|[;\n]")  # 100,000 is a number


class Synonyms(models.Model):
    """A group of words and phrases that mean the same to readers, in every language of the site.

    In one language a word stands in one group, so that it is known where to add to it.
    """

    words = translated(
        TextField(
            _("words"),
            blank=True,
            help_text=_(
                "Words or phrases that mean the same, separated by commas. Whoever searches for "
                "one finds what says another, in either language. Leave out what is said "
                "everywhere."
            ),
        )
    )

    reference_data = True

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")
        ordering = tuple(Fold(column) for column in translated_columns("words"))

    def __str__(self):
        texts = in_every_language(self, "words").values()
        return " · ".join(shortened(split_words(text)) for text in texts if text)

    def clean(self):
        """Write the words alike; raises ValidationError with what is wrong, by column."""
        for column in translated_columns("words"):
            setattr(self, column, ", ".join(split_words(getattr(self, column))))
        others = self.others()
        errors = {
            to_attribute("words", language): found
            for language in LANGUAGES
            if (found := self._errors_in(language, others))
        }
        if not errors and len({fold(word) for _language, word in self.entries()}) < 2:
            errors[translated_columns("words")[0]] = [
                gettext("Write at least two words, in one language or in both.")
            ]
        if errors:
            raise ValidationError(errors)

    def entries(self) -> list[tuple[str, str]]:
        """Return every word with its language, as `("es", "beca")`."""
        texts = in_every_language(self, "words")
        return [(language, word) for language in texts for word in split_words(texts[language])]

    def others(self) -> "dict[tuple[str, str], Synonyms]":
        """Return the other groups that hold words of this one, by language and folded word. One
        query."""
        own = {(language, fold(word)) for language, word in self.entries()}
        return {
            (language, fold(word)): other
            for other in Synonyms.objects.exclude(pk=self.pk)
            for language, word in other.entries()
            if (language, fold(word)) in own
        }

    def _errors_in(self, language: str, others: "dict[tuple[str, str], Synonyms]") -> list[str]:
        """What is wrong with the words of one language, a sentence each."""
        words = [word for code, word in self.entries() if code == language]
        if len(words) > MOST_WORDS:
            limit = gettext("At most %(most)d words: these are %(count)d.")
            return [limit % {"most": MOST_WORDS, "count": len(words)}]
        errors, before = [], set()
        for word in words:
            folded, named = fold(word), shortened([word])
            if len(word) > LONGEST_WORD:
                limit = gettext("“%(word)s” is too long: at most %(most)d characters.")
                errors.append(limit % {"word": named, "most": LONGEST_WORD})
            elif not any(letter.isalnum() for letter in folded):
                errors.append(gettext("“%(word)s” has no letters or digits.") % {"word": named})
            elif folded in before:
                errors.append(gettext("“%(word)s” stands here twice.") % {"word": named})
            elif other := others.get((language, folded)):
                elsewhere = gettext(
                    "“%(word)s” stands in another group, “%(other)s”: add the words there."
                )
                errors.append(elsewhere % {"word": named, "other": other})
            before.add(folded)
        return errors


def split_words(text: str) -> list[str]:
    """Return the words and phrases of a text in which they stand between commas, semicolons or
    line ends."""
    phrases = (" ".join(part.split()) for part in SEPARATORS.split(text))
    return [phrase for phrase in phrases if phrase]


def shortened(words: list[str]) -> str:
    """Return the first words of some, to name them by."""
    named = ", ".join(words[:3])
    return f"{named[: LONGEST_WORD - 1]}…" if len(named) > LONGEST_WORD else named

"""Words in the reader's language, or in the other one when it is all there is."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from translated_fields import TranslatedField, to_attribute

from publishing.characters import normalize_line

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class TranslatedText(str):
    """Text that knows the language it is written in, which may not be the requested one."""

    lang: str

    def __new__(cls, text: str, lang: str):
        instance = super().__new__(cls, text)
        instance.lang = lang
        return instance


def active_language() -> str:
    """The two-letter code of the site language in use: `en` for `en-us` as well."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def preferred_languages() -> tuple[str, ...]:
    """The languages of the site, the active one first: the order in which texts fall back."""
    return _preferred(active_language())


@cache
def _preferred(active: str) -> tuple[str, ...]:
    return (active, *(code for code in LANGUAGES if code != active))


def in_preferred_language(name, field):
    """Read a translated field in the first of the preferred languages that has text."""

    def getter(instance):
        for language in preferred_languages():
            if text := getattr(instance, to_attribute(name, language)):
                return TranslatedText(text, language)
        return TranslatedText("", active_language())

    return getter


def translated(field, **kwargs) -> TranslatedField:
    """One column per site language for a text `field`; reading `name` gives `TranslatedText`."""
    return TranslatedField(field, attrgetter=in_preferred_language, **kwargs)


def in_language(instance, name: str, language: str) -> str:
    """The text of a translated field in one language, empty where it is not written."""
    return getattr(instance, to_attribute(name, language))


def in_every_language(instance, name: str) -> dict[str, str]:
    """The text of a translated field by language, empty where it is not written."""
    return {language: in_language(instance, name, language) for language in LANGUAGES}


def translated_columns(name: str) -> tuple[str, ...]:
    """Return the columns of a translated field, one for each language: `note_en`, `note_es`."""
    return tuple(to_attribute(name, language) for language in LANGUAGES)


def by_column(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by the columns of a translated field: `{"note_en": …}` of `{"en": …}`."""
    return {to_attribute(name, language): text for language, text in texts.items()}


def by_language(name: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Return `{"en": …}` of `{"note_en": …}`, in every language: as a text of one line is stored,
    and empty where nothing is given.

    Raises TypeError for what is no column of that field, as a call does for an argument that it
    does not know.
    """
    if unknown := columns.keys() - translated_columns(name):
        raise TypeError(f"not a column of {name}: {', '.join(sorted(unknown))}")
    texts = {language: columns.get(to_attribute(name, language)) for language in LANGUAGES}
    return {language: normalize_line(text or "") for language, text in texts.items()}


def base_and_language(column: str) -> tuple[str, str]:
    """`("title", "en")` for the column `title_en`; `("kind", "")` for one in no language."""
    base, _underscore, language = column.rpartition("_")
    return (base, language) if language in LANGUAGES else (column, "")

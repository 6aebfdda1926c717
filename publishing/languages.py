"""Words in the reader's language, or in the other one when it is all there is."""

from django.conf import settings
from django.utils.translation import get_language
from translated_fields import TranslatedField, to_attribute

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


def preferred_languages() -> list[str]:
    """The languages of the site, the active one first: the order in which texts fall back."""
    active = active_language()
    return [active, *(code for code in LANGUAGES if code != active)]


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


def base_and_language(column: str) -> tuple[str, str]:
    """`("title", "en")` for the column `title_en`; `("kind", "")` for one in no language."""
    base, _underscore, language = column.rpartition("_")
    return (base, language) if language in LANGUAGES else (column, "")

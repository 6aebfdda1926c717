"""Every sentence of the site is written in Spanish, and the compiled catalogue is up to date."""

import re
from gettext import GNUTranslations

from django.conf import settings

CATALOGUE = settings.LOCALE_PATHS[0] / "es" / "LC_MESSAGES"
TEXT = r'((?:"(?:[^"\\]|\\.)*"\n)+)'
ENTRY = re.compile(rf"^msgid {TEXT}(?:msgid_plural {TEXT})?msgstr(?:\[0\])? {TEXT}", re.MULTILINE)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def plain(quoted: str) -> str:
    text = "".join(QUOTED.findall(quoted))
    return re.sub(r"\\(.)", lambda escaped: {"n": "\n"}.get(escaped[1], escaped[1]), text)


def written() -> dict[str, str]:
    """The Spanish of every English text, the singular where there are two."""
    source = (CATALOGUE / "django.po").read_text()
    translations = {plain(english): plain(spanish) for english, _, spanish in ENTRY.findall(source)}
    return {english: spanish for english, spanish in translations.items() if english}


def test_no_sentence_is_left_in_english_and_what_is_compiled_is_what_is_written():
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        spanish = GNUTranslations(compiled)._catalog
    assert len(written()) > 500
    for english, translation in written().items():
        assert translation, english
        assert translation in (spanish.get(english), spanish.get((english, 0))), english


def test_nothing_is_left_half_translated():
    assert "#, fuzzy" not in (CATALOGUE / "django.po").read_text()

"""Every sentence of the site is written in Spanish, and the compiled catalogue is up to date."""

import re
from gettext import GNUTranslations

from django.conf import settings

CATALOGUE = settings.LOCALE_PATHS[0] / "es" / "LC_MESSAGES"
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
ENTRY = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)', re.MULTILINE)


def messages() -> list[str]:
    source = (CATALOGUE / "django.po").read_text()
    found = ("".join(QUOTED.findall(entry)) for entry in ENTRY.findall(source))
    return [text.replace("\\n", "\n").replace('\\"', '"') for text in found if text]


def test_no_sentence_is_left_in_english():
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        spanish = GNUTranslations(compiled)._catalog
    missing = [text for text in messages() if text not in spanish and (text, 0) not in spanish]
    assert len(messages()) > 500
    assert not missing


def test_nothing_is_left_half_translated():
    assert "#, fuzzy" not in (CATALOGUE / "django.po").read_text()

"""Prose: rich text with one declaration for the editor and the sanitiser.

It is sanitised when a form cleans it and on every way through the ORM into the database.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from publishing.addresses import is_deceptive
from publishing.characters import fold, normalize

PROTOCOLS = ["http", "https", "mailto", "tel"]

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": PROTOCOLS},
    "FigureReference": True,
}
# What readers see although it holds no text.
SEEN = re.compile(r"<data\b")


def create_sanitizer(extensions: Mapping) -> Callable[[str], str]:
    """Return a function that leaves of HTML what `extensions` allow, and of links that deceive no
    more than their words."""
    cleaner = nh3.Cleaner(
        **allowlist_from_extensions(expand_extensions(extensions)),
        attribute_filter=_without_deceptive_address,
    )

    def sanitize(html: str) -> str:
        # Cleaned again because composing letters may change tags: ">" and a stroke make one sign.
        clean = cleaner.clean(normalize(cleaner.clean(html)))
        return clean if SEEN.search(clean) or fold(unescape(strip_tags(clean))).strip() else ""

    return sanitize


def _without_deceptive_address(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "href" and is_deceptive(value) else value


def deceptive_addresses(html: str) -> list[str]:
    """Return the addresses of links that a browser may read otherwise than people do."""
    found: list[str] = []

    def collect(tag: str, attribute: str, value: str) -> str:
        # It is called for elements that are dropped as well.
        if (tag, attribute) == ("a", "href") and is_deceptive(value):
            found.append(value)
        return value

    nh3.clean(html, url_schemes=set(PROTOCOLS), attribute_filter=collect)
    return found


class ProseField(ProseEditorField):
    """Rich text that readers see, in the elements that `EXTENSIONS` allows."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", create_sanitizer(EXTENSIONS))
        super().__init__(*args, **kwargs)

    def validate(self, value, instance):
        super().validate(value, instance)
        if addresses := deceptive_addresses(value or ""):
            message = gettext(
                "“%(address)s” is read as the address of another site by some and of this one by "
                "others. Write https://… in full, or a path such as /programs/."
            )
            raise ValidationError([message % {"address": address[:80]} for address in addresses])

    def pre_save(self, model_instance, add):
        html = self.sanitize(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, html)
        return html

    def get_db_prep_save(self, value, connection):
        # `update` and `bulk_update` write values without `pre_save`.
        clean = self.sanitize(value) if isinstance(value, str) else value
        return super().get_db_prep_save(clean, connection)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("extensions", "sanitize"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

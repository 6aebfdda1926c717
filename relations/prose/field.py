"""Prose: rich text with one declaration for the editor and the sanitiser.

It is sanitised when a form cleans it and on every way through the ORM into the database. What
holds more than prose does is read as HTML of another program (`foreign.py`).
"""

import re
from collections.abc import Callable, Mapping
from html import unescape
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from publishing.addresses import (
    SCHEMES,
    is_deceptive,
    leads_somewhere,
    names_no_host,
    with_scheme,
)
from publishing.characters import fold, normalize
from relations.prose import foreign

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": list(SCHEMES)},
    "FigureReference": True,
    "Pasting": True,
}
# What readers see although it holds no text.
SEEN = re.compile(r"<data\b")
LINK_WITHIN_PAGE = re.compile(r'<a\b[^>]*\shref="#')


def create_sanitizer(extensions: Mapping) -> Callable[[str], str]:
    """Return a function that leaves of HTML what `extensions` allow, and of links that deceive no
    more than their words."""
    cleaner = nh3.Cleaner(
        **allowlist_from_extensions(expand_extensions(extensions)),
        attribute_filter=_plain_address,
    )

    levels = extensions["Heading"]["levels"]

    def sanitize(html: str) -> str:
        if cleaner.clean(html) != html or LINK_WITHIN_PAGE.search(html):
            html = foreign.read(html, levels).html
        # Cleaned again because composing letters may change tags: ">" and a stroke make one sign.
        clean = cleaner.clean(normalize(cleaner.clean(html)))
        return clean if SEEN.search(clean) or fold(unescape(strip_tags(clean))).strip() else ""

    return sanitize


def _plain_address(tag: str, attribute: str, value: str) -> str | None:
    """Give an address the scheme that it lacks, and take one that deceives away."""
    if (tag, attribute) != ("a", "href"):
        return value
    address = with_scheme(value)
    return None if is_deceptive(address) else address


class _Addresses(HTMLParser):
    """Collects the addresses of links as they were typed, those that no sanitizer keeps as well."""

    def __init__(self):
        super().__init__()
        self.typed: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.typed += [value or "" for name, value in attrs if name == "href"]


def address_errors(html: str) -> list[str]:
    """Return what is wrong with the addresses of links, in words for whoever typed them."""
    parser = _Addresses()
    parser.feed(normalize(html))
    parser.close()
    return [
        message
        for typed in dict.fromkeys(parser.typed)
        if (message := _address_error(with_scheme(typed)))
    ]


def _address_error(address: str) -> str:
    if is_deceptive(address) and not names_no_host(address):
        return gettext(
            "“%(address)s” is read as the address of another site by some and of this one by "
            "others. Write https://… in full, or a path such as /programs/."
        ) % {"address": address[:80]}
    if not address:
        return gettext("A link has no address. Give it one, or remove the link.")
    if not leads_somewhere(address):
        return gettext(
            "A link to “%(address)s” leads nowhere. Write https://… in full, an e-mail address, or "
            "a path of this site such as /programs/."
        ) % {"address": address[:80]}
    return ""


class ProseField(ProseEditorField):
    """Rich text that readers see, in the elements that `EXTENSIONS` allows."""

    is_rich = True  # its words stand between tags

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", create_sanitizer(EXTENSIONS))
        super().__init__(*args, **kwargs)

    def validate(self, value, instance):
        super().validate(value, instance)
        try:
            document = foreign.read(value or "", self.config["extensions"]["Heading"]["levels"])
        except ValueError as error:
            raise ValidationError(str(error)) from None
        errors = address_errors(document.html)
        if document.left_out[foreign.TABLE]:
            errors.append(
                gettext(
                    "A text holds no tables. Write the rows as paragraphs or as a list, and the "
                    "numbers as statistics."
                )
            )
        if errors:
            raise ValidationError(errors)

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

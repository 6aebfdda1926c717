"""Addresses that people and browsers read alike: no link that looks like one of this site leads to
another."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

# Browsers drop control characters, and spaces at the ends, and read a backslash as a slash.
MISREAD = re.compile(r"[\x00-\x1f\x7f\\]|^ | $")
# Two slashes lead to another host, and so may "https:host" and "https:/host"; what stands before
# an @ looks like the host and is none.
ELSEWHERE = re.compile(r"//|https?:(?!//[^/?#@]+([/?#]|$))", re.IGNORECASE)


def is_deceptive(address: str) -> bool:
    """Whether a browser may read an address as leading elsewhere than people do."""
    return bool(MISREAD.search(address) or ELSEWHERE.match(address))


def validate_web_address(address: str) -> None:
    """Raise ValidationError unless it is a whole address of the web, with a scheme and a host."""
    URLValidator(schemes=("http", "https"))(address)
    if is_deceptive(address):
        raise ValidationError(_("Write the whole address, such as https://example.org/page."))


def own_path(path: str) -> str:
    """Return the path of a request, which may hold anything, as an address on this site."""
    return escape_leading_slashes(escape_uri_path(path))

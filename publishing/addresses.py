"""Addresses that people and browsers read alike: no link that looks like one of this site leads to
another."""

import re
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

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

SCHEMES = ("http", "https", "mailto", "tel")
MAILBOX = re.compile(r"[^\s@:/?#]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
TELEPHONE = re.compile(r"\+?[\d\s().;=-]+")
HOST = re.compile(r"(?:[\w-]+\.)+(?P<end>[^\W\d_]{2,})(?=[/?#]|$)")
PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
# Networks without IPv4 reach it through these addresses, which end in those of IPv4 (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")
# What ends the name of a file, and of no host that anybody links to.
FILES = {"asp", "aspx", "doc", "docx", "htm", "html", "jpg", "pdf", "php", "png", "xls", "xlsx"}


def with_scheme(address: str) -> str:
    """Return an address with the scheme that whoever typed it left out: `https://example.org` for
    `example.org`, `mailto:ana@example.org` for `ana@example.org`."""
    typed = address.strip(" \u00a0\u200b\u2060\ufeff")
    if MAILBOX.fullmatch(typed):
        return f"mailto:{typed}"
    host = HOST.match(typed)
    return f"https://{typed}" if host and host["end"].lower() not in FILES else typed


def leads_somewhere(address: str) -> bool:
    """Whether an address is whole: of the web, of a mailbox, of a telephone, or a path of this
    site. What is none leads nowhere, or elsewhere on every page that shows it."""
    if is_deceptive(address) or names_no_host(address):
        return False
    parts = urlsplit(address)
    if not parts.scheme:
        return address.startswith("/")
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    if parts.scheme == "mailto":
        return bool(MAILBOX.fullmatch(parts.path))
    return parts.scheme == "tel" and bool(TELEPHONE.fullmatch(parts.path))


def names_no_host(address: str) -> bool:
    """Whether an address that begins like one of the web names no host, or no port that exists."""
    try:
        parts = urlsplit(address)
        _port = parts.port  # raises ValueError if there is none such
    except ValueError:
        return True
    return bool(re.match(r"https?://", address, re.IGNORECASE)) and not parts.hostname


def is_deceptive(address: str) -> bool:
    """Whether a browser may read an address as leading elsewhere than people do."""
    return bool(MISREAD.search(address) or ELSEWHERE.match(address))


def validate_web_address(address: str) -> None:
    """Raise ValidationError unless it is a whole address of the web, with a scheme and a host."""
    URLValidator(schemes=("http", "https"))(address)
    if is_deceptive(address):
        raise ValidationError(_("Write the whole address, such as https://example.org/page."))


def validate_public_host(address: str) -> None:
    """Raise ValidationError for the address of a host that readers elsewhere cannot reach, as far
    as its name tells: one of a private network, or of the machine itself."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return  # of no host, which `validate_web_address` refuses
    try:
        private = not is_public(host)
    except ValueError:
        private = host == "localhost" or host.endswith(PRIVATE_ENDINGS)
    if private:
        raise ValidationError(
            _("Readers cannot reach this address: it is one of a private network.")
        )


# IETF protocol assignments, 6to4 relays, documentation: RFC 6890, 7526 and 9637.
RESERVED = [ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")]


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the public internet, which belongs to one machine there.
    Raises ValueError for what is none."""
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(str(ip_address(int(address) & 0xFFFF_FFFF)))
        # Those that hold one of IPv4 lead to it; nobody who serves the public has one.
        if address.ipv4_mapped or address.sixtofour or address.teredo or address.is_site_local:
            return False
    # Not every release of Python knows what has been reserved since.
    if any(address in network for network in RESERVED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def own_path(path: str) -> str:
    """Return the path of a request, which may hold anything, as an address on this site."""
    return escape_leading_slashes(escape_uri_path(path))

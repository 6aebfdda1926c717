"""Addresses that lead elsewhere than they seem to, and how a browser reads an address."""

import re
from urllib.parse import urljoin, urlsplit

HERE = "testserver"

EVIL = [
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    " //evil.example/",
    "\t//evil.example/",
    "\x01//evil.example/",
    "http:evil.example/",
    "https:evil.example/",
    "https:/evil.example/",
    "https:///evil.example/",
    "HTTPS:\\\\evil.example/",
    "https://example.org@evil.example/",
    "https://evil.example\\@example.org/",
    "ht\ntps://evil.example/",
    "java\tscript:alert(1)",
    "javascript:alert(1)//https://example.org",
    " javascript:alert(1)",
    "data:text/html,evil",
    "vbscript:evil",
]
GOOD = [
    "https://example.org/",
    "http://example.org",
    "https://example.org/a?b=//c#d@e",
    "https://[2001:db8::1]/",
    "mailto:someone@example.org",
    "tel:+525555555555",
    "/programs/?topic=trade",
    "/%09/programs/",
    "/%2F%2Fprograms/",
    "programs/",
    "?topic=trade",
    "#trade",
]


def escaped(address: str) -> str:
    """Return an address as the attribute of an element may hold it, whatever is in it."""
    return "".join(f"&#{ord(letter)};" for letter in address)


def host_of(address: str, page: str) -> str:
    """Return the host, or the scheme of another kind, to which a browser takes an address."""
    read = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")
    read = re.sub(r"(?i)^(https?):/*(?=[^/])", r"\1://", read)
    read = re.sub("^//+", "//", read)
    parts = urlsplit(urljoin(f"http://{HERE}{page}", read))
    return parts.hostname or parts.scheme

"""From where a request comes, also behind a proxy."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from publishing.changes.acts import origin

# 203.0.113.5, 203.0.113.5:4711, 2001:db8::1, [2001:db8::1] or [2001:db8::1]:4711
ENTRY = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+|(.+)", re.ASCII)


class OriginMiddleware:
    """Tells the record who asks, and from where; it stands after what knows who is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        def whoever_asks():
            return (request.user if request.user.is_authenticated else None), client_address(
                request
            )

        reset = origin.set(whoever_asks)
        try:
            return self.get_response(request)
        finally:
            origin.reset(reset)


def client_address(request) -> str:
    """Return the address that a request comes from: `203.0.113.5`, or `2001:db8:1:2::/64`, since
    whoever has one address of IPv6 has all of its network; empty where the server names none.

    Behind proxies of TRUSTED_PROXIES it is the right-most entry of X-Forwarded-For that is not
    one of them. What stands to its left was sent by whoever asked, and is not believed.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address is not None and _is_trusted(address) and forwarded:
        nearer = _parse(forwarded.pop())
        if nearer is None:
            break
        address = nearer
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or "")


def _parse(entry: str) -> IPv4Address | IPv6Address | None:
    match = ENTRY.fullmatch(entry.strip())
    try:
        address = ip_address(match[match.lastindex]) if match and match.lastindex else None
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)

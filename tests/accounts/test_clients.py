"""From where a request comes."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.clients import client_address
from config.settings import networks

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")]


@pytest.fixture(autouse=True)
def _proxies(settings):
    settings.TRUSTED_PROXIES = PROXIES


def address_of(peer, forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.5", None, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # nobody trusted says so
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5, 10.2.3.4", "203.0.113.5"),
        ("10.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"),
        ("10.0.0.1", "203.0.113.5:4711", "203.0.113.5"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5, nonsense, 10.2.3.4", "10.2.3.4"),
        ("10.0.0.1", ",,,", "10.0.0.1"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("10.0.0.1", "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"),
        ("10.0.0.1", "::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:ffff::1", "203.0.113.5", "203.0.113.5"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("2001:db8::1", None, "2001:db8::/64"),
        ("", "203.0.113.5", ""),  # a socket without an address
    ],
)
def test_right_most_entry_that_is_no_proxy(peer, forwarded, address):
    assert address_of(peer, forwarded) == address


@given(st.text(max_size=200) | st.from_regex(r"([\d.:\[\]a-f%, ]|999){0,60}", fullmatch=True))
def test_no_header_breaks_it(forwarded):
    assert address_of("10.0.0.1", forwarded)
    assert address_of("203.0.113.5", forwarded) == "203.0.113.5"
    address_of(forwarded)


def test_the_setting_takes_addresses_and_networks_and_says_what_is_neither(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1, 10.1.2.3/8,2001:db8::/32,")
    assert networks("TRUSTED_PROXIES") == [
        ip_network(name) for name in ("127.0.0.1", "10.0.0.0/8", "2001:db8::/32")
    ]
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, the proxy")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES: 'the proxy'"):
        networks("TRUSTED_PROXIES")

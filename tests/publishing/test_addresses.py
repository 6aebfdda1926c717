"""Which hosts of the web an address may name."""

import pytest
from django.core.exceptions import ValidationError

from publishing.addresses import validate_public_host
from relations.fields import WebAddressField


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1.",
        "224.0.1.1",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:a00:1::1]",
        "[ff0e::1]",
        "[fec0::1]",
        "localhost",
        "wiki.intranet",
    ],
)
def test_host_of_a_private_network_is_refused_in_every_form(host):
    for address in (f"http://{host}/", f"https://{host}:443/page"):
        with pytest.raises(ValidationError, match="private network"):
            validate_public_host(address)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "[2606:4700:4700::1111]", "[64:ff9b::8.8.8.8]", "example.org"]
)
def test_host_that_readers_reach_is_accepted(host):
    validate_public_host(f"https://{host}/")


@pytest.mark.parametrize(
    "address", ["http://[::1", "http://::1]/", "http://[bad]/", "https://[", "http://]"]
)
def test_what_names_no_host_is_refused_as_no_address(address):
    validate_public_host(address)
    with pytest.raises(ValidationError, match="valid URL"):
        WebAddressField().run_validators(address)

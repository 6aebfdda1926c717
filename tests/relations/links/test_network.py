"""Which addresses of the internet are connected to, and that it is those which were judged."""

import socket
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.addresses import is_public
from relations.links import network
from relations.links.network import Deadline, NoAnswerError, parse
from relations.models.link_check import Outcome
from tests.relations.links.internet import IP, answer

PAGE = "http://site.example/"
PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "224.0.1.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:5db8:d822::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_address_of_a_private_network_is_connected_to(internet, ip):
    assert not is_public(ip)
    internet.add(PAGE, answer(200), [ip])
    assert internet.checker().check(PAGE).outcome == Outcome.PRIVATE
    assert not internet.connected


@pytest.mark.parametrize(
    "ip", [IP, "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_connected_to(internet, ip):
    internet.add(PAGE, answer(200), [ip])
    assert internet.checker().check(PAGE).outcome == Outcome.ANSWERED
    assert {connected for connected, _port in internet.connected} == {ip}


@given(st.ip_addresses(v=4))
def test_what_holds_an_address_of_ipv4_is_no_more_public_than_it(ip):
    for form in (f"::ffff:{ip}", f"64:ff9b::{ip}", f"::{ip}"):
        assert is_public(str(ip)) or not is_public(form)


@pytest.mark.parametrize("ips", [[IP, "10.0.0.1"], ["10.0.0.1", IP], [IP, "::1"]])
def test_host_with_a_public_and_a_private_address_is_not_asked(internet, ips):
    internet.add(PAGE, answer(200), ips)
    assert internet.checker().check(PAGE).outcome == Outcome.PRIVATE
    assert not internet.connected


def test_name_that_changes_its_mind_is_judged_each_time(internet):
    """A name is public when it is judged, and leads inside when it would be asked for again."""
    answers = iter([[IP], ["127.0.0.1"]])
    checker = internet.checker()
    internet.add(PAGE, answer(200))
    internet.resolve = lambda host, seconds: next(answers)
    object.__setattr__(checker.network, "resolve", internet.resolve)
    assert checker.check(PAGE).outcome == Outcome.PRIVATE
    assert internet.asked == ["GET http://site.example/robots.txt"]
    assert internet.connected == [(IP, 80)]


def test_each_connection_takes_one_look_at_the_name(internet):
    internet.add(PAGE, answer(200))
    internet.checker().check(PAGE)
    assert len(internet.resolved) == len(internet.connected) == len(internet.asked) == 2


def test_next_address_of_a_host_is_tried_where_one_is_out_of_reach(internet):
    internet.add(PAGE, answer(200), ["2606:4700:4700::1111", IP])
    internet.unreachable["2606:4700:4700::1111"] = OSError("network is unreachable")
    assert internet.checker().check(PAGE).outcome == Outcome.ANSWERED
    internet.unreachable[IP] = ConnectionRefusedError()
    assert internet.checker().check(PAGE).outcome == Outcome.NO_SERVER


def test_name_without_an_address_does_not_exist(internet):
    internet.names["site.example"] = []
    assert internet.checker().check(PAGE).outcome == Outcome.NO_NAME


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "017700000001", "localhost"])
def test_the_system_reads_odd_numbers_and_what_it_reads_is_judged(host):
    assert not any(map(is_public, network.resolve(host, 10)))


def test_the_system_says_which_names_do_not_exist():
    with pytest.raises(socket.gaierror):
        network.resolve("a name with spaces.invalid", 10)


def test_nobody_waits_longer_for_a_name_than_is_left(monkeypatch):
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: over.wait())
    try:
        with pytest.raises(TimeoutError):
            network.resolve("site.example", 0.01)
    finally:
        over.set()


def test_connection_goes_where_it_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with network.connect("127.0.0.1", port, 10) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)


def test_no_time_is_left_after_the_end():
    now = [0.0]
    deadline = Deadline(10, lambda: now[0])
    now[0] = 9.5
    assert deadline.left() == 0.5
    now[0] = 10
    with pytest.raises(TimeoutError):
        deadline.left()


@given(st.text(max_size=40))
def test_any_text_is_read_as_an_address_or_refused(text):
    for address in (text, f"http://{text}", f"https://site.example/{text}"):
        try:
            url = parse(address)
        except NoAnswerError:
            continue
        assert url.target.isascii()
        assert not set(url.target) & set(" \r\n\t")
        assert url.host.isascii()

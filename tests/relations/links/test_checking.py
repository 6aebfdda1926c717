"""What comes of asking servers of every kind, of redirects, and of what hosts want of robots."""

import gzip
import socket

import pytest

from relations.links.checking import NAME, outcome_of
from relations.models.link_check import FAILURES, REFUSED, Outcome
from tests.relations.links.internet import CERTIFIED, IP, answer, raw, redirect

PAGE = "http://site.example/page"


def forever(internet, sent: bytes):
    """A page that sends bytes without end, each a second after the other."""

    def page(sock):
        sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            internet.clock.now += 1
            sock.sendall(sent)

    return page


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ANSWERED),
        (204, Outcome.ANSWERED),
        (206, Outcome.ANSWERED),
        (304, Outcome.UNCLEAR),
        (300, Outcome.UNCLEAR),
        (400, Outcome.TURNED_AWAY),
        (401, Outcome.TURNED_AWAY),
        (403, Outcome.TURNED_AWAY),
        (404, Outcome.NOT_FOUND),
        (405, Outcome.TURNED_AWAY),
        (406, Outcome.TURNED_AWAY),
        (410, Outcome.NOT_FOUND),
        (429, Outcome.TURNED_AWAY),
        (451, Outcome.TURNED_AWAY),
        (500, Outcome.FAULTY),
        (502, Outcome.FAULTY),
        (503, Outcome.TURNED_AWAY),
        (504, Outcome.FAULTY),
        (999, Outcome.TURNED_AWAY),
    ],
)
def test_each_status_says_one_thing(internet, status, outcome):
    internet.add(PAGE, answer(status))
    assert internet.checker().check(PAGE) == (outcome, status, PAGE)
    assert outcome_of(status) == outcome


def test_what_turns_robots_away_and_what_is_not_safe_are_no_failures():
    assert set(FAILURES) == {
        Outcome.NOT_FOUND,
        Outcome.NO_NAME,
        Outcome.NO_SERVER,
        Outcome.FAULTY,
    }
    assert not set(FAILURES) & set(REFUSED)


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501, 503])
def test_whoever_refuses_to_send_headers_alone_is_asked_as_by_a_reader(internet, refusal):
    internet.add(PAGE, answer(200))
    internet.pages[f"HEAD {PAGE}"] = answer(refusal)
    assert internet.checker().check(PAGE).outcome == Outcome.ANSWERED
    assert internet.requests() == [f"HEAD {PAGE}", f"GET {PAGE}"]


def test_whoever_hangs_up_on_head_is_asked_as_by_a_reader(internet):
    internet.add(PAGE, answer(200))
    internet.pages[f"HEAD {PAGE}"] = raw(b"")
    assert internet.checker().check(PAGE).outcome == Outcome.ANSWERED


@pytest.mark.parametrize("status", [200, 429])
def test_whoever_answers_or_asks_for_patience_is_not_asked_again(internet, status):
    internet.add(PAGE, answer(status))
    internet.checker().check(PAGE)
    assert internet.requests() == [f"HEAD {PAGE}"]


def test_it_says_who_asks(internet, settings):
    settings.SITE_URL = "https://chancery.example"
    internet.add(PAGE, answer(200))
    internet.checker().check(PAGE)
    assert internet.user_agents == {f"{NAME} (+https://chancery.example)"}


# Redirects


def chain(internet, length: int) -> str:
    for number in range(length):
        internet.add(f"http://hop{number}.example/", redirect(f"http://hop{number + 1}.example/"))
    internet.add(f"http://hop{length}.example/", answer(200))
    return "http://hop0.example/"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(internet, status):
    internet.add(PAGE, redirect("/new?a=1#b", status))
    internet.add("http://site.example/new?a=1", answer(404))
    finding = internet.checker().check(PAGE)
    assert finding == (Outcome.NOT_FOUND, 404, "http://site.example/new?a=1#b")


def test_three_redirects_are_followed_and_four_are_not(internet):
    three = internet.checker().check(chain(internet, 3))
    assert three == (Outcome.ANSWERED, 200, "http://hop3.example/")
    internet.asked.clear()
    four = internet.checker().check(chain(internet, 4))
    assert four.outcome == Outcome.REDIRECTS
    assert "HEAD http://hop4.example/" not in internet.asked


def test_redirect_in_a_circle_ends(internet):
    internet.add(PAGE, redirect(PAGE))
    assert internet.checker().check(PAGE) == (Outcome.REDIRECTS, 301, PAGE)
    assert internet.requests() == [f"HEAD {PAGE}"] * 4


@pytest.mark.parametrize(
    ("to", "outcome"),
    [
        ("http://127.0.0.1/", Outcome.PRIVATE),
        ("http://127.0.0.1:80/admin/", Outcome.PRIVATE),
        ("http://[::1]/", Outcome.PRIVATE),
        ("http://[::ffff:127.0.0.1]/", Outcome.PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", Outcome.PRIVATE),
        ("http://inside.example/", Outcome.PRIVATE),
        ("http://localhost/", Outcome.PRIVATE),
        ("file:///etc/passwd", Outcome.UNSAFE),
        ("ftp://site.example/", Outcome.UNSAFE),
        ("gopher://site.example/", Outcome.UNSAFE),
        ("javascript:alert(1)", Outcome.UNSAFE),
        ("http://user:word@site.example/", Outcome.UNSAFE),
        ("http://site.example:25/", Outcome.PORT),
        ("http://site.example:99999/", Outcome.UNCLEAR),
        ("http://[bad/", Outcome.UNCLEAR),
        ("http://a..b/", Outcome.NO_NAME),
        ("http://nowhere.example/", Outcome.NO_NAME),
    ],
)
def test_no_redirect_leads_where_no_request_may_go(internet, to, outcome):
    literal = {ip: [ip] for ip in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254")}
    internet.names |= {**literal, "inside.example": ["10.0.0.1"], "localhost": ["127.0.0.1"]}
    internet.add(PAGE, redirect(to))
    assert internet.checker().check(PAGE).outcome == outcome
    assert {ip for ip, _port in internet.connected} == {IP}


def test_redirect_without_an_address_is_not_understood(internet):
    internet.add(PAGE, answer(301))
    assert internet.checker().check(PAGE).outcome == Outcome.UNCLEAR


# Networks and servers at fault


def test_name_that_does_not_exist(internet):
    assert internet.checker().check(PAGE).outcome == Outcome.NO_NAME


def test_name_that_cannot_be_asked_for_now_is_no_failure(internet):
    internet.names["site.example"] = socket.gaierror(socket.EAI_AGAIN, "try again")
    assert internet.checker().check(PAGE).outcome == Outcome.UNCLEAR


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ConnectionRefusedError(), Outcome.NO_SERVER),
        (TimeoutError(), Outcome.SLOW),
        (OSError("network is unreachable"), Outcome.UNCLEAR),
    ],
)
def test_server_that_cannot_be_reached(internet, error, outcome):
    internet.add(PAGE, answer(200))
    internet.unreachable[IP] = error
    assert internet.checker().check(PAGE).outcome == outcome


def test_certificate_of_the_name_is_asked_for(internet):
    internet.add(f"https://{CERTIFIED}/", answer(200))
    internet.add("https://other.example/", answer(200))
    checker = internet.checker()
    assert checker.check(f"https://{CERTIFIED}/").outcome == Outcome.ANSWERED
    assert checker.check("https://other.example/").outcome == Outcome.CERTIFICATE
    unknown = internet.checker(trusting=False)
    assert unknown.check(f"https://{CERTIFIED}/").outcome == Outcome.CERTIFICATE


def test_slow_bytes_do_not_stretch_the_time(internet):
    internet.add(PAGE, forever(internet, b"x"))
    assert internet.checker().check(PAGE).outcome == Outcome.SLOW
    assert internet.asked.count(f"HEAD {PAGE}") == 1


def test_server_that_says_nothing_is_slow(internet):
    internet.add(PAGE, lambda sock: sock.recv(1))
    checker = internet.checker(seconds=0.05)
    assert checker.check(PAGE).outcome == Outcome.SLOW


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"",
    ],
)
def test_answer_that_is_none(internet, sent):
    internet.add(PAGE, raw(sent))
    assert internet.checker().check(PAGE).outcome == Outcome.UNCLEAR


def test_body_is_not_read(internet):
    """A bomb of ten megabytes is sent no further than the buffers of the two sockets hold."""
    sent = []

    def bomb(sock):
        body = gzip.compress(bytes(10_000_000)) * 100
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        while True:
            sock.sendall(body)
            sent.append(len(body))

    internet.add(PAGE, bomb)
    internet.pages[f"HEAD {PAGE}"] = answer(405)
    assert internet.checker().check(PAGE).outcome == Outcome.ANSWERED
    assert sum(sent) < 40_000_000


# Odd addresses


def test_name_in_another_script_is_asked_for_in_ascii(internet):
    internet.add("http://xn--mxico-bsa.example/p%C3%A1gina?q=%C3%B1", answer(200))
    asked = "http://méxico.example/página?q=ñ"
    assert internet.checker().check(asked) == (Outcome.ANSWERED, 200, asked)


def test_percent_that_escapes_nothing_is_asked_for_as_it_is(internet):
    internet.add("http://site.example/100%/%zz", answer(200))
    assert internet.checker().check("http://site.example/100%/%zz").outcome == Outcome.ANSWERED


def test_port_that_is_not_of_the_web_is_not_asked(internet):
    internet.add("http://site.example:443/", answer(200))
    assert internet.checker().check("http://site.example:8080/").outcome == Outcome.PORT
    assert internet.checker().check("http://user@site.example/").outcome == Outcome.UNSAFE
    assert not internet.connected


def test_one_host_is_asked_once_a_second(internet):
    internet.add("http://a.example/1", answer(404))
    internet.add("http://a.example/2", answer(200))
    internet.add("http://b.example/", answer(200))
    checker = internet.checker()
    for address in ("http://a.example/1", "http://b.example/", "http://a.example/2"):
        checker.check(address)
    times = [at for host, at in internet.times if host == "a.example"]
    assert times == [1_000, 1_001, 1_002, 1_003]  # robots.txt, HEAD, GET, HEAD
    assert [at for host, at in internet.times if host == "b.example"] == [1_002, 1_003]


def test_waiting_for_the_turn_of_a_host_takes_none_of_the_time(internet):
    internet.add(PAGE, answer(200))
    checker = internet.checker(seconds=0.5)
    assert checker.check(PAGE).outcome == Outcome.ANSWERED
    assert internet.clock.slept == [1.0]


# What hosts want of robots


def robots(internet, page, ips=(IP,)):
    internet.add(PAGE, answer(200), ips)
    internet.add("http://site.example/robots.txt", page)
    return internet.checker().check(PAGE).outcome


@pytest.mark.parametrize("name", ["*", NAME, NAME.lower()])
def test_what_is_closed_to_robots_is_not_asked_for(internet, name):
    rules = f"User-agent: {name}\nDisallow: /page\n".encode()
    assert robots(internet, answer(200, rules)) == Outcome.ROBOTS
    assert internet.asked == ["GET http://site.example/robots.txt"]


@pytest.mark.parametrize(
    "page",
    [
        answer(200, b"User-agent: *\nDisallow: /private/\n"),
        answer(200, b"User-agent: Another\nDisallow: /\n"),
        answer(200, b"\xff\xfe<html>"),
        answer(403),
        answer(404),
        redirect("http://nowhere.example/robots.txt"),
        redirect("http://inside.example/robots.txt"),
        redirect("http://site.example/robots.txt"),
    ],
)
def test_what_is_closed_to_others_or_to_nobody_is_asked_for(internet, page):
    internet.names["inside.example"] = ["10.0.0.1"]
    assert robots(internet, page) == Outcome.ANSWERED
    assert ("10.0.0.1", 80) not in internet.connected


@pytest.mark.parametrize("status", [429, 500, 503])
def test_host_that_cannot_say_what_it_wants_is_not_asked(internet, status):
    assert robots(internet, answer(status)) == Outcome.ROBOTS
    assert not internet.requests()


def test_host_that_is_slow_to_say_what_it_wants_is_not_asked(internet):
    assert robots(internet, forever(internet, b"x")) == Outcome.SLOW
    assert not internet.requests()


def test_robots_txt_without_end_is_read_as_far_as_is_due(internet):
    def endless(sock):
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /page\n")
        while True:
            sock.sendall(b"# words\n" * 1_000)

    assert robots(internet, endless) == Outcome.ROBOTS


def test_robots_txt_moved_is_obeyed(internet):
    internet.add("http://site.example/r", answer(200, b"User-agent: *\nDisallow: /\n"))
    assert robots(internet, redirect("/r")) == Outcome.ROBOTS


def test_robots_txt_is_read_once(internet):
    internet.add("http://site.example/2", answer(200))
    internet.add(PAGE, answer(200))
    checker = internet.checker()
    checker.check(PAGE)
    checker.check("http://site.example/2")
    assert internet.asked.count("GET http://site.example/robots.txt") == 1


def test_page_that_is_redirected_to_is_asked_for_as_its_host_wants(internet):
    internet.add(PAGE, redirect("http://other.example/closed"))
    internet.add("http://other.example/closed", answer(200))
    closed = answer(200, b"User-agent: *\nDisallow: /closed\n")
    internet.add("http://other.example/robots.txt", closed)
    finding = internet.checker().check(PAGE)
    assert finding == (Outcome.ROBOTS, None, "http://other.example/closed")


def test_time_that_another_host_took_is_not_held_against_a_host(internet):
    def late(sock):
        internet.clock.now += 11
        redirect(PAGE)(sock)

    internet.add("http://late.example/", late)
    internet.add(PAGE, answer(200))
    checker = internet.checker()
    assert checker.check("http://late.example/").outcome == Outcome.SLOW
    assert checker.check(PAGE).outcome == Outcome.ANSWERED


def test_robots_txt_whose_new_place_is_slow_is_not_taken_for_none(internet):
    internet.add("http://late.example/r", forever(internet, b"x"))
    assert robots(internet, redirect("http://late.example/r")) == Outcome.SLOW


@pytest.mark.parametrize("path", ["//x/", "//[x", "//[x]:y/", "//"])
def test_path_that_looks_like_a_host_is_asked_for_as_a_path(internet, path):
    internet.add(f"http://site.example{path}", answer(200))
    checker = internet.checker()
    assert checker.check(f"http://site.example{path}").outcome == Outcome.ANSWERED
    internet.add("http://site.example/robots.txt", answer(200, b"User-agent: *\nDisallow: //"))
    assert internet.checker().check(f"http://site.example{path}").outcome == Outcome.ROBOTS

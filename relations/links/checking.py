"""What comes of asking for an address: as its readers would, and as its server wishes.

Each address has ten seconds and may redirect three times; each host is asked once a second, and
only for what its robots.txt leaves to robots (RFC 9309).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from time import monotonic, sleep
from urllib.parse import urljoin

from django.conf import settings

from relations.links.network import Deadline, Network, NoAnswerError, Url, parse
from relations.links.robots import Robots
from relations.models.link_check import Finding, Outcome

SECONDS = 10  # for an address, in all; to wait for the turn of its host does not count
PAUSE = 1  # seconds between two requests to one host
MAX_REDIRECTS = 3
ROBOTS_BYTES = 500 * 1024  # of a robots.txt that are read, as RFC 9309 has it
NAME = "ChanceryLinkCheck"  # by which a robots.txt may name it
REDIRECTIONS = (301, 302, 303, 307, 308)
NOT_FOUND = (404, 410)
FAULTS = (500, 502, 504)  # 503 is also how a site turns robots away


class Checker:
    """Asks for addresses, each host in its time; it remembers what hosts want of robots."""

    def __init__(
        self,
        network: Network | None = None,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], None] = sleep,
        seconds: float = SECONDS,
    ):
        self.network = network or Network()
        self.clock = clock
        self.sleep = sleep
        self.seconds = seconds
        self.agent = f"{NAME} (+{settings.SITE_URL})" if settings.SITE_URL else NAME
        self._next_turn: dict[str, float] = {}  # by host
        self._robots: dict[str, Robots | Outcome] = {}  # by origin

    def check(self, address: str) -> Finding:
        """Return what comes of asking for an address."""
        deadline = Deadline(self.seconds, self.clock)
        status: int | None = None
        try:
            for _redirect in range(MAX_REDIRECTS + 1):
                url = parse(address)
                self._obey_robots(url, deadline)
                status, location = self._ask(url, deadline)
                if not location:
                    return Finding(outcome_of(status), status, address)
                address = urljoin(address, location)
        except NoAnswerError as error:
            return Finding(error.outcome, None, address)
        except ValueError:  # a redirect to what is no address
            return Finding(Outcome.UNCLEAR, status, address)
        return Finding(Outcome.REDIRECTS, status, address)

    def _ask(self, url: Url, deadline: Deadline) -> tuple[int, str]:
        """Return the status of a page, and where it redirects to. It is asked for its headers, and
        as a reader would where that alone is not answered as well."""
        try:
            with self._response("HEAD", url, deadline) as response:
                if response.status < 400 or response.status == 429:
                    return response.status, _location(response)
        except NoAnswerError as error:
            if error.outcome != Outcome.UNCLEAR:
                raise
        with self._response("GET", url, deadline) as response:
            return response.status, _location(response)

    @contextmanager
    def _response(self, method: str, url: Url, deadline: Deadline) -> Iterator[HTTPResponse]:
        """Give the response to one request, once it is the turn of its host."""
        pause = self._next_turn.get(url.host, 0) - self.clock()
        if pause > 0:
            self.sleep(pause)
            deadline.at += pause
        self._next_turn[url.host] = self.clock() + PAUSE
        with self.network.response(method, url, deadline, self.agent) as response:
            yield response

    def _obey_robots(self, url: Url, deadline: Deadline) -> None:
        """Raises NoAnswerError for what a host does not want robots to ask for, and where that
        cannot be learned. Hosts that are slow are asked again: another may have taken the time."""
        if url.origin not in self._robots:
            try:
                self._robots[url.origin] = self._read_robots(url, deadline)
            except NoAnswerError as error:
                if error.outcome == Outcome.SLOW:
                    raise
                self._robots[url.origin] = error.outcome
        robots = self._robots[url.origin]
        if isinstance(robots, Outcome):
            raise NoAnswerError(robots)
        if not robots.allow(url.target):
            raise NoAnswerError(Outcome.ROBOTS)

    def _read_robots(self, url: Url, deadline: Deadline) -> Robots:
        """Return the robots.txt of a host, an empty one where there is none. Raises NoAnswerError
        where its server has a fault, and may allow anything or nothing."""
        address = f"{url.origin}/robots.txt"
        lines: list[str] = []
        for redirect in range(MAX_REDIRECTS + 1):
            try:
                with self._response("GET", parse(address), deadline) as response:
                    if location := _location(response):
                        address = urljoin(address, location)
                        continue
                    if response.status == 429 or response.status >= 500:
                        raise NoAnswerError(Outcome.ROBOTS)
                    if response.status < 300:
                        read = response.read(ROBOTS_BYTES)
                        lines = read.decode("utf-8-sig", "replace").splitlines()
            except NoAnswerError as error:
                if not redirect or error.outcome == Outcome.SLOW:
                    raise  # what leads elsewhere, and to nothing, is none
            break
        return Robots(lines, NAME)


def outcome_of(status: int) -> Outcome:
    """Return what the status of HTTP of an answer that redirects no further says of a page."""
    if 200 <= status < 300:
        return Outcome.ANSWERED
    if status in NOT_FOUND:
        return Outcome.NOT_FOUND
    if status in FAULTS:
        return Outcome.FAULTY
    return Outcome.TURNED_AWAY if status >= 400 else Outcome.UNCLEAR


def _location(response: HTTPResponse) -> str:
    """Return where a response redirects to, or nothing."""
    if response.status not in REDIRECTIONS:
        return ""
    return (
        response.headers.get("Location", "").encode("latin-1", "replace").decode(errors="replace")
    )

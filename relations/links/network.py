"""Requests to strangers: to public addresses of the internet alone, and within a time.

The name of a host is resolved once, all that it resolves to is judged, and the connection goes to
what was judged. Of what is answered the headers are read, and bytes of the body where asked.
"""

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from ssl import SSLContext, SSLError, create_default_context
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from publishing.addresses import is_public
from relations.models.link_check import Outcome

PORTS = {"http": 80, "https": 443}
NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


class NoAnswerError(Exception):
    """An address gave no answer, or was not asked; `outcome` says why."""

    def __init__(self, outcome: Outcome):
        super().__init__(outcome)
        self.outcome = outcome


class Url(NamedTuple):
    """The parts of an address that a request is made of, in ASCII."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def parse(address: str) -> Url:
    """Return the parts of an address. Raises NoAnswerError for one that is not asked for: of no web
    page, with a password, or with a port that is not of the web."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise NoAnswerError(Outcome.UNCLEAR) from None
    if parts.scheme not in PORTS or "@" in parts.netloc:
        raise NoAnswerError(Outcome.UNSAFE)
    if port is None or port not in PORTS.values():
        raise NoAnswerError(Outcome.PORT)
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        host = ""
    if not host:
        raise NoAnswerError(Outcome.NO_NAME)
    query = f"?{parts.query}" if parts.query else ""
    return Url(parts.scheme, host, port, iri_to_uri(f"{parts.path or '/'}{query}"))


def resolve(host: str, seconds: float) -> list[str]:
    """Return the IP addresses of a host. Raises OSError if it has none, TimeoutError if that is not
    known in time."""
    answers: SimpleQueue = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except OSError as error:
            answers.put(error)

    # Nothing stops the system from looking for as long as it likes; this thread is left behind.
    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return [row[4][0] for row in answer]


def connect(ip: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to an IP address. Raises OSError."""
    return socket.create_connection((ip, port), seconds)


class Deadline:
    """The end of the time that an address has."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic):
        self.clock = clock
        self.at = clock() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError if there are none."""
        left = self.at - self.clock()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedStream(io.RawIOBase):
    """What a socket receives until a deadline, however slowly it comes."""

    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock = sock
        self.deadline = deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(self.deadline.left())
        return self.sock.recv_into(buffer)


class _TimedSocket:
    """As much of a socket as http.client needs, each of whose waits ends at one deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock = sock
        self.deadline = deadline

    def close(self) -> None:
        """Leave it open: http.client closes it before the body is read."""

    def sendall(self, sent: bytes) -> None:
        self.sock.settimeout(self.deadline.left())
        self.sock.sendall(sent)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedStream(self.sock, self.deadline))


@dataclass(frozen=True)
class Network:
    """How the internet is reached: what resolves names, connects, and judges certificates.

    Tests give others, which lead invented public addresses to servers of their own. Nothing else
    can: what is resolved is judged whatever resolves it.
    """

    resolve: Callable[[str, float], list[str]] = resolve
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: SSLContext = field(default_factory=create_default_context)

    @contextmanager
    def response(
        self, method: str, url: Url, deadline: Deadline, agent: str
    ) -> Iterator[HTTPResponse]:
        """Give the response to one request, its body unread. Raises NoAnswerError, also for what
        is read of the body inside the block."""
        headers = {"Host": url.origin.partition("://")[2], "User-Agent": agent, "Accept": "*/*"}
        headers |= {"Accept-Encoding": "identity", "Connection": "close"}
        with _said_as_outcomes():
            sock = self._open(url, deadline)
            try:
                connection = HTTPConnection(url.host)
                connection.sock = cast(Any, _TimedSocket(sock, deadline))
                connection.request(method, url.target, headers=headers)
                yield connection.getresponse()
            finally:
                sock.close()

    def _open(self, url: Url, deadline: Deadline) -> socket.socket:
        sock = self._connect(url, deadline)
        if url.scheme == "http":
            return sock
        try:
            sock.settimeout(deadline.left())
            return self.tls.wrap_socket(sock, server_hostname=url.host)
        except Exception:
            sock.close()
            raise

    def _connect(self, url: Url, deadline: Deadline) -> socket.socket:
        """Connect to the first IP address of a host that answers, once all of them are public."""
        ips = list(dict.fromkeys(self.resolve(url.host, deadline.left())))
        if not all(map(is_public, ips)):
            raise NoAnswerError(Outcome.PRIVATE)
        errors: list[OSError] = []
        for number, ip in enumerate(ips):
            try:
                return self.connect(ip, url.port, deadline.left() / (len(ips) - number))
            except OSError as error:
                errors.append(error)
        # One that refuses is there; another may only be out of reach from here.
        errors.sort(key=lambda error: not isinstance(error, ConnectionRefusedError))
        raise errors[0] if errors else NoAnswerError(Outcome.NO_NAME)


@contextmanager
def _said_as_outcomes() -> Iterator[None]:
    """Inside this block each fault of a network, and each answer that is none, is a
    NoAnswerError."""
    try:
        yield
    except socket.gaierror as error:
        missing = error.errno in NO_SUCH_NAME
        raise NoAnswerError(Outcome.NO_NAME if missing else Outcome.UNCLEAR) from error
    except SSLError as error:
        raise NoAnswerError(Outcome.CERTIFICATE) from error
    except TimeoutError as error:
        raise NoAnswerError(Outcome.SLOW) from error
    except ConnectionRefusedError as error:
        raise NoAnswerError(Outcome.NO_SERVER) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(Outcome.UNCLEAR) from error

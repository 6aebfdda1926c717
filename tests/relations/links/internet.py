"""An internet of its own for tests: invented names and public addresses, served from loopback."""

import socket
import socketserver
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from tempfile import NamedTemporaryFile
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relations.links.checking import Checker
from relations.links.network import Network

IP = "93.184.216.34"
CERTIFIED = "certified.example"  # the one name that its certificate is of
Page = Callable[[socket.socket], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Page:
    """A page that answers at once; in names of headers a hyphen is written as an underscore."""
    lines = [f"HTTP/1.1 {status} Words", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return raw("\r\n".join([*lines, "", ""]).encode() + body)


def raw(sent: bytes) -> Page:
    return lambda sock: sock.sendall(sent)


def redirect(to: str, status: int = 301) -> Page:
    return answer(status, Location=to)


@dataclass
class Clock:
    """A clock that goes when somebody sleeps, or when a server lets time pass."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Internet:
    """Names with their IP addresses, and pages by their URL, or by a method and it.

    `asked` are the requests that came, `connected` the IP addresses and ports that were.
    """

    def __init__(self):
        self.names: dict[str, list[str] | OSError] = {}
        self.pages: dict[str, Page] = {}
        self.unreachable: dict[str, OSError] = {}  # by IP address
        self.asked: list[str] = []
        self.times: list[tuple[str, float]] = []  # of each request: its host, and when it came
        self.user_agents: set[str] = set()
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []
        self.clock = Clock()
        self.servers = {80: _serve(self, None), 443: _serve(self, _server_context())}

    def close(self) -> None:
        for server in self.servers.values():
            server.shutdown()
            server.server_close()

    def add(self, url: str, page: Page, ips: Iterable[str] = (IP,)) -> str:
        host = url.partition("://")[2].partition("/")[0].partition(":")[0]
        self.names.setdefault(host, list(ips))
        self.pages[url] = page
        return url

    def resolve(self, host: str, seconds: float) -> list[str]:
        self.resolved.append(host)
        found = self.names.get(host)
        if isinstance(found, OSError):
            raise found
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return found

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((ip, port))
        if ip in self.unreachable:
            raise self.unreachable[ip]
        return socket.create_connection(self.servers[port].server_address, seconds)

    def checker(self, *, trusting: bool = True, seconds: float = 10) -> Checker:
        network = Network(self.resolve, self.connect, _client_context(trusting))
        return Checker(network, clock=self.clock, sleep=self.clock.sleep, seconds=seconds)

    def requests(self) -> list[str]:
        """What was asked for besides what hosts want of robots."""
        return [asked for asked in self.asked if not asked.endswith("/robots.txt")]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    internet: Internet
    tls: ssl.SSLContext | None

    def handle_error(self, request, client_address):
        """Whoever asks may hang up at any time."""


class _Handler(socketserver.BaseRequestHandler):
    def handle(self):
        server, sock = self.server, self.request
        if server.tls:
            sock = server.tls.wrap_socket(sock, server_side=True)
        with sock, suppress(OSError):
            head = sock.makefile("rb")
            method, target, _version = head.readline().decode().split()
            headers = {}
            while line := head.readline().strip():
                name, _colon, value = line.decode().partition(": ")
                headers[name.lower()] = value
            internet, scheme = server.internet, "https" if server.tls else "http"
            url = f"{scheme}://{headers['host']}{target}"
            internet.asked.append(f"{method} {url}")
            internet.times.append((headers["host"], internet.clock()))
            internet.user_agents.add(headers["user-agent"])
            pages = internet.pages
            page = pages.get(f"{method} {url}") or pages.get(url)
            (page or answer(404))(sock)


def _serve(internet: Internet, tls: ssl.SSLContext | None) -> _Server:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.internet, server.tls = internet, tls
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


@cache
def _certificate() -> tuple[bytes, bytes]:
    """A certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, CERTIFIED)])
    day = timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(CERTIFIED)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain, form = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    return certificate.public_bytes(pem), key.private_bytes(pem, form, plain)


@cache
def _client_context(trusting: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trusting:
        context.load_verify_locations(cadata=_certificate()[0].decode())
    return context


@cache
def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(b"".join(_certificate()))
        file.flush()
        context.load_cert_chain(file.name)
    return context

"""Real servers: one has a port, and the second is refused."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def launched(folder, port, host="127.0.0.1"):
    """A server that is started as README says, and killed at the end whatever becomes of it."""
    with subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--no-ws",
         "--log-level", "warning", "--host", host, "--port", str(port),
         "config.wsgi:application"],
        env={**os.environ, "DATA_DIR": str(folder)},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:  # fmt: skip
        try:
            yield server
        finally:
            kill(server)


def kill(server):
    """Kill it with its workers: granian waits for ever for one that it asks to end as it starts."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def for_a_minute() -> Iterator[None]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        yield


def wait_until_served(port, server):
    for _ in for_a_minute():
        if has_ended(server):
            break
        with suppress(OSError):
            return urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).status
    return None


def has_ended(server):
    """Waits a moment for it."""
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=0.1)
    return server.returncode is not None


@pytest.fixture
def start(tmp_path):
    """Start servers, which end with the test."""
    with ExitStack() as servers:
        yield lambda *where: servers.enter_context(launched(tmp_path, *where))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server and its port."""
    port = free_port()
    with launched(tmp_path_factory.mktemp("site"), port) as server:
        assert wait_until_served(port, server) == 200
        yield server, port


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1"])
def test_second_server_on_a_port_is_refused_at_every_address(start, served, host):
    first, port = served
    second = start(port, host)
    _printed, complaint = second.communicate(timeout=60)
    assert second.returncode != 0
    assert f"Port {port} is in use" in complaint
    assert wait_until_served(port, first) == 200


def test_of_two_servers_started_at_once_one_is_refused(start):
    port = free_port()
    servers = [start(port), start(port)]
    assert any(any(map(has_ended, servers)) for _ in for_a_minute())
    refused, serving = sorted(servers, key=lambda server: server.returncode is None)
    assert f"Port {port} is in use" in refused.communicate(timeout=60)[1]
    assert wait_until_served(port, serving) == 200


def test_port_is_free_again_when_its_server_was_killed(start):
    port = free_port()
    first = start(port)
    assert wait_until_served(port, first) == 200
    kill(first)
    first.wait(timeout=60)
    assert wait_until_served(port, start(port)) == 200

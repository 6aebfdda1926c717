"""Real servers: one has a port, and the second is refused."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def start(tmp_path):
    """Start servers as README says, and end them with the test."""
    started = []

    def start(port, host="127.0.0.1"):
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--no-ws",
             "--log-level", "warning", "--host", host, "--port", str(port),
             "config.wsgi:application"],
            env={**os.environ, "DATA_DIR": str(tmp_path)},
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )  # fmt: skip
        started.append(server)
        return server

    yield start
    for server in started:
        kill(server)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kill(server):
    """Kill it with its workers: granian waits for ever for one that it asks to end as it starts."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.communicate(timeout=60)


def wait_until_served(port, server):
    while not has_ended(server):
        with suppress(OSError):
            return urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).status
    return None


def has_ended(server):
    """Waits a moment for it."""
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=0.1)
    return server.returncode is not None


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1"])
def test_second_server_on_a_port_is_refused_at_every_address(start, port, host):
    first = start(port)
    assert wait_until_served(port, first) == 200
    second = start(port, host)
    _printed, complaint = second.communicate(timeout=60)
    assert second.returncode != 0
    assert f"Port {port} is in use" in complaint
    assert wait_until_served(port, first) == 200


def test_of_two_servers_started_at_once_one_is_refused(start, port):
    servers = [start(port), start(port)]
    while not any(map(has_ended, servers)):
        pass
    refused, serving = sorted(servers, key=lambda server: server.returncode is None)
    assert f"Port {port} is in use" in refused.communicate(timeout=60)[1]
    assert wait_until_served(port, serving) == 200


def test_port_is_free_again_when_its_server_was_killed(start, port):
    first = start(port)
    assert wait_until_served(port, first) == 200
    kill(first)
    assert wait_until_served(port, start(port)) == 200

"""A PostgreSQL server that freezes with its connections open: a proxy passes nothing on."""

import socket
import threading
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client

from delivery.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
]


class Proxy:
    """Stands before a server; `freeze` keeps every connection open, new ones as well, and silent.

    It freezes by itself once it has passed on `freeze_after`.
    """

    def __init__(self, listener, server):
        self.listener, self.server = listener, server
        self.passing = threading.Event()
        self.passing.set()
        self.freeze_after = b"never"
        self.clients, self.threads = [], []
        self.start(self.accept)

    def start(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def end(self):
        self.thaw()
        for open_socket in (self.listener, *self.clients):
            with suppress(OSError):  # closed by now
                open_socket.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()

    def freeze(self):
        self.passing.clear()

    def thaw(self):
        self.passing.set()

    def accept(self):
        with suppress(OSError):  # until the listener is closed
            while True:
                client, _address = self.listener.accept()
                self.clients.append(client)
                self.start(self.connect, client)

    def connect(self, client):
        self.passing.wait()
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self.server)
            back = self.start(self.carry, server, client)
            self.carry(client, server)
            back.join()

    def carry(self, source, sink):
        with suppress(OSError):
            while content := source.recv(65_536):
                self.passing.wait()
                sink.sendall(content)
                if self.freeze_after in content:
                    self.freeze()
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(tmp_path_factory, settings, monkeypatch):
    """The site behind a proxy to its server, with the limits of a site that serves."""
    settings.STATEMENT_SECONDS = 10
    monkeypatch.setattr(base, "SILENCE_SECONDS", 0.3)
    cache.clear()  # of what /readyz answered before
    monkeypatch.setattr(base, "frozen_until", 0)
    original = connections["default"]
    parameters = original.get_connection_params()
    host, port = parameters.get("host", "/var/run/postgresql"), parameters.get("port", 5432)
    if not host.startswith("/"):
        pytest.skip("The proxy speaks to a server by its socket.")
    folder = tmp_path_factory.mktemp("pg")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/.s.PGSQL.5432")
        listener.listen()
        proxy = Proxy(listener, f"{host}/.s.PGSQL.{port}")
        through = original.copy()
        through.settings_dict |= {"HOST": str(folder), "PORT": 5432}
        connections["default"] = through
        yield proxy
        through.close()
        connections["default"] = original
        proxy.end()


def get(address):
    close_old_connections()  # as between the requests of a server; the client leaves that out
    return Client(raise_request_exception=False).get(address)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_page_is_a_503_while_the_server_is_frozen_and_comes_back_by_itself(proxy, monkeypatch):
    assert get("/programs/").status_code == 200
    proxy.freeze()
    response = get("/es/programs/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert '<html lang="es"' in response.content.decode()
    proxy.thaw()
    monkeypatch.setattr(base, "frozen_until", 0)  # as when its seconds have passed
    assert get("/programs/").status_code == 200


def test_nobody_waits_again_for_a_server_that_has_just_been_given_up(proxy):
    proxy.freeze()
    assert get("/programs/").status_code == 503
    accepted = len(proxy.clients)
    assert [get("/programs/").status_code for _ in range(5)] == [503] * 5
    assert len(proxy.clients) == accepted


def test_process_is_healthy_and_the_site_is_not_ready(proxy):
    proxy.freeze()
    assert get("/healthz").status_code == 200
    assert get("/readyz").json()["checks"]["database"] == "failed"


def test_server_that_freezes_in_the_middle_of_a_statement_is_given_up(proxy):
    proxy.freeze_after = b"pg_sleep"
    with pytest.raises(OperationalError, match="does not answer"):
        run("SELECT pg_sleep(60)")
    assert not connection.is_usable()


def test_server_that_is_only_slow_is_waited_for(proxy):
    run("SELECT 1")
    accepted = len(proxy.clients)
    assert run("SELECT 'late' FROM pg_sleep(1.5)") == [("late",)]
    assert len(proxy.clients) > accepted


def test_connection_that_was_lost_on_the_way_is_made_anew(proxy):
    run("SELECT 1")
    proxy.freeze()
    lost, proxy.passing = proxy.passing, threading.Event()
    proxy.thaw()  # for the connections from now on
    assert get("/programs/").status_code == 200
    lost.set()

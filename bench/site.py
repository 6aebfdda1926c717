"""A throw-away site for scripts that need real processes: its own database, migrated, served."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def throw_away_site() -> Iterator[dict[str, str]]:
    """Yield the environment of a new site, which is removed afterwards.

    It is on PostgreSQL beside the database that DATABASE_URL names, else on SQLite in a temporary
    folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DEBUG": "0"}
        address = os.environ.get("DATABASE_URL", "")
        name = f"chancery_{os.getpid()}"
        if address:
            environment["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            _on_server(address, f"CREATE DATABASE {name}")
        try:
            manage(environment, "migrate", "--verbosity=0")
            yield environment
        finally:
            if address:
                _on_server(address, f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], env=environment, cwd=ROOT, check=True)


@contextmanager
def served(
    environment: dict[str, str],
    application: str = "config.wsgi:application",
    python: str = sys.executable,
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the URL of a site that is served as `./dev run` does, by one worker unless `options`
    say otherwise."""
    port = _free_port()
    server = subprocess.Popen(
        [python, "-m", "granian", "--interface", "wsgi", "--port", str(port),
         "--log-level", "error", *options, application],
        env=environment,
        cwd=ROOT,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def browser_path() -> str:
    """Return the path of Debian's chromium, or of another build of it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("There is no browser. On Debian: apt-get install chromium")


def start(environment: dict[str, str], script: str, *arguments: str) -> subprocess.Popen:
    """Start a process that runs a script of this folder on the site, with pipes to its ends."""
    return subprocess.Popen(
        [sys.executable, "-m", f"bench.{script}", *arguments],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def open_site() -> None:
    """Set Django up in this process, on the site that the environment names."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def _on_server(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415

    maintenance = urlunsplit(urlsplit(address)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement)

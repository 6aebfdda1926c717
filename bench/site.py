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
        name = f"chancery_{os.getpid()}"
        environment = _environment(folder, name)
        _on_server(f"CREATE DATABASE {name}")
        try:
            manage(environment, "migrate", "--verbosity=0")
            yield environment
        finally:
            _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def kept_site(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a site that stays in a folder, and is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"chancery_kept_{folder.name}"
    if not _on_server(f"SELECT FROM pg_database WHERE datname = '{name}'"):
        _on_server(f"CREATE DATABASE {name}")
    environment = _environment(str(folder), name)
    manage(environment, "migrate", "--verbosity=0")
    yield environment


def _environment(folder: str, database: str) -> dict[str, str]:
    environment = {**os.environ, "DATA_DIR": folder, "DEBUG": "0"}
    if address := os.environ.get("DATABASE_URL", ""):
        environment["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{database}"))
    return environment


def asked_in_process(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment in which a process asks a site for pages, each made anew."""
    manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    return {**environment, "PAGE_CACHE": "0", "ALLOWED_HOSTS": "testserver"}


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


def answered_by(environment: dict[str, str], script: str, *arguments: str) -> str:
    """Return what such a process writes. Raises CalledProcessError when it fails."""
    process = start(environment, script, *arguments)
    written = process.communicate()[0]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return written


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


def _on_server(statement: str) -> int:
    """Execute a statement where DATABASE_URL leads, if anywhere; return the number of its rows."""
    import psycopg  # noqa: PLC0415

    if not (address := os.environ.get("DATABASE_URL", "")):
        return 0
    maintenance = urlunsplit(urlsplit(address)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        return connection.execute(statement).rowcount

"""A throw-away site for scripts that need real processes: its own database, migrated."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def throw_away_site() -> Iterator[dict[str, str]]:
    """The environment of a new site: on PostgreSQL beside the database that DATABASE_URL names,
    else on SQLite in a temporary folder. It is removed afterwards."""
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


def start(environment: dict[str, str], script: str, *arguments: str) -> subprocess.Popen:
    """A process that runs a script of this folder on the site and is spoken to over pipes."""
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


def _on_server(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415

    maintenance = urlunsplit(urlsplit(address)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement)

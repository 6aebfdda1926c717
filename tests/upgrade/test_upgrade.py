"""A site of before is migrated: its record is whole, and readers are answered as they were.

README.md tells how the databases and pages.json were made, and what to do when this fails.
"""

import difflib
import gzip
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.upgrade.differences import (
    ADDITIONS,
    ALIKE,
    BEFORE,
    DIFFERENCES,
    applies,
    expectation,
    said,
)

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ANSWER = "from tests.upgrade import answers; answers.print_answers()"
SITE = {
    "ALLOWED_HOSTS": "localhost",
    "DEBUG": "0",
    "HTTPS": "0",
    "OFFICIAL_WEBSITE": "0",
    "PAGE_CACHE": "0",
    "PUBLISHED_BY": "",
    "SECRET_KEY": "of a site that nobody signs in to",
    "SITE_URL": "http://localhost",
    "SITE_TIME_ZONE": "America/Mexico_City",
}


class Upgrade(NamedTuple):
    """The processes that brought the site up to date, asked it, began its record, verified it."""

    migration: subprocess.CompletedProcess
    reading: subprocess.CompletedProcess
    beginning: subprocess.CompletedProcess
    verification: subprocess.CompletedProcess


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    (folder / "media").mkdir()
    with restored(folder) as address:
        environment = {**os.environ, **SITE, "DATA_DIR": str(folder), "DATABASE_URL": address}
        return Upgrade(
            manage(environment, "migrate", "--no-input"),
            manage(environment, "shell", "--verbosity=0", "--command", ANSWER),
            # Changes of today come after the day at which the site is asked.
            manage(environment, "begin_record", "--by", "pilar"),
            manage(environment, "verify_record"),
        )


@pytest.fixture(scope="module")
def now(upgrade):
    """What pages.json holds, as today's code answers."""
    if upgrade.reading.returncode:
        pytest.skip("today's code does not answer")
    return json.loads(upgrade.reading.stdout)


def test_site_of_before_is_migrated(upgrade):
    assert upgrade.migration.returncode == 0, upgrade.migration.stderr


def test_every_row_is_taken_on_trust(upgrade):
    assert upgrade.beginning.returncode == 0, upgrade.beginning.stderr
    assert "relations_agreementedition: " in upgrade.beginning.stdout


def test_every_edition_still_matches_its_seal(upgrade):
    assert upgrade.verification.returncode == 0, upgrade.verification.stderr


def test_migrated_site_answers(upgrade):
    assert upgrade.reading.returncode == 0, upgrade.reading.stderr


@pytest.mark.parametrize("address", BEFORE["pages"])
def test_reader_is_answered_as_before(address, now):
    expected, answered = expectation(address, DIFFERENCES), said(now["pages"][address])
    for addition in ADDITIONS:
        if re.search(addition.where, address):
            answered = addition.taken_out(answered)
    for where, normalized in ALIKE:
        if re.search(where, address):
            expected, answered = normalized(expected), normalized(answered)
    lines = (expected.split("\n"), answered.split("\n"))
    if changed := "\n".join(difflib.unified_diff(*lines, "before", "now", n=2, lineterm="")):
        pytest.fail(f"{address}\n{changed}", pytrace=False)


def test_no_item_shows_changes_that_nobody_made(now):
    assert now["unpublished"] == BEFORE["unpublished"]


def test_every_difference_is_still_needed():
    stale = [
        one
        for number, one in enumerate(DIFFERENCES)
        if not any(applies(one, address, DIFFERENCES[:number]) for address in BEFORE["pages"])
    ]
    assert not stale


@pytest.mark.parametrize("addition", ADDITIONS)
def test_every_addition_is_still_needed(addition, now):
    answers = (
        said(page) for address, page in now["pages"].items() if re.search(addition.where, address)
    )
    assert any(addition.taken_out(answer) != answer for answer in answers)


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@contextmanager
def restored(folder: Path):
    """The DATABASE_URL of a copy of the site, in a database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        copy = folder / "before.sqlite3"
        copy.write_bytes(gzip.decompress((HERE / "before.sqlite3.gz").read_bytes()))
        yield f"sqlite:///{copy}"
        return
    name, configured = f"before_{uuid4().hex}", urlsplit(os.environ["DATABASE_URL"])
    server, address = (
        urlunsplit(configured._replace(path=path)) for path in ("/postgres", f"/{name}")
    )
    # Sorted as pages.json was, whatever the server's language.
    execute(server, f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C'")
    try:
        execute(address, gzip.decompress((HERE / "before.sql.gz").read_bytes()).decode())
        yield address
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(address: str, statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(statements)

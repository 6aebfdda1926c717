"""What docs/RECORD.md tells other programs is true of the heads that this one exports."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from publishing.changes.models import Change
from publishing.record.heads import Head, load_head
from publishing.record.notes import PrivateKey
from tests.factories import make_page

pytestmark = pytest.mark.django_db

DOCS = (Path(settings.BASE_DIR) / "docs" / "RECORD.md").read_text()


@pytest.fixture
def exported(settings, tmp_path, pilar):
    """The file of a head as the command writes it."""
    settings.SITE_URL = "https://chancery.example"
    settings.RECORD_KEY_FILE = tmp_path / "record_key"
    make_page("about").publish(pilar)
    call_command("export_head", to=str(tmp_path), stdout=StringIO())
    [path] = tmp_path.glob("head-*.txt")
    return path


@pytest.fixture
def public_key(exported):
    printed = StringIO()
    call_command("export_head", "--key", stdout=printed)
    return printed.getvalue().strip()


def programs(heading: str) -> list[str]:
    """The programs of the documentation from a heading on."""
    return re.findall(r"```python\n(.*?)```", DOCS[DOCS.index(heading) :], re.DOTALL)


def check(path: Path, key: str) -> subprocess.CompletedProcess:
    """Run the program of the documentation, away from the project."""
    program = path.with_name("check_head.py")
    program.write_text(programs("### A program that checks one")[0])
    command = [sys.executable, "-I", str(program), str(path), key]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)


def test_program_of_the_documentation_reads_an_exported_head(exported, public_key):
    newest = Change.objects.get(number=Change.objects.count())
    at = newest.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    checked = check(exported, public_key)
    assert checked.stderr == ""
    assert checked.stdout == f"Change {newest.number} of {at} has the hash {newest.hash}.\n"
    assert exported.name == f"head-{newest.number}.txt"


def test_it_refuses_what_was_altered_and_what_another_key_signed(exported, public_key):
    note = exported.read_text()
    other = PrivateKey("chancery.example", bytes(32))
    number = load_head(note).number
    for content in (
        note.replace(f"\n{number}\n", f"\n{number + 1}\n"),
        load_head(note).signed(other),
    ):
        exported.write_text(content)
        assert check(exported, public_key).returncode == 1
    assert check(exported, str(other.public)).returncode == 0
    assert check(exported, public_key.replace("chancery", "another")).returncode == 1


def test_example_is_a_head():
    example = re.search(r"```\n(chancery\.example record\n.*?)```", DOCS, re.DOTALL)[1]
    key = re.search(r"chancery\.example\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", DOCS)[0]
    head = load_head(example, key)
    at = datetime(2026, 11, 26, 15, 13, 22, 123456, tzinfo=UTC)
    assert head == Head(1234, sha256(b"an example").hexdigest(), at)


def test_another_program_hashes_a_change_and_its_rows_like_this_one(pilar):
    edition = make_page("about", title_es="Qué es “esto” 😀").publish(pilar)
    change = Change.objects.get(act="published")
    written = {
        field.attname: getattr(change, field.attname) for field in Change._meta.concrete_fields
    }
    for name in ("at", "begins_at"):
        written[name] = written[name].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    documented: dict = {}
    for program in programs("## The chain")[:2]:
        exec(program, documented)
    assert documented["chain_hash"](written) == change.hash
    said = change.digests["portal_pageedition"]
    salt = change.salts["portal_pageedition"][str(edition.pk)]
    place = said["columns"].split().index("title_es") * 16
    digest = documented["digest"](b"s" + edition.title_es.encode(), salt)
    assert said["rows"][str(edition.pk)][place : place + 16] == digest

"""`manage.py export_head`: the head is printed, kept in a folder, mailed; what fails is said."""

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from publishing.management.commands import export_head
from publishing.record.heads import Head, load_head, make_key

HEAD = Head(12, "ab" * 32, datetime(2026, 11, 26, 15, 13, 22, 7, tzinfo=UTC))


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.SITE_URL = "https://chancery.example"
    settings.RECORD_KEY_FILE = tmp_path / "record_key"
    return settings


@pytest.fixture(autouse=True)
def heads(monkeypatch):
    """The heads that the record has, the newest last; a test may add some, or take them away."""
    heads = [HEAD]
    monkeypatch.setattr(export_head, "newest_head", lambda: heads[-1] if heads else None)
    return heads


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "heads"
    path.mkdir()
    return path


def run(*arguments) -> str:
    printed = StringIO()
    call_command("export_head", *arguments, stdout=printed)
    return printed.getvalue()


def fails(message: str, *arguments) -> str:
    """What is printed by a command that fails, and says so."""
    printed = StringIO()
    with pytest.raises(CommandError, match=message) as failure:
        call_command("export_head", *arguments, stdout=printed)
    assert failure.value.returncode == 1
    return printed.getvalue()


def test_head_is_printed_as_a_signed_note_and_nothing_else():
    assert load_head(run()) == HEAD
    assert run() == run()


def test_key_is_printed_for_others_to_check_heads_by():
    assert load_head(run(), run("--key")) == HEAD


def test_record_without_changes_has_no_head(heads):
    heads.clear()
    assert fails("there is no head yet") == ""


def test_bad_key_signs_nothing(site):
    site.RECORD_KEY_FILE.write_text("nothing")
    assert fails(r"The key in .*record_key is none") == ""


def test_each_head_is_kept_in_a_file_of_its_own(folder, heads):
    note = run("--to", str(folder))
    assert run("--to", str(folder)) == note
    heads.append(replace(HEAD, number=13))
    run("--to", str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["head-12.txt", "head-13.txt"]
    assert (folder / "head-12.txt").read_text() == note
    assert load_head((folder / "head-13.txt").read_bytes()) == heads[-1]


def test_other_head_of_the_same_number_is_noticed_and_what_was_kept_stays(folder, heads):
    note = run("--to", str(folder))
    heads.append(replace(HEAD, hash="cd" * 32))
    fails(r"head-12\.txt is there and says something else", "--to", str(folder))
    assert (folder / "head-12.txt").read_text() == note


def test_folder_that_is_not_there_is_named_and_the_head_is_printed_all_the_same(tmp_path):
    printed = fails(
        r"head-12\.txt was not written: No such file", "--to", str(tmp_path / "nowhere")
    )
    assert load_head(printed) == HEAD
    (tmp_path / "file").touch()
    fails("was not written: Not a directory", "--to", str(tmp_path / "file"))


def test_what_is_there_and_cannot_be_read_is_named(folder):
    (folder / "head-12.txt").mkdir()
    fails("is there and cannot be read: Is a directory", "--to", str(folder))


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_folder_that_nobody_may_write_to_is_named(folder, monkeypatch, code):
    def refuse(*arguments):
        raise OSError(code, os.strerror(code))

    make_key()
    monkeypatch.setattr(os, "open", refuse)
    fails(f"was not written: {os.strerror(code)}", "--to", str(folder))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_full_disk_leaves_no_half_of_a_file(folder, monkeypatch, step):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    make_key()
    monkeypatch.setattr(os, step, full)
    monkeypatch.setattr(os, "replace", full)
    fails("was not written: No space left on device", "--to", str(folder))
    assert not list(folder.iterdir())


def test_head_is_mailed_as_a_file_that_verifies():
    note = run("--mail", "auditor@example.org")
    [message] = mail.outbox
    assert message.to == ["auditor@example.org"]
    assert message.subject == "Head 12 of the record"
    assert note in message.body
    parts = [part for part in message.message().walk() if part.get_filename()]
    assert [part.get_filename() for part in parts] == ["head-12.txt"]
    assert parts[0]["Content-Transfer-Encoding"] == "base64"
    assert parts[0].get_payload(decode=True) == note.encode()


def test_mail_that_fails_is_said_and_the_folder_is_written_all_the_same(folder, monkeypatch):
    def refuse(message):
        raise SMTPException("the server is away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    message = r"The mail to auditor@example\.org was not sent: the server is away"
    printed = fails(message, "--mail", "auditor@example.org", "--to", str(folder))
    assert (folder / "head-12.txt").read_text() == printed


def test_folder_that_fails_is_said_and_the_mail_is_sent_all_the_same(tmp_path):
    fails("was not written", "--to", str(tmp_path / "nowhere"), "--mail", "auditor@example.org")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("address", ["nobody", "a@b\nBcc: c@example.org", ""])
def test_address_that_is_none_gets_no_mail(address):
    fails("is no mail address", "--mail", address)
    assert not mail.outbox


def test_mail_is_a_file_where_no_server_is_named(site, tmp_path):
    site.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    site.EMAIL_FILE_PATH = tmp_path / "new" / "mail"
    run("--mail", "auditor@example.org")
    assert len(list(site.EMAIL_FILE_PATH.iterdir())) == 1

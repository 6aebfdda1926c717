"""Heads of the record: what they say, and the key that signs them."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.record.heads import Head, load_head, load_key, make_key, site_name, write_new
from publishing.record.notes import BadKey, BadSignature, MalformedNote, PrivateKey, UnknownKey

HEAD = Head(12, "ab" * 32, datetime(2026, 11, 26, 15, 13, 22, 7, tzinfo=UTC))
TEXT = """\
chancery.example record
12
q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=
2026-11-26T15:13:22.000007Z
"""


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.SITE_URL = "https://chancery.example"
    settings.RECORD_KEY_FILE = tmp_path / "keys" / "record_key"
    return settings


def test_head_says_origin_number_hash_and_time():
    assert HEAD.text("chancery.example") == TEXT
    elsewhere = replace(HEAD, at=HEAD.at.astimezone(timezone(timedelta(hours=-6))))
    assert elsewhere.text("chancery.example") == TEXT


def test_head_is_read_as_it_was_signed():
    note = HEAD.signed(make_key())
    assert load_head(note) == load_head(note.encode()) == HEAD
    assert HEAD.signed(load_key()) == note


@given(
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)),
)
def test_any_head_is_read_as_it_was_signed(number, digest, at):
    key = PrivateKey("chancery.example", bytes(32))
    head = Head(number, digest.hex(), at)
    assert load_head(head.signed(key), str(key.public)) == head


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("chancery", "another"),
        TEXT.replace(" record", ""),
        TEXT.replace("\n12\n", "\n012\n"),
        TEXT.replace("\n12\n", "\n0\n"),
        TEXT.replace("\n12\n", "\n-12\n"),
        TEXT.replace("\n12\n", "\n\N{ARABIC-INDIC DIGIT THREE}\n"),
        TEXT.replace("\n12\n", f"\n{'9' * 20}\n"),
        TEXT.replace("\n12\n", f"\n{'9' * 5000}\n"),
        TEXT.replace("6s=", "6t="),
        TEXT.replace("q6ur", "", 1),
        TEXT.replace("Z", ""),
        TEXT.replace("Z", "+00:00"),
        TEXT.replace(".000007", ""),
        TEXT.replace("2026-11-26", "2026-11-31"),
        TEXT.replace("2026-11-26T15:13:22.000007Z", "9999-12-31T23:59:59.999999-14:00"),
        f"{TEXT}more\n",
        TEXT.split("\n", 1)[1],
    ],
)
def test_signed_text_that_is_no_head_is_refused(text):
    with pytest.raises(MalformedNote, match=r"no head of the record of chancery\.example"):
        load_head(make_key().sign(text))


def test_head_of_another_site_is_refused_also_when_it_has_the_same_key(site):
    note = HEAD.signed(make_key())
    site.SITE_URL = "https://other.example"
    with pytest.raises(UnknownKey, match=r"Signed by .chancery.example .* not by other.example"):
        load_head(note)


def test_head_of_before_is_read_by_the_key_of_before(site):
    former, note = make_key().public, HEAD.signed(make_key())
    site.RECORD_KEY_FILE.unlink()
    site.SITE_URL = "https://moved.example"
    make_key()
    assert load_head(note, str(former)) == HEAD
    with pytest.raises(UnknownKey):
        load_head(note)
    with pytest.raises(BadSignature):
        load_head(note.replace("\n12\n", "\n13\n"), str(former))


def test_name_is_the_host_of_the_site_or_that_of_this_machine(site):
    assert site_name() == "chancery.example"
    site.SITE_URL = "https://[::1]:8443"
    assert site_name() == "[::1]:8443"
    site.SITE_URL = ""
    assert site_name() == "localhost"


def test_key_is_made_once_for_its_owner_alone(site):
    with pytest.raises(BadKey, match=r"manage\.py prepare makes one"):
        load_key()
    assert make_key() == make_key() == load_key()
    assert stat.S_IMODE(site.RECORD_KEY_FILE.stat().st_mode) == 0o600
    assert [path.name for path in site.RECORD_KEY_FILE.parent.iterdir()] == ["record_key"]


@pytest.mark.parametrize("content", [b"", b"words", b"\xff\xfe", b"AAAA\n", b"=" * 44, b"A" * 44])
def test_bad_key_is_named_and_left_as_it_is(site, content):
    site.RECORD_KEY_FILE.parent.mkdir()
    site.RECORD_KEY_FILE.write_bytes(content)
    with pytest.raises(BadKey, match=f"The key in {site.RECORD_KEY_FILE}"):
        make_key()
    assert site.RECORD_KEY_FILE.read_bytes() == content


def test_key_that_can_be_neither_read_nor_made_is_named(site, tmp_path):
    site.RECORD_KEY_FILE = tmp_path
    with pytest.raises(BadKey, match="cannot be read: Is a directory"):
        make_key()
    (tmp_path / "file").touch()
    site.RECORD_KEY_FILE = tmp_path / "file" / "key"
    with pytest.raises(BadKey, match=r"No key can be made in .*: (Not a directory|File exists)"):
        make_key()


def test_of_two_that_make_the_key_at_once_both_have_the_first(site, monkeypatch):
    first = make_key()
    monkeypatch.setattr("pathlib.Path.exists", lambda path: False)
    assert make_key() == first


def test_file_is_written_whole_where_there_are_no_links(tmp_path, monkeypatch):
    def no_links(*paths):
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_new(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

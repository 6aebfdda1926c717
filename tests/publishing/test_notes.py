"""Signed notes: what was signed is read, and nothing else, down to the last byte."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.record.notes import (
    MAX_BYTES,
    BadKey,
    BadSignature,
    MalformedNote,
    NoteError,
    PrivateKey,
    PublicKey,
    UnknownKey,
)

KEY = PrivateKey("chancery.example", bytes(range(32)))
OTHER = PrivateKey("chancery.example", bytes(32))
NAMESAKE = PrivateKey("other.example", bytes(range(32)))
TEXT = "chancery.example record\n12\n\nWords, ñ and 語.\n"
NOTE = KEY.sign(TEXT)
# A public key that another program made: that of the checksum database of the Go language.
GO_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def altered(note: bytes, place: int, byte: int) -> bytes:
    return note[:place] + bytes([byte]) + note[place + 1 :]


def test_text_that_was_signed_is_read():
    assert KEY.public.open(NOTE) == TEXT
    assert KEY.public.open(NOTE.encode()) == TEXT


def test_note_is_that_of_the_specification():
    text, signature = NOTE.removesuffix("\n").rsplit("\n", 1)
    assert text == TEXT
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("\N{EM DASH}", "chancery.example")
    assert b64decode(encoded)[:4] == KEY.public.id
    assert len(b64decode(encoded)) == 4 + 64


def test_public_key_is_that_of_the_specification():
    assert str(PublicKey.parse(GO_KEY)) == GO_KEY
    assert PublicKey.parse(f" {KEY.public}\n") == KEY.public


@pytest.mark.parametrize("place", range(len(NOTE.encode())))
def test_altered_byte_is_noticed_wherever_it_stands(place):
    note = NOTE.encode()
    for byte in {note[place] ^ 1, note[place] ^ 0x20, note[place] ^ 0x80, 0, 10, 13, 32, 255}:
        if byte != note[place]:
            with pytest.raises(NoteError):
                KEY.public.open(altered(note, place, byte))


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(0, 255))
def test_any_altered_byte_is_noticed(place, byte):
    note = NOTE.encode()
    if byte != note[place]:
        with pytest.raises(NoteError):
            KEY.public.open(altered(note, place, byte))


@given(st.integers(0, len(NOTE.encode())), st.binary(max_size=3), st.integers(0, 3))
def test_what_is_put_in_or_left_out_is_noticed(place, new, length):
    note = NOTE.encode()
    other = note[:place] + new + note[place + length :]
    if other != note:
        with pytest.raises(NoteError):
            KEY.public.open(other)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_anything_else_is_refused_as_no_note(content):
    with pytest.raises(MalformedNote):
        KEY.public.open(content)


@given(
    st.text(alphabet=st.characters(codec="utf-8", min_codepoint=0x20), min_size=1).map(
        "{}\n".format
    )
)
def test_any_text_is_signed_and_read(text):
    assert KEY.public.open(KEY.sign(text)) == text


def test_note_of_another_key_or_another_site_is_told_from_an_altered_one():
    for other in (OTHER, NAMESAKE):
        with pytest.raises(UnknownKey, match=f"not by chancery.example .key {KEY.public.id.hex()}"):
            KEY.public.open(other.sign(TEXT))
    with pytest.raises(BadSignature, match="altered"):
        KEY.public.open(NOTE.replace("12", "13"))


def test_names_that_others_chose_reach_no_terminal_as_they_are():
    named = PrivateKey("\x9b2J", bytes(32))
    with pytest.raises(UnknownKey, match=r"\\x9b2J") as refusal:
        KEY.public.open(named.sign(TEXT))
    assert str(refusal.value).isprintable()


def test_others_may_sign_too_but_not_instead_and_no_signature_of_ours_may_be_wrong():
    witness = NAMESAKE.sign(TEXT).removeprefix(f"{TEXT}\n")
    assert KEY.public.open(NOTE + witness * 16) == TEXT
    wrong = KEY.sign("Something else.\n").rpartition("\n\n")[2]
    with pytest.raises(BadSignature):
        KEY.public.open(NOTE + wrong)
    with pytest.raises(UnknownKey):
        KEY.public.open(f"{TEXT}\n{witness}")


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("", "expected a text"),
        (NOTE.replace("\n", "\r\n"), "other line ends"),
        (NOTE.replace("— ", "- "), "is no signature"),
        (NOTE.rstrip("\n"), "a line end"),
        (NOTE.encode("utf-16"), "not UTF-8"),
        ("x" * (MAX_BYTES + 1), "longer than"),
        ("\ud800", "not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_note_is_said(note, message):
    with pytest.raises(MalformedNote, match=message):
        KEY.public.open(note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chancery.example",
        str(KEY.public).replace("+", "-"),
        str(KEY.public).replace("chancery", "another"),
        str(KEY.public)[:-1],
        str(KEY.public).replace(KEY.public.id.hex(), KEY.public.id.hex().upper()),
        f"two words+{PublicKey('two words', bytes(32)).id.hex()}+{b64encode(bytes(33)).decode()}",
        f"a+00000000+{b64encode(bytes([2] + [0] * 32)).decode()}",
        "\udcff+1+2",
    ],
)
def test_key_that_is_none_is_refused(text):
    with pytest.raises(BadKey, match="no public key"):
        PublicKey.parse(text)

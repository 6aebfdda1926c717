"""Uploads: a corpus of bad pictures made here is refused with reasons; good ones are cleaned."""

import errno
import struct
import subprocess
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngInfo

from relations import pictures
from relations.models import Image
from relations.pictures import MAX_MEGAPIXELS, MAX_UPLOAD_BYTES, PictureFormField, sanitized


def picture(name="JPEG", size=(1200, 800), mode="RGB", **options) -> bytes:
    written = BytesIO()
    Pillow.new(mode, size, "teal").save(written, name, **options)
    return written.getvalue()


def png_header(width, height) -> bytes:
    """A PNG that claims its size and has one row of data."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


def with_text(length) -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", "x" * length, zip=True)
    return picture("PNG", pnginfo=notes)


def with_exif(length=20) -> bytes:
    exif = Pillow.Exif()
    exif[0x010E] = "Taken at the secret place"[:length]
    exif[0x0112] = 6  # turned by 90°
    return picture("JPEG", exif=exif)


CORPUS = {
    "text": ("a.jpg", b"not a picture at all", "not a JPEG"),
    "empty": ("a.png", b"", "not a JPEG"),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "besides a picture"),
    "gif": ("a.gif", picture("GIF"), "not a JPEG"),
    "tiff": ("a.tiff", picture("TIFF"), "not a JPEG"),
    "wrong extension": ("a.png", picture("JPEG"), "name ends in"),
    "no extension": ("picture", picture("JPEG"), "name ends in"),
    "bomb": ("a.png", png_header(50_000, 50_000), "pixels"),
    "just too many pixels": ("a.png", png_header(8_000, 1_001), "8 million pixels"),
    "one pixel high": ("a.png", png_header(16_001, 1), "wider or higher than 16000"),
    "30,000 pixels square": ("a.png", png_header(30_000, 30_000), "wider or higher|pixels"),
    "large and progressive": (
        "a.jpg",
        picture("JPEG", (4_001, 3_000), progressive=True),
        "12 million pixels",
    ),
    "truncated jpeg": ("a.jpg", picture("JPEG")[:2000], "damaged"),
    "truncated png": ("a.png", picture("PNG")[:1000], "damaged"),
    "one row only": ("a.png", png_header(2_500, 3_000), "damaged"),
    "picture and archive": ("a.jpg", picture() + b"PK\x03\x04..PK\x05\x06" + b"\0" * 18, "besides"),
    "picture and document": ("a.jpg", picture() + b"%PDF-1.7", "besides"),
    "picture and script": ("a.png", picture("PNG") + b"<script>alert(1)</script>", "besides"),
    "picture and php": ("a.jpg", picture(comment=b"<?php system('id');"), "besides"),
    "huge metadata": ("a.png", with_text(3_000_000), "metadata|damaged"),
    "moving": (
        "a.webp",
        picture("WEBP", save_all=True, append_images=[Pillow.new("RGB", (1200, 800), "red")]),
        "moves",
    ),
}


@pytest.mark.parametrize(("name", "content", "reason"), CORPUS.values(), ids=CORPUS)
def test_bad_upload_is_refused_with_its_reason(name, content, reason):
    with pytest.raises(ValidationError, match=reason):
        PictureFormField().clean(SimpleUploadedFile(name, content))


def test_bytes_that_a_photograph_holds_by_chance_are_no_disguise():
    chance = picture(comment=b"\x8a<svG\x91 PK\x05\x06\x7f %PDF-\xe0")
    assert sanitized(SimpleUploadedFile("a.jpg", chance)).name == "a.jpg"


def test_file_over_20_megabytes_is_refused_unread():
    class Unreadable:
        name, size = "a.jpg", MAX_UPLOAD_BYTES + 1

    with pytest.raises(ValidationError, match="20 MB"):
        sanitized(Unreadable())


def test_metadata_is_removed_and_the_picture_stands_upright():
    taken = sanitized(SimpleUploadedFile("a.jpg", with_exif(100)))
    content = taken.read()
    assert b"secret" not in content
    assert Pillow.open(BytesIO(content)).size == (800, 1200)
    assert not Pillow.open(BytesIO(content)).getexif()


@pytest.mark.parametrize(
    ("name", "extension"), [("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_each_allowed_format_is_taken_in(name, extension):
    taken = sanitized(SimpleUploadedFile(f"a.{extension}", picture(name)))
    assert Pillow.open(taken).size == (1200, 800)


def telephone_photograph() -> bytes:
    """A JPEG with a second picture behind the first, as telephones make them."""
    depth = Pillow.new("RGB", (300, 200), "gray")
    return picture("MPO", save_all=True, append_images=[depth])


def test_photograph_with_a_second_picture_is_taken_in_as_the_first():
    content = telephone_photograph()
    assert Pillow.open(BytesIO(content)).format == "MPO"
    taken = sanitized(SimpleUploadedFile("a.jpg", content))
    clean = Pillow.open(taken)
    assert (clean.format, clean.size) == ("JPEG", (1200, 800))
    with pytest.raises(ValidationError, match="is a JPEG picture, but"):
        sanitized(SimpleUploadedFile("a.png", content))


@pytest.mark.parametrize("name", ["TIFF", None])
def test_picture_that_pillow_calls_otherwise_is_refused(monkeypatch, name):
    monkeypatch.setattr(JpegImageFile, "format", name)
    with pytest.raises(ValidationError, match="not a JPEG"):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


def test_transparency_is_kept():
    taken = sanitized(SimpleUploadedFile("a.png", picture("PNG", mode="RGBA")))
    assert taken.name == "a.png"
    assert Pillow.open(taken).mode == "RGBA"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("progressive JPEG", {"progressive": True, "subsampling": 0}),
        ("PNG", {"mode": "RGBA"}),
        ("WEBP", {}),
        ("AVIF", {"speed": 10}),
    ],
)
def test_largest_picture_is_decoded_in_the_memory_that_there_is(kind, options):
    name = kind.split()[-1]
    height = int((MAX_MEGAPIXELS[kind] * 1_000_000 * 2 / 3) ** 0.5)
    content = picture(name, (height * 3 // 2, height), **options)
    taken = sanitized(SimpleUploadedFile(f"a.{name.lower()}", content))
    assert Pillow.open(taken).size == (1920, 1280)


def test_picture_that_takes_more_memory_than_there_is_is_refused(monkeypatch):
    monkeypatch.setitem(pictures.MAX_MEGAPIXELS, "PNG", 200)
    content = picture("PNG", (12_000, 4_000))
    with pytest.raises(ValidationError, match="too much memory"):
        sanitized(SimpleUploadedFile("a.png", content))


def test_decoder_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(pictures, "DECODER_TIMEOUT", 0)
    with pytest.raises(ValidationError, match="takes too long"):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ("decoder.COMPUTING_SECONDS = 0; decoder.recode = spin", "takes too long"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "too much memory"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
    ],
)
def test_decoder_that_is_ended_says_why(monkeypatch, tmp_path, act, reason):
    script = tmp_path / "decoder.py"
    script.write_text(
        f"""
import os, signal, sys
sys.path.insert(0, {str(pictures.DECODER.parent)!r})
import picture_decoder as decoder
def spin(content):
    while True:
        pass
{act}
sys.exit(decoder.main())
"""
    )
    monkeypatch.setattr(pictures, "DECODER", script)
    with pytest.raises(ValidationError, match=reason):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


@pytest.mark.parametrize("error", [errno.ENOMEM, errno.EAGAIN, errno.EMFILE])
def test_decoder_that_cannot_be_started_is_no_fault_of_the_picture(monkeypatch, error):
    def refuse(*_arguments, **_options):
        raise OSError(error, "no room")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(ValidationError, match="no room to look at the picture now"):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


@pytest.mark.django_db
def test_picture_has_renditions_and_its_file_is_never_replaced(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = sanitized(SimpleUploadedFile("a.jpg", picture()))
    row = Image.objects.create(title="River", file=upload, alt_en="A river", alt_es="Un río")
    kinds = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert kinds == {".jpeg", ".avif", ".webp"}
    row.file = sanitized(SimpleUploadedFile("b.jpg", picture()))
    with pytest.raises(ValidationError, match="never replaced"):
        row.save()
    row.refresh_from_db()
    assert row.file.name.startswith("pictures/")

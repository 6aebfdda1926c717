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
    "no extension": ("picture", picture("JPEG"), "has no ending. Let it end in “.jp"),
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


def png_in_sixteen_bits(kind: int, rows: bytes, extra: bytes = b"", size=(64, 4)) -> bytes:
    """A PNG of 16 bits for each sample; `kind` is 0 for grey and 4 for grey with transparency."""

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", *size, 16, kind, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + data + chunk(b"IEND", b"")


def grey_levels(taken) -> list[int]:
    clean = Pillow.open(taken).convert("L")
    return [clean.getpixel((x, 2)) for x in (0, 16, 32, 48, 63)]


GREY_ROW = b"\0" + b"".join(struct.pack(">H", 65535 * x // 63) for x in range(64))
GREY_AND_ALPHA_ROW = b"\0" + b"".join(struct.pack(">HH", 65535 * x // 63, 65535) for x in range(64))
FIRST_IS_CLEAR = struct.pack(">I", 2) + b"tRNS\0\0" + struct.pack(">I", zlib.crc32(b"tRNS\0\0"))


@pytest.mark.parametrize(
    "content",
    [
        png_in_sixteen_bits(0, GREY_ROW * 4),
        png_in_sixteen_bits(0, GREY_ROW * 4, FIRST_IS_CLEAR),
        png_in_sixteen_bits(4, GREY_AND_ALPHA_ROW * 4),
    ],
    ids=["grey", "one level clear", "transparent"],
)
def test_grey_of_sixteen_bits_keeps_its_levels(content):
    levels = grey_levels(sanitized(SimpleUploadedFile("a.png", content)))
    assert levels == pytest.approx([0, 65, 130, 195, 255], abs=3)


def test_largest_grey_of_sixteen_bits_is_decoded_in_the_memory_that_there_is():
    width, height = 3_200, 2_500
    row = b"\0" + b"\x80\0" * width
    content = png_in_sixteen_bits(0, row * height, size=(width, height))
    taken = Pillow.open(sanitized(SimpleUploadedFile("a.png", content)))
    assert taken.getpixel((5, 5)) == (128, 128, 128)


def wide_gamut_profile(space: bytes = b"RGB ") -> bytes:
    """An ICC profile with the primaries of Display P3, as telephones write it."""

    def xyz(*values):
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 3) + b"P3\0" + b"\0" * 78
    tags = {
        b"desc": text,
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        body = content + b"\0" * (-len(content) % 4)
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(bodies), len(body))
        bodies += body
    header = struct.pack(">I4sI4s4s4s", 0, b"none", 0x02400000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    header += struct.pack(">3i", 63190, 65536, 54061) + b"\0" * 48
    profile = header + table + bodies
    return struct.pack(">I", len(profile)) + profile[4:]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGBA"), ("AVIF", "RGB")],
)
def test_wide_gamut_becomes_that_of_the_web(name, mode):
    color = (200, 100, 100, 128)[: len(mode)]
    written = BytesIO()
    profile = wide_gamut_profile()
    Pillow.new(mode, (64, 64), color).save(written, name, icc_profile=profile)
    extension = {"JPEG": "jpg"}.get(name, name.lower())
    taken = sanitized(SimpleUploadedFile(f"a.{extension}", written.getvalue()))
    clean = Pillow.open(taken)
    red, green, blue, *alpha = clean.getpixel((30, 30))
    assert (red, green, blue) == pytest.approx((214, 93, 97), abs=4)
    assert alpha == pytest.approx(color[3:], abs=2)
    assert "icc_profile" not in clean.info


@pytest.mark.parametrize(
    "profile", [b"no profile", wide_gamut_profile()[:200], wide_gamut_profile(b"CMYK"), b""]
)
def test_profile_that_is_none_changes_nothing(profile):
    written = BytesIO()
    Pillow.new("RGB", (64, 64), (200, 100, 100)).save(written, "PNG", icc_profile=profile)
    taken = sanitized(SimpleUploadedFile("a.png", written.getvalue()))
    assert Pillow.open(taken).getpixel((30, 30)) == pytest.approx((200, 100, 100), abs=2)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "LA", "RGBA"])
@pytest.mark.parametrize("profiled", [False, True])
def test_picture_of_any_mode_is_taken_in(mode, profiled):
    name = "JPEG" if mode == "CMYK" else "PNG"
    options = {"icc_profile": wide_gamut_profile()} if profiled else {}
    written = BytesIO()
    Pillow.new("RGBA", (64, 64), (255, 255, 255)).convert(mode).save(written, name, **options)
    extension = {"JPEG": "jpg", "PNG": "png"}[name]
    taken = sanitized(SimpleUploadedFile(f"a.{extension}", written.getvalue()))
    assert Pillow.open(taken).convert("RGB").getpixel((9, 9)) == pytest.approx((255,) * 3, abs=2)


@pytest.mark.parametrize("part", ["n_frames", "format", "size", "info"])
def test_guard_refuses_a_header_that_makes_a_reader_fail(monkeypatch, part):
    def fail(_picture):
        raise RuntimeError("the header lies")

    monkeypatch.setattr(JpegImageFile, part, property(fail), raising=False)
    with pytest.raises(ValidationError, match="not a JPEG"):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


def test_answer_of_a_decoder_that_makes_no_sense_is_a_damaged_picture(monkeypatch):
    done = subprocess.CompletedProcess([], 0, b"\xff\xfe", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: done)
    with pytest.raises(ValidationError, match="damaged"):
        sanitized(SimpleUploadedFile("a.jpg", picture()))


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


def test_a_name_that_hides_how_it_ends_is_kept_without_what_hides_it():
    upload = SimpleUploadedFile("bridge\u202egnp\u202c.jpg", picture())
    assert sanitized(upload).name == "bridgegnp.jpg"
    upload = SimpleUploadedFile("bridge.\u202egpj", picture())
    with pytest.raises(ValidationError, match=r"name ends in “\.gpj”"):
        sanitized(upload)

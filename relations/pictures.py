"""Pictures: which uploads are accepted, and the renditions that pages show."""

import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path, PurePath
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from imagefield.fields import ImageField
from imagefield.processing_pillow import register_pillow
from PIL import Image as Pillow

from publishing.characters import normalize_line

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_SIDE = 16_000  # pixels
DECODER = Path(__file__).with_name("picture_decoder.py")
DECODER_TIMEOUT = 60  # seconds; it has a limit of its own on the time that it computes

# Millions of pixels of each format that can be decoded in the memory that the decoder has. Of a
# progressive JPEG all pixels are kept, of another no more than are needed.
MAX_MEGAPIXELS = {"JPEG": 40, "progressive JPEG": 12, "PNG": 8, "WEBP": 6, "AVIF": 8}

# Pillow's name of each format that may be uploaded, and the extensions it goes by.
UPLOADS = {
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
}
# What the decoder writes.
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg"}
# Signs of a file that is something besides a picture, long enough not to occur by chance among the
# bytes of a large photograph, as the four of "<svg" do.
DISGUISES = re.compile(
    rb"%PDF-\d|PK\x05\x06\0\0\0\0|<\?php\s|<(script|html|svg)[\s/>]|\x7fELF\x02\x01", re.IGNORECASE
)

# The shapes that pages show pictures in: width to height, and the widths they are made in.
SHAPES = {"wide": (5, 2, (640, 1280, 1920)), "card": (16, 9, (320, 640))}
ENCODINGS = {"avif": ("AVIF", 55), "webp": ("WEBP", 78)}


def sanitized(upload) -> SimpleUploadedFile:
    """Return the picture of an upload decoded and encoded anew, without anything else it holds.

    Content, extension and decoder must agree; size and pixels are checked in the header, before
    anything is decoded. Raises ValidationError with the reason.
    """
    if upload.size > MAX_UPLOAD_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Make it smaller first."))
    content = upload.read()
    name = PurePath(normalize_line(upload.name))  # a letter that nobody sees may turn its words
    extension = name.suffix.lstrip(".").lower()
    if DISGUISES.search(content):
        raise ValidationError(_("The file holds something besides a picture."))
    _check_header(content, extension)
    extension, clean = _decoded(content)
    # Of 255 bytes, which a name may have, a letter takes up to four, and renditions add some.
    stem = name.stem[:50]
    return SimpleUploadedFile(f"{stem}.{extension}", clean, CONTENT_TYPES[extension])


class Header(NamedTuple):
    """What the header of a file promises."""

    name: str  # of its format
    size: tuple[int, int]
    progressive: bool
    moves: bool


def _check_header(content: bytes, extension: str) -> None:
    """Raise ValidationError for a file whose header promises no picture that is accepted."""
    header = _header(content)
    if header.name not in UPLOADS:
        raise _no_picture()
    if not extension:
        raise ValidationError(
            _("The name of the file has no ending. Let it end in “.%(extension)s”.")
            % {"extension": UPLOADS[header.name][0]}
        )
    if extension not in UPLOADS[header.name]:
        raise ValidationError(
            _("The file is a %(format)s picture, but its name ends in “.%(extension)s”.")
            % {"format": header.name, "extension": extension[:20]}
        )
    if max(header.size) > MAX_SIDE:
        raise ValidationError(
            _("The picture is wider or higher than %(number)d pixels. Make it smaller.")
            % {"number": MAX_SIDE}
        )
    kind = "progressive JPEG" if header.progressive else header.name
    if header.size[0] * header.size[1] > MAX_MEGAPIXELS[kind] * 1_000_000:
        raise _too_many_pixels(MAX_MEGAPIXELS[kind])
    if header.moves:
        raise ValidationError(_("The picture moves. Upload a still one."))


def _header(content: bytes) -> Header:
    """Return what a header promises. Raises ValidationError where it cannot be read."""
    try:
        picture = Pillow.open(BytesIO(content), formats=list(UPLOADS))
        # A telephone's photograph may hold a second picture, such as its depth: the first is taken.
        multiple = picture.format == "MPO"
        name = "JPEG" if multiple else picture.format or ""
        progressive = name == "JPEG" and bool(picture.info.get("progressive"))
        moves = not multiple and getattr(picture, "n_frames", 1) > 1
        return Header(name, picture.size, progressive, moves)
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels(max(MAX_MEGAPIXELS.values())) from error
    except Exception as error:  # a hostile file can make a decoder fail in any way
        if "MAX_TEXT" in str(error):
            raise _too_much_metadata() from error
        raise _no_picture() from error


def _no_picture() -> ValidationError:
    return ValidationError(_("This is not a JPEG, PNG, WebP or AVIF picture."))


def _too_many_pixels(most: int) -> ValidationError:
    return ValidationError(
        _(
            "The picture has more than %(number)d million pixels, which is the most that a file "
            "of its kind may have. Make it smaller, or save it as a JPEG that is not progressive."
        )
        % {"number": most}
    )


def _too_much_metadata() -> ValidationError:
    return ValidationError(_("The picture carries more than 1 MB of metadata."))


def _decoded(content: bytes) -> tuple[str, bytes]:
    """Return the extension and the content of what `picture_decoder` makes of a file."""
    try:
        decoder = subprocess.run(
            [sys.executable, "-I", str(DECODER)],
            input=content,
            capture_output=True,
            timeout=DECODER_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow() from error
    except OSError as error:  # the process cannot be started
        raise ValidationError(
            _("The server has no room to look at the picture now. Try again later.")
        ) from error
    extension, _line, clean = decoder.stdout.partition(b"\n")
    if decoder.returncode == 0 and extension.decode(errors="replace") in CONTENT_TYPES:
        return extension.decode(), clean
    if decoder.returncode == -signal.SIGXCPU:
        raise _too_slow()
    reason = decoder.stdout.decode(errors="replace")
    if reason == "metadata" or "MAX_TEXT" in reason:
        raise _too_much_metadata()
    # The system kills a process when it has no memory left.
    if reason == "memory" or decoder.returncode == -signal.SIGKILL:
        raise ValidationError(_("The picture takes too much memory. Make it smaller."))
    raise ValidationError(_("The picture is damaged and cannot be read."))


def _too_slow() -> ValidationError:
    return ValidationError(
        _("Looking at the picture takes too long. Make it smaller, or try again later.")
    )


class PictureFormField(forms.ImageField):
    """An upload that is refused with its reason, or accepted as pixels alone."""

    def to_python(self, data):
        if data in self.empty_values:
            return None
        clean = sanitized(data)
        # The request keeps the upload, of up to 20 MB, while the renditions are made.
        data.file, data.name, data.size = clean.file, clean.name, clean.size
        return super().to_python(data)


@register_pillow
def encode(get_image, name: str, quality: int):
    """Return a processor of django-imagefield that writes in the format `name`."""

    def processor(image, context):
        context.save_kwargs.update(format=name, quality=quality)
        return get_image(image, context)

    return processor


def _rendition(shape: str, width: int, extension: str):
    across, down, _widths = SHAPES[shape]
    name, quality = ENCODINGS[extension]

    def specification(fieldfile, context):
        context.extension = f".{extension}"
        context.processors = [
            ("encode", name, quality),
            "autorotate",
            ("crop", (width, width * down // across)),
        ]

    return specification


RENDITIONS = {
    f"{shape}_{width}_{extension}": _rendition(shape, width, extension)
    for shape, (_across, _down, widths) in SHAPES.items()
    for width in widths
    for extension in ENCODINGS
}


class PictureField(ImageField):
    """The file of a picture, with its renditions."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, formats=RENDITIONS, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

"""Pictures: which uploads are accepted, and the renditions that pages show."""

import re
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from imagefield.fields import ImageField
from imagefield.processing_pillow import register_pillow
from PIL import Image as Pillow
from PIL import ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_METADATA_BYTES = 1024 * 1024

# Pillow's name of each format that may be uploaded, and the extensions it goes by.
UPLOADS = {
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
}
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
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Make it smaller first."))
    content = upload.read()
    extension = PurePath(upload.name).suffix.lstrip(".").lower()
    if DISGUISES.search(content):
        raise ValidationError(_("The file holds something besides a picture."))
    picture = _opened(content, extension)
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(_("The picture moves. Upload a still one."))
    return _encoded(_decoded(picture), PurePath(upload.name).stem)


def _opened(content: bytes, extension: str):
    """The picture of which no more than the header is read."""
    try:
        picture = Pillow.open(BytesIO(content), formats=list(UPLOADS))
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # a hostile file can make a decoder fail in any way
        if "MAX_TEXT" in str(error):
            raise _too_much_metadata() from error
        raise ValidationError(_("This is not a JPEG, PNG, WebP or AVIF picture.")) from error
    if extension not in UPLOADS[picture.format or ""]:
        raise ValidationError(
            _("The file is a %(format)s picture, but its name ends in “.%(extension)s”.")
            % {"format": picture.format, "extension": extension}
        )
    return picture


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("The picture has more than 40 million pixels. Make it smaller."))


def _too_much_metadata() -> ValidationError:
    return ValidationError(_("The picture carries more than 1 MB of metadata."))


def _decoded(picture):
    try:
        picture.load()
        metadata = sum(len(value) for value in picture.info.values() if hasattr(value, "__len__"))
        if metadata > MAX_METADATA_BYTES:
            raise _too_much_metadata()
        return ImageOps.exif_transpose(picture)
    except ValidationError:
        raise
    except Exception as error:  # as above
        raise ValidationError(_("The picture is damaged and cannot be read.")) from error


def _encoded(picture, stem: str) -> SimpleUploadedFile:
    """The pixels alone: as PNG when some are transparent, else as JPEG."""
    content = BytesIO()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clean, name, kind = picture.convert("RGBA"), f"{stem}.png", "image/png"
        _without_metadata(clean).save(content, "PNG", optimize=True)
    else:
        clean, name, kind = picture.convert("RGB"), f"{stem}.jpg", "image/jpeg"
        _without_metadata(clean).save(content, "JPEG", quality=90, progressive=True)
    return SimpleUploadedFile(name, content.getvalue(), kind)


def _without_metadata(picture):
    picture.info = {}
    return picture


class PictureFormField(forms.ImageField):
    """An upload that is refused with its reason, or accepted as pixels alone."""

    def to_python(self, data):
        if data in self.empty_values:
            return None
        return super().to_python(sanitized(data))


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

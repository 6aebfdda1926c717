"""Decodes one picture in a process of its own, which gets little memory and time.

Started by `relations/pictures.py` for each upload: the file comes in by stdin; by stdout go a line
with the extension and the pixels encoded anew, or, with the status 1, a line with the reason. A
file that makes a decoder grow or crash harms this process only. It imports nothing of the site.
"""

import resource
import sys
from io import BytesIO

MAX_MEMORY = 130_000_000  # bytes; with the libraries' code the process stays below 150 MB
COMPUTING_SECONDS = 20
MAX_SIZE = (1920, 2560)  # pixels of what is kept; pages show no picture wider than that
MAX_METADATA_BYTES = 1024 * 1024
SIXTEEN_BITS = ("I;16", "I;16B", "I")
MODES_OF_PROFILES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}


def main() -> int:
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    # At the first limit comes the signal that tells the caller why, which is not so at the second.
    resource.setrlimit(resource.RLIMIT_CPU, (COMPUTING_SECONDS, COMPUTING_SECONDS + 1))
    try:
        extension, encoded = recode(sys.stdin.buffer.read())
    except MemoryError:
        return refuse("memory")
    except Exception as error:  # a hostile file can make a decoder fail in any way
        return refuse("memory" if "memory" in str(error).lower() else str(error))
    sys.stdout.buffer.write(extension.encode() + b"\n" + encoded)
    return 0


def refuse(reason: str) -> int:
    sys.stdout.buffer.write(reason.encode())
    return 1


def recode(content: bytes) -> tuple[str, bytes]:
    """Return the pixels alone, made smaller when they are many: as PNG when some are transparent,
    else as JPEG; and the extension of the file."""
    from PIL import AvifImagePlugin, ExifTags, Image, ImageOps  # noqa: PLC0415  under the limits

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread takes memory
    Image.MAX_IMAGE_PIXELS = None  # the caller has looked at them
    picture = Image.open(BytesIO(content))
    # A JPEG is decoded at a fraction of its size.
    picture.draft(None, (1920, 1280))
    picture.load()
    texts = [value for value in picture.info.values() if hasattr(value, "__len__")]
    if sum(map(len, texts)) > MAX_METADATA_BYTES:
        raise ValueError("metadata")
    orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    profile = picture.info.get("icc_profile")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if picture.mode in SIXTEEN_BITS:
        picture = in_eight_bits(picture)
    if picture.mode in ("1", "P") or (transparent and picture.mode != "RGBA"):
        picture = picture.convert("RGBA" if transparent else "RGB")
    picture.thumbnail(MAX_SIZE)
    if profile:
        picture = in_srgb(picture, profile)
    mode = "RGBA" if transparent else "RGB"
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.getexif()[ExifTags.Base.Orientation] = orientation
    picture = ImageOps.exif_transpose(picture)
    picture.info = {}
    encoded = BytesIO()
    if transparent:
        picture.save(encoded, "PNG", exif=b"")
        return "png", encoded.getvalue()
    picture.save(encoded, "JPEG", quality=90, exif=b"")
    return "jpg", encoded.getvalue()


def in_eight_bits(picture):
    """Return a picture of 16-bit grey in 8 bits, whose darkest and lightest are the same."""
    key = picture.info.get("transparency")
    scaled = picture if picture.mode == "I;16" else picture.convert("I")
    picture = scaled.point(lambda value: value / 256).convert("L")
    if isinstance(key, int):
        picture.info["transparency"] = key // 256
    return picture


def in_srgb(picture, profile: bytes):
    """Return a picture in the colors of the web, which browsers suppose where no profile says
    otherwise; as it is, when its profile cannot be read or is for other pixels."""
    from PIL import ImageCms  # noqa: PLC0415  under the limits

    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = MODES_OF_PROFILES[source.profile.xcolor_space.strip()]
        if (mode == "CMYK") != (picture.mode == "CMYK"):
            return picture
        pixels = picture if picture.mode == mode else picture.convert(mode)
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(pixels, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, KeyError, OSError, ValueError):
        return picture
    if alpha:
        converted.putalpha(alpha)
    return converted


if __name__ == "__main__":
    sys.exit(main())

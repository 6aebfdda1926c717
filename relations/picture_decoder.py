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
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if transparent else "RGB"
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.thumbnail(MAX_SIZE)
    picture.getexif()[ExifTags.Base.Orientation] = orientation
    picture = ImageOps.exif_transpose(picture)
    picture.info = {}
    encoded = BytesIO()
    if transparent:
        picture.save(encoded, "PNG", exif=b"")
        return "png", encoded.getvalue()
    picture.save(encoded, "JPEG", quality=90, exif=b"")
    return "jpg", encoded.getvalue()


if __name__ == "__main__":
    sys.exit(main())

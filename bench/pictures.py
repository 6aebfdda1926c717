"""Measures the memory that the largest accepted pictures take, and those made to do harm.

    python -m bench.pictures

Each picture is taken in, and its renditions are made, in a process of its own. The memory is the
most that this process and the decoder that it starts have had, whichever is more; Linux only.
"""

import resource
import sys
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

from bench.site import open_site, start, throw_away_site

SIZES = {"JPEG": (7740, 5160), "JPEG of nearly 20 MB": (7740, 5160),
         "JPEG with a second picture": (7740, 5160), "progressive": (4240, 2820),
         "PNG": (3460, 2310), "RGBA": (3460, 2310), "WEBP": (2990, 2000),
         "AVIF": (3460, 2310)}  # fmt: skip
OPTIONS: dict[str, dict] = {
    "JPEG": {"quality": 85},
    "JPEG of nearly 20 MB": {"quality": 75},
    "JPEG with a second picture": {"quality": 85, "save_all": True},
    "progressive": {"quality": 85, "progressive": True, "subsampling": 0},
    "PNG": {"compress_level": 1},
    "RGBA": {"compress_level": 1},
    "WEBP": {"method": 0},
    "AVIF": {"speed": 10},
}
FORMATS = {"JPEG of nearly 20 MB": "JPEG", "JPEG with a second picture": "MPO",
           "progressive": "JPEG", "RGBA": "PNG"}  # fmt: skip
EXTENSIONS = {"MPO": "jpg"}


def main() -> None:
    with throw_away_site() as environment:
        print("| picture | megapixels | kB | answer | s | site, MB | decoder, MB |")
        print("|---|--:|--:|---|--:|--:|--:|")
        for name, (width, height) in SIZES.items():
            content = photograph(name, width, height)
            form = FORMATS.get(name, name)
            with NamedTemporaryFile(suffix=f".{EXTENSIONS.get(form, form.lower())}") as file:
                Path(file.name).write_bytes(content)
                del content
                report = start(environment, "pictures", file.name).communicate()[0].strip()
                size = Path(file.name).stat().st_size // 1000
            print(f"| {name} | {width * height / 1e6:.0f} | {size} | {report} |", flush=True)


def photograph(name: str, width: int, height: int) -> bytes:
    """Return a picture of noise, which no encoder makes small."""
    from PIL import Image  # noqa: PLC0415

    grain = 1 if name == "JPEG of nearly 20 MB" else 16
    noise = Image.effect_noise((width // grain, height // grain), 60).resize((width, height))
    picture = Image.merge("RGB", [noise] * 3)
    if name == "RGBA":
        picture.putalpha(noise)
    written, options = BytesIO(), OPTIONS[name]
    if options.get("save_all"):
        options = {**options, "append_images": [picture.reduce(4)]}
    picture.save(written, FORMATS.get(name, name), **options)
    return written.getvalue()


def take_in(path: str) -> None:
    """Take a picture in and make its renditions, and print what it took."""
    open_site()
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    from relations.models import Image  # noqa: PLC0415
    from relations.pictures import PictureFormField  # noqa: PLC0415

    upload = SimpleUploadedFile(Path(path).name, Path(path).read_bytes())
    began = perf_counter()
    try:
        clean = PictureFormField().clean(upload)
        Image.objects.create(title="Measured", file=clean, decorative=True)
        answer = "taken in"
    except ValidationError as error:
        answer = error.messages[0]
    seconds = perf_counter() - began
    status = Path("/proc/self/status").read_text()
    site = int(status.partition("VmHWM:")[2].split()[0]) / 1000
    decoder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"{answer} | {seconds:.1f} | {site:.0f} | {decoder:.0f}")


if __name__ == "__main__":
    take_in(sys.argv[1]) if sys.argv[1:] else main()

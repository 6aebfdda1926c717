"""Pictures at the desk: taken in, described, never replaced."""

import errno
import subprocess
from io import BytesIO

import pytest
from django.core.files import locks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from PIL import Image as Pillow

from relations.admin.picture import ImageAdmin
from relations.models import Image
from tests import people
from tests.admin.desk import form_errors, url
from tests.factories import make_relationship

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff_client(client):
    client.force_login(people.ruth())
    return client


def upload(name="bridge.png", content=None):
    if content is None:
        written = BytesIO()
        Pillow.new("RGB", (40, 30), "teal").save(written, "PNG")
        content = written.getvalue()
    return SimpleUploadedFile(name, content)


def add(client, **fields):
    given = {"title": "Bridge", "file": upload(), "alt_en": "A bridge", "alt_es": "Un puente"}
    return client.post(url(Image, "add"), {**given, **fields})


def test_a_described_picture_is_taken_in(staff_client):
    assert add(staff_client).status_code == 302
    assert Image.objects.get().file.name.endswith(".jpeg")


@pytest.mark.parametrize("stem", ["桥" * 80, "x" * 250, "😀" * 60, "é" * 120, "\u0301" * 80, "."])
def test_picture_of_any_name_is_taken_in(staff_client, stem, tmp_path):
    assert add(staff_client, file=upload(f"{stem}.png")).status_code == 302
    image = Image.objects.get()
    assert (tmp_path / image.file.name).is_file()


@pytest.mark.parametrize("file", [upload("bridge.svg", b"<svg/>"), upload("bridge.jpg")])
def test_a_refused_upload_says_why_and_leaves_nothing(staff_client, file, tmp_path):
    response = add(staff_client, file=file)
    assert form_errors(response)["file"]
    assert not Image.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


WRITES = 11  # files of a picture: itself and its renditions


@pytest.fixture
def disk(monkeypatch):
    """Makes one write fail after its file was begun, as on a disk that is full."""

    def fail(at: int, error: int):
        writes = iter(range(1, 1000))

        def lock(file, flags):
            if next(writes) == at:
                raise OSError(error, "the disk")
            return True

        monkeypatch.setattr(locks, "lock", lock)

    return fail


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("at", [1, 2, 6, WRITES])
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "can only be read"),
        (errno.EIO, "reports an error"),
        (errno.EMFILE, "too busy"),
    ],
)
def test_picture_that_cannot_be_written_says_why_and_leaves_nothing(
    staff_client, disk, tmp_path, at, error, reason
):
    disk(at, error)
    response = add(staff_client, credit="Somebody")
    assert response.status_code == 200
    assert reason in str(form_errors(response)["file"])
    for text in ("Bridge", "A bridge", "Un puente", "Somebody"):
        assert f'value="{text}"' in response.text
    assert not Image.objects.exists()
    assert not files_in(tmp_path)


def test_every_write_of_a_picture_is_one_that_can_fail(staff_client, disk, tmp_path):
    disk(WRITES + 1, errno.ENOSPC)
    assert add(staff_client).status_code == 302
    assert len(files_in(tmp_path)) == WRITES


def test_picture_that_cannot_be_looked_at_now_says_so_and_keeps_the_text(staff_client, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OSError(errno.EAGAIN, "no process can be started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    response = add(staff_client, credit="Somebody")
    assert "no room to look at the picture now" in str(form_errors(response)["file"])
    assert 'value="Somebody"' in response.text
    assert not Image.objects.exists()


@pytest.mark.parametrize("letter", "a\u00e9\u6a4b\U00020000")
def test_picture_of_a_long_name_is_taken_in(staff_client, letter):
    assert add(staff_client, file=upload(f"{letter * 90}.png")).status_code == 302
    assert f"/{letter * 50}." in Image.objects.get().file.name


def test_point_that_cannot_be_moved_says_why_and_keeps_the_renditions(staff_client, disk, tmp_path):
    add(staff_client)
    image, before = Image.objects.get(), files_in(tmp_path)
    disk(3, errno.ENOSPC)
    changed = {"title": "Bridge", "alt_en": "A", "alt_es": "B", "focal_point": "0.2x0.8"}
    response = staff_client.post(url(image, "change", image.pk), changed)
    assert "disk is full" in str(form_errors(response)["focal_point"])
    image.refresh_from_db()
    assert str(image.focal_point) == "0.5x0.5"
    assert files_in(tmp_path) == before


def test_row_that_cannot_be_written_leaves_no_file(staff_client, monkeypatch, tmp_path):
    def refuse(*_arguments):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(ImageAdmin, "log_addition", refuse)
    with pytest.raises(OperationalError):
        add(staff_client)
    assert not files_in(tmp_path)


def test_both_languages_describe_it_unless_it_is_decorative(staff_client):
    response = add(staff_client, alt_es="")
    assert "both languages" in str(form_errors(response)["alt_es"])
    assert add(staff_client, alt_en="", alt_es="", decorative="on").status_code == 302


def test_the_file_is_never_replaced_and_the_point_can_be_moved(staff_client):
    add(staff_client)
    image = Image.objects.get()
    before = image.file.name
    page = staff_client.get(url(image, "change", image.pk))
    assert 'type="file"' not in page.text
    assert image.file.url in page.text
    changed = {"title": "Bridge", "alt_en": "A", "alt_es": "B", "focal_point": "0.2x0.8"}
    sent = {**changed, "file": upload("other.png")}
    assert staff_client.post(url(image, "change", image.pk), sent).status_code == 302
    image.refresh_from_db()
    assert (image.file.name, str(image.focal_point)) == (before, "0.2x0.8")


def test_a_picture_in_use_is_not_deleted(staff_client):
    add(staff_client)
    image = Image.objects.get()
    make_relationship(image=image)
    response = staff_client.post(url(image, "delete", image.pk), {"post": "yes"})
    assert Image.objects.exists()
    assert "Relations" in response.text

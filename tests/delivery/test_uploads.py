"""Of an upload that is too large nothing is kept, and the fields after it are read."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

LIMIT = 200_000


def posted(size: int, settings, memory: int):
    settings.MAX_UPLOAD_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = LIMIT, memory
    upload = SimpleUploadedFile("treaty.pdf", b"x" * size, "application/pdf")
    return RequestFactory().post("/", {"before": "1", "file": upload, "after": "2"})


def test_rest_of_a_larger_file_is_counted_and_dropped(settings):
    for memory in (0, 10 * LIMIT):  # kept on the disk, and in the memory
        request = posted(5 * LIMIT, settings, memory)
        file = request.FILES["file"]
        assert (file.read(), file.size, file.name) == (b"", 5 * LIMIT, "treaty.pdf")
        assert request.POST.dict() == {"before": "1", "after": "2"}


def test_file_of_the_limit_is_kept_whole(settings):
    for memory in (0, 10 * LIMIT):
        with posted(LIMIT, settings, memory).FILES["file"] as file:
            assert len(file.read()) == LIMIT

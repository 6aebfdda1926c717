"""Uploads that are too large are counted, not kept."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUploadHandler(FileUploadHandler):
    """Stands before the handlers that keep files. Of a file that is larger than any may be it gives
    them no more than that; the form then has an empty file that says its real size, which it
    refuses, and every field that was sent after it.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start < settings.MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size):
        if file_size <= settings.MAX_UPLOAD_BYTES:
            return None  # whoever kept it answers
        for handler in self.request.upload_handlers if self.request else ():
            handler.upload_interrupted()  # lets go of what was kept
        return InMemoryUploadedFile(
            BytesIO(), self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
